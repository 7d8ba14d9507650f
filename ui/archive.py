"""What the archive view shows, and what can be done in it: looking through articles, searching, removing with undo.

What is added is ``adding``'s. A page names things, and they are looked up here: an article that is not there cannot be
removed, and only what this server removed can it bring back.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from onrecord.index import Filters
from onrecord.index.errors import OnRecordError
from onrecord.index.snapshot import Snapshot
from onrecord.index.subscriptions import Subscriptions
from onrecord.rag import Assistant
from onrecord.rag.fared import trouble
from onrecord.ui.asked import LONGEST_QUESTION, NotAsked, checked_filters
from onrecord.ui.finding import MOST, PAGE, EntryView, article_entry, entries, found
from onrecord.ui.holdings import HoldingsView, holdings_view
from onrecord.ui.security import LARGEST_FILE
from onrecord.ui.words import count, day, limits

__all__ = ["LISTED", "Archive", "ArchiveView", "FeedView", "FieldsView", "RemovedView"]

LISTED = 20
"""Articles listed at once."""

_UNDONE = 20  # removals that are remembered, to be undone
_NAMES = 300  # authors or sections that are offered
_READ = 20_000  # articles up to which their authors and sections are read to be offered

_READ_ONLY = "This archive is opened to be read only: nothing can be added or removed here."
_GONE = "That article is not in the archive any more."
_LOST = "It cannot be brought back: the archive was compacted since, or the article was added again."


class FieldsView(TypedDict):
    """What can be chosen to limit the list: names, most frequent first, and the days between which there is any."""

    first: str
    last: str
    outlets: list[str]
    authors: list[str]
    sections: list[str]


class FeedView(TypedDict):
    """A feed that is subscribed to, and how it fared."""

    url: str
    title: str
    about: str


class RemovedView(TypedDict):
    """An article that was removed and can be brought back."""

    id: str
    title: str


class ArchiveView(TypedDict):
    """The whole view. ``turn`` is the page's number of what it asked for, by which it knows what is out of date.

    ``heading`` and ``about`` say what is listed, ``place`` is where in the list its entries begin, and ``more`` whether
    others follow. ``words`` are those that were searched for. ``said`` is what was done, ``failed`` what was not and
    why. ``locked`` says why nothing can be changed; then there are no ``removed`` and no ``feeds``. ``largest`` is how
    many bytes a file may have.
    """

    turn: int
    holdings: HoldingsView
    fields: FieldsView
    heading: str
    about: str
    entries: list[EntryView]
    place: int
    more: bool
    words: str
    said: str
    failed: str
    locked: str
    removed: list[RemovedView]
    feeds: list[FeedView]
    largest: int


class _Listed(TypedDict):
    heading: str
    about: str
    entries: list[EntryView]
    place: int
    more: bool
    words: str


@dataclass(slots=True)
class Archive:
    """The archive of an assistant, for any number of pages.

    Args:
        assistant: whose archive it is.
        read_only: nothing is changed, whatever is asked for.
    """

    assistant: Assistant
    read_only: bool = False
    _removed: dict[str, str] = field(default_factory=dict)
    _known: tuple[int, HoldingsView, FieldsView] | None = None
    _changing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def locked(self) -> str:
        """Why nothing can be changed; empty where it can."""
        return _READ_ONLY if self.read_only or self.assistant.index.read_only else ""

    def done(self, told: Mapping[str, Any]) -> ArchiveView:
        """Do what the page asks for, and show the archive as it is then.

        ``act`` is ``look``, ``remove``, ``restore`` or ``unsubscribe``, the latter three of ``id``. ``words``,
        ``after``, ``before``, ``outlets``, ``author`` and ``section`` say what is listed, from ``place`` on.
        """
        act, which = _text(told.get("act")), _text(told.get("id"))
        said, failed = "", ""
        if act in ("remove", "restore", "unsubscribe"):
            try:
                said, failed = ("", self.locked) if self.locked else self._changed(act, which)
            except OnRecordError as error:
                failed = _sentence(error)
        listed, feeds = _nothing(), list[FeedView]()
        try:
            listed = self._listed(told)
            feeds = [] if self.locked else self._feeds()
        except NotAsked as refusal:
            failed = failed or str(refusal)
        except OnRecordError as error:
            failed = failed or _sentence(error)
        turn = told.get("turn")
        holdings, fields = self._holds(self.assistant.index.snapshot())
        return {
            "turn": turn if isinstance(turn, int) else 0,
            "holdings": holdings,
            "fields": fields,
            **listed,
            "said": said,
            "failed": failed,
            "locked": self.locked,
            "removed": [] if self.locked else self._undoable(),
            "feeds": feeds,
            "largest": LARGEST_FILE,
        }

    # ---- changing ----------------------------------------------------------------------------------------------

    def _changed(self, act: str, which: str) -> tuple[str, str]:
        """What was done, or what was not and why."""
        index = self.assistant.index
        if act == "unsubscribe":
            gone = Subscriptions(index.folder).remove([which])
            return ("Unsubscribed. Its articles stay.", "") if gone else ("", "That feed is not subscribed to.")
        with self._changing:
            if act == "remove":
                article = index.article(which) if index.snapshot().has(which) else None
                if not index.remove([which]):
                    return "", _GONE
                title = (article.title if article else "").strip() or "Untitled article"
                self._removed = dict([*self._removed.items(), (which, title)][-_UNDONE:])
                return "", ""  # the list of what was removed says it
            title = self._removed.pop(which, "")
            if not title:
                return "", _LOST
            try:
                back = index.restore([which])
            except OnRecordError:
                self._removed[which] = title  # it may be tried again
                raise
            return (f"Brought back: {title}", "") if back else ("", _LOST)

    # ---- listing -----------------------------------------------------------------------------------------------

    def _listed(self, told: Mapping[str, Any]) -> _Listed:
        now = self.assistant.index.snapshot()
        words = " ".join(_text(told.get("words")).split())
        if len(words) > LONGEST_QUESTION:
            raise NotAsked(f"At most {LONGEST_QUESTION:,} characters can be searched for. Shorten what is there.")
        outlets = told.get("outlets")
        names = [_text(name) for name in outlets] if isinstance(outlets, list) else []
        after, before, author, section = (
            _text(told.get(name)).strip() for name in ("after", "before", "author", "section")
        )
        filters = checked_filters(after, before, names, now.outlets())
        within = [limits(filters), f"by {author}" if author else "", f"in the section {section}" if section else ""]
        stated = ", ".join(filter(None, within))
        if author or section:
            ids = now.named(author, section)
            if not ids:
                return {**_nothing(), "heading": "No article", "about": f"Nothing is {stated}.", "words": words}
            filters = Filters(filters.after, filters.before, filters.outlets, articles=tuple(ids))
        if words:
            return self._found(words, filters, stated, _place(told.get("place"), PAGE))
        return _newest(now, filters, stated, _place(told.get("place"), LISTED))

    def _found(self, words: str, filters: Filters, stated: str, place: int) -> _Listed:
        """Always as many are asked for: another number of them may stand in another order."""
        hits = found(self.assistant.retriever, words, filters or None, MOST)
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

    # ---- the view ----------------------------------------------------------------------------------------------

    def _holds(self, now: Snapshot) -> tuple[HoldingsView, FieldsView]:
        """What the archive holds, counted once for each of its states."""
        known = self._known
        if known is None or known[0] != now.state:
            first, last = now.days() or ("", "")
            few = len(now) <= _READ
            fields: FieldsView = {
                "first": first,
                "last": last,
                "outlets": now.outlets()[:_NAMES],
                "authors": now.authors()[:_NAMES] if few else [],
                "sections": now.sections()[:_NAMES] if few else [],
            }
            known = self._known = now.state, holdings_view(now.counted(), now.passages), fields
        return known[1], known[2]

    def _undoable(self) -> list[RemovedView]:
        return [{"id": one, "title": title} for one, title in reversed(self._removed.items())]

    def _feeds(self) -> list[FeedView]:
        kept = Subscriptions(self.assistant.index.folder)
        shown: list[FeedView] = []
        for one in kept.feeds():
            state = kept.state(one.url)
            read = f"read {day(state.checked)}" if state.checked else "not read yet"
            about = trouble(state) or read
            shown.append({"url": one.url, "title": one.title or state.title or one.url, "about": about})
        return shown


def _newest(now: Snapshot, filters: Filters, stated: str, place: int) -> _Listed:
    total, articles = now.listed(filters, place, LISTED)
    if place and not articles:  # what stood there is gone
        place = _within(place, total, LISTED)
        total, articles = now.listed(filters, place, LISTED)
    shown = [article_entry(article) for article in articles]
    within = f" {stated}" if stated else ""
    about = f"{_range(place, len(shown))} of {count(total, 'article')}{within}" if shown else f"None{within}."
    more = place + LISTED < total
    return {"heading": "Newest articles", "about": about, "entries": shown, "place": place, "more": more, "words": ""}


def _nothing() -> _Listed:
    return {"heading": "", "about": "", "entries": [], "place": 0, "more": False, "words": ""}


def _range(place: int, shown: int) -> str:
    return f"{place + 1:,}–{place + shown:,}" if shown > 1 else f"{place + 1:,}"


def _within(place: int, total: int, step: int) -> int:
    """The place, or that of the last page where it lies behind it."""
    return min(place, max(0, total - 1) // step * step)


def _place(stated: object, step: int) -> int:
    """A whole number of pages, and no more than any archive has."""
    known = isinstance(stated, int) and not isinstance(stated, bool) and 0 < stated < 10**9
    return int(stated) // step * step if known and isinstance(stated, int) else 0


def _text(stated: object) -> str:
    """Text as a page states it, without halves of characters, which could not be sent back."""
    return str(stated or "").encode(errors="replace").decode()


def _sentence(error: Exception) -> str:
    return f"{str(error)[:1].upper()}{str(error)[1:]}."
