"""A changed embedder: beside the live index, resumed, and never a nonsensical answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from embedders import HashingEmbedder, RecordingEmbedder
from house import Make

from onrecord.index import Article, NewsIndex
from onrecord.index.embedding import Floats
from onrecord.index.errors import EmbedderMismatch, IndexDamaged

COUNT = 2500  # passages are embedded and kept 1,024 at a time
ARTICLES = [Article(f"a{n}", f"T{n}", f"Bridge {n} was closed.") for n in range(COUNT)]
FERRY = Article("ferry", "Ferry", "A ferry struck the reef.")


class Turned(RecordingEmbedder):
    """Other vectors of the same width: taken for the first one's they would be nonsense."""

    name = "turned"
    fingerprint = "turned-1"
    fails_after = COUNT * 9

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        if len(self.passages) + len(texts) > self.fails_after:
            raise KeyboardInterrupt
        return np.roll(super().embed_passages(texts), 17, axis=1)

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        return np.roll(super().embed_queries(texts), 17, axis=1)


class Wide(HashingEmbedder):
    name = "wide"
    fingerprint = "wide-1"
    dim = 72


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large") / "archive"
    with NewsIndex.open(folder, create=True, embedder=HashingEmbedder()) as index:
        index.add(ARTICLES)
        index.add([Article("a0", "T0", "Bridge 0 was opened.")])
    return folder


def nearest(index: NewsIndex, query: str = "a ferry struck the reef") -> str:
    return index.search(query, 1)[0].article.id


def test_everything_is_embedded_anew_and_searches_go_on_with_the_old_until_the_end(large: Path) -> None:
    turned, progress, found = Turned(), [], []
    with NewsIndex.open(large, embedder=HashingEmbedder()) as index:
        before = index.search("bridge 77 closed", 5)

        def watch(done: int, total: int) -> None:
            progress.append((done, total))
            found.append(index.search("bridge 77 closed", 5))

        turned.fails_after = 1500
        with pytest.raises(KeyboardInterrupt):
            index.rebuild(turned, watch)
        assert progress == [(1024, COUNT + 1)]
        assert index.search("bridge 77 closed", 5) == before
        assert (index.made.embedder, index.check()) == ("hashing", [])
        turned.fails_after = COUNT * 9
        index.rebuild(turned, watch)
        assert progress[1:] == [(1024, COUNT + 1 - 1024), (COUNT + 1 - 1024, COUNT + 1 - 1024)]
        assert found == [before] * 3
        assert len(turned.passages) == len(set(turned.passages)) == COUNT + 1, "nothing was embedded twice"
        after = index.search("bridge 77 closed", 5)  # the new vectors are the old ones turned
        assert [hit.score for hit in after] == pytest.approx([hit.score for hit in before], abs=1e-3)
        assert (index.made.embedder, index.embedder, index.check()) == ("turned", turned, [])
        assert [one.number for one in index.history("a0")] == [1, 2]
    with pytest.raises(EmbedderMismatch, match=r"made with the embedder turned, not hashing .*onrecord rebuild"):
        NewsIndex.open(large, embedder=HashingEmbedder())
    with NewsIndex.open(large, embedder=Turned()) as index:
        assert index.search("bridge 77 closed", 5) == after


def test_changing_back_embeds_nothing_until_the_index_is_compacted(make: Make) -> None:
    index, hashing = make(embedder=RecordingEmbedder()), RecordingEmbedder()
    index.add(ARTICLES[:5])
    index.rebuild(Turned())
    index.rebuild(hashing)
    assert hashing.passages == []
    index.rebuild(Turned())
    index.compact()
    index.rebuild(hashing)
    assert len(hashing.passages) == 5


@pytest.mark.parametrize("other", [Turned, Wide])
def test_who_has_it_open_with_the_old_embedder_is_told_so(make: Make, other: type[HashingEmbedder]) -> None:
    index, reader = make(), make()
    index.add([*ARTICLES[:9], FERRY])
    assert nearest(reader) == "ferry"
    index.rebuild(other())
    assert nearest(index) == "ferry"
    assert [hit.article.id for hit in reader.search("ferry", by="lexical")] == ["ferry"]
    assert reader.article("ferry") == FERRY
    for use in (reader.search, lambda text: reader.add([Article("new", "", text)]), lambda _: reader.embedder):
        with pytest.raises(EmbedderMismatch, match=rf"embedded anew .*open it again.* {other.name}"):
            use("a ship")
    assert index.add([Article("new", "", "a ship")]).embedded == 1
    assert nearest(index, "ship") == "new"
    assert index.check() == []
    assert reader.remove("new") == 1, "for which nothing need be embedded"


def test_a_snapshot_taken_before_answers_as_it_did(make: Make) -> None:
    index = make()
    index.add([*ARTICLES[:9], FERRY])
    held = index.snapshot()
    before = held.search("a ferry struck the reef")
    index.rebuild(Turned())
    assert held.search("a ferry struck the reef") == before
    assert nearest(index) == "ferry"


def test_a_text_that_stands_in_several_articles_counts_once(make: Make) -> None:
    index, progress = make(), []
    index.add([Article(f"a{n}", "", "It rained.") for n in range(5)])
    index.rebuild(Turned(), lambda *told: progress.append(told))
    assert progress == [(1, 1)]


def test_rebuilding_with_the_same_embedder_embeds_nothing(make: Make) -> None:
    recording = RecordingEmbedder()
    index = make(embedder=recording)
    index.add(ARTICLES[:20])
    before = index.search("bridge closed", 20)
    index.rebuild()
    index.rebuild(HashingEmbedder())
    assert len(recording.passages) == 20
    assert index.search("bridge closed", 20) == before


def test_a_rebuild_that_fails_leaves_what_another_process_has_committed(make: Make) -> None:
    index, other = make(), make()
    index.add(ARTICLES[:5])
    other.add([FERRY])
    files = {path: path.stat().st_mtime_ns for path in index.folder.rglob("*.npy")}
    with sqlite3.connect(index.folder / "catalog.sqlite") as damaged:
        damaged.execute("UPDATE embedding SET crc = crc + 1 WHERE id = 1")
    damaged.close()
    for change in (index.rebuild, index.compact):
        with pytest.raises(IndexDamaged, match="vector of passage"):
            change()
    assert {path: path.stat().st_mtime_ns for path in index.folder.rglob("*.npy")} == files
    assert nearest(index) == "ferry"
