"""Spans to numbered citations, or to none. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.index.lexical import terms
from onrecord.rag.kinds import Kind
from onrecord.rag.read import Span
from onrecord.rag.types import Citation

__all__ = ["Verdict", "cite"]

_LESS = 0.75  # further quotes have at least this share of the best one's confidence
_LISTED = 0.4  # where several answers are asked for
_QUOTES = 3
_LIST = 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is quoted, and how sure; of what was held back, too."""

    citations: tuple[Citation, ...]
    confidence: float


def cite(spans: Sequence[Span], least: float, kind: Kind = "what", quotes: int | None = None) -> Verdict:
    """Quote the best span, and others nearly as good, at most one a place; or nothing.

    Where a question asks for a list, more are quoted, each with other answering words.

    Args:
        spans: from a reader, best first.
        least: the confidence under which an answer is not given.
        kind: of the question.
        quotes: how many at most; None leaves it to the kind.
    """
    confidence = _probability(spans[0].score) if spans else 0.0
    if not spans or confidence < least:
        return Verdict((), confidence)
    share, usual = (_LISTED, _LIST) if kind == "list" else (_LESS, _QUOTES)
    most = usual if quotes is None else quotes
    chosen: list[Span] = []
    for span in spans:
        if len(chosen) == most or (chosen and _probability(span.score) < max(least, share * confidence)):
            break
        if not any(_same(span, other) or (kind == "list" and _told(span) == _told(other)) for other in chosen):
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


def _told(span: Span) -> list[str]:
    start, end = span.focus or (span.start, span.end)
    return terms(span.hit.article.text[start:end])
