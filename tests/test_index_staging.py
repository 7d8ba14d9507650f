"""The catalog's write side: staged unseen, then all of it one state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from onrecord.index import Article
from onrecord.index.catalog import Catalog
from onrecord.index.entries import Entry
from onrecord.index.errors import IndexDamaged
from onrecord.index.hashes import content_hash, text_hash
from onrecord.index.staging import Staging
from onrecord.index.visible import Visible

VECTOR = np.array([0.6, 0.8], np.float32)
KEY = text_hash("T\nIt rained.")
MODEL = "m"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(tmp_path / "catalog.sqlite", create=True)
    yield catalog
    catalog.close()


def article(name: str, **fields: object) -> Article:
    return Article(**{"id": name, "title": "T", "text": "It rained.", **fields})  # type: ignore[arg-type]


def staged(catalog: Catalog, *articles: Article, revision: int = 1) -> Staging:
    staging = Staging(catalog)
    staging.stage([(one, revision, [(0, 10, KEY)]) for one in articles], {KEY: VECTOR}, MODEL)
    return staging


def published(catalog: Catalog, *articles: Article, revision: int = 1) -> Staging:
    staging = staged(catalog, *articles, revision=revision)
    staging.publish({})
    return staging


def now(catalog: Catalog) -> Visible:
    return Visible(catalog, catalog.state())


def entries(staging: Staging, which: str) -> list[Entry]:
    count, batches = staging.entries(which, MODEL)
    found = [entry for some, _ in batches for entry in some]
    assert len(found) == count
    return found


def test_staged_articles_are_seen_by_nobody_until_they_are_published(catalog: Catalog) -> None:
    staging = staged(catalog, article("a"))
    seen = now(catalog)
    assert (seen.count, seen.article("a"), seen.article("a", 1), seen.history("a")) == (0, None, None, [])
    staging.publish({"f": "0"})
    assert now(catalog).article("a") == now(catalog).article("a", 1) == article("a")
    assert catalog.derived() == (1, {"f": "0"})
    assert catalog.state() == 1


def test_no_staged_revision_is_seen_when_there_are_two(catalog: Catalog) -> None:
    published(catalog, article("a"))
    staging = staged(catalog, article("a", text="Second."), revision=2)
    staged(catalog, article("a", text="Third."), revision=3)
    assert [now(catalog).article("a", revision) for revision in (2, 3)] == [None, None]
    assert [entry.id for entry in entries(staging, "staged")] == [3], "the last of them is searched"
    assert staging.superseded().tolist() == [1]
    staging.clear()
    assert staging.latest("a") == (1, content_hash(article("a")), "")


def test_what_was_left_staged_is_dropped_but_its_vectors_are_kept(catalog: Catalog) -> None:
    staging = staged(catalog, article("a"))
    staging.clear()
    assert staging.latest("a") is None
    assert staging.missing([KEY, text_hash("y")], MODEL) == {text_hash("y")}
    assert entries(staging, "staged") == []
    staging.publish({})
    assert now(catalog).count == 0


def test_vectors_are_known_for_the_model_that_made_them_alone(catalog: Catalog) -> None:
    staging = published(catalog, article("a"))
    assert staging.missing([KEY], "other") == {KEY}
    assert (staging.count_without_vectors(MODEL), staging.count_without_vectors("other")) == (0, 1)
    assert list(staging.without_vectors("other")) == [{KEY: "T\nIt rained."}]
    staging.keep({KEY: VECTOR}, "other")
    assert staging.count_without_vectors("other") == 0


def test_a_text_of_several_passages_is_embedded_once(catalog: Catalog) -> None:
    staging = published(catalog, article("a"), article("b"), article("c"))
    assert staging.count_without_vectors("other") == 1
    assert [len(lot) for lot in staging.without_vectors("other")] == [1]


def test_a_new_revision_takes_the_place_of_the_one_before(catalog: Catalog) -> None:
    published(catalog, article("a"), article("b"))
    staging = staged(catalog, article("a", outlet="The Courier"), revision=2)
    assert [(one.id, one.until) for one in entries(staging, "superseded")] == [(1, 2)]
    assert [(one.id, one.since, one.until) for one in entries(staging, "staged")] == [(3, 2, 0)]
    staging.publish({})
    assert [(one.id, one.since, one.until) for one in entries(staging, "searched")] == [(2, 1, 0), (3, 2, 0)]
    assert [(one.id, one.since, one.until) for one in entries(staging, "past")] == [(1, 1, 2)]
    assert [one.article.outlet for one in now(catalog).history("a")] == ["", "The Courier"]


def test_a_removed_article_is_off_the_disk_once_it_is_purged_and_shared_vectors_stay(catalog: Catalog) -> None:
    staging = published(catalog, article("a"), article("b"))
    assert staging.of_articles(["a", "nobody"]).tolist() == [1]
    staging.publish({}, removed=["a"])
    assert now(catalog).article("a", 1) is None
    assert Visible(catalog, 1).article("a") == article("a"), "who reads the state before goes on seeing it"
    staging.purge(MODEL)
    assert catalog.row("SELECT count(*) FROM revision WHERE article_id = 'a'")[0] == 0
    assert staging.missing([KEY], MODEL) == set()
    staging.publish({}, removed=["b"])
    staging.purge(MODEL)
    assert staging.missing([KEY], MODEL) == {KEY}
    for table in ("revision", "passage", "band"):
        assert catalog.row(f"SELECT count(*) FROM {table}")[0] == 0  # noqa: S608


def test_an_article_that_comes_back_begins_again(catalog: Catalog) -> None:
    published(catalog, article("a"))
    published(catalog, article("a", text="Second."), revision=2).publish({}, removed=["a"])
    assert Staging(catalog).latest("a") is None
    published(catalog, article("a", text="Third."))
    assert [one.article.text for one in now(catalog).history("a")] == ["Third."]


def test_vectors_come_back_with_their_passages(catalog: Catalog) -> None:
    stated = article("a", outlet="The Courier", published="2025-07-04T10:00:00", language="en-gb")
    _, batches = staged(catalog, stated).entries("staged", MODEL)
    ((found, vectors),) = batches
    assert found == [Entry(1, "T\nIt rained.", "2025-07-04", "The Courier", "en-gb", since=1)]
    assert vectors == pytest.approx(VECTOR[None], abs=1e-3)


def test_a_text_beyond_the_basic_plane_is_cut_where_it_was_measured(catalog: Catalog) -> None:
    """SQLite counts code points as Python does."""
    text = "😀 It rained. 🏴 It snowed."
    staging = Staging(catalog)
    staging.stage([(article("a", text=text), 1, [(2, 12, KEY), (13, 26, KEY)])], {KEY: VECTOR}, MODEL)
    assert [entry.text for entry in entries(staging, "staged")] == ["T\nIt rained.", "T\n🏴 It snowed."]


@pytest.mark.parametrize(
    "damage",
    ["UPDATE embedding SET vector = x'00000000'", "UPDATE embedding SET crc = crc + 1", "DELETE FROM embedding"],
)
def test_a_vector_that_is_not_what_was_stored_is_not_used(catalog: Catalog, damage: str) -> None:
    staging = staged(catalog, article("a"))
    catalog.db.execute(damage)
    with pytest.raises(IndexDamaged, match=r"vector of passage 1 is not what was stored; run: onrecord doctor"):
        entries(staging, "staged")


def test_many_keys_are_looked_up_in_parts(catalog: Catalog) -> None:
    keys = [text_hash(str(number)) for number in range(1203)]
    assert Staging(catalog).missing(keys, MODEL) == set(keys)


def test_times_of_states_never_go_back(catalog: Catalog) -> None:
    """A clock may be set back; what was known at a time stays so."""
    published(catalog, article("a"))
    catalog.db.execute("UPDATE state SET at = at + 3600000000")
    published(catalog, article("b"))
    times = [row[0] for row in catalog.rows("SELECT at FROM state ORDER BY number")]
    assert times[0] == times[1]
    assert Visible(catalog, 2, catalog.state_at(times[0] - 1)).count == 0
