"""What an index is made with, and opening it with something else or with nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from embedders import HashingEmbedder
from house import Make

from onrecord.index import Article, ChunkSettings, Filters, NewsIndex
from onrecord.index.errors import EmbedderMismatch
from onrecord.index.made import AsRecorded, Made

ARTICLES = [Article(f"a{n}", f"T{n}", f"Bridge {n} was closed.", outlet="The Courier") for n in range(5)]


@pytest.fixture
def recorded(make: Make) -> NewsIndex:
    make(settings=ChunkSettings(64, 0)).add(ARTICLES)
    return make(embedder=AsRecorded(), create=False)


def test_it_is_recorded_once(make: Make) -> None:
    made = make(settings=ChunkSettings(64, 0)).made
    assert made == Made("hashing", "hashing-64-1", 64, ChunkSettings(64, 0)) == make(create=False).made


def test_without_its_embedder_an_index_can_be_kept_in_order(recorded: NewsIndex) -> None:
    assert (len(recorded), recorded.passages, recorded.settings) == (5, 5, ChunkSettings(64, 0))
    assert recorded.made.embedder == "hashing"
    assert [one.id for one in recorded.newest(2)] == ["a0", "a1"]
    assert recorded.remove(["a0"]) == 1
    recorded.compact()
    recorded.rebuild()
    assert recorded.check() == recorded.repair() == []
    assert [revision.number for revision in recorded.history("a1")] == [1]
    assert recorded.outlets() == ["The Courier"]


def test_without_its_embedder_words_are_found_and_meanings_are_refused_with_a_reason(recorded: NewsIndex) -> None:
    found = recorded.search("bridge", by="lexical", filters=Filters(articles=("a1", "a2")))
    assert {hit.article.id for hit in found} == {"a1", "a2"}
    with pytest.raises(EmbedderMismatch, match="opened without its embedder"):
        recorded.search("bridge")


def test_without_its_embedder_what_was_embedded_before_can_be_added(recorded: NewsIndex) -> None:
    """Only what is new to the index must be embedded."""
    assert recorded.add([Article("b", "T1", ARTICLES[1].text)]).embedded == 0
    with pytest.raises(EmbedderMismatch, match="opened without its embedder"):
        recorded.add([Article("c", "", "A ferry sank.")])
    assert len(recorded) == 6


def test_an_index_cannot_be_made_without_an_embedder(tmp_path: Path) -> None:
    with pytest.raises(EmbedderMismatch, match="no embedder is recorded"):
        NewsIndex.open(tmp_path / "new", create=True, embedder=AsRecorded())
    with NewsIndex.open(tmp_path / "new", create=True, embedder=HashingEmbedder()) as index:
        assert index.made.embedder == "hashing"


def test_the_packaged_embedder_is_used_where_it_is_the_recorded_one(tmp_path: Path) -> None:
    with NewsIndex.open(tmp_path / "a", create=True) as index:
        index.add(ARTICLES[:1])
    with NewsIndex.open(tmp_path / "a", embedder=AsRecorded()) as index:
        assert [hit.article.id for hit in index.search("a closed bridge")] == ["a0"]


def test_other_settings_are_refused_also_without_the_embedder(recorded: NewsIndex) -> None:
    with pytest.raises(EmbedderMismatch, match=r"budget=64.*budget=65"):
        NewsIndex.open(recorded.folder, embedder=AsRecorded(), settings=ChunkSettings(65, 0))
