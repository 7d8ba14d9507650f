"""Where the vectors of passages are, and the two methods by which the index asks.

A ``Vectors`` is the vectors of one state: changing it makes another, so a search under way and a failed commit keep
the one they have. A ``VectorStore`` opens the one that a state's ``content`` names. ``SegmentStore`` keeps them in
files; an engine that serves them from elsewhere takes its place by doing the same (``tests/contracts.py`` says what
that is).
"""

from __future__ import annotations

import math
import shutil
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

from onrecord.index.entries import Batch
from onrecord.index.files import flush, seal
from onrecord.index.limits import EVERYTHING, Limits
from onrecord.index.segments import Segment, write_array

__all__ = ["SegmentStore", "Segments", "VectorStore", "Vectors"]

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_RESCORED = 600  # codes choose so many, or eight times what is asked for, to be scored exactly
_SCANNED = 8_192  # rows that limits leave up to which all are scored exactly, without codes
_SAME_SIZE = 8  # segments of about one size that are merged when so many are there


class Vectors(Protocol):
    """The vectors of one state."""

    @property
    def content(self) -> Mapping[str, Any]:
        """What ``VectorStore.open`` needs to open this again, as JSON takes it."""

    @property
    def files(self) -> Mapping[str, str]:
        """SHA-256 of its files by path below the index's ``derived`` folder; none where they are kept elsewhere."""

    def __len__(self) -> int: ...
    def search(self, query: Floats, k: int, limits: Limits = EVERYTHING) -> list[tuple[int, float]]:
        """The ``k`` best passage ids for a query vector with their cosines, best first, only of what limits leave."""

    def changed(self, remove: Ids, count: int, add: Iterable[Batch]) -> Vectors:
        """Vectors without some passages (of ids that may be unknown) and with ``count`` others."""

    def tidied(self, most: int) -> Vectors | None:
        """The same in fewer parts, writing at most so many vectors anew; None where there is nothing to gain."""


class VectorStore(Protocol):
    """Opens and lets go of vectors."""

    def open(self, content: Mapping[str, Any] | None, dim: int) -> Vectors:
        """The vectors that ``content`` names, or none yet. Their ``files`` have been compared with their hashes.

        Raises:
            ValueError, OSError: it cannot be read.
        """

    def drop_others(self, kept: Sequence[Vectors]) -> None:
        """Let go of what belongs to none of these; what cannot be let go of is left for the next time."""


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A segment and which of its rows still count; ``None``: all."""

    segment: Segment
    alive: Mask | None
    dead_file: str
    hashes: Mapping[str, str]

    @property
    def size(self) -> int:
        return len(self.segment) if self.alive is None else int(np.count_nonzero(self.alive))


class SegmentStore:
    """Vectors in immutable segments below a folder, each a folder of its own; see ``segments``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._opened: WeakValueDictionary[str, Segment] = WeakValueDictionary()

    def open(self, content: Mapping[str, Any] | None, dim: int) -> Segments:
        """Open the segments of a state."""
        parts = []
        for part in (content or {"segments": []})["segments"]:
            segment, alive = self._opened.get(part["name"]), None
            if segment is None:  # else of a state before: what is written once need not be read again
                segment = self._opened[part["name"]] = Segment(self.root / part["name"], dim)
            if part["dead"]:
                bits = np.load(segment.folder / part["dead"], allow_pickle=False)
                alive = ~np.unpackbits(bits, count=len(segment)).astype(np.bool_)
            parts.append(_Part(segment, alive, part["dead"], part["files"]))
        return Segments(self.root, dim, parts)

    def drop_others(self, kept: Sequence[Vectors]) -> None:
        """Delete the files that none of these names."""
        named = {name for vectors in kept for name in vectors.files}
        for folder in self.root.iterdir() if self.root.is_dir() else ():
            for file in folder.iterdir() if folder.is_dir() else ():
                if f"{self.root.name}/{folder.name}/{file.name}" not in named:
                    file.unlink(missing_ok=True)
            if not any(name.startswith(f"{self.root.name}/{folder.name}/") for name in named):
                shutil.rmtree(folder, ignore_errors=True)


class Segments:
    """The vectors of one state, in segments. Small ones are scanned; of a large one, its codes choose what is then
    scored exactly from its float16 vectors."""

    def __init__(self, root: Path, dim: int, parts: Iterable[_Part] = ()) -> None:
        self.dim = dim
        self._root = root
        self._parts = [part for part in parts if part.size]

    def __len__(self) -> int:
        return sum(part.size for part in self._parts)

    @property
    def content(self) -> dict[str, Any]:
        """The segments' names and files."""
        named = [
            {"name": part.segment.folder.name, "dead": part.dead_file, "files": dict(part.hashes)}
            for part in self._parts
        ]
        return {"segments": named}

    @property
    def files(self) -> dict[str, str]:
        """SHA-256 by path below the index's derived folder."""
        return {
            f"{self._root.name}/{part.segment.folder.name}/{name}": sha256
            for part in self._parts
            for name, sha256 in part.hashes.items()
        }

    def ids(self) -> Ids:
        """Every passage id, ascending."""
        found = [part.segment.ids if part.alive is None else part.segment.ids[part.alive] for part in self._parts]
        return np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)

    # ---- searching ---------------------------------------------------------------------------------------------

    def search(self, query: Floats, k: int, limits: Limits = EVERYTHING) -> list[tuple[int, float]]:
        """The ``k`` best ids for one query vector with their cosines, best first; only of what the limits leave.

        Raises:
            ValueError: the vector has another width, or is not finite.
        """
        query = np.ascontiguousarray(query, np.float32).reshape(-1)
        if query.shape != (self.dim,) or not np.isfinite(query).all():
            raise ValueError(f"a query needs {self.dim} finite numbers, not {query.shape}")
        if k < 1:
            return []
        chosen: list[tuple[_Part, Ids, Floats, bool]] = []
        for part in self._parts:
            mask = part.alive
            if limits:
                allowed = part.segment.allowed(limits)
                mask = allowed if mask is None else mask & allowed
            chosen += _chosen(part, query, k, mask)
        return _best(query, k, chosen)

    # ---- changing ----------------------------------------------------------------------------------------------

    def changed(self, remove: Ids, count: int, add: Iterable[Batch]) -> Segments:
        """The same without some passages and with others, in a segment of their own.

        Raises:
            ValueError: vectors that do not fit.
        """
        parts = [self._without(part, remove) for part in self._parts] if len(remove) else list(self._parts)
        if count:
            folder = self._root / _new_name()
            try:
                Segment.written(folder, count, add, self.dim, self._book())
                parts.append(self._sealed(folder))
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
        return type(self)(self._root, self.dim, parts)

    def tidied(self, most: int) -> Segments | None:
        """With segments of about one size merged, up to ``most`` vectors."""
        group = _of_one_size(self._parts, most)
        if not group:
            return None
        folder = self._root / _new_name()
        try:
            alive = [(p.segment, np.ones(len(p.segment), np.bool_) if p.alive is None else p.alive) for p in group]
            Segment.merged(folder, alive, self.dim)
            merged = self._sealed(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return type(self)(self._root, self.dim, [*(part for part in self._parts if part not in group), merged])

    def _without(self, part: _Part, remove: Ids) -> _Part:
        rows = part.segment.rows_of(remove)
        if not len(rows):
            return part
        alive = np.ones(len(part.segment), np.bool_) if part.alive is None else part.alive.copy()
        alive[rows] = False
        name = f"dead-{_new_name()}.npy"
        path = part.segment.folder / name
        try:
            write_array(path, np.packbits(~alive))
            hashes = {name: sha256 for name, sha256 in part.hashes.items() if name != part.dead_file}
            hashes[name] = seal(path)
            flush(part.segment.folder)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return _Part(part.segment, alive, name, hashes)

    def _sealed(self, folder: Path) -> _Part:
        segment = Segment(folder, self.dim)
        hashes = {name: seal(folder / name) for name in segment.files}
        flush(folder)
        flush(self._root)
        return _Part(segment, None, "", hashes)

    def _book(self) -> Any:
        """The codes of the largest segment, whose code book a new one may use: learning one takes a second."""
        coded = [part for part in self._parts if part.segment.codes is not None]
        return max(coded, key=lambda part: part.size).segment.codes if coded else None


def _chosen(part: _Part, query: Floats, k: int, mask: Mask | None) -> list[tuple[_Part, Ids, Floats, bool]]:
    """Rows of a part that may be among the best, with their scores and whether these are exact."""
    segment = part.segment
    left = len(segment) if mask is None else int(np.count_nonzero(mask))
    if not left:
        return []
    wanted = max(_RESCORED, 8 * k)
    scan = wanted if mask is None else math.ceil(1.5 * wanted * len(segment) / left)
    if segment.codes is None or left <= max(_SCANNED, wanted) or scan > len(segment) // 2:
        return [(part, *segment.nearest(query, k, mask), True)]
    rows, scores = segment.codes.search(query, scan)
    if mask is not None:
        rows, scores = rows[mask[rows]], scores[mask[rows]]
        if len(rows) < wanted:  # what the limits leave lies far from the query
            return [(part, *segment.nearest(query, k, mask), True)]
    return [(part, rows[:wanted], scores[:wanted], False)]


def _best(query: Floats, k: int, chosen: Sequence[tuple[_Part, Ids, Floats, bool]]) -> list[tuple[int, float]]:
    """The best of all parts; those that codes chose are first cut to the best by codes, then scored exactly."""
    coded = [scores for _, _, scores, exact in chosen if not exact]
    least = -math.inf
    if coded and sum(map(len, coded)) > (wanted := max(_RESCORED, 8 * k)):
        together = np.concatenate(coded)
        least = float(np.partition(together, len(together) - wanted)[len(together) - wanted])
    ids, best = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
    for part, rows, scores, exact in chosen:
        kept = rows if exact else np.sort(rows[scores >= least])
        ids.append(part.segment.ids[kept])
        best.append(scores if exact else part.segment.scores(query, kept))
    found, scored = np.concatenate(ids), np.concatenate(best)
    order = np.lexsort((found, -scored))[:k]
    return list(zip(found[order].tolist(), scored[order].tolist(), strict=True))


def _of_one_size(parts: Sequence[_Part], most: int) -> list[_Part]:
    """The smallest segments of about one size, where there are many: each step is of eight times the size. Not all of
    them where that would be too much at once."""
    steps: dict[int, list[_Part]] = {}
    for part in parts:
        steps.setdefault(int(math.log(max(part.size, 64), _SAME_SIZE)), []).append(part)
    for step in sorted(steps):
        group = sorted(steps[step], key=lambda part: part.size) if len(steps[step]) >= _SAME_SIZE else []
        while sum(part.size for part in group) > most:
            group.pop()
        if len(group) > 1:
            return group
    return []


def _new_name() -> str:
    return uuid.uuid4().hex[:16]
