"""Indexes over the articles of data sets, built once and kept by what is in them."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs

import onrecord.index
from onrecord.index import Article, ChunkSettings, Embedder, NewsIndex
from onrecord.index.embedding import PackagedEmbedder

__all__ = ["Built", "Watch", "built", "cache_folder"]

Watch = Callable[[Sequence[Any], str], Iterable[Any]]
"""Is given what is about to be worked through and what it is called, and passes it on one by one: to show progress."""

# What decides an index's content, beside the articles: a change of any of these makes another index.
_DECIDES = [
    "batching",
    "chunking",
    "clusters",
    "codes",
    "derived",
    "duplicates",
    "embedding",
    "hashes",
    "ingest",
    "lexical",
    "normalise",
    "onnx",
    "schema",
    "segments",
    "staging",
    "static",
    "tokens",
    "vectors",
]
_DONE = "built.json"


@dataclass(frozen=True, slots=True)
class Built:
    """An index and what it cost: ``seconds`` to build it, when that was (its last part, where it was interrupted);
    ``size`` in bytes on disk."""

    articles: int
    passages: int
    seconds: float
    size: int


def cache_folder() -> Path:
    """Where indexes are kept: the user's cache folder."""
    return Path(platformdirs.user_cache_dir("onrecord", appauthor=False)) / "eval"


@contextmanager
def built(
    articles: Sequence[Article],
    purpose: str = "articles",
    *,
    cache: Path | None = None,
    embedder: Embedder | None = None,
    settings: ChunkSettings | None = None,
    watch: Watch = lambda items, _: items,
) -> Iterator[tuple[NewsIndex, Built]]:
    """An index over the articles, opened: the one kept from before, or a new one.

    An index is found again by a hash of the articles, the embedder's weights, the passage settings and the code that
    cuts and stores. A build that is interrupted goes on where it was, the next time.

    Args:
        articles: what is in it.
        purpose: what the articles are called while they are added.
        cache: where indexes are kept; default the user's cache folder.
        embedder: default the packaged one.
        settings: how articles are cut.
        watch: shows progress.
    """
    key = _key(articles, (embedder or PackagedEmbedder).fingerprint, settings or ChunkSettings())
    folder = (cache or cache_folder()) / key

    def opened() -> NewsIndex:
        return NewsIndex.open(folder / "index", create=True, embedder=embedder, settings=settings)

    with opened() as index:
        known = _known(folder / _DONE, index)
        if known is None:
            start = time.perf_counter()
            index.add(watch(articles, purpose))
            took = round(time.perf_counter() - start, 2)
            known = Built(len(index), index.passages, took, 0)
    if not known.size:  # measured once it is closed
        size = sum(file.stat().st_size for file in (folder / "index").rglob("*") if file.is_file())
        known = replace(known, size=size)
        (folder / f"{_DONE}.new").write_text(json.dumps(asdict(known)), encoding="utf-8")
        (folder / f"{_DONE}.new").replace(folder / _DONE)
    with opened() as index:
        yield index, known


def _known(path: Path, index: NewsIndex) -> Built | None:
    """What an index cost, if it is there whole and still holds what was built."""
    try:
        known = Built(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return known if known.articles == len(index) and known.passages == index.passages else None


def _key(articles: Iterable[Article], fingerprint: object, settings: ChunkSettings) -> str:
    digest = hashlib.sha256(f"{fingerprint} {settings}".encode())
    source = Path(onrecord.index.__file__).parent
    for name in _DECIDES:
        digest.update((source / f"{name}.py").read_bytes())
    for article in articles:
        digest.update(json.dumps(asdict(article), sort_keys=True).encode())
    return digest.hexdigest()[:20]
