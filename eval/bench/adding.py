"""What adding costs, against the plain loop over the same passages.

Both take turns: whenever the index embeds a lot, the plain loop embeds the same passages right after it, in a process
of its own, and what that took is no part of the index's time.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from onrecord.eval.bench.child import Child
from onrecord.eval.machine import peak_memory
from onrecord.index import Article, Embedder, NewsIndex
from onrecord.index.embedding import Floats
from onrecord.index.files import size_of

__all__ = ["Adding", "Way", "adding"]


@dataclass(frozen=True, slots=True)
class Way:
    """One way of adding: seconds from beginning to end, bytes of memory at most and on disk (0: none is written)."""

    name: str
    seconds: float
    articles: float
    passages: float
    memory: int
    disk: int = 0


@dataclass(frozen=True, slots=True)
class Adding:
    """Both ways; ``articles`` and ``passages`` of a way are per second. ``embedding`` is its share of the index's time;
    ``ratio`` how many times as many articles per second the index takes."""

    articles: int
    passages: int
    embedded: int
    index: Way
    plain: Way
    ratio: float
    embedding: float


class _InTurns:
    """An embedder that has the plain loop embed every lot as well, and keeps both times."""

    def __init__(self, embedder: Embedder, other: Child) -> None:
        self.name, self.fingerprint, self.dim = embedder.name, embedder.fingerprint, embedder.dim
        self.seconds = self.paused = self.plain = 0.0
        self.peak = 0
        self._embedder = embedder
        self._other = other

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions."""
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Vectors of passages."""
        start = time.perf_counter()
        vectors = self._embedder.embed_passages(texts)
        embedded = time.perf_counter()
        told = self._other.ask(list(texts))
        self.seconds += embedded - start
        self.paused += time.perf_counter() - embedded
        self.plain += told["seconds"]
        self.peak = told["peak"]
        return vectors


def adding(articles: Iterable[Article], embedder: Embedder) -> Adding:
    """Add articles to a new index, and embed the same passages the plain way."""
    embedder.embed_passages(["warm up"])
    with TemporaryDirectory() as folder, Child("plain.py") as other:
        other.answer()
        both = _InTurns(embedder, other)
        start = time.perf_counter()
        with NewsIndex.open(Path(folder), create=True, embedder=both) as index:
            report = index.add(articles)
        took = time.perf_counter() - start - both.paused
        disk = size_of(Path(folder))
    count, cut = report.added + report.updated, report.passages

    def way(name: str, seconds: float, memory: int, disk: int = 0) -> Way:
        return Way(name, round(seconds, 3), round(count / seconds, 2), round(cut / seconds, 1), memory, disk)

    return Adding(
        count,
        cut,
        report.embedded,
        way("onrecord", took, peak_memory(), disk),
        way("plain loop", both.plain, both.peak),
        round(both.plain / took, 2),
        round(both.seconds / took, 4),
    )
