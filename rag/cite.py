"""Spans to numbered citations, or an abstention with its reason. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.index import Hit
from onrecord.rag.read import Span
from onrecord.rag.types import Citation

__all__ = ["LEAST", "Verdict", "cite"]

LEAST = 0.35
"""The confidence from which an answer is given: on training questions, ``eval/fit_sentences.py`` says what it costs."""

_LESS = 0.75  # further quotes have at least this share of the best one's confidence


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is quoted, how sure, and, where nothing is, why."""

    citations: tuple[Citation, ...]
    confidence: float
    reason: str = ""


def cite(spans: Sequence[Span], hits: Sequence[Hit], *, least: float = LEAST, quotes: int = 3) -> Verdict:
    """Quote the best span, and others nearly as good and as exact, at most one a place; or decline.

    Args:
        spans: from a reader, best first.
        hits: the passages that were found, to tell the two ways of having nothing apart.
        least: the confidence under which an answer is not given.
        quotes: how many citations at most.
    """
    confidence = _probability(spans[0].score) if spans else 0.0
    if not spans or confidence < least:
        return Verdict((), confidence, _reason(hits))
    chosen: list[Span] = []
    for span in spans:
        if len(chosen) == quotes or _probability(span.score) < max(least, _LESS * confidence):
            break
        vaguer = spans[0].focus is not None and span.focus is None
        if not vaguer and not any(_same(span, other) for other in chosen):
            chosen.append(span)
    citations = tuple(
        Citation(number, span.hit.article, span.hit.passage.revision, span.start, span.end, span.focus, span.hit.also)
        for number, span in enumerate(chosen, 1)
    )
    return Verdict(citations, confidence)


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, log_odds))))


def _same(one: Span, other: Span) -> bool:
    overlap = one.hit.article.id == other.hit.article.id and one.start < other.end and other.start < one.end
    return overlap or _words(one) == _words(other)


def _words(span: Span) -> str:
    return " ".join(span.hit.article.text[span.start : span.end].casefold().split())


def _reason(hits: Sequence[Hit]) -> str:
    if not hits:
        return "Nothing in the archive matches the question and its filters."
    return "Nothing in the archive says this."
