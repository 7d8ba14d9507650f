"""Vectors of passages on FAISS, exact inner product. The only module that imports faiss.

A ``VectorIndex`` is a value: changing it makes another, so a search under way and a failed commit keep the one they
have. (Segments and compressed codes for a million passages take the place of the flat index behind these methods.)
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

__all__ = ["VectorIndex"]

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


class VectorIndex:
    """Unit vectors by passage id; scores are cosines."""

    def __init__(self, dim: int, _index: faiss.Index | None = None) -> None:
        self.dim = dim
        self._index = _index if _index is not None else faiss.IndexIDMap2(faiss.IndexFlatIP(dim))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def changed(self, remove: Ids, add: Ids, vectors: Floats) -> VectorIndex:
        """A copy without some ids and with others; ``vectors`` is (len(add), dim).

        Raises:
            ValueError: vectors of another shape, or not finite.
        """
        if vectors.size == 0:
            vectors = vectors.reshape(0, self.dim)
        if vectors.shape != (len(add), self.dim):
            raise ValueError(f"vectors have shape {vectors.shape}, this index takes {(len(add), self.dim)}")
        if not np.isfinite(vectors).all():
            raise ValueError("the embedder returned a vector that is not finite")
        copy = faiss.clone_index(self._index)
        if len(remove):
            copy.remove_ids(faiss.IDSelectorBatch(np.ascontiguousarray(remove, np.int64)))
        if len(add):
            copy.add_with_ids(np.ascontiguousarray(vectors, np.float32), np.ascontiguousarray(add, np.int64))
        return VectorIndex(self.dim, copy)

    def search(self, query: Floats, k: int, among: Ids | None = None) -> list[tuple[int, float]]:
        """The ``k`` best ids for one query vector with their cosines, best first; only of ``among`` where given."""
        if k < 1 or not len(self) or (among is not None and not len(among)):
            return []
        chosen = None
        if among is not None:
            chosen = faiss.SearchParameters()
            chosen.sel = faiss.IDSelectorBatch(np.ascontiguousarray(among, np.int64))
        scores, ids = self._index.search(np.ascontiguousarray(query, np.float32).reshape(1, -1), k, params=chosen)
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Read what ``save`` wrote. The caller has checked the file's hash; lengths inside are bounded all the same."""
        faiss.set_deserialization_vector_byte_limit(path.stat().st_size + 1024)
        index = faiss.read_index(str(path))
        return cls(int(index.d), index)
