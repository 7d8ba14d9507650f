from __future__ import annotations

import pytest

from onrecord.index import Filters
from onrecord.ui.asked import LONGEST_QUESTION, NotAsked, checked_filters, checked_question


def test_a_question_is_one_line_without_the_space_around_it() -> None:
    assert checked_question("  How long\n was it? ") == "How long was it?"
    assert checked_question("x" * LONGEST_QUESTION) == "x" * LONGEST_QUESTION


@pytest.mark.parametrize("stated", ["", " \n\t", "x" * (LONGEST_QUESTION + 1)])
def test_nothing_and_too_much_are_refused(stated: str) -> None:
    with pytest.raises(NotAsked):
        checked_question(stated)


def test_filters_are_read_from_days_and_names() -> None:
    assert checked_filters("2025-07-01", "", ["A"]) == Filters(after="2025-07-01", outlets=("A",))
    assert checked_filters("2025-07-01", "2025-07-01", []) == Filters(after="2025-07-01", before="2025-07-01")
    assert checked_filters(None, None, ["the courier"], ["The Courier"]).outlets == ("the courier",)


@pytest.mark.parametrize(
    ("after", "before", "outlets", "said"),
    [
        ("2025-07-05", "2025-07-01", [], "5 July 2025, is after the last, 1 July 2025"),
        ("yesterday", "", [], "yesterday"),
        ("", "2025-02-30", [], "2025-02-30"),
        ("", "", ["Nobody's News"], "Nobody's News"),
    ],
)
def test_a_refusal_says_what_was_wrong(after: str, before: str, outlets: list[str], said: str) -> None:
    with pytest.raises(NotAsked, match=said):
        checked_filters(after, before, outlets, ["The Courier"])
