"""What has not been quoted yet, of passages and of what is found in them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.index import Hit
from onrecord.rag.read import Span
from onrecord.rag.types import Citation

__all__ = ["unquoted_hits", "unquoted_spans"]

_MOST = 0.5  # of a passage: where as much of it has been quoted, the rest hardly answers


def unquoted_hits(hits: Iterable[Hit], quoted: Sequence[Citation]) -> list[Hit]:
    """The passages of which less than half has been quoted."""
    return [hit for hit in hits if _covered(hit, quoted) < _MOST * (hit.passage.end - hit.passage.start)]


def unquoted_spans(spans: Iterable[Span], quoted: Sequence[Citation]) -> list[Span]:
    """The spans that share no character with a quote, and are not the same words in another article."""
    words = {_plain(one.quote) for one in quoted}
    return [
        span
        for span in spans
        if not any(one.article.id == span.hit.article.id and _shared(span, one) for one in quoted)
        and _plain(span.hit.article.text[span.start : span.end]) not in words
    ]


def _covered(hit: Hit, quoted: Sequence[Citation]) -> int:
    """Characters of a passage that have been quoted, each counted once."""
    places: set[int] = set()
    for one in quoted:
        if one.article.id == hit.article.id:
            places.update(range(max(one.start, hit.passage.start), min(one.end, hit.passage.end)))
    return len(places)


def _shared(span: Span, quoted: Citation) -> bool:
    return span.start < quoted.end and quoted.start < span.end


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
