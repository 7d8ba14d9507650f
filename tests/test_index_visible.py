"""What a reader sees at a state of the catalog, and at an earlier one from there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from onrecord.index import Article
from onrecord.index.catalog import Catalog
from onrecord.index.errors import IndexDamaged
from onrecord.index.hashes import text_hash
from onrecord.index.staging import Staging
from onrecord.index.visible import Visible

KEY = text_hash("T\nIt rained.")
FIRST, SECOND, OTHER = (Article("a", "T", "It rained.", outlet=name) for name in ("One", "Two", "Other"))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """State 1: a; 2: a changed, b new; 3: b removed."""
    catalog = Catalog(tmp_path / "catalog.sqlite", create=True)
    publish(catalog, (FIRST, 1))
    publish(catalog, (SECOND, 2), (Article("b", "T", "It rained."), 1))
    Staging(catalog).publish({}, removed=["b"])
    yield catalog
    catalog.close()


def publish(catalog: Catalog, *articles: tuple[Article, int]) -> None:
    staging = Staging(catalog)
    staging.stage([(*one, [(0, 10, KEY)]) for one in articles], {KEY: np.ones(2, np.float32)}, "m")
    staging.publish({})


def outlets(seen: Visible) -> dict[str, str]:
    return {one.id: one.outlet for one in seen.newest()}


def test_each_state_stays_as_it_was(catalog: Catalog) -> None:
    held = [outlets(Visible(catalog, state)) for state in range(4)]
    assert held == [{}, {"a": "One"}, {"a": "Two", "b": ""}, {"a": "Two"}]
    assert [Visible(catalog, state).count for state in range(4)] == [0, 1, 2, 1]


def test_an_earlier_state_is_known_without_what_was_removed_since(catalog: Catalog) -> None:
    held = [outlets(Visible(catalog, 3, known)) for known in range(4)]
    assert held == [{}, {"a": "One"}, {"a": "Two"}, {"a": "Two"}]
    assert outlets(Visible(catalog, 2, known=9)) == {"a": "Two", "b": ""}


def test_a_revision_is_there_from_the_state_that_brought_it_until_its_article_goes(catalog: Catalog) -> None:
    assert [Visible(catalog, state).article("a", 1) for state in range(4)] == [None, FIRST, FIRST, FIRST]
    assert [Visible(catalog, state).article("a", 2) for state in range(4)] == [None, None, SECOND, SECOND]
    assert [Visible(catalog, state).article("b", 1) is not None for state in range(4)] == [False, False, True, False]
    assert [Visible(catalog, state).has("b") for state in range(4)] == [False, False, True, False]


def test_history_is_told_as_of_the_state(catalog: Catalog) -> None:
    (first,) = Visible(catalog, 1).history("a")
    assert (first.number, first.article, first.until) == (1, FIRST, None)
    first, second = Visible(catalog, 3).history("a")
    assert (second.number, second.article, second.since, second.until) == (2, SECOND, first.until, None)
    assert first.since < second.since
    assert first.since.utcoffset() is not None
    assert Visible(catalog, 3).history("b") == Visible(catalog, 3).history("nobody") == []


def test_passages_are_those_of_the_state(catalog: Catalog) -> None:
    seen = [
        {number: one.id for number, (_, one) in Visible(catalog, s).passages([1, 2, 3, 99]).items()} for s in (1, 2, 3)
    ]
    assert seen == [{1: "a"}, {2: "a", 3: "b"}, {2: "a"}]
    assert set(Visible(catalog, 3, 1).passages([1, 2, 3])) == {1}
    assert Visible(catalog, 3).passage_ids(["a", "b", "nobody"]).tolist() == [2]
    assert Visible(catalog, 3, 1).passage_ids(["a"]).tolist() == [1]
    assert len(Visible(catalog, 3).passages(list(range(2000)))) == 1


def test_lists_are_by_day_and_by_number(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "other.sqlite", create=True)
    days = ["2025-07-01", "2025-07-03T08:00:00+02:00", "2025-07-03T07:00:00+02:00", "2025-07-02"]
    dated = [(Article(f"d{n}", "T", "It rained.", outlet="B", published=day), 1) for n, day in enumerate(days)]
    publish(
        catalog, *dated, (Article("none", "T", "It rained.", outlet="A"), 1), (Article("bare", "T", "It rained."), 1)
    )
    seen = Visible(catalog, 1)
    assert [one.id for one in seen.newest()] == ["d1", "d2", "d3", "d0", "bare", "none"]
    assert [one.id for one in seen.newest(2)] == ["d1", "d2"]
    assert list(seen.newest(0)) == []
    assert seen.outlets == ["B", "A"]
    assert seen.days == ("2025-07-01", "2025-07-03")
    catalog.close()


def test_authors_and_sections_are_by_number_of_articles_of_the_state(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "other.sqlite", create=True)
    signed = [("Ana Lind",), ("Bo Roe", "Ana Lind"), ("Bo Roe", "Bo Roe"), ("Åse Krog", "Bo Roe"), ()]
    sections = ["Sport", "", "World", "Sport", "Law"]
    articles = [
        Article(f"s{n}", "T", "It rained.", authors=names, section=section, slug="rain")
        for n, (names, section) in enumerate(zip(signed, sections, strict=True))
    ]
    publish(catalog, *((article, 1) for article in articles))
    publish(catalog, (Article("s0", "T", "It rained.", authors=("Cy Voss",), section="Law"), 2))
    assert (Visible(catalog, 0).authors, Visible(catalog, 0).sections) == ([], [])
    assert Visible(catalog, 1).authors == ["Bo Roe", "Ana Lind", "Åse Krog"]
    assert Visible(catalog, 1).sections == ["Sport", "Law", "World"]
    assert Visible(catalog, 2).authors == ["Bo Roe", "Ana Lind", "Cy Voss", "Åse Krog"]
    assert Visible(catalog, 2).sections == ["Law", "Sport", "World"]
    assert (Visible(catalog, 2, 1).authors, Visible(catalog, 2, 1).sections) == (
        Visible(catalog, 1).authors,
        Visible(catalog, 1).sections,
    )
    catalog.close()


@pytest.mark.parametrize("damage", ["[1", "1", "[1]", "null", ""])
def test_authors_that_are_not_what_was_stored_are_not_listed(catalog: Catalog, damage: str) -> None:
    catalog.db.execute("UPDATE revision SET authors = ?", (damage,))
    with pytest.raises(IndexDamaged, match="not what was stored"):
        _ = Visible(catalog, 3).authors


def test_sections_that_are_not_what_was_stored_are_not_listed(catalog: Catalog) -> None:
    catalog.db.execute("INSERT INTO detail SELECT id, NULL, '[1' FROM revision")
    with pytest.raises(IndexDamaged, match="damaged"):
        _ = Visible(catalog, 3).sections


def test_an_empty_catalog_lists_nothing(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "other.sqlite", create=True)
    seen = Visible(catalog, 0)
    assert (list(seen.newest()), seen.outlets, seen.days, seen.count, seen.history("a")) == ([], [], None, 0, [])
    assert (seen.authors, seen.sections) == ([], [])
    assert (seen.passages([1, 2]), seen.passage_ids(["a"]).tolist()) == ({}, [])
    catalog.close()


def test_who_reads_on_slowly_holds_nobody_up(catalog: Catalog) -> None:
    reading = Visible(catalog, 3).newest()
    next(reading)
    publish(catalog, (Article("c", "T", "It rained."), 1))
    assert catalog.state() == 4
    catalog.vacuum()
    assert list(reading) == []


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE revision SET text = 'It snowed.'",
        "UPDATE revision SET title = 'U'",
        "UPDATE revision SET outlet = 'Nobody'",
        "UPDATE revision SET published = '1999-01-01'",
        "UPDATE revision SET authors = '[1'",
        "UPDATE revision SET sha256 = 'x'",
        "UPDATE revision SET text = x'ff00'",
    ],
)
def test_an_article_that_is_not_what_was_stored_is_never_shown(catalog: Catalog, damage: str) -> None:
    catalog.db.execute(damage)
    seen = Visible(catalog, 3)
    reads = [
        lambda: seen.article("a"),
        lambda: seen.article("a", 1),
        lambda: list(seen.newest()),
        lambda: seen.passages([2]),
        lambda: seen.history("a"),
    ]
    for read in reads:
        with pytest.raises(IndexDamaged, match=r"not what was stored|damaged"):
            read()
    assert seen.has("a"), "so that it can be removed"


@pytest.mark.parametrize(
    "damage", ["UPDATE passage SET start = 1", "UPDATE passage SET end = 4", "UPDATE passage SET sha256 = x'00'"]
)
def test_a_passage_that_is_not_what_was_stored_is_never_shown(catalog: Catalog, damage: str) -> None:
    catalog.db.execute(damage)
    with pytest.raises(IndexDamaged, match="passage 2 of a is not what was stored"):
        Visible(catalog, 3).passages([2])
