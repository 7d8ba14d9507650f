"""``measured``: every part in order, each told as soon as it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, TypeVar

from onrecord.eval.bench import show
from onrecord.eval.bench.adding import adding
from onrecord.eval.bench.changing import changing, compacting
from onrecord.eval.bench.embedder import MadeEmbedder, Timed, original_vectors
from onrecord.eval.bench.kept import Built, Exact, build
from onrecord.eval.bench.material import Material
from onrecord.eval.bench.searching import searching
from onrecord.eval.bench.starting import Way, memory, starting
from onrecord.eval.bench.texts import Texts
from onrecord.index import Article, Embedder, NewsIndex

__all__ = ["PARTS", "SMALL", "Part", "measured"]

Part = Literal["adding", "searching", "starting"]
Told = Callable[[str, dict[str, Any], str], None]
"""Is told a part's name, its figures as plain data, and as text."""

T = TypeVar("T")

PARTS: tuple[Part, ...] = ("adding", "searching", "starting")
SMALL = 50_000
"""Passages of the smaller index that starting is measured with as well."""

_WAYS: tuple[Way, ...] = ("library", "command")


def measured(
    given: Material,
    embedder: Embedder,
    folder: Path,
    told: Told,
    *,
    passages: int,
    parts: Sequence[Part] = PARTS,
    times: int = 50,
    runs: int = 5,
    watch: Callable[[Iterable[Any], str], Iterator[Any]] = lambda some, _: iter(some),
) -> None:
    """Measure, and tell.

    Args:
        given: articles and questions.
        embedder: the packaged one.
        folder: where made indexes are kept.
        told: gets what came of each part.
        passages: of the made archive.
        parts: which are measured.
        times: how often an article is added and removed.
        runs: how many processes are started, for each median.
        watch: is given what is about to be worked through and what to call it, and passes it on.
    """
    if "adding" in parts:
        found = adding(watch(given.articles, "Adding, in turns with the plain loop"), embedder)
        told("adding", asdict(found), show.added(found))
    if set(parts) <= {"adding"}:
        return
    texts = Texts(given.articles)
    vectors = original_vectors(texts, embedder, folder, lambda lots: watch(lots, "Embedding the originals"))
    made = Timed(MadeEmbedder(texts, vectors, embedder))

    def kept(count: int) -> Built:
        def shown(articles: Iterable[Article]) -> Iterator[Article]:
            return watch(articles, f"Building an index of {count:,} passages")

        return build(texts, count, made, folder, shown)

    large = kept(passages)
    told("index", asdict(large), show.built(large))
    if "searching" in parts:
        _search(large, texts, made, given.questions, told, times, watch)
    if "starting" in parts:
        for index in [kept(SMALL), large] if passages > SMALL else [large]:
            for way in _WAYS:
                began = starting(_index(index), made.fingerprint, index.passages, given.questions[0], way=way,
                                 runs=runs, watch=watch)  # fmt: skip
                told(f"starting, {way}, {index.passages}", asdict(began), show.started(began))


def _search(
    built: Built,
    texts: Texts,
    made: Timed,
    questions: Sequence[str],
    told: Told,
    times: int,
    watch: Callable[[Iterable[Any], str], Iterator[Any]],
) -> None:
    with NewsIndex.open(_index(built), embedder=made) as index:
        found = searching(index, Exact(Path(built.folder)), questions, made, watch)
    told("searching", asdict(found), show.searched(found))
    used = memory(_index(built), made.fingerprint, questions)
    told("memory", asdict(used), show.remembered(used))
    changes = changing(_index(built), texts, made, times, watch)
    told("changing", asdict(changes), show.changed(changes))
    compact = compacting(_index(built), made)
    told("compacting", asdict(compact), show.compacted(compact))


def _index(built: Built) -> Path:
    return Path(built.folder) / "index"
