"""What a page calls the measures: a short plain name beside each, and which of them stand at its head."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.eval.measures import MEASURES

__all__ = ["HEADLINES", "Measure", "measure"]

HEADLINES = {
    "retrieval": ("answer-recall@5", "ndcg@10", "recall@10"),
    "reading": ("f1", "em", "sentence"),
    "answers": ("right", "cited@1", "f1"),
    "chat": ("right", "f1"),
}
"""The figures that stand at the head of a page, by task."""

_LABELS = {
    "article-found@1": "Stays with its article",
    "ndcg@10": "Order of the first 10",
    "mrr@10": "Place of the first one",
    "map": "Average precision",
    "right": "Right",
    "sentence": "Right sentence chosen",
    "cited@1": "Answer in the first quote",
    "cited@any": "Answer in any quote",
    "article@1": "First quote from the right article",
    "article@any": "Any quote from the right article",
    "verbatim": "Verbatim",
    "em": "Exact match",
    "f1": "Words shared (F1)",
    "hasans-em": "Exact match, answerable",
    "hasans-f1": "Words shared, answerable",
    "noans-em": "Exact match, unanswerable",
    "noans-f1": "Words shared, unanswerable",
    "f1-undeclined": "Words shared, nothing declined",
    "best-f1": "Words shared, best threshold",
    "best-threshold": "Best threshold",
    "marked@1": "First quote where people marked",
    "rationale@1": "First quote from where people drew theirs",
    "citation-precision": "Quotes where people marked",
    "citation-recall": "Marked words quoted",
    "distracted@1": "First quote led astray",
    "answered": "Answered",
    "precision": "Given answers that are right",
    "answered-unanswerable": "Answered where nothing answers",
    "declining-precision": "Declined for good reason",
    "declining-recall": "Unanswerable ones declined",
    "auroc": "Confidence tells right from wrong",
    "auroc-answerable": "Confidence tells what can be answered",
    "aurc": "Risk, over all thresholds",
    "ece": "Calibration error",
}
_RECALL = re.compile(r"(passage-|answer-|)recall@(\d+)")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as it is shown. ``lower`` says whether less is better, ``ranks`` whether a system can be best at it."""

    name: str
    heading: str
    label: str
    says: str
    lower: bool = False
    ranks: bool = True


def measure(name: str) -> Measure:
    """A measure by its name in ``run.json``; one that is not known goes by that name."""
    known = MEASURES.get(name)
    if known is None:
        return Measure(name, "Other", name, "", ranks=False)
    return Measure(name, known.heading, _label(name), known.says, known.lower, name != "best-threshold")


def _label(name: str) -> str:
    if found := _RECALL.fullmatch(name):
        place = "in first place" if found[2] == "1" else f"in the first {found[2]}"
        return f"{'Answer' if found[1] == 'answer-' else 'Found'} {place}"
    return _LABELS.get(name.removeprefix("passage-"), name)
