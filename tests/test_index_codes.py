"""Codes choose candidates; what is not codes is refused."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest
from passages import clustered

from onrecord.index.codes import Codes, nearest

ROWS = clustered(3000)
TURN = np.eye(32, dtype=np.float32)


@pytest.fixture(scope="module")
def codes() -> Codes:
    learned = Codes.learned(32, ROWS)
    learned.add(iter([ROWS[:1000], ROWS[1000:]]))
    return learned


def test_the_nearest_rows_with_their_products() -> None:
    rows, scores = nearest(ROWS[7], ROWS, 5)
    expected = np.argsort(-(ROWS @ ROWS[7]), kind="stable")[:5]
    assert rows[0] == 7
    assert set(rows) == set(expected)
    assert scores == pytest.approx((ROWS @ ROWS[7])[rows], abs=1e-5)
    assert len(nearest(ROWS[7], ROWS[:3], 10**9)[0]) == 3


def test_the_best_by_codes_hold_the_nearest(codes: Codes) -> None:
    found = 0
    for query in clustered(30, seed=5):
        rows, scores = codes.search(query, 200)
        assert list(scores) == sorted(scores, reverse=True)
        assert len(set(rows)) == 200
        found += len(set(rows) & set(np.argsort(-(ROWS @ query))[:10]))
    assert found / 300 > 0.97
    assert len(codes) == 3000


def test_more_places_than_codes_give_each_once(codes: Codes) -> None:
    assert sorted(codes.search(ROWS[0], 10**9)[0]) == list(range(3000))


def test_turning_changes_no_product_and_deals_what_tells_vectors_apart_evenly_to_parts() -> None:
    stretched = ROWS * np.linspace(0.1, 3.0, 32, dtype=np.float32)
    turn = Codes.learned(32, stretched).turn
    assert np.allclose(turn @ turn.T, np.eye(32), atol=1e-5)
    before, after = (np.log((rows**2).sum(axis=0)).reshape(8, 4).sum(axis=1) for rows in (stretched, stretched @ turn))
    assert np.ptp(after) < 0.2 * np.ptp(before)


def test_codes_of_vectors_turned_otherwise_are_refused(codes: Codes, tmp_path: Path) -> None:
    codes.write(tmp_path / "c.faiss")
    with pytest.raises(ValueError, match="turned"):
        Codes.read(tmp_path / "c.faiss", codes.turn[:16], 32, 3000)


def test_an_empty_copy_has_the_same_code_book(codes: Codes) -> None:
    copy = codes.like()
    assert (len(copy), len(codes)) == (0, 3000)
    copy.add(iter([ROWS]))
    assert copy.search(ROWS[3], 50)[0].tolist() == codes.search(ROWS[3], 50)[0].tolist()


def test_codes_come_back_from_their_file(codes: Codes, tmp_path: Path) -> None:
    codes.write(tmp_path / "c.faiss")
    again = Codes.read(tmp_path / "c.faiss", codes.turn, 32, 3000)
    assert again.search(ROWS[3], 50)[0].tolist() == codes.search(ROWS[3], 50)[0].tolist()
    again.add(iter([ROWS[:1]]))
    assert (len(again), len(codes)) == (3001, 3000)


@pytest.mark.parametrize(("dim", "count"), [(64, 3000), (32, 2999), (32, 0)])
def test_codes_of_other_vectors_are_refused(codes: Codes, tmp_path: Path, dim: int, count: int) -> None:
    codes.write(tmp_path / "c.faiss")
    with pytest.raises(ValueError, match=f"does not hold the codes of {count} vectors of width {dim}"):
        Codes.read(tmp_path / "c.faiss", codes.turn, dim, count)


@pytest.mark.parametrize("data", [b"", b"IxPf", b"IxM2" + b"\xff" * 40, b"\x00" * 400, b"Dear reader"])
def test_a_file_that_holds_no_codes_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "c.faiss").write_bytes(data)
    with pytest.raises(ValueError, match="holds no codes"):
        Codes.read(tmp_path / "c.faiss", TURN, 32, 3000)


def test_another_kind_of_faiss_index_is_refused(tmp_path: Path) -> None:
    flat = faiss.IndexFlatIP(32)
    flat.add(ROWS[:100])
    faiss.write_index(flat, str(tmp_path / "c.faiss"))
    with pytest.raises(ValueError, match="does not hold the codes"):
        Codes.read(tmp_path / "c.faiss", TURN, 32, 100)


@pytest.mark.parametrize(("dim", "fits"), [(32, True), (384, True), (768, True), (30, False), (33, False), (1, False)])
def test_only_some_widths_can_be_coded(dim: int, fits: bool) -> None:
    assert Codes.fit(dim) is fits
