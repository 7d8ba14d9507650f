"""The folder of an index: its catalog, its derived files, and the one way in which both change together."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import filelock
import numpy as np

from onrecord.index import files
from onrecord.index.catalog import Catalog
from onrecord.index.derived import NO_CHANGE, Change, Derived
from onrecord.index.errors import IndexDamaged, IndexLocked, IndexMissing, WriteFailed
from onrecord.index.made import Made
from onrecord.index.staging import NOTHING, Staging
from onrecord.index.vectors import SegmentStore, VectorStore

__all__ = ["CATALOG", "Now", "Store"]

CATALOG = "catalog.sqlite"
_TIDY = 65_536  # vectors that are written anew at most after a small change; after a large one, four times the change
_log = logging.getLogger(__name__)


class Now(NamedTuple):
    """A state's number, its derived files, and what they are made with."""

    state: int
    derived: Derived
    made: Made


class Store:
    """An opened folder. ``current`` is its newest state; ``writing`` and ``publish`` make the next."""

    def __init__(self, folder: Path, *, create: bool, vectors: VectorStore | None) -> None:
        if not (folder / CATALOG).exists():
            if not create:
                raise IndexMissing(f"there is no index in {folder}; make one with: onrecord add PATH --index {folder}")
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise IndexMissing(f"{folder} is no index and not empty; choose an empty or a new folder")
            folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.root = folder / "derived"
        self.vectors = vectors or _segments(self.root)
        self.catalog = Catalog(folder / CATALOG, create=create)
        # Held by a thread, so that another thread of this process is refused like another process.
        self._lock = filelock.FileLock(folder / "writer.lock", timeout=0)
        self._loading = threading.Lock()
        self._now: Now | None = None
        self._seen: set[tuple[int | str, ...]] = set()  # files found right

    def close(self) -> None:
        """Let go of the files."""
        self._now = None
        self.catalog.close()

    @property
    def made(self) -> Made:
        """What the index is made with."""
        made = Made.read(self.catalog)
        if made is None:
            raise IndexDamaged(f"{self.folder} does not say with which embedder it was made; restore it from a copy")
        return made

    # ---- the newest state --------------------------------------------------------------------------------------

    def current(self) -> Now:
        """The newest state. Damaged derived files are made again; a commit by another process is picked up.

        Raises:
            IndexDamaged: they are damaged, and the folder cannot be written.
        """
        now = self._now
        if now is not None and now.state == self.catalog.state():
            return now
        with self._loading:
            last = None
            while True:
                with self.catalog.one_state():
                    named, made = self.catalog.derived(), self.made
                if named is None:
                    break
                state, content = named
                try:
                    self._now = Now(state, Derived.load(self.root, self.vectors, content, made.dim, self._seen), made)
                except IndexDamaged as error:
                    if state in (last, self.catalog.state()):  # else it was another's commit that took its files away
                        return self._repaired(error)
                    last = state
                else:
                    return self._now
            if self.catalog.state():
                return self._repaired(IndexDamaged(f"{self.root} is not there yet"))
            self._now = Now(0, Derived.empty(self.root, self.vectors, made.dim), made)
            return self._now

    def _repaired(self, error: IndexDamaged) -> Now:
        if self.catalog.read_only:
            raise IndexDamaged(f"{error}; run onrecord doctor --repair where the folder can be written") from error
        _log.warning("%s; making it again from the catalog", error)
        with self.writing(again=True) as staging:
            return self.rebuild(staging, self.made)

    # ---- the next state ----------------------------------------------------------------------------------------

    @contextmanager
    def writing(self, *, again: bool = False) -> Iterator[Staging]:
        """The writer's place, which only one may have; ``again``: also where this thread has it, with nothing staged.

        Raises:
            IndexLocked: another writer has it.
            WriteFailed: the folder cannot be written.
        """
        if self.catalog.read_only:
            raise WriteFailed(f"{self.folder} cannot be written, so it can only be read")
        if self._lock.is_locked and not again:
            raise IndexLocked(f"{self.folder} cannot be changed while articles are being read for another change of it")
        try:
            self._lock.acquire()
        except filelock.Timeout as error:
            raise IndexLocked(f"another writer is at work in {self.folder}; try again when it is done") from error
        except OSError as error:
            raise WriteFailed(f"{self.folder} cannot be written ({error})") from error
        try:
            staging = Staging(self.catalog)
            staging.clear()
            yield staging
        finally:
            self._lock.release()

    def publish(self, staging: Staging, removed: Sequence[str] = ()) -> None:
        """Make what is staged the next state, without the articles of the ids ``removed``."""
        before, model = self._sound(staging), self.made.fingerprint
        gone = staging.of_articles(removed) if removed else NOTHING
        superseded = staging.superseded()
        count, added = staging.entries("staged", model)
        kept, old = staging.entries("superseded", model)
        searched = Change(np.union1d(superseded, gone), count, added)
        past = Change(gone, kept, old) if kept or len(before.past.vectors) else NO_CHANGE
        with self._undone(before):
            after = before.changed(searched, past)
            staging.publish(after.content(), removed)
        self._turn(after)
        self._tidy(staging, max(_TIDY, 4 * count))

    def restore(self, staging: Staging, article_ids: Sequence[str]) -> None:
        """Make the next state of the one there is and the removed articles of these ids."""
        before, model = self._sound(staging), self.made.fingerprint
        searched, past = (
            Change(NOTHING, *staging.entries(which, model, article_ids)) for which in ("removed", "removed past")
        )
        with self._undone(before):
            after = before.changed(searched, past)
            staging.restore(after.content(), article_ids)
        self._turn(after)
        self._tidy(staging, max(_TIDY, 4 * searched.count))

    def _sound(self, staging: Staging) -> Derived:
        """The newest derived files. Those that were touched since they were compared with their hashes are compared
        again: what a change keeps of them is taken for right from then on."""
        now = self.current()
        try:
            files.check(self.root, now.derived.files())
        except IndexDamaged as error:
            _log.warning("%s; making it again from the catalog", error)
            now = self.rebuild(staging, self.made)
        return now.derived

    def rebuild(self, staging: Staging, made: Made) -> Now:
        """Make the derived files from the catalog alone, with the vectors of a recorded or another embedder."""
        before = self._now.derived if self._now and self._now.state == self.catalog.state() else None
        changes = [Change(NOTHING, *staging.entries(which, made.fingerprint)) for which in ("searched", "past")]
        with self._undone(before):
            after = Derived.empty(self.root, self.vectors, made.dim).changed(*changes)
            staging.switch(after.content(), made.record())
        return self._turn(after)

    def compact(self, staging: Staging) -> None:
        """Take what was removed, and vectors that nothing uses, off the disk."""
        staging.purge(self.made.fingerprint)
        self.rebuild(staging, self.made)
        self.catalog.vacuum()

    def _tidy(self, staging: Staging, most: int) -> None:
        """Merge small segments, as a state of its own: what was added is found already."""
        before = self.current().derived
        after = before.tidied(most)
        if after is not None:
            with self._undone(before):
                staging.switch(after.content(), {})
            self._turn(after)

    @contextmanager
    def _undone(self, before: Derived | None) -> Iterator[None]:
        """On an error, leave no files of a state that is not there, where it is known which these are."""
        try:
            yield
        except BaseException:
            if before is not None:
                before.drop_others(self.vectors)
            raise

    def _turn(self, after: Derived) -> Now:
        self._now = Now(self.catalog.state(), after, self.made)
        after.drop_others(self.vectors)
        files.remember(self.root, after.files())  # only now: a link that goes is a change of the file
        return self._now


def _segments(root: Path) -> VectorStore:
    return SegmentStore(root / "vectors")
