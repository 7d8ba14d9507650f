"""A store of vectors in memory, searched by numpy: the least that can take the place of ``SegmentStore``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import numpy as np
from passages import left_by

from onrecord.index.embedding import Floats
from onrecord.index.entries import Batch, Entry
from onrecord.index.limits import EVERYTHING, Limits
from onrecord.index.vectors import Vectors

__all__ = ["ReferenceStore", "ReferenceVectors"]

Row = tuple[Entry, Floats]


class ReferenceStore:
    """Remembers the vectors of each state by a name."""

    def __init__(self) -> None:
        self.states: dict[str, dict[int, Row]] = {}

    def open(self, content: Mapping[str, Any] | None, dim: int) -> ReferenceVectors:
        rows = self.states.get(content["name"]) if content else {}
        if rows is None:
            raise ValueError(f"nothing is kept under {content}")
        return ReferenceVectors(self, dim, rows)

    def drop_others(self, kept: Sequence[Vectors]) -> None:
        names = {vectors.content["name"] for vectors in kept}
        for name in self.states.keys() - names:
            del self.states[name]


class ReferenceVectors:
    def __init__(self, store: ReferenceStore, dim: int, rows: dict[int, Row]) -> None:
        self.dim = dim
        self.files: dict[str, str] = {}
        self._store = store
        self._rows = rows
        self._name = next((name for name, known in store.states.items() if known is rows), "") or uuid4().hex
        store.states[self._name] = rows

    @property
    def content(self) -> Mapping[str, Any]:
        return {"name": self._name}

    def __len__(self) -> int:
        return len(self._rows)

    def search(self, query: Floats, k: int, limits: Limits = EVERYTHING) -> list[tuple[int, float]]:
        if query.shape != (self.dim,) or not np.isfinite(query).all():
            raise ValueError(f"a query needs {self.dim} finite numbers, not {query.shape}")
        found = [(entry.id, float(row @ query)) for entry, row in self._rows.values() if left_by(limits, entry)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[: max(0, k)]

    def changed(self, remove: np.ndarray, count: int, add: Iterable[Batch]) -> ReferenceVectors:
        rows = {number: row for number, row in self._rows.items() if number not in set(remove.tolist())}
        for entries, vectors in add:
            if vectors.shape != (len(entries), self.dim) or not np.isfinite(vectors).all():
                raise ValueError(f"vectors of shape {vectors.shape} are not {len(entries)} finite ones of {self.dim}")
            rows |= {entry.id: (entry, row) for entry, row in zip(entries, vectors, strict=True)}
        if len(rows) < count:
            raise ValueError(f"{count} passages were announced")
        return ReferenceVectors(self._store, self.dim, rows)

    def tidied(self, most: int) -> None:  # noqa: ARG002
        return None
