"""Vectors on FAISS: exact search of a small matrix, and product-quantised codes for a large one.

The only module that imports faiss. Every search runs on one thread: two wait for each other longer than they save, and
many questions may be asked at once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

__all__ = ["Codes", "nearest"]

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

_SAMPLE = 65_536  # vectors that a code book is learned from: 4,096 for each of its 16 centroids
_PART = 4  # numbers of a vector that share a code of 4 bits


def nearest(query: Floats, matrix: Floats, k: int) -> tuple[Ids, Floats]:
    """The ``k`` rows of ``matrix`` with the greatest inner product, best first, and it."""
    faiss.omp_set_num_threads(1)
    scores, rows = faiss.knn(query.reshape(1, -1), matrix, min(k, len(matrix)), metric=faiss.METRIC_INNER_PRODUCT)
    return rows[0], scores[0]


class Codes:
    """Half a byte for each four numbers of a vector, scanned in registers (Andre et al., "Quicker ADC", TPAMI 2021):
    48 bytes for a vector of 384. Scores are approximate, for choosing what is then scored exactly.

    Vectors are turned first, which changes no product: so that every four numbers hold an even share of what tells
    vectors apart (Ge et al., "Optimized Product Quantization", TPAMI 2014, the parametric solution, about the origin).
    ``turn`` is the orthogonal matrix, shape (dim, dim), that a row vector is multiplied with.
    """

    def __init__(self, index: faiss.Index, turn: Floats) -> None:
        self._index = index
        self.turn = turn

    @staticmethod
    def fit(dim: int) -> bool:
        """Whether vectors of this width can be coded so."""
        return dim % (2 * _PART) == 0

    @classmethod
    def learned(cls, dim: int, sample: Floats) -> Codes:
        """Empty codes whose code book is learned from some vectors."""
        faiss.omp_set_num_threads(1)
        some = np.ascontiguousarray(sample[:_SAMPLE], np.float32)
        index, turn = _untrained(dim), _even(some)
        index.train(some @ turn)
        return cls(index, turn)

    def like(self) -> Codes:
        """Empty codes with the same code book."""
        copy = faiss.clone_index(self._index)
        copy.reset()
        return Codes(copy, self.turn)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, lots: Iterator[Floats]) -> None:
        """Code vectors, in lots."""
        faiss.omp_set_num_threads(1)
        for vectors in lots:
            self._index.add(np.ascontiguousarray(vectors, np.float32) @ self.turn)

    def search(self, query: Floats, k: int) -> tuple[Ids, Floats]:
        """The rows of about the ``k`` greatest inner products, best first, and about these."""
        faiss.omp_set_num_threads(1)
        scores, rows = self._index.search(query.reshape(1, -1) @ self.turn, min(k, len(self)))
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def write(self, path: Path) -> None:
        """Write them to a file, as FAISS does.

        Raises:
            RuntimeError: the disk refused it.
        """
        faiss.write_index(self._index, str(path))

    @classmethod
    def read(cls, path: Path, turn: Floats, dim: int, count: int) -> Codes:
        """Read what ``write`` wrote, of vectors that were multiplied with ``turn``. The caller has checked its hash;
        lengths inside are bounded all the same.

        Raises:
            ValueError: not such codes, or others than expected.
        """
        faiss.set_deserialization_vector_byte_limit(path.stat().st_size + 4096)
        try:
            index = faiss.read_index(str(path))
        except Exception as error:  # faiss lets all kinds through
            raise ValueError(f"{path} holds no codes ({str(error).splitlines()[0][:200]})") from error
        if not isinstance(index, faiss.IndexPQFastScan) or not _fits(index, dim, count):
            raise ValueError(f"{path} does not hold the codes of {count} vectors of width {dim}")
        if turn.shape != (dim, dim):
            raise ValueError(f"{path} holds codes of vectors that were turned by {turn.shape}, not {(dim, dim)}")
        return cls(index, turn)


def _untrained(dim: int) -> Any:
    return faiss.IndexPQFastScan(dim, dim // _PART, 4, faiss.METRIC_INNER_PRODUCT)


def _even(sample: Floats) -> Floats:
    """The principal axes, dealt out to parts of a vector so that each gets about the same product of variances: the
    widest axis that is left goes to the part with the least so far."""
    values, axes = np.linalg.eigh(sample.T @ sample)
    widths = np.log(np.maximum(values, values[-1] * 1e-9))
    widths -= widths[0]
    parts: list[list[int]] = [[] for _ in range(len(values) // _PART)]
    for axis in reversed(range(len(values))):
        least = min((part for part in parts if len(part) < _PART), key=lambda part: widths[part].sum())
        least.append(axis)
    return np.ascontiguousarray(axes[:, [axis for part in parts for axis in part]], np.float32)


def _fits(index: Any, dim: int, count: int) -> bool:
    """Whether every length is the one that follows from the width and the number of vectors: FAISS, which takes some of
    them as read, would look for codes behind the last one."""
    usual = _untrained(dim)
    rows = math.ceil(count / usual.bbs) * usual.bbs
    lengths = (index.ntotal, index.ntotal2, index.codes.size(), index.pq.centroids.size())
    alike = ("d", "M", "nbits", "ksub", "bbs", "M2", "code_size", "implem", "qbs", "metric_type")
    return (
        index.is_trained
        and lengths == (count, rows, rows * usual.M2 // 2, usual.pq.centroids.size())
        and all(getattr(index, name) == getattr(usual, name) for name in alike)
        and index.pq.M == usual.pq.M
    )
