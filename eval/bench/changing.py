"""How soon a change is seen: a writer adds an article to the large index and removes it again, while a reader in
another process, which has the index open, searches for it without a pause."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord.eval.bench.child import Child
from onrecord.eval.bench.embedder import Timed
from onrecord.eval.bench.figures import Spread
from onrecord.eval.bench.texts import Texts
from onrecord.index import Article, NewsIndex

__all__ = ["Changing", "Compacting", "changing", "compacting"]

Watch = Callable[[Iterable[int], str], Iterable[int]]

_DAY = "2025-06-01"  # after every made article's, so that what an interrupted measurement leaves is the newest


@dataclass(frozen=True, slots=True)
class Changing:
    """Milliseconds: ``found``, from the end of embedding to the end of the search that found the article; ``gone``,
    from the call of ``remove`` to the end of the first search without it; ``add`` and ``remove``, the whole calls;
    ``search``, one search of the reader. An article has about ``passages``."""

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
    found, gone, adds, removes, searches, cut = [], [], [], [], [], 0
    with NewsIndex.open(folder, embedder=embedder) as index, Child("reader.py", folder, embedder.fingerprint) as reader:
        reader.answer()
        for number in watch(range(times), "Adding and removing"):
            article = _article(texts, number)
            look = {"query": article.title, "article": article.id, "there": True}
            reader.ask(look)
            start = time.monotonic()
            cut += index.add([article]).passages
            adds.append(time.monotonic() - start)
            told = reader.answer()
            found.append(told["at"] - embedder.ended)
            searches.append(told["search"])
            reader.ask(look | {"there": False})
            start = time.monotonic()
            index.remove(article.id)
            removes.append(time.monotonic() - start)
            gone.append(reader.answer()["at"] - start)
    return Changing(round(cut / times, 1), *map(Spread.of, (found, gone, adds, removes, searches)))


def compacting(folder: Path, embedder: Timed) -> Compacting:
    """Compact the index."""
    with NewsIndex.open(folder, embedder=embedder) as index:
        start = time.perf_counter()
        before, after = index.compact()
        return Compacting(round(time.perf_counter() - start, 1), before, after)


def _article(texts: Texts, number: int) -> Article:
    """One that is not in the archive, and never was, with a word in its title that no other has."""
    name = time.time_ns()
    made = texts.article(10_000_000 + 20 * number, f"Report vurble{name}")
    return replace(made, id=f"fresh-{name}", published=_DAY)
