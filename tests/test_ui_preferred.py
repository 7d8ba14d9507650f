from __future__ import annotations

from typing import Any

from ui_given import CALL, index_of

from onrecord.index import Article
from onrecord.ui.events import FILTERS
from onrecord.ui.preferred import Preferred

LEDGER = Article("other", "A call", "It took half an hour.", outlet="The Ledger", published="2025-07-05")
PREFERRED = Preferred(index_of(CALL, LEDGER))


def chosen(**wishes: Any) -> dict[str, Any]:
    return {"chosen": wishes}


def test_an_opened_page_is_told_the_days_and_outlets() -> None:
    offered, dates, outlets, heading = PREFERRED.opened(chosen())
    assert (offered["first"], offered["last"]) == ("2025-07-04", "2025-07-05")
    assert dates == {"first": "2025-07-04", "last": "2025-07-05", "after": "", "before": ""}
    assert (outlets["choices"], outlets["value"]) == (["The Courier", "The Ledger"], [])
    assert heading["label"] == FILTERS


def test_it_begins_with_the_limits_its_reader_wishes() -> None:
    wishes = chosen(after="2025-07-05", outlets=["The Ledger", "Gone"])
    _, dates, outlets, heading = PREFERRED.opened(wishes)
    assert (dates["after"], dates["before"]) == ("2025-07-05", "")
    assert outlets["value"] == ["The Ledger"]
    assert heading["label"] == f"{FILTERS}: from 5 July 2025, in The Ledger"
    assert PREFERRED.changed(wishes) == (dates, outlets, heading)
