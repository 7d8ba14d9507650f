"""The made archive's index, built through ``NewsIndex`` once and kept; and beside it every vector with its article, day
and outlet, read from the catalog, so that a search can be compared with an exact one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from onrecord.eval.bench.texts import Texts
from onrecord.index import Article, Embedder, NewsIndex
from onrecord.index.files import size_of
from onrecord.index.limits import day_number
from onrecord.index.store import Store

__all__ = ["Built", "Exact", "build"]

Ids = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Watch = Callable[[Iterable[Article]], Iterable[Article]]

_COMMITTED = 8_192  # articles at a time: an interrupted build goes on there
_LOT = 65_536
_ROUNDING = 1e-6  # what the order of a sum may change in float32
_DONE, _VECTORS, _ROWS = "built.json", "vectors.npy", "rows.npy"
_PASSAGES = (
    "SELECT p.id, r.article_id, r.day, r.outlet, e.vector FROM passage p JOIN revision r ON r.id = p.revision"
    " JOIN embedding e ON e.sha256 = p.sha256 AND e.model = ? WHERE r.until IS NULL AND r.removed IS NULL ORDER BY p.id"
)


@dataclass(frozen=True, slots=True)
class Built:
    """An index: what it holds, the seconds it took to build (the last part of it, where that was interrupted) and its
    bytes on disk. ``reused``: it was there."""

    folder: str
    articles: int
    passages: int
    seconds: float
    disk: int
    reused: bool = False


class Exact:
    """What the catalog holds of each passage: ``ids``, ``days`` as numbers, ``articles`` and ``outlets`` by name."""

    def __init__(self, folder: Path) -> None:
        rows = np.load(folder / _ROWS, allow_pickle=False)
        names = json.loads((folder / _DONE).read_text(encoding="utf-8"))
        self.ids, self.days, self.articles, self.outlets = rows
        self.article_names: list[str] = names["article_names"]
        self.outlet_names: list[str] = names["outlet_names"]
        self._vectors = np.load(folder / _VECTORS, mmap_mode="r", allow_pickle=False)

    def best(self, queries: npt.NDArray[np.float32], k: int, mask: Mask | None = None) -> list[list[tuple[int, float]]]:
        """For each query, shape (n, dim), the ids and inner products of the ``k`` best of those the mask leaves, and of
        all that are as good as the last of them."""
        rows = np.arange(len(self.ids)) if mask is None else np.flatnonzero(mask)
        found: list[list[tuple[int, float]]] = [[] for _ in queries]
        for at in range(0, len(rows), _LOT):
            some = rows[at : at + _LOT]
            scores = self.matrix(some) @ queries.T
            for query, column in enumerate(scores.T):
                least = np.partition(column, -k)[-k] - _ROUNDING if len(column) > k else -np.inf
                places = np.flatnonzero(column >= least)
                found[query] += zip(self.ids[some[places]].tolist(), column[places].tolist(), strict=True)
        return [_tied(pairs, k) for pairs in found]

    def matrix(self, rows: Ids | slice) -> npt.NDArray[np.float32]:
        """The vectors of rows."""
        vectors: npt.NDArray[np.float32] = self._vectors[rows].astype(np.float32)
        return vectors


def build(texts: Texts, passages: int, embedder: Embedder, folder: Path, watch: Watch = iter) -> Built:
    """The index of so many made passages in a folder of its own below ``folder``: the one that is there, or a new one.

    Args:
        texts: what it is made of.
        passages: how many at least.
        embedder: of the made archive.
        folder: where such indexes are kept.
        watch: is given the articles to be added and passes them on, to show progress.
    """
    here = folder / f"{texts.key}-{passages}"
    done = here / _DONE
    known = _read(done)
    with NewsIndex.open(here / "index", create=True, embedder=embedder) as index:
        _tidied(index)
        if known is not None and (known["articles"], known["passages"]) == (len(index), index.passages):
            return Built(str(here), len(index), index.passages, known["seconds"], known["disk"], reused=True)
        start = time.perf_counter()
        index.add(watch(texts.articles(passages)), every=_COMMITTED)
        took = time.perf_counter() - start
        count, cut = len(index), index.passages
    built = Built(str(here), count, cut, round(took, 1), size_of(here / "index"))
    names = _written(here, built.passages, str(embedder.fingerprint), embedder.dim)
    done.with_suffix(".new").write_text(json.dumps(asdict(built) | names), encoding="utf-8")
    done.with_suffix(".new").replace(done)
    return built


def _tidied(index: NewsIndex) -> None:
    """Take out what an interrupted measurement has put in."""
    left = [article.id for article in index.newest(200) if not article.id.startswith("made-")]
    if left:
        index.remove(left)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return known if isinstance(known, dict) else None


def _written(here: Path, count: int, model: str, dim: int) -> dict[str, list[str]]:
    rows = np.empty((4, count), np.int64)
    shape = (count, dim)
    vectors = np.lib.format.open_memmap(here / _VECTORS, mode="w+", dtype=np.float16, shape=shape)
    articles: dict[str, int] = {}
    outlets: dict[str, int] = {}
    store = Store(here / "index", create=False, vectors=None)
    try:
        found = store.catalog.rows(_PASSAGES, model)
        for place, (number, article, day, outlet, vector) in enumerate(found):
            named = articles.setdefault(article, len(articles)), outlets.setdefault(outlet, len(outlets))
            rows[:, place] = number, day_number(day), *named
            vectors[place] = np.frombuffer(vector, "<f2")
    finally:
        store.close()
    vectors.flush()
    np.save(here / _ROWS, rows, allow_pickle=False)
    return {"article_names": list(articles), "outlet_names": list(outlets)}


def _tied(pairs: list[tuple[int, float]], k: int) -> list[tuple[int, float]]:
    pairs = sorted(pairs, key=lambda pair: -pair[1])
    return [pair for pair in pairs if pair[1] >= pairs[min(k, len(pairs)) - 1][1] - _ROUNDING]
