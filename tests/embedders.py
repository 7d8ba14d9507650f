"""An embedder without a model, for tests of storage: quick, always the same, and near for texts that share words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from onrecord.index.embedding import Floats

_WORD = re.compile(r"\w+")


class HashingEmbedder:
    """Each word adds to one of 64 numbers, chosen by its hash; the last one is for texts without words."""

    name = "hashing"
    fingerprint = "hashing-64-1"
    dim = 64

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in _WORD.findall(text.casefold()):
                row[hashlib.blake2b(word.encode(), digest_size=2).digest()[0] % (self.dim - 1)] += 1
            if not row.any():
                row[-1] = 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class NarrowEmbedder(HashingEmbedder):
    """Another embedder, with vectors of another width."""

    name = "narrow"
    fingerprint = "hashing-32-1"
    dim = 32


class RecordingEmbedder(HashingEmbedder):
    """Remembers what it was given."""

    def __init__(self) -> None:
        self.passages: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        self.passages += texts
        return super().embed_passages(texts)

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        return super().embed_passages(texts)


class BrokenEmbedder(HashingEmbedder):
    """Returns numbers that are none, or the wrong number of them."""

    def __init__(self, fault: str) -> None:
        self.fault = fault

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        rows = super().embed_passages(texts)
        if self.fault == "shape":
            return rows[:, :-1]
        if self.fault == "count":
            return rows[:-1]
        rows[-1, 0] = {"nan": np.nan, "inf": np.inf}[self.fault]
        return rows
