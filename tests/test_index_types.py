from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date, datetime

import pytest

from onrecord.index import Article, Filters, Hit, Passage
from onrecord.index.errors import DateError


def test_the_day_is_the_outlets_own() -> None:
    assert Article("a", "", "x", published="2025-07-04T23:30:00-05:00").day == "2025-07-04"
    assert Article("a", "", "x").day is None


def test_a_hits_text_is_cut_from_its_article() -> None:
    assert Hit(Passage(1, "a", 1, 3, 9), Article("a", "", "It rained."), 0.5).text == "rained"


def test_nouns_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Article("a", "", "x").text = "y"  # type: ignore[misc]


def test_filters_keep_days_and_take_any_date() -> None:
    filters = Filters(date(2025, 7, 1), datetime(2025, 7, 5, 12), ["The Courier"])  # type: ignore[arg-type]
    assert filters == Filters("2025-07-01", "2025-07-05T12:00:00", ("The Courier",))
    assert (filters.after, filters.before, filters.outlets) == ("2025-07-01", "2025-07-05", ("The Courier",))


def test_filters_that_limit_nothing_are_false() -> None:
    assert not Filters()
    assert not Filters("", None, ())
    assert Filters(outlets=("The Courier",))
    assert Filters(articles=("a1",))


def test_a_filter_that_is_no_day_is_refused() -> None:
    with pytest.raises(DateError, match="July"):
        Filters(after="July")
