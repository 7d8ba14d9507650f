"""Derived files, a folder a generation: written beside, flushed to disk, hashed, and only then named in the catalog."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from onrecord.index.errors import IndexDamaged
from onrecord.index.lexical import LexicalIndex
from onrecord.index.staging import Entry
from onrecord.index.vectors import VectorIndex

__all__ = ["Generation", "drop_others"]

_VECTORS, _LEXICAL = "vectors.faiss", "lexical"


@dataclass(frozen=True, slots=True)
class Generation:
    """The derived indexes of one state of the catalog."""

    name: str
    vectors: VectorIndex
    lexical: LexicalIndex

    @classmethod
    def load(cls, root: Path, name: str, files: Mapping[str, str]) -> Self:
        """Read a generation, after checking each of its files against its SHA-256.

        Raises:
            IndexDamaged: a file is missing, is not what was written, or cannot be read.
        """
        folder = root / name
        try:
            for file, expected in files.items():
                if _hash(folder / file) != expected:
                    raise IndexDamaged(f"{folder / file} is not what was written")
            return cls(name, VectorIndex.load(folder / _VECTORS), LexicalIndex(folder / _LEXICAL))
        except (OSError, RuntimeError, ValueError) as error:  # faiss raises RuntimeError, tantivy ValueError
            raise IndexDamaged(f"{folder} cannot be read ({error})") from error

    @classmethod
    def make(
        cls,
        root: Path,
        before: Generation | None,
        remove: npt.NDArray[np.int64],
        entries: Sequence[Entry],
        vectors: npt.NDArray[np.float32],
        dim: int,
    ) -> tuple[Self, dict[str, str]]:
        """Write a new generation: ``before`` without some passages and with others. Nothing names it yet.

        Returns:
            The generation, and SHA-256 by relative path of its files, which are on the disk. On an error nothing is
            left of it.
        """
        name = uuid.uuid4().hex[:16]
        folder = root / name
        try:
            folder.mkdir(parents=True)
            start = before.vectors if before else VectorIndex(dim)
            after = start.changed(remove, np.array([entry.id for entry in entries], np.int64), vectors)
            after.save(folder / _VECTORS)
            old = root / before.name / _LEXICAL if before else None
            LexicalIndex.write(folder / _LEXICAL, old, remove.tolist(), entries)
            return cls(name, after, LexicalIndex(folder / _LEXICAL)), _seal(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def drop_others(root: Path, keep: str) -> None:
    """Remove every generation but one; what cannot be removed is left for the next time."""
    for folder in root.iterdir():
        if folder.name != keep:
            shutil.rmtree(folder, ignore_errors=True)


def _seal(folder: Path) -> dict[str, str]:
    files: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".lock":
            continue
        _flush(path)
        if path.is_file():
            files[path.relative_to(folder).as_posix()] = _hash(path)
    _flush(folder)
    _flush(folder.parent)
    return files


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
