"""Filters in the words of a reader, as numbers; both indexes leave the same of them (test_index_lexical, contracts)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from onrecord.index import Article, Filters
from onrecord.index.catalog import Catalog
from onrecord.index.errors import DateError
from onrecord.index.limits import EVERYTHING, Limits, allows, day_number, first_part, limits_of
from onrecord.index.visible import Visible


def limits(tmp_path: Path, filters: Filters, known: int | None = None) -> Limits:
    catalog = Catalog(tmp_path / "catalog.sqlite", create=True)
    ends = [datetime(2025, 7, day, 23, 59, 59, 999_999, UTC) for day in (1, 2, 3)]
    catalog.db.executemany(
        "INSERT INTO state VALUES (?, ?)", [(n, int(at.timestamp() * 1_000_000)) for n, at in enumerate(ends, 1)]
    )
    found = limits_of(filters, catalog, Visible(catalog, 3), known)
    catalog.close()
    return found


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), EVERYTHING),
        (Filters(after="2025-07-04", before=date(2025, 7, 5)), Limits(first=20250704, last=20250705)),
        (Filters(after=datetime(2025, 7, 4, 23, tzinfo=UTC)), Limits(first=20250704)),
        (Filters(after="0001-01-01", before="9999-12-31"), Limits(first=10101, last=99991231)),
        (Filters(outlets=("The COURIER", "Österreich")), Limits(outlets=("the courier", "österreich"))),
        (Filters(languages=("en-GB", "DE", "pt_BR")), Limits(languages=("en", "de", "pt"))),
        (Filters(as_of="2025-07-02"), Limits(published_by=20250702, added_by=2)),
        (Filters(as_of="2024-07-02"), Limits(published_by=20240702, added_by=0)),
    ],
)
def test_filters_are_understood(tmp_path: Path, filters: Filters, expected: Limits) -> None:
    assert limits(tmp_path, filters) == expected
    assert bool(expected) == bool(filters)


def test_ids_that_are_not_there_leave_nothing_rather_than_everything(tmp_path: Path) -> None:
    found = limits(tmp_path, Filters(articles=("nobody",)))
    assert found
    assert found.among is not None
    assert found.among.tolist() == []


def test_known_before_anything_is_a_limit_too(tmp_path: Path) -> None:
    assert limits(tmp_path, Filters(known_by="1999-01-01"), known=0)


def test_what_was_known_is_asked_by_day_or_by_time() -> None:
    east = timezone(timedelta(hours=2))
    for known in ("2025-07-04", date(2025, 7, 4), "4 July 2025"):
        assert Filters(known_by=known).known_by == "2025-07-04"
    assert Filters(known_by=datetime(2025, 7, 4, 18, 30, tzinfo=east)).known_by == "2025-07-04T18:30:00+02:00"
    assert Filters(known_by="").known_by is None


@pytest.mark.parametrize("name", ["after", "before", "as_of", "known_by"])
@pytest.mark.parametrize("value", ["soon", "04/07/2025", "2025-13-01", "2025-07-32T00:00:00"])
def test_a_day_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(DateError, match="not a date I can read"):
        Filters(**{name: value})


@pytest.mark.parametrize(
    ("filters", "allowed"),
    [
        (None, True),
        (Filters(), True),
        (Filters(after="2025-07-04", before="2025-07-04", as_of="2025-07-04"), True),
        (Filters(after="2025-07-05"), False),
        (Filters(before="2025-07-03"), False),
        (Filters(as_of="2025-07-03"), False),
        (Filters(outlets=("nobody", "THE courier")), True),
        (Filters(outlets=("nobody",)), False),
        (Filters(languages=("en-US",)), True),
        (Filters(languages=("de",)), False),
        (Filters(articles=("a", "b")), True),
        (Filters(articles=("b",)), False),
    ],
)
def test_one_article_is_allowed_or_not(filters: Filters | None, allowed: bool) -> None:
    article = Article("a", "", "x", outlet="The Courier", published="2025-07-04T18:30:00+02:00", language="en-gb")
    assert allows(filters, article) is allowed


@pytest.mark.parametrize("name", ["after", "before", "as_of"])
def test_an_article_without_a_date_is_left_out_by_days(name: str) -> None:
    assert not allows(Filters(**{name: "2025-07-04"}), Article("a", "", "x"))


def test_days_and_languages_as_kept() -> None:
    assert [day_number(day) for day in (None, "", "2025-07-04", "2025-07-04T10:00:00")] == [0, 0, 20250704, 20250704]
    assert [first_part(name) for name in ("", "en", "EN-gb", "zh_Hant-TW")] == ["", "en", "en", "zh"]
