"""Passages as the derived indexes hold them, from rows of the catalog."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from onrecord.index.chunking import indexed_text
from onrecord.index.errors import IndexDamaged

__all__ = ["Batch", "Entry", "entry", "intact", "matrix"]

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the derived indexes hold it. ``since`` and ``until`` are states; ``until`` 0: still searched."""

    id: int
    text: str
    day: str | None
    outlet: str
    language: str = ""
    since: int = 0
    until: int = 0


Batch = tuple[list[Entry], Floats]
"""Passages with their vectors, shape (n, dim)."""


def entry(row: Sequence[Any], since: int, until: int) -> Entry:
    """The passage of a row: id, title, text, day, outlet, language, since, until; where it states no states, of these.

    Raises:
        IndexDamaged: what should be text is none.
    """
    number, title, text, day, outlet, language, begins, ends = row[:8]
    if not all(isinstance(field, str) for field in (title, text, day or "", outlet, language)):
        raise IndexDamaged(f"passage {number} is not what was stored; run: onrecord doctor")
    return Entry(number, indexed_text(title, text), day, outlet, language, begins or since, ends or until)


def intact(vector: object, crc: object) -> bool:
    """Whether a stored vector is what was stored."""
    return isinstance(vector, bytes) and zlib.crc32(vector) == crc


def matrix(rows: Sequence[Sequence[Any]]) -> Floats:
    """The vectors of rows that end in a stored vector and its CRC-32, (rows, dim).

    Raises:
        IndexDamaged: one is not what was stored.
    """
    for row in rows:
        if not intact(row[-2], row[-1]):
            raise IndexDamaged(f"the vector of passage {row[0]} is not what was stored; run: onrecord doctor --repair")
    return np.array([np.frombuffer(row[-2], "<f2") for row in rows], np.float32)
