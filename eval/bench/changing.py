"""How soon a change is seen: a writer adds an article to the large index and removes it again, while a reader in
another process, which has the index open, searches for it without a pause."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path

from onrecord.eval.bench.child import Child
from onrecord.eval.bench.embedder import Timed
from onrecord.eval.bench.figures import Clock, Spread
from onrecord.eval.bench.texts import Texts
from onrecord.index import Article, NewsIndex

__all__ = ["Changing", "Compacting", "changing", "compacting"]

Watch = Callable[[Iterable[Article], str], Iterable[Article]]

_BEYOND = 10_000_000  # articles that no archive reaches
_DAY = "2025-06-01"  # after every made article's, so that what an interrupted measurement leaves is the newest


@dataclass(frozen=True, slots=True)
class Changing:
    """Milliseconds: ``found``, from the end of embedding to the end of the search that found the article; ``gone``,
    from the call of ``remove`` to the end of the first search without it; ``add`` and ``remove``, the whole calls, less
    embedding; ``search``, one search of the reader. An article has about ``passages``."""

    passages: float
    found: Spread
    gone: Spread
    add: Spread
    remove: Spread
    search: Spread


@dataclass(frozen=True, slots=True)
class Compacting:
    """Seconds, and bytes on disk before and after."""

    seconds: float
    before: int
    after: int


def changing(folder: Path, texts: Texts, embedder: Timed, times: int, watch: Watch = lambda some, _: some) -> Changing:
    """Add and remove articles one at a time."""
    adds, removes, embedding = Clock(), Clock(), Clock()
    found, gone, searches, cut = [], [], [], 0
    with NewsIndex.open(folder, embedder=embedder) as index, Child("reader.py", folder, embedder.fingerprint) as reader:
        reader.answer()
        articles = list(islice(_articles(texts), times))
        for article in watch(articles, "Adding and removing"):
            look = {"query": article.title, "article": article.id, "there": True}
            reader.ask(look)
            embedder.embedded = Clock()
            with adds.running():
                cut += index.add([article]).passages
            embedding.put(sum(embedder.embedded.seconds), sum(embedder.embedded.cpu))
            told = reader.answer()
            found.append(told["at"] - embedder.ended)
            searches.append(told["search"])
            reader.ask(look | {"there": False})
            start = time.monotonic()
            with removes.running():
                index.remove(article.id)
            gone.append(reader.answer()["at"] - start)
    calls = adds.less(embedding).spread(), removes.spread()
    return Changing(round(cut / times, 1), Spread.of(found), Spread.of(gone), *calls, Spread.of(searches))


def compacting(folder: Path, embedder: Timed) -> Compacting:
    """Compact the index."""
    with NewsIndex.open(folder, embedder=embedder) as index:
        start = time.perf_counter()
        before, after = index.compact()
        return Compacting(round(time.perf_counter() - start, 1), before, after)


def _articles(texts: Texts) -> Iterator[Article]:
    """Articles that are not in the archive, and never were, each with a word in its title that no other has; of a size
    that most have."""
    for number in count(_BEYOND, 20):  # none is a wire copy
        if texts.cut(number) <= texts.middle:
            name = time.time_ns()
            yield replace(texts.article(number, f"Report vurble{name}"), id=f"fresh-{name}", published=_DAY)
