from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from ui_given import CALL, answered, cited, declined

from onrecord.index import Filters
from onrecord.rag.understand import understand
from onrecord.ui.helping import Held, helping

ARCHIVE = Held(72, ("2025-05-20", "2025-08-16"), ("The Courier", "The Ledger"))
DECLINED = declined("What did the bank decide?")


def buttons(answer: Any, filters: Filters, archive: Held = ARCHIVE) -> list[dict[str, Any]]:
    return [one for view in helping(answer, filters, archive) for one in view["buttons"]]


def test_what_there_is_is_said() -> None:
    (view,) = helping(DECLINED, Filters(), ARCHIVE)
    assert view["text"] == "The archive has 72 articles of 20 May – 16 August 2025, from The Courier and The Ledger."
    assert [one["kind"] for one in view["buttons"]] == ["edit", "add"]
    many = Held(3, None, tuple(f"Outlet {number}" for number in range(9)))
    assert helping(DECLINED, Filters(), many)[0]["text"].endswith("Outlet 5 and 3 more.")


@pytest.mark.parametrize(
    ("filters", "which"),
    [
        (Filters(after="2025-07-01"), ["filters"]),
        (Filters(outlets=("The Courier",)), ["filters"]),
        (Filters(before="2025-07-01", outlets=("The Courier",)), ["days", "outlets", "filters"]),
        (Filters(), []),
    ],
)
def test_each_filter_can_be_left_out(filters: Filters, which: list[str]) -> None:
    found = [one["which"] for one in buttons(DECLINED, filters) if one["kind"] == "wider"]
    assert found == which


def test_that_it_is_answered_there_is_said_where_it_is_so() -> None:
    filters = Filters(outlets=("The Courier",))
    assert "it is answered" not in helping(DECLINED, filters, ARCHIVE)[0]["text"]
    assert helping(replace(DECLINED, cause="filtered"), filters, ARCHIVE)[0]["text"] == (
        "The search was limited: in The Courier. Without that it is answered."
    )


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What was decided in July 2026?", "ends on 16 August 2025"),
        ("What was decided in 2019?", "begins on 20 May 2025"),
        ("What was decided in July 2025?", ""),
        ("What was decided?", ""),
    ],
)
def test_a_time_of_which_the_archive_has_nothing(question: str, says: str) -> None:
    answer = replace(declined(question), understood=understand(question, asked=date(2026, 11, 27)))
    texts = " ".join(view["text"] for view in helping(answer, Filters(), ARCHIVE))
    leaves = [one for one in buttons(answer, Filters()) if one["kind"] == "leave"]
    if says:
        assert says in texts
        assert leaves == [{"says": "Ask without the time", "kind": "leave", "aspect": "time"}]
    else:
        assert leaves == []


def test_nothing_is_offered_where_nothing_is_missing() -> None:
    assert helping(answered("?", cited(CALL, "No date was set.")), Filters(), ARCHIVE) == []
    for cause in ("talk", "unclear"):
        assert helping(replace(DECLINED, cause=cause), Filters(), ARCHIVE) == []  # type: ignore[arg-type]
    assert helping(replace(DECLINED, act="newer"), Filters(), ARCHIVE) == []
