from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from onrecord.index.vectors import Ids, VectorIndex

NONE = np.empty(0, np.int64)
ROWS = np.eye(4, dtype=np.float32)


def ids(*values: int) -> Ids:
    return np.array(values, np.int64)


def index_of(*values: int) -> VectorIndex:
    return VectorIndex(4).changed(NONE, ids(*values), ROWS[: len(values)])


def test_the_nearest_stands_first_with_its_cosine() -> None:
    """The cosines of (0.6, 0.8, 0, 0) with the unit vectors are 0.6, 0.8, 0."""
    query = np.array([0.6, 0.8, 0, 0], np.float32)
    found = index_of(7, 5, 9).search(query, 3)
    assert [name for name, _ in found] == [5, 7, 9]
    assert [score for _, score in found] == pytest.approx([0.8, 0.6, 0])


@pytest.mark.parametrize("k", [0, -1])
def test_no_places_nothing_found(k: int) -> None:
    assert index_of(1, 2).search(ROWS[0], k) == []


def test_an_empty_index_finds_nothing() -> None:
    assert VectorIndex(4).search(ROWS[0], 5) == []
    assert len(VectorIndex(4)) == 0


def test_more_places_than_vectors_give_every_vector_once() -> None:
    assert sorted(name for name, _ in index_of(1, 2, 3).search(ROWS[0], 50)) == [1, 2, 3]


def test_only_those_allowed_are_found_and_all_places_are_used() -> None:
    index = index_of(1, 2, 3, 4)
    assert {name for name, _ in index.search(ROWS[0], 2, ids(3, 4))} == {3, 4}
    assert index.search(ROWS[0], 2, NONE) == []
    assert index.search(ROWS[0], 2, ids(99)) == []


def test_a_change_makes_another_index_and_leaves_the_first() -> None:
    before = index_of(1, 2)
    after = before.changed(ids(1), ids(8), ROWS[2:3])
    assert {name for name, _ in before.search(ROWS[0], 9)} == {1, 2}
    assert {name for name, _ in after.search(ROWS[0], 9)} == {2, 8}


@pytest.mark.parametrize("vectors", [np.zeros((2, 4)), np.zeros((1, 3)), np.zeros(4), np.full((1, 4), np.nan)])
def test_vectors_that_do_not_fit_are_refused(vectors: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"shape|not finite"):
        index_of(1).changed(NONE, ids(9), vectors.astype(np.float32))


@given(hnp.arrays(np.float32, (6, 4), elements=st.floats(-1, 1, width=32)), st.sets(st.integers(0, 5)))
def test_search_agrees_with_numpy_after_saving(tmp_path: Path, rows: np.ndarray, removed: set[int]) -> None:
    index = VectorIndex(4).changed(NONE, np.arange(6), rows).changed(ids(*removed), NONE, np.empty((0, 4), np.float32))
    index.save(tmp_path / "v.faiss")
    found = VectorIndex.load(tmp_path / "v.faiss").search(rows[0], 6)
    expected = {place: float(rows[place] @ rows[0]) for place in set(range(6)) - removed}
    assert dict(found) == pytest.approx(expected, abs=1e-5)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.faiss"
    path.write_bytes(b"IxM2" + b"\xff" * 40)
    with pytest.raises(RuntimeError):
        VectorIndex.load(path)
