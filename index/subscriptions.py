"""The feeds an archive is subscribed to. ``feeds.json`` in its folder lists them, for people to read; a file for each
in ``feeds/`` keeps what is known of it: when it was read, how it has failed, and what stood in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import filelock

from onrecord.index.errors import IndexLocked, SourceError, StoreError
from onrecord.index.files import write_whole, writing
from onrecord.index.sources.links import absolute
from onrecord.index.sources.opml import Subscription

__all__ = ["Known", "State", "Subscription", "Subscriptions", "is_address"]

_PATIENCE = 10.0  # seconds that a change of the list waits for another
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Known:
    """An entry as it was when it was last looked at.

    Args:
        article: the id of its article, which stays, whatever becomes of the others.
        guid: the entry's own id.
        link: where it led.
        digest: a hash of all it said.
        tries: how often its page could not be had, and is to be asked for again; 0: all is done.
    """

    article: str
    guid: str
    link: str
    digest: str
    tries: int = 0


@dataclass(slots=True)
class State:
    """What is known of a feed.

    Args:
        title: as it last stated it.
        etag: to be sent the next time; so is ``modified``.
        modified: its Last-Modified.
        checked: when it last answered, ISO 8601; empty before.
        failures: how often in a row it has not.
        wait: not to be asked before this moment, seconds since 1970.
        error: why it did not answer, or could not be read.
        ended: its server says that it is gone for good.
        entries: those that stood in it.
    """

    title: str = ""
    etag: str = ""
    modified: str = ""
    checked: str = ""
    failures: int = 0
    wait: float = 0.0
    error: str = ""
    ended: bool = False
    entries: list[Known] = field(default_factory=list)


class Subscriptions:
    """The subscriptions of the archive in a folder, which must be there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._path = folder / "feeds.json"

    def feeds(self) -> list[Subscription]:
        """The feeds, in the order in which they were added.

        Raises:
            StoreError: the file is damaged.
        """
        stated = _read(self._path)
        if stated is None:
            return []
        with _undamaged(self._path):
            return [_subscription(one) for one in stated["feeds"]]

    def add(self, feeds: Iterable[Subscription]) -> list[Subscription]:
        """Subscribe; returns those that were not subscribed to before.

        Raises:
            SourceError: an address that is not one of the web. IndexLocked: another change takes long.
            StoreError: the file is damaged. WriteFailed: it cannot be written.
        """
        with self._changing() as known:
            new = {feed.url: feed for feed in feeds if feed.url not in known}
            for url in new:
                if not is_address(url):
                    raise SourceError(f"{url[:200]!r} is no address of a feed; one begins with https:// or http://")
            known.update(new)
        return list(new.values())

    def remove(self, urls: Iterable[str]) -> list[str]:
        """Subscribe no longer, and forget what is known of these feeds; returns those that were subscribed to. Their
        articles stay.

        Raises:
            IndexLocked: another change takes long. StoreError: the file is damaged. WriteFailed: it cannot be written.
        """
        with self._changing() as known:
            gone = [url for url in dict.fromkeys(urls) if known.pop(url, None)]
        for url in gone:
            self._place(url).unlink(missing_ok=True)
        return gone

    def state(self, url: str) -> State:
        """What is known of a feed.

        Raises:
            StoreError: the file is damaged.
        """
        path = self._place(url)
        stated = _read(path)
        if stated is None:
            return State()
        with _undamaged(path):
            return _state(stated)

    def save(self, url: str, state: State) -> None:
        """Keep what is known of a feed.

        Raises:
            WriteFailed: it cannot be written; what was kept before stands.
        """
        path = self._place(url)
        with writing(self.folder):
            path.parent.mkdir(exist_ok=True)
            _write(path, {"version": _VERSION, "url": url, **asdict(state)})

    @contextmanager
    def refreshing(self) -> Iterator[None]:
        """The place of the one who reads the feeds: two would fetch everything twice.

        Raises:
            IndexLocked: another has it.
        """
        with self._locked("refresh.lock", 0, "the feeds are being refreshed already"):
            yield

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Subscription]]:
        """The subscriptions by address, kept as they are at the end."""
        with self._locked("feeds.lock", _PATIENCE, "the subscriptions are being changed"):
            known = {feed.url: feed for feed in self.feeds()}
            before = list(known.items())
            yield known
            if list(known.items()) != before:
                with writing(self.folder):
                    _write(self._path, {"version": _VERSION, "feeds": [asdict(feed) for feed in known.values()]})

    @contextmanager
    def _locked(self, name: str, seconds: float, what: str) -> Iterator[None]:
        lock = filelock.FileLock(self.folder / name, timeout=seconds)
        with writing(self.folder):
            try:
                lock.acquire()
            except filelock.Timeout as error:
                raise IndexLocked(f"{what} in {self.folder} by another process; try again when it is done") from error
        try:
            yield
        finally:
            lock.release()

    def _place(self, url: str) -> Path:
        return self.folder / "feeds" / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}.json"


def is_address(url: str) -> bool:
    """Whether this is an address of the web."""
    return absolute(url) == url != ""


def _read(path: Path) -> dict[str, Any] | None:
    """What a file holds; None where there is none."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    with _undamaged(path):
        stated = json.loads(raw)
        if stated["version"] > _VERSION:
            raise StoreError(f"{path} was written by a newer onrecord; use that one")
        return dict(stated)


@contextmanager
def _undamaged(path: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise StoreError(
            f"{path} is not what onrecord writes ({type(error).__name__}: {error}); mend it, put a copy in its place, "
            "or move it away to begin anew"
        ) from error


def _subscription(stated: Mapping[str, Any]) -> Subscription:
    url, title, site, groups = stated["url"], stated.get("title", ""), stated.get("site", ""), stated.get("groups", [])
    return Subscription(_text(url), _text(title), _text(site), tuple(map(_text, groups)))


def _state(stated: Mapping[str, Any]) -> State:
    return State(
        title=_text(stated["title"]),
        etag=_text(stated["etag"]),
        modified=_text(stated["modified"]),
        checked=_text(stated["checked"]),
        failures=int(stated["failures"]),
        wait=float(stated["wait"]),
        error=_text(stated["error"]),
        ended=bool(stated["ended"]),
        entries=[_known(one) for one in stated["entries"]],
    )


def _known(stated: Mapping[str, Any]) -> Known:
    article, guid, link, digest = (_text(stated[name]) for name in ("article", "guid", "link", "digest"))
    return Known(article, guid, link, digest, int(stated["tries"]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} stands where there should be text")
    return value


def _write(path: Path, record: Mapping[str, Any]) -> None:
    write_whole(path, json.dumps(record, ensure_ascii=False, indent=1) + "\n")
