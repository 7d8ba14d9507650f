"""The catalog and its write side, below what ``NewsIndex`` makes of them."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from onrecord.index import Article, Filters
from onrecord.index.catalog import Catalog, content_hash, text_hash
from onrecord.index.errors import IndexDamaged
from onrecord.index.staging import Staging

VECTOR = np.array([0.6, 0.8], np.float32)
KEY = text_hash("x")


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path / "catalog.sqlite", create=True)
    yield catalog
    catalog.close()


def article(name: str, **fields: object) -> Article:
    return Article(**{"id": name, "title": "T", "text": "It rained.", **fields})  # type: ignore[arg-type]


def staged(catalog: Catalog, *articles: Article, revision: int = 1) -> Staging:
    staging = Staging(catalog)
    staging.stage([(one, revision, [(0, 10, KEY)]) for one in articles], {KEY: VECTOR})
    return staging


def test_staged_articles_are_seen_by_nobody_until_they_are_published(catalog: Catalog) -> None:
    staging = staged(catalog, article("a"))
    assert (catalog.count(), catalog.article("a"), catalog.article("a", 1)) == (0, None, None)
    staging.publish("g1", {"f": "0"})
    assert catalog.article("a") == catalog.article("a", 1) == article("a")
    assert catalog.generation() == ("g1", {"f": "0"})
    assert catalog.generation_name() == "g1"


def test_no_staged_revision_is_seen_when_there_are_two(catalog: Catalog) -> None:
    staged(catalog, article("a")).publish("g1", {})
    staging = staged(catalog, article("a", text="Second."), revision=2)
    staged(catalog, article("a", text="Third."), revision=3)
    assert [catalog.article("a", revision) for revision in (2, 3)] == [None, None]
    staging.clear()
    assert staging.latest("a") == (1, content_hash(article("a")))


def test_what_was_left_staged_is_dropped_but_its_vectors_are_kept(catalog: Catalog) -> None:
    staging = staged(catalog, article("a"))
    staging.clear()
    assert staging.latest("a") is None
    assert staging.missing([KEY, text_hash("y")]) == {text_hash("y")}
    entries, vectors = staging.entries()
    assert (entries, vectors.size) == ([], 0)


def test_a_removed_article_leaves_nothing_and_shared_vectors_stay(catalog: Catalog) -> None:
    staging = staged(catalog, article("a"), article("b"))
    staging.publish("g1", {})
    staging.publish("g2", {}, removed=["a"])
    assert catalog.article("a", 1) is None
    assert staging.missing([KEY]) == set()
    staging.publish("g3", {}, removed=["b"])
    assert staging.missing([KEY]) == {KEY}


def test_vectors_come_back_with_their_passages(catalog: Catalog) -> None:
    entries, vectors = staged(catalog, article("a", outlet="The Courier", published="2025-07-04T10:00:00")).entries()
    assert [(entry.text, entry.day, entry.outlet) for entry in entries] == [
        ("T\nIt rained.", "2025-07-04", "The Courier")
    ]
    assert vectors == pytest.approx(VECTOR[None], abs=1e-3)


def test_many_keys_are_looked_up_in_parts(catalog: Catalog) -> None:
    keys = [text_hash(str(number)) for number in range(1203)]
    assert Staging(catalog).missing(keys) == set(keys)


def test_lists_are_by_day_and_by_number(catalog: Catalog) -> None:
    dated = [article(f"d{day}", published=f"2025-07-0{day}", outlet="B") for day in (1, 3, 2)]
    staged(catalog, *dated, article("none", outlet="A"), article("bare")).publish("g1", {})
    assert [one.id for one in catalog.newest()] == ["d3", "d2", "d1", "bare", "none"]
    assert [one.id for one in catalog.newest(2)] == ["d3", "d2"]
    assert catalog.outlets() == ["B", "A"]
    assert catalog.days() == ("2025-07-01", "2025-07-03")


def test_an_empty_catalog_lists_nothing(catalog: Catalog) -> None:
    assert (list(catalog.newest()), catalog.outlets(), catalog.days()) == ([], [], None)
    assert catalog.passages([1, 2]) == {}
    assert catalog.passage_ids(Filters("2025-01-01")).tolist() == []


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
    """A deferred constraint is checked by COMMIT itself: here a passage whose embedding is missing."""
    catalog.db.execute("PRAGMA foreign_keys = ON")
    catalog.db.execute("CREATE TABLE due (k BLOB REFERENCES embedding (sha256) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(sqlite3.IntegrityError), catalog.transaction():
        catalog.db.execute("INSERT INTO due VALUES (?)", (KEY,))
    catalog.set_settings({"a": "1"})
    assert catalog.setting("a") == "1"


def test_each_thread_reads_on_its_own(catalog: Catalog) -> None:
    seen: list[object] = []
    thread = threading.Thread(target=lambda: seen.append(catalog.db))
    thread.start()
    thread.join()
    assert seen[0] is not catalog.db is catalog.db


def test_every_field_changes_the_content_hash() -> None:
    changes = {"title": "U", "text": "x", "url": "u", "outlet": "o", "published": "2025-07-04", "authors": ("a",)}
    hashes = {content_hash(article("a", **{name: value})) for name, value in changes.items()}
    assert len(hashes | {content_hash(article("a")), content_hash(article("a", language="en"))}) == len(changes) + 2
    assert content_hash(article("a")) == content_hash(article("b"))


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


def test_a_catalog_of_another_version_is_refused(tmp_path: Path, catalog: Catalog) -> None:
    catalog.db.execute("PRAGMA user_version = 99")
    with pytest.raises(IndexDamaged, match="schema 99, this onrecord reads 1"):
        Catalog(tmp_path / "catalog.sqlite")


def test_a_creation_cut_short_is_taken_up_again(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").touch()
    catalog = Catalog(tmp_path / "catalog.sqlite", create=True)
    assert catalog.count() == 0
    catalog.close()


def test_an_article_that_is_not_what_was_stored_is_never_shown(catalog: Catalog) -> None:
    staged(catalog, article("a")).publish("g1", {})
    catalog.db.execute("UPDATE revision SET text = 'It snowed.'")
    for read in (lambda: catalog.article("a"), lambda: list(catalog.newest()), lambda: catalog.passages([1])):
        with pytest.raises(IndexDamaged, match="the article a is not what was stored"):
            read()
