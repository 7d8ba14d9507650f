"""What ``NewsIndex`` promises while nothing goes wrong; test_index_faults.py is for when it does."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from embedders import HashingEmbedder, RecordingEmbedder
from house import Make
from hypothesis import given, settings
from hypothesis import strategies as st
from texts import articles as any_articles

from onrecord.index import AddReport, Article, ChunkSettings, Filters, Hit, NewsIndex
from onrecord.index.chunking import indexed_text
from onrecord.index.errors import EmbedderMismatch, IndexLocked, IndexMissing

By = Literal["dense", "lexical"]
BOTH = pytest.mark.parametrize("by", ["dense", "lexical"])

BRIDGE = Article("bridge", "Bridge shut", "The Tollgate Bridge was closed.", "", "The Courier", "2025-07-04")
STORM = Article(
    "storm", "Storm Ilse", "Storm Ilse flooded the bridge.", "", "Österreich heute", "2025-07-06T23:00:00-05:00"
)
UNDATED = Article("undated", "Old bridge", "A bridge stood here.")


def numbered(count: int, text: str = "Bridge number {} was closed.", first: int = 0) -> list[Article]:
    return [
        Article(f"a{i}", f"Title {i}", text.format(i), "", f"Outlet {i % 3}", f"2025-07-{i % 28 + 1:02}")
        for i in range(first, first + count)
    ]


def ids(hits: list[Hit]) -> list[str]:
    return [hit.article.id for hit in hits]


# ---- add and remove --------------------------------------------------------------------------------------------------


@BOTH
def test_what_was_added_is_found(make: Make, by: By) -> None:
    index = make()
    assert index.add([BRIDGE, STORM]) == AddReport(added=2, passages=2, embedded=2)
    hits = index.search("Tollgate", by=by)
    assert hits[0].article == BRIDGE
    assert hits[0].text == BRIDGE.text
    assert hits[0].signals == {by: hits[0].score}
    assert (len(index), index.passages) == (2, 2)


def test_adding_again_costs_nothing(make: Make) -> None:
    index = make()
    index.add([BRIDGE, STORM])
    generation = sorted(index.folder.rglob("*"))
    assert index.add([STORM, BRIDGE]) == AddReport(unchanged=2)
    assert sorted(index.folder.rglob("*")) == generation


@BOTH
def test_a_changed_article_is_a_new_revision_and_the_old_one_stays_readable(make: Make, by: By) -> None:
    index = make()
    index.add([BRIDGE, STORM])
    changed = Article("bridge", "Bridge open", "The Tollgate span reopened.", "", "The Courier", "2025-07-09")
    assert index.add([changed]) == AddReport(updated=1, passages=1, embedded=1)
    assert index.article("bridge") == index.article("bridge", 2) == changed
    assert index.article("bridge", 1) == BRIDGE
    assert index.article("bridge", 3) is None
    assert ids(index.search("bridge shut closed", 9, by=by)).count("bridge") == 1
    assert [hit.passage.revision for hit in index.search("Tollgate", 1, by=by)] == [2]
    assert (len(index), index.passages) == (2, 2)


@BOTH
def test_all_places_are_used_after_many_changes(make: Make, by: By) -> None:
    index = make()
    for text in ("Bridge {} was closed.", "Bridge {} was opened.", "Bridge {} was painted."):
        index.add(numbered(20, text))
    index.remove([f"a{i}" for i in range(10)])
    assert sorted(ids(index.search("bridge", 10, by=by))) == sorted(f"a{i}" for i in range(10, 20))


@pytest.mark.parametrize("field", ["title", "url", "outlet", "published", "authors", "language"])
def test_any_changed_field_makes_a_revision_and_known_text_is_not_embedded_again(make: Make, field: str) -> None:
    values = {
        "title": "New",
        "url": "u",
        "outlet": "New",
        "published": "2025-01-01",
        "authors": ("A",),
        "language": "en",
    }
    fields = {name: getattr(BRIDGE, name) for name in ("id", "title", "text", "url", "outlet", "published")}
    index = make()
    index.add([BRIDGE])
    report = index.add([Article(**{**fields, field: values[field]})])  # type: ignore[arg-type]
    assert (report.updated, report.embedded) == (1, int(field == "title"))


@BOTH
def test_a_removed_article_is_gone_and_can_come_back(make: Make, by: By) -> None:
    index = make()
    index.add([BRIDGE, STORM])
    index.add([Article("bridge", "Bridge open", "It reopened.")])
    assert index.remove(["bridge", "nobody", "bridge"]) == 1
    assert (index.article("bridge"), index.article("bridge", 1), len(index)) == (None, None, 1)
    assert ids(index.search("bridge", by=by)) == ["storm"]
    assert index.remove(["bridge"]) == 0
    assert index.add([BRIDGE]).added == 1
    assert index.article("bridge", 1) == BRIDGE
    assert sorted(ids(index.search("bridge", by=by))) == ["bridge", "storm"]


@pytest.mark.parametrize("between", [0, 70])
def test_of_an_id_given_twice_the_last_is_searched(make: Make, between: int) -> None:
    index = make()
    index.add([Article("x", "", "The first."), *numbered(between), Article("x", "", "The second.")])
    found = index.article("x")
    assert found is not None
    assert found.text == "The second."
    assert (len(index), index.passages) == (between + 1, between + 1)
    assert ids(index.search("first", 200, by="lexical")).count("x") == 0


@BOTH
def test_two_articles_with_the_same_words_are_two(make: Make, by: By) -> None:
    index = make()
    twin = Article("twin", BRIDGE.title, BRIDGE.text, outlet="The Ledger")
    assert index.add([BRIDGE, twin]) == AddReport(added=2, passages=2, embedded=1)
    assert sorted(ids(index.search("Tollgate", by=by))) == ["bridge", "twin"]
    index.remove(["bridge"])
    assert ids(index.search("Tollgate", by=by)) == ["twin"]


def test_an_article_that_cannot_be_stored_is_reported_and_the_rest_is_added(make: Make) -> None:
    index = make()
    bad = [Article("", "t", "x"), Article("empty", "t", " \n"), Article("long", "t" * 1001, "x")]
    report = index.add([BRIDGE, *bad, STORM])
    assert (report.added, [item.where for item in report.rejected]) == (2, ["", "empty", "long"])
    assert ["no id" in report.rejected[0].reason, "no text" in report.rejected[1].reason] == [True, True]
    assert "title has 1,001 characters" in report.rejected[2].reason
    assert [one.id for one in index.newest()] == ["storm", "bridge"]


def test_adding_nothing_is_fine(make: Make) -> None:
    assert make().add([]) == AddReport()
    assert make().remove([]) == 0


def test_articles_may_come_from_a_generator_that_asks_the_index(make: Make) -> None:
    index = make()
    index.add([BRIDGE])

    def source() -> Iterator[Article]:
        for article in numbered(3):
            assert len(index) == 1
            assert index.search("Tollgate")
            yield article

    assert index.add(source()).added == 3


# ---- search ----------------------------------------------------------------------------------------------------------


@BOTH
def test_an_empty_index_finds_nothing(make: Make, by: By) -> None:
    index = make()
    assert index.search("bridge", by=by) == []
    assert index.search("bridge", by=by, filters=Filters("2025-01-01")) == []
    assert (len(index), index.passages, list(index.newest()), index.outlets(), index.days()) == (0, 0, [], [], None)


@BOTH
@pytest.mark.parametrize(("query", "k"), [("bridge", 0), ("bridge", -3), ("", 5), (" \n\u200b", 5), ("\x00", 5)])
def test_nothing_asked_nothing_found(make: Make, by: By, query: str, k: int) -> None:
    index = make()
    index.add([BRIDGE])
    assert index.search(query, k, by=by) == []


@BOTH
@pytest.mark.parametrize("k", [4, 1_000, 10**12])
def test_more_places_than_passages_give_each_once(make: Make, by: By, k: int) -> None:
    index = make()
    index.add([BRIDGE, STORM, UNDATED])
    assert sorted(ids(index.search("bridge", k, by=by))) == ["bridge", "storm", "undated"]


@BOTH
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["bridge", "storm", "undated"]),
        (Filters(after="2025-07-05"), ["storm"]),
        (Filters(after="2025-07-06", before="2025-07-06"), ["storm"]),
        (Filters(before="2025-07-05"), ["bridge"]),
        (Filters(after="0001-01-01"), ["bridge", "storm"]),
        (Filters(before="9999-12-31"), ["bridge", "storm"]),
        (Filters(outlets=("THE COURIER",)), ["bridge"]),
        (Filters(outlets=("Österreich heute", "The Courier")), ["bridge", "storm"]),
        (Filters(outlets=("ÖSTERREICH HEUTE",)), ["storm"]),
        (Filters(outlets=("Courier",)), []),
        (Filters(after="2025-07-05", outlets=("The Courier",)), []),
        (Filters(articles=("bridge",)), ["bridge"]),
        (Filters(articles=("undated", "storm")), ["storm", "undated"]),
        (Filters(articles=("nobody's",)), []),
        (Filters(articles=("bridge", "storm"), after="2025-07-05"), ["storm"]),
    ],
)
def test_filters_leave_only_what_they_allow(make: Make, by: By, filters: Filters, expected: list[str]) -> None:
    index = make()
    index.add([BRIDGE, STORM, UNDATED])
    assert sorted(ids(index.search("bridge", by=by, filters=filters))) == expected


@BOTH
def test_filters_apply_before_ranking_so_every_place_is_used(make: Make, by: By) -> None:
    index = make()
    late = [Article(f"late{i}", "", f"It rained {i}. A bridge.", published="2025-08-01") for i in range(5)]
    index.add([*numbered(100, "Bridge bridge bridge {}."), *late])
    found = index.search("bridge", 5, by=by, filters=Filters(after="2025-08-01"))
    assert sorted(ids(found)) == [f"late{i}" for i in range(5)]


@BOTH
@pytest.mark.parametrize(
    "query", ["caf\udce9 bridge", "bri\u0000dge", '"bridge" OR ( NOT *', "bridge " * 5000, "e\u0301"]
)
def test_any_text_can_be_asked(make: Make, by: By, query: str) -> None:
    index = make()
    index.add([BRIDGE])
    assert set(ids(index.search(query, by=by))) <= {"bridge"}


def test_a_decomposed_question_finds_composed_words(make: Make) -> None:
    index = make()
    index.add([Article("cafe", "", "The Café closed."), BRIDGE])
    assert ids(index.search("Cafe\u0301", by="lexical")) == ["cafe"]


# ---- passages and offsets --------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.lists(any_articles, min_size=1, max_size=4))
def test_every_passage_is_the_slice_that_was_embedded(
    tmp_path_factory: pytest.TempPathFactory, given_articles: list[Article]
) -> None:
    recording = RecordingEmbedder()
    folder = tmp_path_factory.mktemp("slices")
    with NewsIndex.open(folder, create=True, embedder=recording, settings=ChunkSettings(40)) as index:
        for article in given_articles:
            index.add([article])
        hits = index.search("the", 10_000)
        assert len(hits) == index.passages
        for hit in hits:
            stored = index.article(hit.passage.article_id, hit.passage.revision)
            assert stored == hit.article
            assert stored is not None
            assert hit.text == stored.text[hit.passage.start : hit.passage.end]
            assert hit.text == hit.text.strip() != ""
            assert indexed_text(stored.title, hit.text) in recording.passages


def test_long_articles_are_cut_by_the_settings_the_index_was_made_with(make: Make) -> None:
    text = "The council met on Monday. " * 60
    index = make(settings=ChunkSettings(32, 0))
    index.add([Article("long", "", text)])
    index.close()
    again = make()
    assert again.settings == ChunkSettings(32, 0)
    assert again.passages == len(again.search("council", 500)) > 9


# ---- open ------------------------------------------------------------------------------------------------------------


@BOTH
def test_an_index_is_the_same_when_opened_again(make: Make, by: By) -> None:
    index = make()
    index.add([BRIDGE, STORM, UNDATED])
    before = index.search("bridge", by=by)
    index.close()
    index.close()
    assert make(create=False).search("bridge", by=by) == before


def test_a_folder_without_an_index_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"there is no index in .*nowhere; make one with: onrecord add"):
        NewsIndex.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_a_place_with_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear")
    for place in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(IndexMissing, match="choose an empty or a new folder"):
            NewsIndex.open(place, create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


class OtherEmbedder(HashingEmbedder):
    name = "other"
    fingerprint = "other-1"


@pytest.mark.parametrize("other", [OtherEmbedder, lambda: None], ids=["other", "default"])
def test_another_embedder_is_refused_with_advice(make: Make, other: Callable[[], HashingEmbedder | None]) -> None:
    make().add([BRIDGE])
    with pytest.raises(EmbedderMismatch, match=r"made with the embedder hashing, not .*--embedder.*another folder"):
        make(embedder=other())


def test_other_settings_are_refused_with_advice(make: Make) -> None:
    make(settings=ChunkSettings(64))
    make(settings=ChunkSettings(64))
    with pytest.raises(EmbedderMismatch, match=r"budget=64.*budget=65.*another folder"):
        make(settings=ChunkSettings(65))


def test_the_packaged_embedder_is_the_default_and_not_loaded_to_open(tmp_path: Path) -> None:
    with NewsIndex.open(tmp_path / "a", create=True) as index:
        assert index.embedder.name == "bge-small-en-v1.5-int8"


def test_an_index_lists_what_it_holds(make: Make) -> None:
    index = make()
    index.add([*numbered(4), BRIDGE, UNDATED])
    assert [one.id for one in index.newest(2)] == ["a3", "bridge"]
    assert list(index.newest())[-1] == UNDATED
    assert index.outlets()[0] == "Outlet 0"
    assert index.days() == ("2025-07-01", "2025-07-04")
    assert index.article("nobody") is None


# ---- several at once -------------------------------------------------------------------------------------------------


def test_another_open_index_sees_what_is_committed(make: Make) -> None:
    one, other = make(), make()
    one.add([BRIDGE])
    assert ids(other.search("Tollgate")) == ["bridge"]
    other.add([STORM])
    assert sorted(ids(one.search("bridge", by="lexical"))) == ["bridge", "storm"]
    one.remove(["bridge"])
    assert ids(other.search("bridge")) == ["storm"]


def test_a_second_writer_in_the_same_process_is_refused_at_once(make: Make) -> None:
    index, other = make(), make()
    refused: list[Exception] = []

    def write(writer: NewsIndex) -> None:
        try:
            writer.add([STORM])
        except IndexLocked as error:
            refused.append(error)

    def source() -> Iterator[Article]:
        yield BRIDGE
        for writer in (index, other):
            thread = threading.Thread(target=write, args=(writer,))
            thread.start()
            thread.join(10)

    index.add(source())
    assert len(refused) == 2
    assert "another writer is at work" in str(refused[0])
    assert ids(index.search("bridge")) == ["bridge"]
    assert other.add([STORM]).added == 1


def test_searches_during_an_add_see_the_state_before_or_after(make: Make) -> None:
    index = make()
    index.add(numbered(30))
    stop = threading.Event()
    wrong: list[object] = []

    def search() -> None:
        while not stop.is_set():
            try:
                for by in ("dense", "lexical"):
                    hits = index.search("closed", 500, by=by)
                    wrong.extend(hit for hit in hits if not hit.text.startswith("Bridge number"))
                    wrong.extend([len(hits)] if len(hits) % 30 else [])
            except Exception as error:  # whatever it is, it belongs in the failure below
                wrong.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for first in (30, 60, 90):
        index.add(numbered(30, first=first))
    stop.set()
    for thread in threads:
        thread.join(10)
    assert wrong == []
    assert len(index.search("closed", 500)) == 120


def test_nothing_on_disk_is_a_pickle(make: Make) -> None:
    index = make()
    index.add([BRIDGE, STORM])
    files = [path for path in index.folder.rglob("*") if path.is_file()]
    assert len(files) > 4
    assert not [path for path in files if re.match(rb"\x80[\x00-\x05].*\.\Z", path.read_bytes(), re.S)]
