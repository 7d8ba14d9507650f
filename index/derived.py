"""The derived indexes of one state: vectors and words of what is searched now, and of what once was.

Their files are written beside those of the state before, flushed, hashed, and only then named in the catalog. Nothing
here is the truth: all of it can be made again from the catalog at any time.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from onrecord.index import files
from onrecord.index.entries import Batch
from onrecord.index.errors import IndexDamaged
from onrecord.index.lexical import REPLACED, LexicalIndex, LexicalWriter
from onrecord.index.vectors import Vectors, VectorStore

__all__ = ["NO_CHANGE", "Change", "Derived", "Side"]

_LEXICAL = "lexical"


@dataclass(frozen=True, slots=True)
class Change:
    """Passages to take out, by id, and ``count`` others to put in."""

    remove: npt.NDArray[np.int64]
    count: int = 0
    add: Iterable[Batch] = ()

    def __bool__(self) -> bool:
        return bool(len(self.remove) or self.count)


NO_CHANGE = Change(np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class Side:
    """Vectors and words of the same passages. ``folder`` is the lexical index's, ``hashes`` are of its files; without
    a passage ever there is none."""

    vectors: Vectors
    lexical: LexicalIndex | None
    folder: str
    hashes: Mapping[str, str]

    def content(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {"vectors": self.vectors.content, "lexical": self.folder}

    def files(self) -> dict[str, str]:
        """SHA-256 by path below the derived folder."""
        return {
            **self.vectors.files,
            **{f"{_LEXICAL}/{self.folder}/{name}": hash_ for name, hash_ in self.hashes.items()},
        }

    def changed(self, root: Path, change: Change) -> Side:
        """The side after a change; this one stays as it is. On an error nothing is left of the new one."""
        if not change:
            return self
        previous = root / _LEXICAL / self.folder if self.lexical else None
        name = uuid.uuid4().hex[:16]
        folder = root / _LEXICAL / name
        try:
            writer = LexicalWriter(folder, previous)
            try:
                writer.remove(change.remove.tolist())

                def fed() -> Iterator[Batch]:
                    for entries, vectors in change.add:
                        writer.add(entries)
                        yield entries, vectors

                vectors = self.vectors.changed(change.remove, change.count, fed())
            except BaseException:
                writer.abandon()
                raise
            hashes = {file: self._sealed(folder / file, previous) for file in writer.commit()}
            files.flush(folder)
            files.flush(folder.parent)
            return Side(vectors, LexicalIndex(folder), name, hashes)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _sealed(self, path: Path, previous: Path | None) -> str:
        """A file's SHA-256; one that is linked from the state before was hashed then. tantivy has flushed what it
        wrote, so a copy alone, where nothing can be linked, must be."""
        known = self.hashes.get(path.name)
        if known and previous and path.name not in REPLACED:
            if path.samefile(previous / path.name):
                return known
            files.flush(path)
        return files.sha256_of(path)


@dataclass(frozen=True, slots=True)
class Derived:
    """What is ``searched`` now, and the ``past``: passages of revisions that others have taken the place of."""

    root: Path
    searched: Side
    past: Side

    @classmethod
    def empty(cls, root: Path, store: VectorStore, dim: int) -> Self:
        """Those of an archive without articles."""
        sides = [Side(store.open(None, dim), None, "", {}) for _ in range(2)]
        return cls(root, *sides)

    @classmethod
    def load(
        cls,
        root: Path,
        store: VectorStore,
        content: Mapping[str, Any],
        dim: int,
        seen: set[tuple[int | str, ...]] | None = None,
    ) -> Self:
        """Open what a state names, after each of its files was compared with its SHA-256 (``seen``: ``files.check``).

        Raises:
            IndexDamaged: a file is missing, is not what was written, or cannot be read.
        """
        try:
            named = [content[side] for side in ("searched", "past")]
            files.check(root, content["files"], seen=seen)
            return cls(root, *(_load(root, store, side, content["files"], dim) for side in named))
        except IndexDamaged:
            raise
        except Exception as error:  # faiss raises RuntimeError, tantivy ValueError; JSON of another shape KeyError
            raise IndexDamaged(f"{root} cannot be read ({error})") from error

    def changed(self, searched: Change = NO_CHANGE, past: Change = NO_CHANGE) -> Derived:
        """The derived indexes after a change, on the disk; nothing names them yet."""
        self.root.mkdir(exist_ok=True)
        with files.writing(self.root):
            after = Derived(self.root, self.searched.changed(self.root, searched), self.past.changed(self.root, past))
            files.flush(self.root)
            return after

    def tidied(self, most: int) -> Derived | None:
        """With the vectors in fewer parts, writing at most so many anew; None where there is nothing to gain."""
        with files.writing(self.root):
            sides = [(side, side.vectors.tidied(most)) for side in (self.searched, self.past)]
            if all(vectors is None for _, vectors in sides):
                return None
            return Derived(self.root, *(Side(v or s.vectors, s.lexical, s.folder, s.hashes) for s, v in sides))

    def content(self) -> dict[str, Any]:
        """What ``load`` needs, as JSON takes it."""
        return {"searched": self.searched.content(), "past": self.past.content(), "files": self.files()}

    def files(self) -> dict[str, str]:
        """SHA-256 by path below the derived folder."""
        return {**self.searched.files(), **self.past.files()}

    def drop_others(self, store: VectorStore) -> None:
        """Delete what belongs to other states; what cannot be deleted is left for the next time."""
        words = self.root / _LEXICAL
        try:
            for folder in [*words.iterdir()] if words.is_dir() else []:
                if folder.name not in (self.searched.folder, self.past.folder):
                    shutil.rmtree(folder, ignore_errors=True)
            for folder in self.root.glob("[0-9a-f]" * 16):  # of schema 1
                shutil.rmtree(folder, ignore_errors=True)
            files.drop_unfinished(self.root)
            store.drop_others([self.searched.vectors, self.past.vectors])
        except OSError:
            return


def _load(root: Path, store: VectorStore, side: Mapping[str, Any], hashes: Mapping[str, str], dim: int) -> Side:
    name = side["lexical"]
    start = f"{_LEXICAL}/{name}/"
    words = LexicalIndex(root / _LEXICAL / name) if name else None
    own = {file.removeprefix(start): sha256 for file, sha256 in hashes.items() if name and file.startswith(start)}
    return Side(store.open(side["vectors"], dim), words, name, own)
