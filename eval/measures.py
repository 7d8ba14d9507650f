"""The measures a run reports: in which order, under which heading, what each says in plain words, and which way is
better. The arithmetic is in ``eval/metrics/``, what is counted in ``eval/judge.py``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["MEASURES", "Measure", "in_order"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; ``lower`` says whether less is better."""

    name: str
    heading: str
    says: str
    lower: bool = False


_DEPTHS = (1, 3, 5, 10, 20)
_ARTICLES, _PASSAGES, _STRINGS = "Finding articles", "Finding passages", "Finding the answer's words"
_ANSWERS, _WORDS, _CITATIONS, _SURE = "Answers", "The answering words", "Citations", "Confidence and declining"

_LISTED = (
    *(
        Measure(f"recall@{k}", _ARTICLES, f"Share of the relevant articles that are among the first {k}.")
        for k in _DEPTHS
    ),
    Measure("article-found@1", _ARTICLES, "Share of a conversation's turns whose first quote, or best passage where nothing is quoted, is from the article it is about."),
    Measure("ndcg@10", _ARTICLES, "Relevant articles among the first ten, worth more the higher they stand; 1 is the best order."),
    Measure("mrr@10", _ARTICLES, "One over the place of the first relevant article, 0 past the tenth."),
    Measure("map", _ARTICLES, "Precision at the place of each relevant article, averaged."),
    *(
        Measure(f"passage-recall@{k}", _PASSAGES, f"Share of the passages that answer that are among the first {k}.")
        for k in _DEPTHS
    ),
    Measure("passage-ndcg@10", _PASSAGES, "Passages that answer among the first ten, worth more the higher they stand."),
    Measure("passage-mrr@10", _PASSAGES, "One over the place of the first passage that answers, 0 past the tenth."),
    Measure("passage-map", _PASSAGES, "Precision at the place of each passage that answers, averaged."),
    *(
        Measure(f"answer-recall@{k}", _STRINGS, f"Share of questions with a reference answer word for word in the first {k} passages.")
        for k in _DEPTHS
    ),
    Measure("right", _ANSWERS, "Share of questions handled rightly: the first quote answers, or an unanswerable one is declined."),
    Measure("sentence", _ANSWERS, "Share of answerable questions whose best quote answers, whether it was given or held back."),
    Measure("cited@1", _ANSWERS, "Share of answerable questions with a reference answer inside the first quote given."),
    Measure("cited@any", _ANSWERS, "The same, inside any quote given."),
    Measure("article@1", _ANSWERS, "Share of questions whose first quote is from a relevant article."),
    Measure("article@any", _ANSWERS, "The same, of any quote given."),
    Measure("verbatim", _ANSWERS, "Share of answers every quote of which stands word for word in the stored article. Must be 1."),
    Measure("em", _WORDS, "Exact match: the answering words are a reference answer. Declining is right where there is none."),
    Measure("f1", _WORDS, "Words shared with the nearest reference answer: harmonic mean of precision and recall."),
    Measure("hasans-em", _WORDS, "Exact match of the answerable questions."),
    Measure("hasans-f1", _WORDS, "F1 of the answerable questions."),
    Measure("noans-em", _WORDS, "Share of the unanswerable questions that are declined."),
    Measure("noans-f1", _WORDS, "The same: there is nothing to share words with."),
    Measure("f1-undeclined", _WORDS, "F1 had nothing been declined."),
    Measure("best-f1", _WORDS, "F1 with the threshold of confidence that suits these questions best."),
    Measure("best-threshold", _WORDS, "That threshold."),
    Measure("marked@1", _CITATIONS, "Share of answers whose first quote touches a span that people marked."),
    Measure("rationale@1", _CITATIONS, "Share of answerable turns whose first quote has a word of what people drew their answers from; declined ones have none."),
    Measure("citation-precision", _CITATIONS, "Share of an answer's quotes that touch a marked span."),
    Measure("citation-recall", _CITATIONS, "Largest share of a marked span that the quotes cover."),
    Measure("distracted@1", _CITATIONS, "Share of answers whose first quote touches a span marked as tempting and wrong, and none that is right.", lower=True),
    Measure("answered", _SURE, "Share of the answerable questions that are answered."),
    Measure("precision", _SURE, "Share of the answers given that are right."),
    Measure("answered-unanswerable", _SURE, "Share of the unanswerable questions that are answered all the same.", lower=True),
    Measure("declining-precision", _SURE, "Share of the declined questions that are unanswerable."),
    Measure("declining-recall", _SURE, "Share of the unanswerable questions that are declined."),
    Measure("auroc", _SURE, "Chance that a right answer has a higher confidence than a wrong one; .5 is no better than a coin."),
    Measure("auroc-answerable", _SURE, "Chance that an answerable question has a higher confidence than an unanswerable one."),
    Measure("aurc", _SURE, "Mean share of wrong answers over all thresholds: the area under the risk-coverage curve.", lower=True),
    Measure("ece", _SURE, "Expected calibration error: how far confidence and the share that is right are apart.", lower=True),
)  # fmt: skip

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _LISTED}
"""Every measure by name, in the order they are shown in."""


def in_order(names: Iterable[str]) -> list[str]:
    """Names of measures in the order they are shown in; any others after them."""
    wanted = dict.fromkeys(names)
    return [*(name for name in MEASURES if name in wanted), *(name for name in wanted if name not in MEASURES)]
