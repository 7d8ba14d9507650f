"""Adding to the archive from a page: one addition at a time, whose progress can be asked for and which can be stopped.

Articles are added in lots, each a commit of its own, so that questions find them at once and nothing that was told is
lost when the addition is stopped, or the server is. A lot grows while it is quick to embed and shrinks while it is not,
so that progress is told every few seconds.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Literal, NamedTuple, TypedDict

from onrecord.index import AddReport, NewsIndex
from onrecord.index.errors import OnRecordError, SourceError
from onrecord.index.sources import Gauge, read
from onrecord.index.subscriptions import Subscription, Subscriptions
from onrecord.index.types import Item
from onrecord.rag.fared import outcome
from onrecord.rag.rejections import Rejections

__all__ = [
    "Addition",
    "Additions",
    "Busy",
    "Given",
    "ProgressView",
    "RejectView",
    "from_addresses",
    "from_feeds",
    "from_files",
]

_log = logging.getLogger(__name__)

_FIRST, _LARGEST = 8, 256  # articles of a lot
_QUICK, _SLOW = 1.0, 4.0  # seconds for one
_REASONS = 20  # reasons for which something was rejected that are told
_UPLOADED = "/uploaded/"  # where files that were sent are said to be, whatever the server calls them

_UNEXPECTED = "Something went wrong while adding. What was added stands; the details are in the log."

_BUSY = "Articles are being added already, from this page or another. Wait until that is done, or stop it there."


class Busy(RuntimeError):
    """An addition is under way."""


class Given(NamedTuple):
    """A file that was sent: where it lies, and the name its sender has for it."""

    path: Path
    name: str


class RejectView(TypedDict):
    """Why something was rejected, how many were for this reason, and where the first of them stood. The last of many is
    all the other reasons together, so that what is told adds up."""

    reason: str
    count: int
    places: list[str]


class ProgressView(TypedDict):
    """How far an addition is: articles read, and what became of those that are in the archive by now.

    ``part`` is the part of the files' bytes that was read, or None where that says nothing. ``doing`` is what is being
    read. ``notes`` are what else there is to say, and ``message`` why it failed.
    """

    stage: Literal["adding", "done", "stopped", "failed"]
    read: int
    added: int
    updated: int
    unchanged: int
    withdrawn: int
    rejected: int
    passages: int
    part: float | None
    doing: str
    notes: list[str]
    rejects: list[RejectView]
    message: str


class _Stopped(Exception):
    """The addition is to end."""


class Addition:
    """One addition, in a thread of its own. What it does is given as a function of itself."""

    def __init__(self, index: NewsIndex, work: Callable[[Addition], None]) -> None:
        self.index = index
        self.gauge = Gauge()
        self.rejects = Rejections()
        self.size = 0
        self.doing = ""
        self.notes: list[str] = []
        self.report = AddReport()
        self._read = 0
        self._message = ""
        self._stage: Literal["adding", "done", "stopped", "failed"] = "adding"
        self._stop = threading.Event()
        self._work = work
        self._thread = threading.Thread(target=self._run, name="onrecord-adding")
        self._thread.start()

    def stop(self) -> None:
        """End as soon as what is being embedded now is in the archive."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it has ended; whether it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def ended(self) -> bool:
        """Whether it has ended, one way or another."""
        return self._stage != "adding"

    def progress(self) -> ProgressView:
        """How far it is now."""
        done = self.report
        counted = {name: getattr(done, name) for name in ("added", "updated", "unchanged", "withdrawn", "passages")}
        reasons = self.rejects.reasons()
        rejects: list[RejectView] = [
            {
                "reason": f"{reason[:1].upper()}{reason[1:]}",
                "count": count,
                "places": [place.removeprefix(_UPLOADED) for place in places],
            }
            for reason, count, places in reasons[:_REASONS]
        ]
        if others := sum(count for _, count, _ in reasons[_REASONS:]):
            rejects.append({"reason": "Other reasons", "count": others, "places": []})
        return {
            "stage": self._stage,
            "read": self._read,
            "added": counted["added"],
            "updated": counted["updated"],
            "unchanged": counted["unchanged"],
            "withdrawn": counted["withdrawn"],
            "passages": counted["passages"],
            "rejected": self.rejects.count,
            "part": min(1.0, self.gauge.done / self.size) if self.size else None,
            "doing": self.doing,
            "notes": list(self.notes),
            "rejects": rejects,
            "message": self._message,
        }

    # ---- what works use ----------------------------------------------------------------------------------------

    def add(self, items: Iterable[Item]) -> None:
        """Add articles as they come, lot by lot."""
        source, size = self._counted(items), _FIRST
        while lot := list(islice(source, size)):
            began = time.monotonic()
            self.count(self.index.add(lot))
            took = time.monotonic() - began
            size = min(2 * size, _LARGEST) if took < _QUICK else max(size // 2, 1) if took > _SLOW else size

    def count(self, report: AddReport) -> None:
        """Note what was done."""
        self.rejects.extend(report.rejected)
        self.report += AddReport(
            report.added, report.updated, report.unchanged, report.withdrawn, (), report.passages, report.embedded
        )

    def go_on(self, doing: str) -> None:
        """Say what is done now.

        Raises:
            _Stopped: nothing, for it is to end.
        """
        if self._stop.is_set():
            raise _Stopped
        self.doing = doing

    def _counted(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items until it is to end: what has come until then is added."""
        try:
            for item in items:
                self._read += 1
                yield item
                self.go_on(self.doing)
        except _Stopped:
            return

    def _run(self) -> None:
        try:
            self._work(self)
        except _Stopped:
            pass
        except OnRecordError as error:
            _log.warning("articles could not be added: %s", error)
            self._message = f"{str(error)[:1].upper()}{str(error)[1:]}."
        except Exception:
            _log.exception("articles could not be added")
            self._message = _UNEXPECTED
        self.doing = ""
        self._stage = "failed" if self._message else "stopped" if self._stop.is_set() else "done"


class Additions:
    """The additions to one archive, of which there is one at a time."""

    def __init__(self, index: NewsIndex) -> None:
        self._index = index
        self._now: Addition | None = None
        self._beginning = threading.Lock()

    def begin(self, work: Callable[[Addition], None]) -> Addition:
        """Begin one.

        Raises:
            Busy: another is under way.
        """
        with self._beginning:
            if self._now is not None and not self._now.ended:
                raise Busy(_BUSY)
            self._now = Addition(self._index, work)
            return self._now

    def stop(self, seconds: float = 0.0) -> bool:
        """Stop what is under way, and wait so long for it; whether there is nothing under way then."""
        if self._now is None:
            return True
        self._now.stop()
        return self._now.wait(seconds)


def from_files(files: Sequence[Given]) -> Callable[[Addition], None]:
    """Adds what is in files that were sent."""

    def work(addition: Addition) -> None:
        addition.size = sum(file.path.stat().st_size for file in files)

        def opened(file: Given) -> Iterator[Item]:
            addition.go_on(file.name)
            return read(file.path, addition.rejects, addition.gauge, name=f"{_UPLOADED}{file.name}")

        addition.add(chain.from_iterable(opened(file) for file in files))

    return work


def from_addresses(addresses: Sequence[str]) -> Callable[[Addition], None]:
    """Adds what is at addresses of the web: pages, feeds with the pages they lead to, sitemaps, files."""

    def work(addition: Addition) -> None:
        def fetched(address: str) -> Iterator[Item]:
            addition.go_on(address)
            return read(address, addition.rejects)

        addition.add(chain.from_iterable(fetched(address) for address in addresses))

    return work


def from_feeds(addresses: Sequence[str]) -> Callable[[Addition], None]:
    """Subscribes to the feeds at these addresses, and reads them; without any, reads all that are subscribed to."""

    def work(addition: Addition) -> None:
        from onrecord.index.fetch import Fetcher  # noqa: PLC0415 - only what fetches loads what that takes
        from onrecord.index.refreshing import refresh  # noqa: PLC0415
        from onrecord.index.sources.addresses import feed_at  # noqa: PLC0415

        with Fetcher() as web:
            only: list[str] = []
            for stated in addresses:
                addition.go_on(stated)
                try:
                    url, found = feed_at(stated, web)
                except SourceError as error:
                    addition.notes.append(f"Not subscribed: {error}")
                    continue
                Subscriptions(addition.index.folder).add([Subscription(url, found.title, found.site)])
                only.append(url)
            if not addresses and not Subscriptions(addition.index.folder).feeds():
                addition.notes.append("There are no feeds yet.")
            if addresses and not only:
                return
            for fared in refresh(addition.index, web, only=only, watch=addition.go_on):
                addition.count(fared.report)
                addition.notes.append(f"{fared.title or fared.url}: {outcome(fared)}")
                addition.notes += fared.notes

    return work
