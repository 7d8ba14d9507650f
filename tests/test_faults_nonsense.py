"""What cannot be meant is refused, or finds nothing: vectors that are none, other widths, no places or too many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from embedders import BrokenEmbedder, HashingEmbedder, NarrowEmbedder
from faults import article, copied, opened, seen

from onrecord.index import Filters, NewsIndex
from onrecord.index.embedding import Floats
from onrecord.index.errors import EmbedderMismatch, WeightsError
from onrecord.index.snapshot import By

pytestmark = pytest.mark.faults

BOTH: list[By] = ["dense", "lexical"]


@pytest.fixture
def folder(whole: Path, place: Path) -> Path:
    return copied(whole, place / "archive")


@pytest.mark.parametrize("fault", ["nan", "inf", "shape", "count"])
def test_an_embedder_that_returns_nonsense_is_refused_and_its_vectors_are_not_kept(folder: Path, fault: str) -> None:
    with opened(folder) as index:
        before = seen(index)
    batch = [article("a03", 2), *(article(f"n{number}") for number in range(9))]
    with opened(folder, embedder=BrokenEmbedder(fault)) as index:
        with pytest.raises(WeightsError, match="hashing returned"):
            index.add(batch)
        with pytest.raises(WeightsError, match="hashing returned"):
            index.add(batch, every=2)
        assert seen(index) == before
    with opened(folder) as index:
        assert seen(index) == before
        assert index.add(batch).embedded > 0
        assert index.check() == []


@pytest.mark.parametrize("fault", ["nan", "inf", "shape", "count"])
def test_a_rebuild_with_an_embedder_that_returns_nonsense_leaves_the_index_as_it_was(folder: Path, fault: str) -> None:
    broken = BrokenEmbedder(fault)
    broken.fingerprint = "another"  # type: ignore[misc]
    with opened(folder) as index:
        before = seen(index), index.search("mayor", 3)
        with pytest.raises(WeightsError, match="hashing returned"):
            index.rebuild(broken)
        assert (seen(index), index.search("mayor", 3)) == before
        assert index.made.fingerprint == HashingEmbedder.fingerprint
        assert index.check() == []


class BrokenQueries(HashingEmbedder):
    """Right passages, wrong questions."""

    def __init__(self, fault: str) -> None:
        self.fault = fault

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        rows = super().embed_passages(texts)
        if self.fault in ("nan", "inf"):
            rows[0, 0] = float(self.fault)
            return rows
        return {"narrow": rows[:, :-1], "wide": np.tile(rows, 2), "none": rows[:0]}[self.fault]


@pytest.mark.parametrize("fault", ["nan", "inf", "narrow", "wide", "none"])
def test_a_question_whose_vector_is_none_is_refused_with_words(folder: Path, fault: str) -> None:
    with opened(folder, embedder=BrokenQueries(fault)) as index:
        with pytest.raises(WeightsError, match="hashing returned"):
            index.search("Who opened the bridge?")
        assert index.search("Who opened the bridge?", by="lexical")
        with pytest.raises(WeightsError, match="hashing returned"):
            index.search("Who opened the bridge?", filters=Filters(outlets=("Courier",)))


def test_vectors_that_are_not_of_length_one_are_refused(place: Path) -> None:
    class Zeros(HashingEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> Floats:
            return np.zeros_like(super().embed_passages(texts))

    with opened(place / "zeros", create=True, embedder=Zeros()) as index:
        with pytest.raises(WeightsError, match="not of length one; nothing was stored"):
            index.add([article("a"), article("b")])
        assert len(index) == 0
        assert index.check() == []


@pytest.mark.parametrize("by", BOTH)
@pytest.mark.parametrize("filters", [None, Filters(outlets=("Courier",)), Filters(known_by="2030-01-01")], ids=str)
def test_no_places_find_nothing_and_more_than_there_are_find_everything_once(
    folder: Path, by: By, filters: Filters | None
) -> None:
    with opened(folder) as index:
        for k in (0, -1, -(2**70)):
            assert index.search("the mayor", k, by=by, filters=filters) == []
        everything = index.search("mayor council harbour museum version", 10**9, by=by, filters=filters)
        assert everything == index.search("mayor council harbour museum version", 2**70, by=by, filters=filters)
        found = [hit.passage.id for hit in everything]
        assert len(found) == len(set(found)) > 90
        assert (
            index.search("the mayor", 1, by=by, filters=filters)
            == index.search("the mayor", 9, by=by, filters=filters)[:1]
        )


@pytest.mark.parametrize("by", BOTH)
def test_an_empty_index_answers_everything_with_nothing(place: Path, by: By) -> None:
    with opened(place / "empty", create=True) as index:
        check_empty(index, by)
        assert index.add([]).added == 0
        assert index.remove("a") == 0
        index.compact()
        index.rebuild()
        check_empty(index, by)
        index.add([article("a")])
        index.remove("a")
        check_empty(index, by)
        index.compact()
        check_empty(index, by)
        index.rebuild(NarrowEmbedder())
        check_empty(index, by)
        assert index.add([article("a")]).added == 1
        assert index.check() == []


def check_empty(index: NewsIndex, by: By) -> None:
    for filters in (None, Filters(after="2025-01-01"), Filters(articles=("a",)), Filters(known_by="2020-01-01")):
        for k in (-1, 0, 1, 10**9):
            assert index.search("the mayor", k, by=by, filters=filters) == []
    assert (len(index), index.passages, list(index.newest()), index.outlets(), index.days()) == (0, 0, [], [], None)
    assert (index.article("a"), index.history("a"), index.check(), index.repair()) == (None, [], [], [])


@pytest.mark.parametrize("words", ["", " ", "\n\x00", "?!", "the of", "\ud800", "x" * 100_000, "😀", 'a" OR b:*^~('])
@pytest.mark.parametrize("by", BOTH)
def test_any_words_can_be_searched_for(folder: Path, by: By, words: str) -> None:
    with opened(folder) as index:
        assert len(index.search(words, 5, by=by)) <= 5


def test_an_embedder_of_another_width_is_refused_when_the_index_is_opened(folder: Path) -> None:
    with pytest.raises(EmbedderMismatch, match="made with the embedder hashing, not narrow"):
        opened(folder, embedder=NarrowEmbedder())


def test_an_embedder_that_lies_about_its_width_is_refused(folder: Path) -> None:
    class Lying(NarrowEmbedder):
        fingerprint = HashingEmbedder.fingerprint

    with pytest.raises(EmbedderMismatch, match="made with the embedder hashing"):
        opened(folder, embedder=Lying())
