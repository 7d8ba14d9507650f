"""Every engine for vectors against its contract, and one of them in the place of another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from contracts import VectorStoreContract
from embedders import HashingEmbedder
from stores import ReferenceStore

from onrecord.index import Article, Filters, NewsIndex
from onrecord.index.vectors import SegmentStore, VectorStore

NewStore = Callable[[], VectorStore]


@pytest.fixture(scope="class")
def segments(tmp_path_factory: pytest.TempPathFactory) -> NewStore:
    return lambda: SegmentStore(tmp_path_factory.mktemp("derived") / "vectors")


class TestSegmentStoreScanned(VectorStoreContract):
    @pytest.fixture(scope="class")
    @classmethod
    def new_store(cls, segments: NewStore) -> NewStore:
        return segments


class TestSegmentStoreCoded(VectorStoreContract):
    count = 17_000
    recall = 0.95

    @pytest.fixture(scope="class")
    @classmethod
    def new_store(cls, segments: NewStore) -> NewStore:
        return segments


class TestReferenceStore(VectorStoreContract):
    @pytest.fixture(scope="class")
    @classmethod
    def new_store(cls) -> NewStore:
        return ReferenceStore


@pytest.mark.parametrize("by", ["dense", "lexical"])
def test_an_index_works_with_another_engine(tmp_path: Path, by: str) -> None:
    store, articles = ReferenceStore(), [Article(f"a{n}", f"T{n}", f"Bridge {n} was closed.") for n in range(30)]
    options = {"embedder": HashingEmbedder(), "vectors": store}
    with NewsIndex.open(tmp_path / "a", create=True, **options) as index:
        index.add(articles)
        index.add([Article("a3", "T3", "Ferry 3 was opened.", outlet="The Courier")])
        index.remove([f"a{n}" for n in range(10, 20)])
        index.compact()
        before = index.search("bridge ferry opened", 50, by=by)
        assert {hit.article.id for hit in before} == {f"a{n}" for n in [*range(10), *range(20, 30)]}
    with NewsIndex.open(tmp_path / "a", **options) as index:
        assert index.search("bridge ferry opened", 50, by=by) == before
        found = index.search("ferry opened", 5, by=by, filters=Filters(outlets=("The Courier",)))
        assert [(hit.article.id, hit.passage.revision) for hit in found] == [("a3", 2)]
        assert index.check() == []
        assert not (tmp_path / "a" / "derived" / "vectors").exists()
    assert len(store.states) == 2, "what no state needs any more was let go of"


def test_vectors_that_another_engine_lost_are_made_again(tmp_path: Path) -> None:
    with NewsIndex.open(tmp_path / "a", create=True, embedder=HashingEmbedder(), vectors=ReferenceStore()) as index:
        index.add([Article("a", "", "The bridge was closed.")])
    for store in (ReferenceStore(), None):
        with NewsIndex.open(tmp_path / "a", embedder=HashingEmbedder(), vectors=store) as index:
            assert [hit.article.id for hit in index.search("bridge")] == ["a"]
