from __future__ import annotations

from typing import Any

import pytest
from ui_given import BARE, CALL, index_of

from onrecord.index import Filters
from onrecord.rag.risk import RISK, least
from onrecord.ui.settings import QUOTES, RISKS, Settings, checked_settings, settings_view

OUTLETS = ["The Courier", "The Ledger"]


def test_what_was_chosen_is_taken() -> None:
    sent = {
        "chosen": {"risk": 0.1, "quotes": 1, "after": "2025-07-01", "before": "2025-07-31", "outlets": ["The Ledger"]}
    }
    assert checked_settings(sent, OUTLETS) == Settings(0.1, 1, Filters("2025-07-01", "2025-07-31", ("The Ledger",)))


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "chosen",
        [],
        {},
        {"chosen": None},
        {"chosen": ["risk"]},
        {"chosen": {"risk": "0.1"}},
        {"chosen": {"risk": True}},
        {"chosen": {"risk": 7.0, "quotes": 1000}},
        {"chosen": {"risk": [0.1], "quotes": {}, "after": {}, "before": 3, "outlets": "The Ledger"}},
        {"chosen": {"quotes": True, "outlets": [1, {}]}},
        {"chosen": {"after": "yesterday"}},
        {"chosen": {"after": "2025-08-01", "before": "2025-07-01"}},
        {"chosen": {"outlets": ["Gone", "<script>"]}},
    ],
)
def test_what_is_not_offered_is_left_out(sent: Any) -> None:
    assert checked_settings(sent, OUTLETS) == Settings()


def test_a_wrong_day_does_not_cost_the_outlets() -> None:
    sent = {"chosen": {"after": "soon", "outlets": ["Gone", "The Ledger"]}}
    assert checked_settings(sent, OUTLETS).filters == Filters(outlets=("The Ledger",))


def test_the_panel_says_which_archive_it_is() -> None:
    index = index_of(CALL, BARE)
    view = settings_view(index)
    assert view["holds"] == "2 articles · 1 outlet · 4 July 2025"
    assert view["place"] == str(index.folder.resolve())
    assert view["place"].endswith(view["name"])
    assert view["outlets"] == ["The Courier"]
    assert settings_view(index_of())["holds"] == "0 articles · 0 outlets"


def test_every_risk_that_is_offered_can_be_asked_with_and_declines_less_than_the_one_before() -> None:
    wanted = [least(level["risk"]) for level in RISKS]
    assert wanted == sorted(wanted, reverse=True)
    assert len(set(wanted)) == len(RISKS)
    assert RISK in [level["risk"] for level in RISKS]
    assert list(QUOTES) == sorted(QUOTES)
