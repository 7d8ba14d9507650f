"""The metrics of a run in words for people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.eval.figures import LOWER_IS_BETTER

__all__ = ["HEADINGS", "HEADLINES", "Measure", "measure"]

HEADINGS = ("Finding articles", "Finding passages", "Answers", "Citations", "Declining", "Words", "Other")
"""What figures are grouped under, in the order of the page."""

HEADLINES = {
    "retrieval": ("answer-recall@5", "ndcg@10", "recall@10"),
    "reading": ("f1", "em", "sentence"),
    "answers": ("right", "cited@1", "f1"),
    "chat": ("right", "f1"),
}
"""The figures that stand at the head of a page, by task."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric in words. ``ranks`` says whether one value of it is better than another."""

    name: str
    heading: str
    label: str
    meaning: str
    ranks: bool = True

    @property
    def lower(self) -> bool:
        """Whether less is better."""
        return self.name in LOWER_IS_BETTER


def _ranking() -> Iterator[Measure]:
    for prefix, heading, thing in (("", "Finding articles", "article"), ("passage-", "Finding passages", "passage")):
        yield Measure(
            f"{prefix}ndcg@10",
            heading,
            "Order of the first 10",
            f"Normalised discounted cumulative gain: a relevant {thing} counts the more the higher it stands, and by "
            "its grade where there are grades. 1.000 is the best order there could be.",
        )
        yield Measure(
            f"{prefix}mrr@10",
            heading,
            "Place of the first relevant one",
            f"One divided by the rank of the first relevant {thing}, and nothing if it is not among the first 10: "
            "first place gives 1.000, second .500.",
        )
        yield Measure(
            f"{prefix}map",
            heading,
            "Average precision",
            f"At each relevant {thing}, the share of relevant ones down to there, averaged over all that should be "
            "found.",
        )


_KNOWN = {
    measure.name: measure
    for measure in (
        *_ranking(),
        Measure(
            "right",
            "Answers",
            "Right",
            "The first quote answers the question; or there is no answer to be had and none was given.",
        ),
        Measure(
            "sentence",
            "Answers",
            "Right sentence chosen",
            "Of the questions that have an answer: the sentence chosen answers, whether or not it was then held back.",
        ),
        Measure("cited@1", "Citations", "Answer in the first quote", "A reference answer stands in the first quote."),
        Measure("cited@any", "Citations", "Answer in any quote", "A reference answer stands in one of the quotes."),
        Measure(
            "article@1",
            "Citations",
            "First quote from the right article",
            "The first quote is from a relevant article.",
        ),
        Measure("article@any", "Citations", "Any quote from the right article", "A quote is from a relevant article."),
        Measure(
            "marked@1",
            "Citations",
            "First quote where people marked",
            "The first quote shares at least one character with a span that people marked as answering.",
        ),
        Measure(
            "citation-precision",
            "Citations",
            "Quotes where people marked",
            "Of the quotes given, the share that touches a marked span.",
        ),
        Measure(
            "citation-recall",
            "Citations",
            "Marked words quoted",
            "Of the marked span covered best, the share of its characters that stands in a quote.",
        ),
        Measure(
            "distracted@1",
            "Citations",
            "First quote led astray",
            "The first quote touches a span marked as tempting and wrong, and none that answers.",
        ),
        Measure(
            "verbatim",
            "Citations",
            "Verbatim",
            "Every quote, and the words marked in it, stand in the stored article exactly where the citation says.",
        ),
        Measure(
            "answered",
            "Declining",
            "Answered",
            "Of the questions not known to be unanswerable, the share that was given an answer.",
        ),
        Measure(
            "precision",
            "Declining",
            "Given answers that are right",
            "Of the answers given, the share whose quote answers.",
        ),
        Measure(
            "answered-unanswerable",
            "Declining",
            "Answered where nothing answers",
            "Of the unanswerable questions, the share that was given an answer all the same.",
        ),
        Measure(
            "declining-precision",
            "Declining",
            "Declined for good reason",
            "Of the questions declined, the share that is unanswerable.",
        ),
        Measure(
            "declining-recall",
            "Declining",
            "Unanswerable ones declined",
            "Of the unanswerable questions, the share declined.",
        ),
        Measure(
            "aurc",
            "Declining",
            "Risk, over all coverages",
            "If only the most confident answers were given: the share of wrong ones among them, averaged over how many "
            "are given. It is the area under the curve of risk and coverage.",
        ),
        Measure(
            "auroc",
            "Declining",
            "Confidence tells right from wrong",
            "How often a right answer has more confidence than a wrong one (area under the ROC curve); .500 is chance.",
        ),
        Measure(
            "auroc-answerable",
            "Declining",
            "Confidence tells what can be answered",
            "How often an answerable question has more confidence than an unanswerable one; .500 is chance.",
        ),
        Measure(
            "ece",
            "Declining",
            "Calibration error",
            "How far confidence is from the share of right answers, in ten steps of confidence, on average.",
        ),
        Measure(
            "best-threshold",
            "Declining",
            "Threshold that would pay most",
            "The confidence from which answering would have given the best F1 on these very questions; ∞ is never.",
            ranks=False,
        ),
        Measure(
            "em",
            "Words",
            "Exact match",
            "The answering words are those of a reference answer, case and articles aside.",
        ),
        Measure(
            "f1",
            "Words",
            "Words shared (F1)",
            "How many words the answer shares with the nearest reference answer: the harmonic mean of the share of its "
            "words and the share of the reference's.",
        ),
        Measure("hasans-em", "Words", "Exact match, answerable", "Exact match of the questions that have an answer."),
        Measure(
            "hasans-f1", "Words", "Words shared, answerable", "Words shared, of the questions that have an answer."
        ),
        Measure("noans-em", "Words", "Exact match, unanswerable", "Of the unanswerable questions, the share declined."),
        Measure(
            "noans-f1", "Words", "Words shared, unanswerable", "Of the unanswerable questions, the share declined."
        ),
        Measure(
            "f1-undeclined",
            "Words",
            "Words shared, nothing declined",
            "F1 of the words that would have been given had nothing been held back; unanswerable questions count "
            "nothing.",
        ),
        Measure(
            "best-f1",
            "Words",
            "Words shared, best threshold",
            "F1 with the threshold that would have paid most. It is fitted to these questions, so it is what could be "
            "had, not what would be.",
        ),
    )
}
_RECALL = re.compile(r"(passage-|answer-|)recall@(\d+)")


def measure(name: str) -> Measure:
    """A metric by the name it has in ``run.json``; one that is not known goes by its name."""
    if found := _RECALL.fullmatch(name):
        return _recall(name, found[1], found[2])
    return _KNOWN.get(name, Measure(name, "Other", name, "", ranks=False))


def _recall(name: str, of: str, depth: str) -> Measure:
    first = "the first" if depth == "1" else f"the first {depth}"
    if of == "answer-":
        meaning = f"The share of questions of which a reference answer stands in {first} of the passages found."
        return Measure(name, "Finding passages", f"Answer in {first}", meaning)
    thing = "passage" if of else "article"
    meaning = f"Of the relevant {thing}s, the share that is among {first} found, averaged over questions."
    return Measure(name, f"Finding {thing}s", f"Found in {first}", meaning)
