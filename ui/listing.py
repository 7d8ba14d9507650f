"""What the archive view lists: passages that were searched for, or the newest articles, within limits, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from onrecord.index import Filters
from onrecord.index.snapshot import Snapshot
from onrecord.rag import Assistant
from onrecord.ui.asked import LONGEST_QUESTION, NotAsked, checked_filters
from onrecord.ui.finding import MOST, PAGE, EntryView, article_entry, entries, found
from onrecord.ui.words import count, limits

__all__ = ["LISTED", "ListedView", "listed", "nothing", "text_of"]

LISTED = 20
"""Articles listed at once."""


class ListedView(TypedDict):
    """``heading`` and ``about`` say what is listed, ``place`` is where in the whole its entries begin, and ``more``
    whether others follow. ``words`` are those that were searched for."""

    heading: str
    about: str
    entries: list[EntryView]
    place: int
    more: bool
    words: str


def listed(assistant: Assistant, told: Mapping[str, Any]) -> ListedView:
    """What a page asks to see: passages for ``words``, or without any the newest articles, from ``place`` on, within
    the days ``after`` and ``before``, the ``outlets``, an ``author`` and a ``section``.

    Raises:
        NotAsked: too many words, or limits that cannot be used as they are.
    """
    now = assistant.index.snapshot()
    words = " ".join(text_of(told.get("words")).split())
    if len(words) > LONGEST_QUESTION:
        raise NotAsked(f"At most {LONGEST_QUESTION:,} characters can be searched for. Shorten what is there.")
    outlets = told.get("outlets")
    names = [text_of(name) for name in outlets] if isinstance(outlets, list) else []
    after, before, author, section = (
        text_of(told.get(name)).strip() for name in ("after", "before", "author", "section")
    )
    filters = checked_filters(after, before, names, now.outlets())
    within = [limits(filters), f"by {author}" if author else "", f"in the section {section}" if section else ""]
    stated = ", ".join(filter(None, within))
    if author or section:
        ids = now.named(author, section)
        if not ids:
            return {**nothing(), "heading": "No article", "about": f"Nothing is {stated}.", "words": words}
        filters = Filters(filters.after, filters.before, filters.outlets, articles=tuple(ids))
    if words:
        return _found(assistant, words, filters, stated, _place(told.get("place"), PAGE))
    return _newest(now, filters, stated, _place(told.get("place"), LISTED))


def nothing() -> ListedView:
    """What is listed where it cannot be said what."""
    return {"heading": "", "about": "", "entries": [], "place": 0, "more": False, "words": ""}


def text_of(stated: object) -> str:
    """Text as a page states it, without halves of characters, which could not be sent back."""
    return str(stated or "").encode(errors="replace").decode()


def _found(assistant: Assistant, words: str, filters: Filters, stated: str, place: int) -> ListedView:
    """Always as many are asked for: another number of them may stand in another order."""
    hits = found(assistant.retriever, words, filters or None, MOST)
    place = _within(place, len(hits), PAGE)
    shown = entries(hits, words)[place : place + PAGE]
    within = f" {stated}" if stated else ""
    if not hits:
        about = f"Nothing was found{within}."
    else:
        of = f"the {MOST} best passages" if len(hits) == MOST else count(len(hits), "passage")
        about = f"{_range(place, len(shown))} of {of}{within}"
    more = place + PAGE < len(hits)
    return {"heading": "Passages", "about": about, "entries": shown, "place": place, "more": more, "words": words}


def _newest(now: Snapshot, filters: Filters, stated: str, place: int) -> ListedView:
    total, articles = now.listed(filters, place, LISTED)
    if place and not articles:  # what stood there is gone
        place = _within(place, total, LISTED)
        total, articles = now.listed(filters, place, LISTED)
    shown = [article_entry(article) for article in articles]
    within = f" {stated}" if stated else ""
    about = f"{_range(place, len(shown))} of {count(total, 'article')}{within}" if shown else f"None{within}."
    more = place + LISTED < total
    return {"heading": "Newest articles", "about": about, "entries": shown, "place": place, "more": more, "words": ""}


def _range(place: int, shown: int) -> str:
    return f"{place + 1:,}–{place + shown:,}" if shown > 1 else f"{place + 1:,}"


def _within(place: int, total: int, step: int) -> int:
    """The place, or that of the last page where it lies behind it."""
    return min(place, max(0, total - 1) // step * step)


def _place(stated: object, step: int) -> int:
    """A whole number of pages, and no more than any archive has."""
    known = isinstance(stated, int) and not isinstance(stated, bool) and 0 < stated < 10**9
    return int(stated) // step * step if known and isinstance(stated, int) else 0
