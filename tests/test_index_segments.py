"""One segment's files: written once, read as they lie on the disk, refused when they are others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from passages import LIMITS, WIDTH, batches, clustered, entries_of, left_by, nearest

from onrecord.index.embedding import Floats
from onrecord.index.entries import Batch, Entry
from onrecord.index.limits import Limits
from onrecord.index.segments import CODED, FILES, Segment

COUNT = 3000


def segment(folder: Path, count: int = COUNT, seed: int = 0) -> Segment:
    Segment.written(folder, count, batches(entries_of(count), clustered(count, seed)), WIDTH)
    return Segment(folder, WIDTH)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Segment:
    return segment(tmp_path_factory.mktemp("kept") / "s")


@pytest.fixture
def some(tmp_path: Path) -> Segment:
    return segment(tmp_path / "s", 100)


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_it_holds_what_was_written(kept: Segment) -> None:
    assert kept.ids.tolist() == [entry.id for entry in entries_of(COUNT)]
    assert len(kept) == COUNT
    assert np.array_equal(kept.vectors(np.array([0, 7, 2999])), clustered(COUNT)[[0, 7, 2999]])
    assert kept.files == ["rows.npy", "vectors.npy"]


def test_its_files_are_plain_arrays(kept: Segment) -> None:
    """So that a second reader needs numpy alone."""
    rows, vectors = (np.load(kept.folder / name, allow_pickle=False) for name in FILES[:2])
    first = entries_of(1)[0]
    assert (rows.dtype, vectors.dtype) == (np.dtype("<i8"), np.dtype("<f2"))
    assert rows[:, 0].tolist()[:2] == [first.id, 20250101]
    assert rows[4:, 0].tolist() == [first.since, first.until]
    assert np.array_equal(vectors.astype(np.float32), clustered(COUNT))


@pytest.mark.parametrize("k", [1, 10, COUNT - 1, COUNT, 10**12])
@pytest.mark.parametrize("masked", [False, True])
def test_the_nearest_are_those_of_numpy(kept: Segment, k: int, masked: bool) -> None:
    mask = np.arange(COUNT) % 3 > 0 if masked else None
    query = clustered(1, seed=9)[0]
    rows, scores = kept.nearest(query, k, mask)
    left, entries = np.arange(COUNT) if mask is None else np.flatnonzero(mask), entries_of(COUNT)
    expected = nearest(query, [entries[n] for n in left], clustered(COUNT)[left], min(k, len(left)))
    assert sorted(kept.ids[rows].tolist()) == sorted(name for name, _ in expected)
    assert sorted(scores.tolist()) == pytest.approx(sorted(score for _, score in expected), abs=1e-5)


@pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS)
def test_limits_leave_what_they_say(kept: Segment, limits: Limits) -> None:
    assert kept.allowed(limits).tolist() == [left_by(limits, entry) for entry in entries_of(COUNT)]


@given(st.lists(st.integers(-5, 3 * 100 + 5)))
def test_rows_of_ids_are_those_that_are_here(some: Segment, ids: list[int]) -> None:
    rows = some.rows_of(np.array(ids, np.int64))
    assert some.ids[rows].tolist() == sorted(set(ids) & set(some.ids.tolist()))


@settings(max_examples=20)
@given(hnp.arrays(np.float32, (6, 4), elements=st.floats(-1, 1, width=16)))
def test_any_vectors_are_kept_exactly_to_float16(tmp_path_factory: pytest.TempPathFactory, rows: Floats) -> None:
    folder = tmp_path_factory.mktemp("any") / "s"
    Segment.written(folder, 6, [(entries_of(6), rows)], 4)
    assert np.array_equal(Segment(folder, 4).vectors(np.arange(6)), rows.astype(np.float16).astype(np.float32))


def test_vectors_can_be_looked_at_again_and_again(kept: Segment) -> None:
    """Pages of the file are given back meanwhile."""
    expected = clustered(COUNT)
    for _ in range(5):
        assert np.array_equal(kept.vectors(np.arange(COUNT)), expected)


def test_a_segment_whose_files_are_deleted_can_still_be_searched(some: Segment) -> None:
    for file in list(some.folder.iterdir()):
        file.unlink()
    assert len(some.nearest(clustered(1)[0], 5, None)[0]) == 5


# ---- codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "coded"), [(CODED - 1, False), (CODED, True)])
def test_codes_are_made_from_a_number_of_vectors_on(tmp_path: Path, count: int, coded: bool) -> None:
    made = segment(tmp_path / "s", count)
    assert (made.codes is not None, FILES[2] in made.files, (tmp_path / "s" / FILES[2]).exists()) == (coded,) * 3


def test_a_width_that_cannot_be_coded_is_scanned(tmp_path: Path) -> None:
    rows = np.random.default_rng(0).normal(size=(CODED, 3)).astype(np.float32)
    Segment.written(tmp_path / "s", CODED, batches(entries_of(CODED), rows), 3)
    made = Segment(tmp_path / "s", 3)
    assert made.codes is None
    assert made.nearest(rows[0], 1, None)[1] == pytest.approx((rows @ rows[0]).max(), rel=1e-2)


# ---- merging ---------------------------------------------------------------------------------------------------------


def test_a_merged_segment_holds_the_rows_that_were_left_by_ascending_id(tmp_path: Path) -> None:
    entries, rows = entries_of(90), clustered(90)
    parts = []
    for place in range(3):
        mine = range(place, 90, 3)
        Segment.written(tmp_path / str(place), 30, [([entries[n] for n in mine], rows[list(mine)])], WIDTH)
        parts.append((Segment(tmp_path / str(place), WIDTH), np.arange(30) % 10 > 0))
    Segment.merged(tmp_path / "all", parts, WIDTH)
    merged = Segment(tmp_path / "all", WIDTH)
    kept = [n for n in range(90) if n // 3 % 10]
    assert merged.ids.tolist() == [entries[n].id for n in kept]
    assert np.array_equal(merged.vectors(np.arange(len(kept))), rows[kept])
    assert merged.allowed(LIMITS["several"]).tolist() == [left_by(LIMITS["several"], entries[n]) for n in kept]


def test_merging_makes_codes_of_what_was_scanned(tmp_path: Path) -> None:
    entries, rows = entries_of(CODED), clustered(CODED)
    half = CODED // 2
    for name, part in (("a", slice(half)), ("b", slice(half, None))):
        Segment.written(tmp_path / name, half, batches(entries[part], rows[part]), WIDTH)
    parts = [(Segment(tmp_path / name, WIDTH), np.ones(half, np.bool_)) for name in "ab"]
    Segment.merged(tmp_path / "all", parts, WIDTH)
    merged = Segment(tmp_path / "all", WIDTH)
    assert merged.codes is not None
    assert len(merged.codes) == CODED


# ---- refused ---------------------------------------------------------------------------------------------------------


def _batches(entries: list[Entry], rows: Floats) -> Iterator[Batch]:
    yield entries, rows


@pytest.mark.parametrize(
    ("count", "rows", "message"),
    [
        (5, np.zeros((5, WIDTH + 1)), "shape"),
        (5, np.zeros((4, WIDTH)), "shape"),
        (5, np.full((5, WIDTH), np.inf), "not finite"),
        (4, np.zeros((5, WIDTH)), "5 passages came, 4 were announced"),
        (6, np.zeros((5, WIDTH)), "5 passages came, 6 were announced"),
    ],
)
def test_vectors_that_do_not_fit_are_refused(tmp_path: Path, count: int, rows: Floats, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Segment.written(tmp_path / "s", count, _batches(entries_of(5), rows.astype(np.float32)), WIDTH)


@pytest.mark.parametrize("name", FILES[:2])
@pytest.mark.parametrize("damage", ["cut", "longer", "empty", "text", "pickle", "another", "gone"])
def test_files_that_are_others_are_refused(some: Segment, name: str, damage: str) -> None:
    path = some.folder / name
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "pickle":
        with path.open("wb") as file:
            np.lib.format.write_array(file, np.array([{}], object), allow_pickle=True)
    elif damage == "another":
        np.save(path, np.zeros((6, 99), np.float64))
    else:
        path.write_bytes({"cut": data[:-1], "longer": data + b"\0", "empty": b"", "text": b"Dear reader"}[damage])
    with pytest.raises((ValueError, OSError)):
        Segment(some.folder, WIDTH)


def test_a_header_that_claims_more_than_the_file_holds_is_refused_without_taking_memory(some: Segment) -> None:
    path = some.folder / "vectors.npy"
    path.write_bytes(path.read_bytes().replace(b"(100, 32)", b"(10**9,1)"[:9]))
    with pytest.raises(ValueError, match=r"."):
        Segment(some.folder, WIDTH)


def test_a_segment_of_another_width_is_refused(some: Segment) -> None:
    with pytest.raises(ValueError, match="vectors of width 16"):
        Segment(some.folder, 16)
