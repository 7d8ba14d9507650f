"""What stands around an article: where else it was printed, and its neighbours in the story, by day. Pure but for the
searches by which the story is found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, TypedDict

from onrecord.index import Article, NewsIndex
from onrecord.index.errors import OnRecordError
from onrecord.index.limits import embargoed
from onrecord.rag.story import story
from onrecord.ui.places import NotThere, place_of
from onrecord.ui.source import heading
from onrecord.ui.stated import sentence
from onrecord.ui.words import byline, count

__all__ = ["AroundView", "NeighbourView", "apart", "around"]


_BESIDE = 3  # reports before the article, and after it


class NeighbourView(TypedDict):
    """An article around the one that is open. ``apart`` says how long before or after it, where both days are known;
    ``open`` marks the open one itself, in its place among the others."""

    article: str
    title: str
    byline: str
    apart: str
    open: bool


class AroundView(TypedDict):
    """``copies`` of the article that is open, and of its ``story`` the reports before and after it, oldest first,
    undated ones last; empty where there are none."""

    kind: Literal["around"]
    serial: int
    article: str
    copies: list[NeighbourView]
    story: list[NeighbourView]
    failed: str


def around(index: NewsIndex, told: Mapping[str, Any], serial: int) -> AroundView:
    """What stands around the article that is named; nothing around one that is not there."""
    view: AroundView = {"kind": "around", "serial": serial, "article": "", "copies": [], "story": [], "failed": ""}
    try:
        now = index.snapshot()
        article = now.article(place_of({"article": told.get("article")}).article)
        if article is None or embargoed(article):
            return view
        copies = now.copies([article]).get(article.id, ())
        reports = story(now, article)
    except NotThere:
        return view
    except OnRecordError as error:
        return {**view, "failed": sentence(f"what stands around this article could not be looked up: {error}")}
    own = next(place for place, one in enumerate(reports) if article.id in (one.article.id, *(a.id for a in one.also)))
    shown = [article if place == own else one.article for place, one in enumerate(reports)]
    return {
        **view,
        "article": article.id,
        "copies": [_view(one, article) for one in copies],
        "story": [_view(one, article) for one in shown[max(0, own - _BESIDE) : own + _BESIDE + 1]]
        if len(shown) > 1
        else [],
    }


def apart(day: str | None, other: str | None) -> str:
    """How long an article was printed before or after another one: ``2 days later``; empty where a day is not known."""
    try:
        days = (date.fromisoformat(day or "") - date.fromisoformat(other or "")).days
    except ValueError:
        return ""
    return f"{count(abs(days), 'day')} {'later' if days > 0 else 'before'}" if days else "the same day"


def _view(one: Article, article: Article) -> NeighbourView:
    return {
        "article": one.id,
        "title": heading(one),
        "byline": byline(one.outlet, one.published),
        "apart": "" if one is article else apart(one.day, article.day),
        "open": one is article,
    }
