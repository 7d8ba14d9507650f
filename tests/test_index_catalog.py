"""The catalog's file: opening, connections, transactions, settings."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.index import Article
from onrecord.index.catalog import Catalog
from onrecord.index.errors import IndexDamaged, WriteFailed
from onrecord.index.hashes import content_hash, hashed, text_hash
from onrecord.index.schema import SCHEMA


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path / "catalog.sqlite", create=True)
    yield catalog
    catalog.close()


def article(name: str, **fields: object) -> Article:
    return Article(**{"id": name, "title": "T", "text": "It rained.", **fields})  # type: ignore[arg-type]


# ---- hashes ----------------------------------------------------------------------------------------------------------


def test_every_field_changes_the_content_hash() -> None:
    changes = {"title": "U", "text": "x", "url": "u", "outlet": "o", "published": "2025-07-04", "authors": ("a",)}
    hashes = {content_hash(article("a", **{name: value})) for name, value in changes.items()}
    assert len(hashes | {content_hash(article("a")), content_hash(article("a", language="en"))}) == len(changes) + 2
    assert content_hash(article("a")) == content_hash(article("b"))


def test_what_stands_in_one_field_is_not_what_stands_in_another() -> None:
    pairs = [
        (article("a", title="ab", text="c"), article("a", title="a", text="bc")),
        (article("a", url="x"), article("a", outlet="x")),
        (article("a", published=None), article("a", published="")),
        (article("a", authors=("A", "B")), article("a", authors=("AB",))),
        (article("a", authors=("A",)), article("a", language="A")),
        (article("a", authors=("",)), article("a", authors=())),
    ]
    for one, other in pairs:
        assert content_hash(one) != content_hash(other)


def test_a_name_has_the_same_number_everywhere() -> None:
    """Kept in files, so it may never change: the first 8 bytes of BLAKE2b-64 of the UTF-8, as ``b2sum -l 64`` gives
    them, read as a signed little-endian number."""
    assert (hashed(""), hashed("bbc")) == (_little("e4a6a0577479b2b4"), _little("cb0df85d9a462be6"))
    assert len(text_hash("x")) == 32


def _little(digits: str) -> int:
    return int.from_bytes(bytes.fromhex(digits), "little", signed=True)


# ---- opening ---------------------------------------------------------------------------------------------------------


def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipe (name)")
    other.commit()
    other.close()
    for create in (False, True):
        with pytest.raises(IndexDamaged, match="not an onrecord catalog"):
            Catalog(path, create=create)
    other = sqlite3.connect(path)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("recipe",)]
    other.close()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(b"Dear reader, " * 400)
    for create in (False, True):
        with pytest.raises(IndexDamaged, match="not a database"):
            Catalog(path, create=create)
    assert path.read_bytes() == b"Dear reader, " * 400


def test_a_catalog_of_a_later_version_is_refused(tmp_path: Path, catalog: Catalog) -> None:
    catalog.db.execute("PRAGMA user_version = 99")
    with pytest.raises(IndexDamaged, match=f"schema 99, this onrecord reads {SCHEMA}; use a newer onrecord"):
        Catalog(tmp_path / "catalog.sqlite")


def test_a_creation_cut_short_is_taken_up_again(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").touch()
    catalog = Catalog(tmp_path / "catalog.sqlite", create=True)
    assert (catalog.state(), catalog.derived(), catalog.version, catalog.problems()) == (0, None, SCHEMA, [])
    catalog.close()


def test_a_catalog_made_twice_keeps_what_is_in_it(tmp_path: Path, catalog: Catalog) -> None:
    catalog.set_settings({"a": "1"})
    again = Catalog(tmp_path / "catalog.sqlite", create=True)
    assert again.setting("a") == "1"
    again.close()


# ---- connections -----------------------------------------------------------------------------------------------------


def test_each_thread_reads_on_its_own(catalog: Catalog) -> None:
    seen: list[object] = []
    thread = threading.Thread(target=lambda: seen.append(catalog.db))
    thread.start()
    thread.join()
    assert seen[0] is not catalog.db is catalog.db


def test_connections_of_threads_that_have_ended_are_let_go_of(catalog: Catalog) -> None:
    """Each holds open files, of which a process may have about a thousand."""
    kept: list[sqlite3.Connection] = []
    for _ in range(5):
        thread = threading.Thread(target=lambda: kept.append(catalog.db))
        thread.start()
        thread.join()
    for connection in kept[:-1]:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")
    assert catalog.db.execute("SELECT 1").fetchone() == (1,)


def test_a_closed_catalog_can_be_read_again(catalog: Catalog) -> None:
    catalog.set_settings({"a": "1"})
    catalog.close()
    catalog.close()
    assert catalog.setting("a") == "1"


def test_text_that_cannot_be_stored_is_not_found(catalog: Catalog) -> None:
    assert catalog.row("SELECT 1 WHERE ? = 'caf'", "caf\udce9") is None


# ---- transactions ----------------------------------------------------------------------------------------------------


def test_what_raises_inside_a_transaction_undoes_it(catalog: Catalog) -> None:
    def broken_off() -> None:
        catalog.db.execute("INSERT INTO setting VALUES ('a', '1')")
        raise KeyError

    with pytest.raises(KeyError), catalog.transaction():
        broken_off()
    assert catalog.setting("a") is None
    catalog.set_settings({"a": "2"})
    assert catalog.setting("a") == "2"


def test_a_commit_that_fails_leaves_no_transaction_open(catalog: Catalog) -> None:
    """A deferred constraint is checked by COMMIT itself."""
    catalog.db.execute("PRAGMA foreign_keys = ON")
    catalog.db.execute("CREATE TABLE due (k TEXT REFERENCES setting (key) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(Exception, match="FOREIGN KEY"), catalog.transaction():
        catalog.db.execute("INSERT INTO due VALUES ('missing')")
    catalog.set_settings({"a": "1"})
    assert catalog.setting("a") == "1"


def test_reads_inside_one_state_see_one_moment(tmp_path: Path, catalog: Catalog) -> None:
    other = Catalog(tmp_path / "catalog.sqlite")
    with other.one_state():
        assert other.setting("a") is None
        catalog.set_settings({"a": "1"})
        assert other.setting("a") is None
    assert other.setting("a") == "1"
    other.close()


def test_a_catalog_that_somebody_goes_on_reading_is_not_called_compacted(tmp_path: Path, catalog: Catalog) -> None:
    """What was deleted may still stand in the write-ahead log then."""
    catalog.set_settings({"word": "zebrafish"})
    other = Catalog(tmp_path / "catalog.sqlite")
    catalog.db.execute("PRAGMA busy_timeout = 50")
    with other.one_state():
        assert other.setting("word") == "zebrafish"
        with catalog.transaction():
            catalog.db.execute("DELETE FROM setting")
        with pytest.raises(WriteFailed, match=r"goes on reading .*compact again"):
            catalog.vacuum()
    catalog.vacuum()
    other.close()
    assert not [path for path in tmp_path.iterdir() if b"zebrafish" in path.read_bytes()]


# ---- states ----------------------------------------------------------------------------------------------------------


def test_the_state_of_a_moment_is_the_last_one_until_then(catalog: Catalog) -> None:
    catalog.db.executemany("INSERT INTO state VALUES (?, ?)", [(1, 100), (2, 200), (3, 200), (4, 300)])
    assert [catalog.state_at(at) for at in (99, 100, 199, 200, 299, 10**18, -(10**17))] == [0, 1, 1, 3, 3, 4, 0]
    assert catalog.state() == 4
