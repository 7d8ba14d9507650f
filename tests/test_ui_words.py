from __future__ import annotations

import pytest

from onrecord.index import Article, Filters
from onrecord.ui.words import also, byline, count, day, limits, listing, span


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2025-07-04", "4 July 2025"),
        ("2025-12-31T23:59:00+02:00", "31 December 2025"),
        (None, ""),
        ("", ""),
        ("summer 2025", "summer 2025"),
    ],
)
def test_a_day_is_written_as_people_write_it(iso: str | None, written: str) -> None:
    assert day(iso) == written


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        ("2025-07-01", "2025-07-01", "1 July 2025"),
        ("2025-07-01", "2025-07-05", "1–5 July 2025"),
        ("2025-05-20", "2025-08-16", "20 May – 16 August 2025"),
        ("2024-12-30", "2025-01-02", "30 December 2024 – 2 January 2025"),
    ],
)
def test_a_span_says_nothing_twice(first: str, last: str, written: str) -> None:
    assert span(first, last) == written


def test_counts_and_lists() -> None:
    assert [count(number, "article") for number in (0, 1, 2134)] == ["0 articles", "1 article", "2,134 articles"]
    assert [listing(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_a_byline_says_what_is_not_known() -> None:
    assert byline("The Courier", "2025-07-04") == "The Courier, 4 July 2025"
    assert byline(" ", None) == "Outlet unknown, undated"


@pytest.mark.parametrize(
    ("filters", "written"),
    [
        (Filters(), ""),
        (Filters(after="2025-07-01"), "from 1 July 2025"),
        (Filters(before="2025-07-05"), "until 5 July 2025"),
        (Filters(after="2025-07-01", before="2025-07-05", outlets=("A", "B")), "1–5 July 2025, in A and B"),
        (Filters(outlets=("A",)), "in A"),
    ],
)
def test_limits_are_one_phrase(filters: Filters, written: str) -> None:
    assert limits(filters) == written


def test_where_else_a_passage_was_printed() -> None:
    copies = [Article(f"a{n}", "", "x", outlet="The Ledger", published=f"2025-07-0{n}") for n in range(1, 6)]
    assert also(copies[:1]) == "Also in The Ledger, 1 July 2025"
    assert also(copies) == ("Also in The Ledger, 1 July 2025; The Ledger, 2 July 2025; The Ledger, 3 July 2025; 2 more")
    assert also([Article("x", "", "y")]) == "Also in Outlet unknown, undated"
    assert also([]) == ""
