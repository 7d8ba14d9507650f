"""Additions and removals cost in proportion to the change; what was removed leaves the disk when it is compacted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from house import Make

from onrecord.index import Article, ChunkSettings, Filters, NewsIndex
from onrecord.index.embedding import Floats
from onrecord.index.errors import IndexLocked
from onrecord.index.segments import CODED

COUNT = CODED + 512  # passages, sixteen of them in each article but ten
RARE = 10_000  # numbers of articles of an outlet of its own
_NUMBER = re.compile(r"\d+")


class NumberEmbedder:
    """A text's numbers choose its vector: quick, and all different."""

    name = "number"
    fingerprint = "number-1"
    dim = 32

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        random = np.random.default_rng(0).normal(size=(self.dim, self.dim))
        numbers = [[int(n) for n in _NUMBER.findall(text)][-1] for text in texts]
        rows = np.array([np.cos(np.arange(1, self.dim + 1) * (n % 9973) / 97.0) @ random for n in numbers])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    embed_queries = embed_passages


def article(number: int, sentences: int = 1, text: str = "Bridge {} was closed by order of the town.") -> Article:
    """Each sentence is a passage."""
    lines = [text.format(number * 16 + n) for n in range(sentences)]
    outlet, day = ("Rare", "2020-01-01") if number >= RARE else ("Common", f"2025-07-{number % 28 + 1:02}")
    return Article(f"a{number}", "", "\n".join(lines), outlet=outlet, published=day, language="en")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewsIndex]:
    folder = tmp_path_factory.mktemp("large") / "archive"
    with NewsIndex.open(folder, create=True, embedder=NumberEmbedder(), settings=ChunkSettings(16, 0)) as index:
        index.add([*(article(n, 16) for n in range(COUNT // 16)), *map(article, range(RARE, RARE + 10))])
        yield index


def files(folder: Path) -> dict[Path, tuple[int, int]]:
    """Inode and time of each derived file that is written once."""
    found = {path: path.stat() for path in (folder / "derived").rglob("*") if path.is_file()}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items() if path.name != "checked.json"}


def written(before: dict[Path, tuple[int, int]], after: dict[Path, tuple[int, int]]) -> int:
    """Bytes of the files that were not there before under any name."""
    return sum(path.stat().st_size for path, known in after.items() if known not in before.values())


def test_the_large_index_is_coded(large: NewsIndex) -> None:
    assert list((large.folder / "derived").rglob("codes.faiss"))
    assert large.passages == COUNT + 10


@pytest.mark.parametrize("by", ["dense", "lexical"])
def test_filters_that_leave_ten_of_many_give_ten(large: NewsIndex, by: str) -> None:
    for wanted in (Filters(outlets=("rare",)), Filters(before="2020-01-01"), Filters(as_of="2020-06-01")):
        hits = large.search("Bridge 3 was closed.", 10, by=by, filters=wanted)
        assert {hit.article.outlet for hit in hits} == {"Rare"}
        assert len({hit.article.id for hit in hits}) == 10
    hits = large.search("Bridge 3 was closed.", 32, by=by, filters=Filters(articles=("a7", "a9")))
    assert len({hit.passage.id for hit in hits if hit.article.id in ("a7", "a9")}) == 32
    half = large.search("Bridge 3 was closed.", 10, by=by, filters=Filters(after="2025-07-15"))
    assert len({hit.passage.id for hit in half if hit.article.day >= "2025-07-15"}) == 10


def test_a_change_writes_what_changed_and_nothing_else_anew(large: NewsIndex) -> None:
    whole = sum(path.stat().st_size for path in (large.folder / "derived").rglob("*") if path.is_file())
    for change in (
        lambda: large.add([article(5000)]),
        lambda: large.add([article(5, 16, "Bridge {} was opened by order of the town.")]),
        lambda: large.remove(["a9", "a5000"]),
        lambda: large.add([article(9, 16)]),
    ):
        before = files(large.folder)
        change()
        after = files(large.folder)
        assert written(before, after) < whole / 50
        vectors = {
            path: known for path, known in before.items() if path.name in ("vectors.npy", "codes.faiss", "turn.npy")
        }
        largest = max(vectors.keys() & after.keys(), key=lambda path: path.stat().st_size)
        assert largest.stat().st_size > 32 * CODED / 4
        assert after[largest] == vectors[largest]
    assert large.check() == []


def test_a_removed_article_is_off_the_disk_once_compacted(make: Make) -> None:
    index, other = make(), make()
    words = "".join(f"Zebrafish{n}. " for n in range(50))
    index.add([Article("gone", "Quagga", words, "https://aardvark", "Okapi Times"), Article("kept", "", "Bridge one.")])
    before = datetime.now(UTC)
    index.add([Article("kept", "", "Bridge two."), Article("gone", "Quagga", words + "More of Dugongs.")])
    index.remove("gone")
    assert other.search("zebrafish7", by="lexical") == []

    def on_disk() -> set[bytes]:
        data = b"".join(path.read_bytes().lower() for path in index.folder.rglob("*") if path.is_file())
        return {word for word in (b"zebrafish", b"quagga", b"aardvark", b"okapi", b"dugong") if word in data}

    assert b"zebrafish" in on_disk()
    large, small = index.compact()
    assert on_disk() == set()
    assert small < large
    assert [one.article.text for one in index.history("kept")] == ["Bridge one.", "Bridge two."]
    for by in ("dense", "lexical"):
        hits = other.search("bridge one two", by=by, filters=Filters(known_by=before))
        assert [hit.text for hit in hits] == ["Bridge one."]
        assert [hit.text for hit in other.search("bridge one two", by=by)] == ["Bridge two."]
    assert other.check() == []


def test_compacting_merges_and_shrinks(make: Make) -> None:
    index = make()
    index.add([Article(f"a{n}", "", f"Bridge {n} was closed. " * 30) for n in range(100)])
    for n in range(0, 90, 30):
        index.remove([f"a{m}" for m in range(n, n + 30)])
        index.add([Article(f"b{n}", "", f"Bridge {n} was opened.")])
    large, small = index.compact()
    assert small < 0.6 * large
    assert len(list((index.folder / "derived" / "vectors").iterdir())) == 1
    assert index.compact()[1] <= small * 1.1
    assert {hit.article.id for hit in index.search("bridge", 99)} == {
        *(f"a{n}" for n in range(90, 100)),
        "b0",
        "b30",
        "b60",
    }


def test_articles_can_be_removed_while_they_are_listed(make: Make) -> None:
    index = make()
    index.add([Article(f"a{n}", "", f"Bridge {n}.") for n in range(9)])
    for one in index.newest():
        index.remove(one.id)
        index.compact()
    assert len(index) == 0


def test_an_archive_cannot_be_changed_from_inside_a_change(make: Make) -> None:
    """The articles staged so far would be lost, and be reported as added."""
    index = make()
    index.add([Article("old", "", "Bridge.")])

    def source() -> Iterator[Article]:
        yield from (Article(f"a{n}", "", f"Bridge {n}.") for n in range(70))
        index.remove("old")

    with pytest.raises(IndexLocked, match="while articles are being read for another change"):
        index.add(source())
    assert [one.id for one in index.newest()] == ["old"]
    assert index.add([Article("new", "", "Bridge.")]).added == 1


@pytest.mark.parametrize("every", [0, -1])
def test_lots_of_no_articles_are_refused(make: Make, every: int) -> None:
    with pytest.raises(ValueError, match="from 1 on"):
        make().add([Article("a", "", "x")], every=every)


@pytest.mark.parametrize("every", [1, 2, 3, 4])
def test_added_in_lots_each_is_searched_as_soon_as_it_is_in(make: Make, every: int) -> None:
    index, other, seen = make(), make(), []

    def source() -> Iterator[Article]:
        for n in range(4):
            seen.append(len(other))
            yield Article(f"a{n}", "", f"Bridge {n}.")

    assert index.add(source(), every=every).added == 4
    assert seen == [n // every * every for n in range(4)]
    assert len(other.search("bridge", 9)) == 4


def test_an_id_that_nothing_can_have_is_not_found(make: Make) -> None:
    index = make()
    index.add([Article("a", "", "Bridge.")])
    assert (index.article("caf\udce9"), index.history("caf\udce9"), index.remove("caf\udce9")) == (None, [], 0)
    assert index.search("bridge", filters=Filters(articles=("caf\udce9",))) == []
