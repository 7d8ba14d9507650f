"""What the archive view shows, and what can be done in it: looking through articles, searching, removing with undo.

What is added is ``adding``'s. A page names things, and they are looked up here: an article that is not there cannot be
removed, and only what this server removed can it bring back.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypedDict

from onrecord.index import NewsIndex
from onrecord.index.errors import IndexDamaged, OnRecordError
from onrecord.index.snapshot import Snapshot
from onrecord.index.subscriptions import Subscriptions
from onrecord.rag import Assistant
from onrecord.rag.fared import trouble
from onrecord.ui.asked import NotAsked
from onrecord.ui.holdings import HoldingsView, holdings_view
from onrecord.ui.listing import ListedView, listed, nothing, text_of
from onrecord.ui.security import LARGEST_FILE
from onrecord.ui.words import day

__all__ = ["Archive", "ArchiveView", "FeedView", "FieldsView", "RemovedView"]

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


class ArchiveView(ListedView):
    """The whole view, with what is listed. ``turn`` is the page's number of what it asked for, which tells what is out
    of date.

    ``said`` is what was done, ``failed`` what was not and why. ``locked`` says why nothing can be changed; then there
    are no ``removed`` and no ``feeds``. ``largest`` is how many bytes a file may have.
    """

    turn: int
    holdings: HoldingsView
    fields: FieldsView
    said: str
    failed: str
    locked: str
    removed: list[RemovedView]
    feeds: list[FeedView]
    largest: int


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
        act, which = text_of(told.get("act")), text_of(told.get("id"))
        said, failed = "", ""
        if act in ("remove", "restore", "unsubscribe"):
            try:
                said, failed = ("", self.locked) if self.locked else self._changed(act, which)
            except OnRecordError as error:
                failed = _sentence(error)
        shown, feeds = nothing(), list[FeedView]()
        try:
            shown = listed(self.assistant, told)
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
            **shown,
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
                title = _title(index, which)
                if not index.remove([which]):
                    return "", _GONE
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


def _title(index: NewsIndex, which: str) -> str:
    """How an article is called; also one that is damaged can be removed."""
    with suppress(IndexDamaged):
        if article := index.article(which):
            return article.title.strip() or "Untitled article"
    return "Untitled article"


def _sentence(error: Exception) -> str:
    return f"{str(error)[:1].upper()}{str(error)[1:]}."
