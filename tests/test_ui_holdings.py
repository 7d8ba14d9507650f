from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from onrecord.index.listed import Counted
from onrecord.ui.holdings import HoldingsView, holdings_view


def view(*counted: tuple[str, str | None, int]) -> HoldingsView:
    return holdings_view([Counted(*one) for one in counted], 9)


def test_articles_are_counted_by_outlet_and_week() -> None:
    found = view(("Courier", "2025-07-04", 2), ("Courier", "2025-07-07", 1), ("Ledger", "2025-07-14", 4))
    assert found["step"] == "week"
    assert [(one["first"], one["last"]) for one in found["periods"]] == [
        ("2025-06-30", "2025-07-06"),
        ("2025-07-07", "2025-07-13"),
        ("2025-07-14", "2025-07-20"),
    ]
    assert found["periods"][0]["label"] == "30 June – 6 July 2025"
    assert [(row["name"], row["total"], row["counts"]) for row in found["rows"]] == [
        ("Ledger", 4, [0, 0, 4]),
        ("Courier", 3, [2, 1, 0]),
    ]
    assert dict(found["extent"]) == {
        "Articles": "7", "Passages": "9", "Outlets": "2", "First day": "4 July 2025", "Last day": "14 July 2025",
    }  # fmt: skip
    assert found["note"] == ""
    assert found["ticks"] == [{"place": 0, "label": "June 2025"}, {"place": 1, "label": "July"}]


def test_an_archive_without_articles_or_without_dates_has_no_bars() -> None:
    assert view()["extent"] == [("Articles", "0"), ("Passages", "9"), ("Outlets", "0")]
    found = view(("Courier", None, 3))
    assert (found["periods"], found["rows"], found["note"]) == ([], [], "3 articles without a date.")


def test_what_is_not_drawn_is_said() -> None:
    found = view(("Courier", "1601-05-01", 1), ("Courier", "2025-07-04", 1), ("", None, 1))
    assert found["step"] == "year"
    assert len(found["periods"]) == 150
    assert found["note"] == "Not drawn: 1 article without a date and 1 article before 1 January 1876."
    assert sum(found["rows"][0]["counts"]) == 1
    assert found["rows"][0]["total"] == 2


def test_of_many_outlets_the_small_ones_share_a_row() -> None:
    found = view(*((f"Outlet {n}", "2025-07-04", 100 - n) for n in range(12)), ("", "2025-07-04", 1))
    names = [row["name"] for row in found["rows"]]
    assert names == [*(f"Outlet {n}" for n in range(7)), "6 other outlets"]
    assert found["rows"][-1]["counts"] == [93 + 92 + 91 + 90 + 89 + 1]
    assert sum(row["total"] for row in found["rows"]) == sum(sum(row["counts"]) for row in found["rows"])
    assert view(("", "2025-07-04", 1))["rows"][0]["name"] == "Outlet unknown"


@pytest.mark.parametrize(
    ("first", "last", "step"),
    [
        ("2025-07-04", "2025-07-04", "week"),
        ("2024-01-01", "2025-12-31", "week"),
        ("2020-02-29", "2025-12-31", "month"),
        ("1990-12-31", "2025-01-01", "year"),
        ("1600-01-01", "2026-12-31", "year"),
    ],
)
def test_periods_stand_side_by_side_without_a_gap_and_few_enough_to_see(first: str, last: str, step: str) -> None:
    found = view(("Courier", first, 1), ("Courier", last, 1))
    periods = [(date.fromisoformat(one["first"]), date.fromisoformat(one["last"])) for one in found["periods"]]
    assert found["step"] == step
    assert len(periods) <= 150
    assert all(before[1] + timedelta(1) == after[0] for before, after in pairwise(periods))
    assert periods[0][0] <= date.fromisoformat(first) or len(periods) == 150
    assert periods[-1][1] >= date.fromisoformat(last)
    places = [tick["place"] for tick in found["ticks"]]
    assert places == sorted(set(places))
    assert len(places) <= 6
    assert all(place < len(periods) for place in places)
