"""What an answer quotes, or comes near, as the conversation shows it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from onrecord.index import Article, Hit
from onrecord.rag import Citation
from onrecord.ui.places import Place
from onrecord.ui.source import Piece, deep_link, pieces
from onrecord.ui.words import byline

__all__ = ["AlsoView", "NearestView", "QuoteView", "nearest_view", "quote_view"]

_COPIES = 3  # that are named


class AlsoView(TypedDict):
    """Where else a passage was printed: the articles, each with its byline, and how many more there are."""

    places: list[dict[str, str]]
    more: int


class QuoteView(TypedDict):
    """One citation: its words, where they were printed, and its number.

    ``shown`` is whether its words are drawn here; ``cited`` names its place for whoever copies it, and ``link`` is the
    part of an address that opens it.
    """

    number: int
    pieces: list[Piece]
    title: str
    byline: str
    also: AlsoView | None
    shown: bool
    cited: str
    link: str


class NearestView(TypedDict):
    """A passage that was read and does not answer."""

    number: int
    text: str
    title: str
    byline: str
    also: AlsoView | None


def quote_view(citation: Citation, *, shown: bool) -> QuoteView:
    """A citation."""
    article, quote = citation.article, (citation.start, citation.end)
    place = Place(article.id, citation.revision, quote)
    return {
        "number": citation.number,
        "pieces": pieces(article.text, *quote, quote, citation.focus) if shown else [],
        "title": _title(article),
        "byline": byline(article.outlet, article.published),
        "also": _also(citation.also),
        "shown": shown,
        "cited": f"{byline(article.outlet, article.published)}, “{_title(article)}”, revision {citation.revision},"
        f" characters {citation.start}–{citation.end}",
        "link": f"/{deep_link(place)}",
    }


def nearest_view(number: int, hit: Hit) -> NearestView:
    """A passage, by the number under which it can be opened."""
    return {
        "number": number,
        "text": hit.text,
        "title": _title(hit.article),
        "byline": byline(hit.article.outlet, hit.article.published),
        "also": _also(hit.also),
    }


def _also(copies: Sequence[Article]) -> AlsoView | None:
    if not copies:
        return None
    places = [{"article": one.id, "byline": byline(one.outlet, one.published)} for one in copies[:_COPIES]]
    return {"places": places, "more": max(0, len(copies) - _COPIES)}


def _title(article: Article) -> str:
    return article.title.strip() or "Untitled article"
