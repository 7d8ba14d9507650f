"""How quick searching is, in its parts and under filters, and what the dense part misses of an exact search.

One question at a time. The flat scan takes turns with the index over the same questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.eval.bench.embedder import Timed
from onrecord.eval.bench.figures import Clock, Spread
from onrecord.eval.bench.kept import Exact
from onrecord.index import Filters, NewsIndex
from onrecord.index.codes import nearest
from onrecord.rag.retrieve import Retriever

__all__ = ["Filtered", "Flat", "Searching", "searching"]

Watch = Callable[[Iterable[str], str], Iterable[str]]
Mask = npt.NDArray[np.bool_]

_K = 10
_DEPTH = 50  # candidates of each index, as ``Retriever`` takes them
_WARM = 10  # questions asked before anything is timed
_SCANNED = 40  # questions that the flat scan is timed with
_FLAT = 2_000_000  # vectors up to which all of them are scanned: 3 GB
_SLICE = 100_000


@dataclass(frozen=True, slots=True)
class Filtered:
    """Searching under one filter that leaves ``left`` passages. ``full``: the share of questions that got as many hits
    as were asked for, or as are left; ``recall``: of the dense part against an exact search within the filter."""

    name: str
    left: int
    hybrid: Spread
    full: float
    recall: float


@dataclass(frozen=True, slots=True)
class Flat:
    """An exact scan of a flat float32 matrix and the dense search of the index, turn by turn over the same vectors of
    questions. ``scanned`` vectors were; where that is not all, the scan's times are those times what is missing."""

    scan: Spread
    dense: Spread
    ratio: float
    scanned: int


@dataclass(frozen=True, slots=True)
class Searching:
    """Times in milliseconds: hybrid top ten without reranking, and its parts; ``recall`` is of the dense ten."""

    passages: int
    questions: int
    hybrid: Spread
    embedding: Spread
    dense: Spread
    lexical: Spread
    reading: Spread
    recall: float
    filtered: tuple[Filtered, ...]
    flat: Flat


def searching(
    index: NewsIndex, exact: Exact, questions: Sequence[str], embedder: Timed, watch: Watch = lambda some, _: some
) -> Searching:
    """Measure.

    Args:
        index: the made archive's, opened with ``embedder``.
        exact: the same passages.
        questions: to ask; each is asked once a measure.
        embedder: times what it embeds.
        watch: shows progress.
    """
    for question in questions[:_WARM]:
        Retriever(index, rerank=0).search(question, _K)
    hybrid, _ = _hybrid(index, watch(questions, "Searching"), None)
    parts = _parts(index, watch(questions, "Searching, part by part"), embedder)
    vectors = np.concatenate([embedder.embed_queries([question]) for question in questions])
    flat = _flat(index, exact, vectors)
    filtered = []
    for name, filters, mask in _filters(exact):
        times, counts = _hybrid(index, watch(questions, f"Searching, {name}"), filters)
        left = int(mask.sum())
        full = float(np.mean([count >= min(_K, left) for count in counts]))
        recall = _recall(index, exact, questions, vectors, filters, mask)
        filtered.append(Filtered(name, left, times, round(full, 4), recall))
    recall = _recall(index, exact, questions, vectors, None, None)
    return Searching(index.passages, len(questions), hybrid, *parts, recall, tuple(filtered), flat)


def _hybrid(index: NewsIndex, questions: Iterable[str], filters: Filters | None) -> tuple[Spread, list[int]]:
    retriever, clock, counts = Retriever(index, rerank=0), Clock(), []
    for question in questions:
        with clock.running():
            hits = retriever.search(question, _K, filters=filters)
        counts.append(len(hits))
    return clock.spread(), counts


def _parts(index: NewsIndex, questions: Iterable[str], embedder: Timed) -> tuple[Spread, Spread, Spread, Spread]:
    """Embedding the question, finding by vectors, finding by words, reading what was found."""
    dense, lexical, reading = Clock(), Clock(), Clock()
    embedder.asked = Clock()
    for question in questions:
        now = index.snapshot()
        with dense.running():
            by_vectors = now.ranked(question, _DEPTH, by="dense")
        with lexical.running():
            by_words = now.ranked(question, _DEPTH, by="lexical")
        with reading.running():
            now.hits(list(dict.fromkeys(number for number, _ in (*by_vectors, *by_words))))
    embedding = embedder.asked
    return embedding.spread(), dense.less(embedding).spread(), lexical.spread(), reading.spread()


def _flat(index: NewsIndex, exact: Exact, vectors: npt.NDArray[np.float32]) -> Flat:
    total = len(exact.ids)
    scanned = total if total <= _FLAT else _SLICE
    matrix = exact.matrix(slice(0, scanned))
    searched = index.snapshot().derived.searched.vectors
    scans, denses = Clock(), Clock()
    for vector in vectors[:_SCANNED]:
        with scans.running():
            nearest(vector, matrix, _K)
        with denses.running():
            searched.search(vector, _K)
    scan, dense = scans.spread(total / scanned), denses.spread()
    return Flat(scan, dense, round(scan.p50 / max(dense.p50, 0.01), 1), scanned)


def _filters(exact: Exact) -> Iterator[tuple[str, Filters, Mask]]:
    days, places = np.unique(exact.days, return_counts=True)
    for share in (1000, 10, 2):
        first, last = _about(days, places, len(exact.ids) / share)
        mask = (exact.days >= first) & (exact.days <= last)
        yield f"days with 1 in {share}", Filters(after=_day(first), before=_day(last)), mask
    outlets = np.bincount(exact.outlets, minlength=len(exact.outlet_names))
    middle = int(np.argsort(outlets)[len(outlets) // 2])
    outlet = exact.outlet_names[middle]
    yield f"outlet {outlet}", Filters(outlets=(outlet,)), exact.outlets == middle
    count = len(exact.article_names)
    ten = sorted(np.random.default_rng(0).choice(count, min(10, count), replace=False).tolist())
    chosen = Filters(articles=tuple(exact.article_names[place] for place in ten))
    yield f"{len(ten)} articles", chosen, np.isin(exact.articles, ten)


def _about(days: npt.NDArray[np.int64], counts: npt.NDArray[np.int64], wanted: float) -> tuple[int, int]:
    """The days, from a third of the time on, whose passages are about so many."""
    first = len(days) // 3
    upto = np.cumsum(counts[first:])
    last = first + int(np.argmin(np.abs(upto - wanted)))
    return int(days[first]), int(days[last])


def _day(number: int) -> str:
    return f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}"


def _recall(
    index: NewsIndex,
    exact: Exact,
    questions: Sequence[str],
    vectors: npt.NDArray[np.float32],
    filters: Filters | None,
    mask: Mask | None,
) -> float:
    """Of the ten that an exact search finds, the share that the index does; one as good as the tenth will do."""
    now = index.snapshot()
    shares = []
    for question, best in zip(questions, exact.best(vectors, _K, mask), strict=True):
        found = {number for number, _ in now.ranked(question, _K, by="dense", filters=filters)}
        wanted = min(_K, len(best))
        shares.append(min(wanted, len(found & {number for number, _ in best})) / wanted if wanted else 1.0)
    return round(float(np.mean(shares)), 4)
