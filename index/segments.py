"""One segment of vectors: a folder of files that are written once.

    rows.npy      int64 (6, n): passage id (ascending), day, outlet, language, since, until
    vectors.npy   float16 (n, dim)
    codes.faiss   where n is large: the same vectors as an IndexPQFastScan, in the same order

Days are numbers like 20250704 (0: none), outlets and languages hashes (``hashes.hashed``), since and until states.
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from onrecord.index.codes import Codes, nearest
from onrecord.index.entries import Batch, Entry
from onrecord.index.hashes import hashed
from onrecord.index.limits import Limits, day_number, first_part

__all__ = ["CODED", "FILES", "Segment", "write_array"]

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

CODED = 16_384  # vectors from which on a segment has codes; below, a scan of all of them is as quick
FILES = ("rows.npy", "vectors.npy", "codes.faiss", "turn.npy")
_LOT = 65_536  # vectors in memory at once
_SPREAD = 256  # the share of its rows after which pages of a mapped file are given back: Linux maps 64 kB around each


class Segment:
    """An opened segment. ``ids`` are passage ids; rows are places in its arrays."""

    def __init__(self, folder: Path, dim: int) -> None:
        self.folder = folder
        rows, self._rows_map = _mapped(folder / FILES[0], np.dtype("<i8"))
        self._vectors, self._map = _mapped(folder / FILES[1], np.dtype("<f2"))
        self._columns = rows
        if rows.ndim != 2 or rows.shape[0] != 6 or self._vectors.shape != (rows.shape[1], dim):
            raise ValueError(f"{folder} holds {rows.shape} rows and {self._vectors.shape} vectors of width {dim}")
        self.ids: Ids = rows[0]
        self.codes: Codes | None = None
        if (folder / FILES[2]).exists():
            turn, _ = _mapped(folder / FILES[3], np.dtype("<f4"))
            self.codes = Codes.read(folder / FILES[2], np.array(turn), dim, len(self.ids))
        self._whole: Floats | None = None
        self._looked_at = 0

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def files(self) -> list[str]:
        """The names of its files."""
        return list(FILES if self.codes is not None else FILES[:2])

    def rows_of(self, ids: Ids) -> Ids:
        """The rows of those of these passage ids that are here."""
        places = np.searchsorted(self.ids, ids)
        places = places[places < len(self.ids)]
        return np.unique(places[np.isin(self.ids[places], ids)])

    def allowed(self, limits: Limits) -> Mask:
        """Which rows the limits leave."""
        ids, day, outlet, language, since, until = self._columns
        mask = np.ones(len(ids), np.bool_)
        if limits.first:
            mask &= day >= limits.first
        if limits.last:
            mask &= (day <= limits.last) & (day > 0)
        if limits.outlets:
            mask &= np.isin(outlet, [hashed(name) for name in limits.outlets])
        if limits.languages:
            mask &= np.isin(language, [hashed(name) for name in limits.languages])
        if limits.published_by:
            mask &= ((day > 0) & (day <= limits.published_by)) | ((day == 0) & (since <= limits.added_by))
        if limits.known is not None:
            mask &= (since <= limits.known) & ((until == 0) | (until > limits.known))
        if limits.among is not None:
            here = np.zeros(len(ids), np.bool_)
            here[self.rows_of(limits.among)] = True
            mask &= here
        return mask

    def nearest(self, query: Floats, k: int, mask: Mask | None) -> tuple[Ids, Floats]:
        """The rows of the ``k`` greatest inner products among those of the mask, and these, exact to float16."""
        if mask is None and self.codes is None:
            if self._whole is None:
                self._whole = self._vectors.astype(np.float32)
            return nearest(query, self._whole, k)
        rows = np.arange(len(self)) if mask is None else np.flatnonzero(mask)
        best_rows, best = np.empty(0, np.int64), np.empty(0, np.float32)
        for at in range(0, len(rows), _LOT):
            lot = rows[at : at + _LOT]
            places, scores = nearest(query, self.vectors(lot), k)
            best_rows, best = np.append(best_rows, lot[places]), np.append(best, scores)
            if len(best) > k:
                kept = np.argpartition(-best, k - 1)[:k]
                best_rows, best = best_rows[kept], best[kept]
        return best_rows, best

    def scores(self, query: Floats, rows: Ids) -> Floats:
        """The inner products of these rows, exact to float16."""
        scores: Floats = self.vectors(np.asarray(rows)) @ query
        return scores

    def vectors(self, rows: Ids) -> Floats:
        """The vectors of these rows, as float32. Pages of the mapped file that were looked at would stay resident
        until memory is short; they are given back from time to time, and come from the system's cache again."""
        found = self._vectors[rows].astype(np.float32)
        self._looked_at += len(rows)
        if (
            self._looked_at * _SPREAD > max(len(self), _LOT)
            and self._map is not None
            and hasattr(mmap, "MADV_DONTNEED")
        ):
            self._map.madvise(mmap.MADV_DONTNEED)
            self._looked_at = 0
        return found

    # ---- making ------------------------------------------------------------------------------------------------

    @classmethod
    def merged(cls, folder: Path, parts: Iterable[tuple[Segment, Mask]], dim: int) -> None:
        """Write one segment of the rows of several that a mask of each leaves, by ascending id."""
        sources = [(segment, np.flatnonzero(mask)) for segment, mask in parts]
        columns = np.concatenate([segment._columns[:, rows] for segment, rows in sources], axis=1)
        source = np.concatenate([np.full(len(rows), place) for place, (_, rows) in enumerate(sources)])
        row = np.concatenate([rows for _, rows in sources])
        order = np.argsort(columns[0], kind="stable")

        def lots() -> Iterator[Floats]:
            for at in range(0, len(order), _LOT):
                some = order[at : at + _LOT]
                vectors = np.empty((len(some), dim), np.float32)
                for place, (segment, _) in enumerate(sources):
                    here = source[some] == place
                    vectors[here] = segment.vectors(row[some][here])
                yield vectors

        books = [segment.codes for segment, _ in sources if segment.codes and 2 * len(segment) > len(order)]
        _write(folder, columns[:, order], lots(), dim, books[0] if books else None)

    @classmethod
    def written(cls, folder: Path, count: int, batches: Iterable[Batch], dim: int, book: Codes | None = None) -> None:
        """Write a segment of ``count`` passages that come by ascending id; ``book`` are codes whose book may be used.

        Raises:
            ValueError: vectors of another width, or not finite, or another number of passages.
        """
        columns: list[Ids] = []

        def lots() -> Iterator[Floats]:
            for entries, vectors in batches:
                if vectors.shape != (len(entries), dim):
                    raise ValueError(f"vectors have shape {vectors.shape}, this index takes {(len(entries), dim)}")
                if not np.isfinite(vectors).all():
                    raise ValueError("the embedder returned a vector that is not finite")
                columns.append(np.array([_column(entry) for entry in entries], np.int64).reshape(-1, 6).T)
                yield vectors

        _write_vectors(folder, count, lots(), dim)
        rows = np.concatenate(columns, axis=1) if columns else np.empty((6, 0), np.int64)
        _finish(folder, rows, count, dim, book)


def _column(entry: Entry) -> tuple[int, ...]:
    outlet, language = entry.outlet.lower(), first_part(entry.language)
    return entry.id, day_number(entry.day), hashed(outlet), hashed(language), entry.since, entry.until


def _write(folder: Path, columns: Ids, lots: Iterator[Floats], dim: int, book: Codes | None) -> None:
    _write_vectors(folder, columns.shape[1], lots, dim)
    _finish(folder, columns, columns.shape[1], dim, book)


def _write_vectors(folder: Path, count: int, lots: Iterator[Floats], dim: int) -> None:
    folder.mkdir(parents=True)
    header: dict[str, Any] = {"descr": "<f2", "fortran_order": False, "shape": (count, dim)}
    with (folder / FILES[1]).open("xb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for vectors in lots:
            file.write(np.ascontiguousarray(vectors, "<f2").tobytes())


def _finish(folder: Path, columns: Ids, count: int, dim: int, book: Codes | None) -> None:
    """The rows, and the codes where there are enough vectors, read back from the file."""
    if columns.shape != (6, count):
        raise ValueError(f"{columns.shape[1]} passages came, {count} were announced")
    write_array(folder / FILES[0], np.ascontiguousarray(columns, "<i8"))
    if count < CODED or not Codes.fit(dim):
        return
    vectors, _ = _mapped(folder / FILES[1], np.dtype("<f2"))
    if book is None:
        sample = np.random.default_rng(0).choice(count, min(count, _LOT), replace=False)
        book = Codes.learned(dim, vectors[np.sort(sample)].astype(np.float32))
    codes = book.like()
    codes.add(vectors[at : at + _LOT].astype(np.float32) for at in range(0, count, _LOT))
    codes.write(folder / FILES[2])
    write_array(folder / FILES[3], codes.turn)


def write_array(path: Path, array: npt.NDArray[Any]) -> None:
    """Write a new ``.npy`` file. numpy's own writer leaves the last of it to libc, and does not hear of a full disk."""
    with path.open("xb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(array.tobytes())


def _mapped(path: Path, dtype: np.dtype[Any]) -> tuple[npt.NDArray[Any], mmap.mmap | None]:
    """An array of a file as it lies on the disk, and its mapping; a file without rows has none.

    Raises:
        ValueError: not such a file.
    """
    with path.open("rb") as file:
        if np.lib.format.read_magic(file) != (1, 0):
            raise ValueError(f"{path} is of another version")
        try:
            shape, fortran, found = np.lib.format.read_array_header_1_0(file)
        except Exception as error:  # also of the tokenizer that reads it
            raise ValueError(f"{path} holds no array ({error})") from error
        start = file.tell()
        size = math.prod(shape) * dtype.itemsize
        if fortran or found != dtype or min(shape, default=-1) < 0 or path.stat().st_size != start + size:
            raise ValueError(f"{path} does not hold {shape} of {dtype}")
        if not size:
            return np.empty(shape, dtype), None
        mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return np.frombuffer(mapping, dtype, offset=start).reshape(shape), mapping
