"""Damaged files are found before they are used: an error, or an automatic rebuild, and never a wrong word."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from damage import check_true
from embedders import RecordingEmbedder
from faults import Forks, article, copied, opened, seen, times

from onrecord.index import Article, NewsIndex, files
from onrecord.index.errors import IndexDamaged, OnRecordError
from onrecord.index.made import AsRecorded

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]

LOT = 25  # damages of one test
Truth = dict[str, list[Article]]


@pytest.fixture(scope="module")
def logged(whole: Path) -> Path:
    """The same, as its writer was killed: the last changes are in the write-ahead log alone."""
    folder = copied(whole, whole.parent / "open")
    with opened(folder) as index:
        index.add([article("c00")])
        index.remove("c00")
        return copied(folder, whole.parent / "logged")


@pytest.fixture(scope="module")
def known(logged: Path) -> Path:
    """With every article that there ever was in ``logged``: a damaged log ends early, and what it told is not known."""
    folder = copied(logged, logged.parent / "known")
    with opened(folder) as index:
        index.add([article("c00")])
    return folder


@pytest.fixture(scope="module")
def truth(whole: Path) -> Truth:
    with opened(copied(whole, whole.parent / "truth")) as index:
        return seen(index)


@pytest.fixture
def folder(whole: Path, place: Path) -> Path:
    return copied(whole, place / "archive")


@pytest.mark.parametrize("lot", range(times(200, 5000) // LOT))
def test_damage_anywhere_is_found_before_it_is_used(
    forks: Forks, whole: Path, logged: Path, known: Path, place: Path, lot: int
) -> None:
    seeds = list(range(lot * LOT, (lot + 1) * LOT))
    damaged = logged if lot % 4 == 3 else whole
    forks.start("damage:tried", damaged, place / "tried", known, seeds)
    *said, end = forks.rest()
    assert end == "exit 0", said[-1:]
    wrong = [pair for pair in zip(said[::2], said[1::2], strict=True) if "Traceback" in pair[1]]
    assert wrong == []


# ---- the derived files -----------------------------------------------------------------------------------------------


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x55
    path.write_bytes(data)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def aged(path: Path) -> None:
    """A flip that leaves the size and the time of change as they were."""
    before = path.stat()
    flip(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


DERIVED = ["vectors/*/rows.npy", "vectors/*/vectors.npy", "vectors/*/codes.faiss"]
DERIVED += ["vectors/*/turn.npy", "vectors/*/dead-*.npy"]
DERIVED += ["lexical/*/meta.json", "lexical/*/.managed.json"]
DERIVED += [f"lexical/*/*.{suffix}" for suffix in ("store", "term", "idx", "pos", "fast", "fieldnorm", "del")]


@pytest.mark.parametrize("pattern", DERIVED)
@pytest.mark.parametrize("damage", [flip, aged, truncate, Path.unlink], ids=["flipped", "aged", "cut", "gone"])
def test_a_damaged_derived_file_is_made_again(
    folder: Path, truth: Truth, caplog: pytest.LogCaptureFixture, pattern: str, damage: Callable[[Path], None]
) -> None:
    damage(next((folder / "derived").glob(pattern)))
    embedder = RecordingEmbedder()
    with opened(folder, embedder=embedder) as index:
        assert "making it again from the catalog" in caplog.text
        assert seen(index) == truth
        check_true(index, truth)
        assert index.check() == []
        assert index.add([article("n0", sentences=3)]).added == 1
        assert {hit.article.id for hit in index.search("n0", 9999)} == {"n0", *truth}
    assert len(embedder.passages) == 1, "only what is new is embedded"


@pytest.mark.parametrize("pattern", DERIVED[::3])
def test_the_doctor_names_a_damaged_file_and_repairs_it(folder: Path, truth: Truth, pattern: str) -> None:
    path = next((folder / "derived").glob(pattern))
    aged(path)
    with opened(folder, embedder=AsRecorded()) as index:
        assert any(path.name in finding.what and "--repair" in finding.remedy for finding in index.check())
        assert index.repair() == []
    with opened(folder) as index:
        check_true(index, truth)


def test_without_any_derived_file_everything_is_made_again(folder: Path, truth: Truth) -> None:
    shutil.rmtree(folder / "derived")
    with opened(folder) as index:
        assert seen(index) == truth
        check_true(index, truth)
        assert index.check() == []


def test_files_damaged_under_an_open_index_lose_no_article_added_next(folder: Path, truth: Truth) -> None:
    """That they are damaged is found only when the add, holding the lock, meets another writer's commit."""
    with opened(folder) as index, opened(folder) as other:
        other.add([article("n0")])
        flip(next((folder / "derived").glob("vectors/*/vectors.npy")))
        index.add([article("n1"), article("n2")])
        assert seen(index).keys() == {"n0", "n1", "n2", *truth}
        assert {hit.article.id for hit in index.search("the mayor", 9999)} == {"n0", "n1", "n2", *truth}
        assert index.check() == []


@pytest.mark.parametrize("pattern", ["vectors/*/vectors.npy", "lexical/*/*.idx"])
def test_a_file_damaged_under_an_open_index_is_not_taken_for_right_by_the_next_change(
    folder: Path, truth: Truth, caplog: pytest.LogCaptureFixture, pattern: str
) -> None:
    with opened(folder) as index:
        flip(max((folder / "derived").glob(pattern), key=lambda path: path.stat().st_size))
        index.add([article("n0")])
        assert "making it again from the catalog" in caplog.text
        assert index.check() == []
        check_true(index, truth | {"n0": [article("n0")]})


def test_what_a_change_leaves_is_not_hashed_again_by_whoever_opens_it_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(folder) as index:
        index.add([article("n0"), article("a03", 2)])
    monkeypatch.setattr(files, "sha256_of", None)
    with opened(folder) as index:
        assert index.search("n0")


@pytest.mark.parametrize("content", ["", "[", "[]", "null", '{"a": 1}', "\udcff", "[" * 99999], ids=range(7))
def test_what_is_remembered_of_checked_files_may_be_anything(folder: Path, truth: Truth, content: str) -> None:
    (folder / "derived" / "checked.json").write_text(content, encoding="utf-8", errors="surrogateescape")
    with opened(folder) as index:
        check_true(index, truth)


# ---- the catalog -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"", b"not a database, but long enough to be taken for one at first sight" * 99, b"SQLite format 3\x00"]
)
def test_a_catalog_that_is_none_is_refused_with_advice(folder: Path, content: bytes) -> None:
    (folder / "catalog.sqlite").write_bytes(content)
    with pytest.raises(IndexDamaged, match=r"restore it from a copy|choose another folder"):
        opened(folder)


def test_a_damaged_catalog_is_named_or_every_word_is_right(folder: Path, truth: Truth, place: Path) -> None:
    """A byte is flipped, or the file is cut, at places all over it: what is shown is what was stored, or nothing is."""
    whole = (folder / "catalog.sqlite").read_bytes()
    named = 0
    for number in range(60):
        at = int(len(whole) * (number + 0.5) / 60)
        damaged = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :] if number % 6 else whole[:at]
        tried = copied(folder, place / "tried")
        (tried / "catalog.sqlite").write_bytes(damaged)
        try:
            with opened(tried) as index:
                check_true(index, truth)
        except OnRecordError:
            named += 1
    assert named


CHANGES = [
    "UPDATE passage SET start = start + 1 WHERE id = 7",
    'UPDATE passage SET "end" = "end" - 1 WHERE id = 7',
    "UPDATE passage SET start = 'x' WHERE id = 7",
    "UPDATE passage SET revision = revision + 1 WHERE id = 7",
    "UPDATE passage SET sha256 = zeroblob(32) WHERE id = 7",
    "DELETE FROM passage WHERE id = 7",
    "UPDATE embedding SET vector = zeroblob(128) WHERE id = 7",
    "UPDATE embedding SET vector = 'x' WHERE id = 7",
    "UPDATE embedding SET crc = crc + 1 WHERE id = 7",
    "UPDATE embedding SET model = 'another' WHERE id = 7",
    "UPDATE revision SET title = title || '!' WHERE article_id = 'a03'",
    "UPDATE revision SET text = replace(text, 'opened', 'closed') WHERE article_id = 'a03'",
    "UPDATE revision SET text = x'ff' WHERE article_id = 'a03'",
    "UPDATE revision SET outlet = 'Herald' WHERE article_id = 'a03'",
    "UPDATE revision SET published = '2024-01-01', day = '2024-01-01' WHERE article_id = 'a03'",
    "UPDATE revision SET day = '2024-01-01' WHERE article_id = 'a03'",
    "UPDATE revision SET authors = '[]' WHERE article_id = 'a03'",
    "UPDATE revision SET authors = '[' WHERE article_id = 'a03'",
    "UPDATE revision SET url = 'https://example.com' WHERE article_id = 'a03'",
    "UPDATE revision SET language = 'de' WHERE article_id = 'a03'",
    "UPDATE revision SET sha256 = '' WHERE article_id = 'a03'",
    "UPDATE revision SET removed = NULL WHERE article_id = 'a05'",
    "UPDATE revision SET until = NULL WHERE article_id = 'a02'",
    "UPDATE revision SET since = 99 WHERE article_id = 'a03'",
    "DELETE FROM revision WHERE article_id = 'a03'",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_a_row_changed_behind_its_back_is_named_and_never_shown(folder: Path, truth: Truth, statement: str) -> None:
    database = sqlite3.connect(folder / "catalog.sqlite")
    assert database.execute(statement).rowcount
    database.commit()
    database.close()
    with opened(folder, embedder=AsRecorded()) as index:
        assert index.check(), "the doctor names it"
    try:
        with opened(folder) as index:
            check_shown(index, truth)
            assert index.check() or "embedding" in statement
    except OnRecordError:
        return


def check_shown(index: NewsIndex, truth: Truth) -> None:
    """As ``check_true``, but what was removed or replaced may come back: it is a true text."""
    for one in index.newest():
        assert one in truth.get(one.id, [article("a05", sentences=60)])
    check_true_hits = [hit for by in ("dense", "lexical") for hit in index.search("the mayor", 999, by=by)]  # type: ignore[arg-type]
    for hit in check_true_hits:
        assert hit.article in truth.get(hit.article.id, [article("a05", sentences=60)])
        assert hit.text in hit.article.text
