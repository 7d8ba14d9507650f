"""What segments do beyond the contract of every store (test_index_stores): files, bitmaps, merging."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from passages import LIMITS, WIDTH, batches, clustered, entries_of

from onrecord.index.files import sha256_of
from onrecord.index.segments import CODED
from onrecord.index.staging import NOTHING
from onrecord.index.vectors import Segments, SegmentStore


@pytest.fixture
def store(tmp_path: Path) -> SegmentStore:
    return SegmentStore(tmp_path / "vectors")


def added(vectors: Segments, count: int, first: int = 1, seed: int = 0) -> Segments:
    return vectors.changed(NOTHING, count, batches(entries_of(count, first), clustered(count, seed)))


def in_parts(store: SegmentStore, *counts: int) -> Segments:
    vectors, first = store.open(None, WIDTH), 1
    for count in counts:
        vectors, first = added(vectors, count, first, seed=first), first + 3 * count
    return vectors


def sizes(vectors: Segments) -> list[int]:
    return sorted(np.load(vectors._root / part["name"] / "rows.npy").shape[1] for part in vectors.content["segments"])


def ids_of(found: list[tuple[int, float]]) -> list[int]:
    return [name for name, _ in found]


# ---- files -----------------------------------------------------------------------------------------------------------


def test_its_files_are_named_with_their_hashes(store: SegmentStore, tmp_path: Path) -> None:
    vectors = in_parts(store, 30, 20).changed(np.array([1, 4]), 0, [])
    assert len(vectors.files) == 5, "rows and vectors of two segments, and what is gone of one"
    assert vectors.files == {name: sha256_of(tmp_path / name) for name in vectors.files}
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert there == set(vectors.files)


def test_adding_and_taking_out_write_new_files_alone(store: SegmentStore, tmp_path: Path) -> None:
    vectors = in_parts(store, 500)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npy")}
    after = added(vectors, 10, 9001).changed(np.array([1]), 0, [])
    new = {path for path in tmp_path.rglob("*.npy") if path not in before}
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert sum(path.stat().st_size for path in new) < 10 * (WIDTH * 2 + 48) + 500 // 8 + 3 * 130
    assert len(after) == 509


def test_a_segment_of_which_nothing_is_left_is_let_go_of(store: SegmentStore, tmp_path: Path) -> None:
    vectors = in_parts(store, 30, 20)
    after = vectors.changed(np.array([entry.id for entry in entries_of(30)]), 0, [])
    store.drop_others([after])
    assert (len(after), len(list((tmp_path / "vectors").iterdir()))) == (20, 1)


def test_bitmaps_that_no_state_needs_are_let_go_of(store: SegmentStore, tmp_path: Path) -> None:
    vectors = in_parts(store, 60)
    for n in range(5):
        vectors = vectors.changed(np.array([1 + 3 * n]), 0, [])
        store.drop_others([vectors])
        assert len(list(tmp_path.rglob("dead-*"))) == 1
    assert len(store.open(vectors.content, WIDTH)) == 55


def test_a_change_that_fails_leaves_no_segment(store: SegmentStore, tmp_path: Path) -> None:
    vectors = in_parts(store, 30)
    with pytest.raises(ValueError, match="not finite"):
        vectors.changed(NOTHING, 5, [(entries_of(5, 1000), np.full((5, WIDTH), np.nan, np.float32))])
    assert len(list((tmp_path / "vectors").iterdir())) == 1
    assert len(vectors.search(clustered(1)[0], 99)) == 30


# ---- several segments ------------------------------------------------------------------------------------------------


def test_the_best_of_all_segments_stand_first(store: SegmentStore) -> None:
    vectors = in_parts(store, CODED, 700, CODED + 5, 3)
    assert vectors.ids().tolist() == [entry.id for entry in entries_of(2 * CODED + 708)]
    every = {}
    for first, count in ((0, CODED), (CODED, 700), (CODED + 700, CODED + 5), (2 * CODED + 705, 3)):
        rows = clustered(count, seed=1 + 3 * first)
        every |= {1 + 3 * (first + n): row for n, row in enumerate(rows)}
    names, matrix = list(every), np.array(list(every.values()))
    hits = 0
    for query in clustered(30, seed=4):
        expected = {names[n] for n in np.argsort(-(matrix @ query))[:10]}
        hits += len(expected & set(ids_of(vectors.search(query, 10))))
    assert hits / 300 >= 0.95


def test_what_lies_far_from_the_query_is_found_when_limits_leave_it_alone(store: SegmentStore) -> None:
    """Codes would choose others: a whole segment near the query, of which the limits leave the ten farthest."""
    rows = clustered(CODED)
    query = rows[0]
    far = np.argsort(rows @ query)[:9000]
    entries = entries_of(CODED)
    among = np.sort([entries[n].id for n in far])
    vectors = store.open(None, WIDTH).changed(NOTHING, CODED, batches(entries, rows))
    found = vectors.search(query, 10, LIMITS["among"].__class__(among=among))
    expected = [entries[n].id for n in far[::-1][:10]]
    assert ids_of(found) == expected


# ---- merging ---------------------------------------------------------------------------------------------------------


def test_few_segments_are_left_as_they_are(store: SegmentStore) -> None:
    assert in_parts(store, *[10] * 7).tidied(10**6) is None
    assert in_parts(store).tidied(10**6) is None


def test_many_small_segments_become_one_without_what_is_gone(store: SegmentStore, tmp_path: Path) -> None:
    vectors = in_parts(store, 5000, *[10] * 8).changed(np.array([15001, 15004, 1]), 0, [])
    tidied = vectors.tidied(10**6)
    assert tidied is not None
    assert sizes(tidied) == [78, 5000]
    assert tidied.ids().tolist() == vectors.ids().tolist()
    store.drop_others([tidied])
    assert len(list((tmp_path / "vectors").iterdir())) == 2


def test_no_more_is_written_at_once_than_was_asked(store: SegmentStore) -> None:
    tidied = in_parts(store, *[30, 20, 25, 20, 30, 25, 20, 30, 40]).tidied(100)
    assert tidied is not None
    assert sizes(tidied) == [25, 30, 30, 30, 40, 85], "the smallest of them"
    assert in_parts(store, *[60] * 9).tidied(100) is None


def test_a_day_of_additions_leaves_few_segments(store: SegmentStore) -> None:
    """Also where eight of about one size would be too much at once: else segments too small for codes pile up."""
    vectors = store.open(None, WIDTH)
    for n in range(40):
        vectors = added(vectors, 90, 1 + 270 * n, seed=n)
        vectors = vectors.tidied(500) or vectors
        store.drop_others([vectors])
    assert len(vectors) == 3600
    assert len(sizes(vectors)) < 20


# ---- refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [{"segments": [{"name": "nobody", "dead": "", "files": {}}]}, {"segments": [{"name": "s"}]}, {"other": []}],
)
def test_content_that_names_nothing_is_refused(store: SegmentStore, content: dict[str, object]) -> None:
    with pytest.raises((OSError, ValueError, KeyError)):
        store.open(content, WIDTH)


def test_a_bitmap_that_is_none_is_refused(store: SegmentStore, tmp_path: Path) -> None:
    vectors = in_parts(store, 60).changed(np.array([1]), 0, [])
    (path,) = tmp_path.rglob("dead-*")
    for damaged in (b"", path.read_bytes()[:-1], b"Dear reader"):
        path.write_bytes(damaged)
        with pytest.raises((ValueError, OSError, EOFError)):
            store.open(vectors.content, WIDTH)
