from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index.visible import Standing
from onrecord.rag.understand import understand
from onrecord.rag.weighing import Timing, gain, timing

ASKED = "2025-07-04"


def at(day: str | None, when: Timing, start: int = 500, outlet: str = "") -> float:
    return gain(Standing(day, outlet, start), when)


def test_the_newer_of_two_articles_before_the_day_asked_is_preferred() -> None:
    days = ["2025-07-04", "2025-06-25", "2025-06-10", "2025-05-01"]
    gains = [at(day, Timing(ASKED)) for day in days]
    assert gains == sorted(gains, reverse=True)
    assert len(set(gains)) == 4
    assert at("2024-07-04", Timing(ASKED)) == at(None, Timing(ASKED)) == at("2025-08-01", Timing(ASKED)) == 0


def test_without_a_day_no_time_is_preferred() -> None:
    assert at(ASKED, Timing()) == 0


def test_an_outlet_that_is_named_is_preferred() -> None:
    assert gain(Standing(None, "CNN", 9), Timing(), ["CNN"]) > gain(Standing(None, "BBC", 9), Timing(), ["CNN"]) == 0


@pytest.mark.parametrize(
    ("question", "as_of", "asked"),
    [
        ("Who won the vote?", ASKED, ASKED),
        ("Who won the vote this week?", ASKED, ASKED),
        ("Who won the vote in March 2024?", ASKED, None),
        ("Who will host the games in 2026?", ASKED, ASKED),
        ("Who won the vote?", None, None),
        ("What is the latest on the strike?", None, "2025-06-30"),
        ("What is the latest on the strike?", "2025-06-01", "2025-06-01"),
    ],
)
def test_whose_news_is_preferred(question: str, as_of: str | None, asked: str | None) -> None:
    understood = understand(question, asked=date.fromisoformat(as_of or ASKED))
    assert timing(understood, as_of, "2025-06-30").asked == asked


def test_the_days_that_a_question_states_are_preferred_wherever_they_lie() -> None:
    when = timing(understand("Who won the vote in March 2024?", asked=date(2025, 7, 4)), ASKED, None)
    inside, beside, away = (at(day, when) for day in ("2024-03-15", "2024-04-10", "2025-07-03"))
    assert inside > beside > away == 0


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_no_day_counts_against_a_passage(day: date, asked: date) -> None:
    assert at(day.isoformat(), Timing(asked.isoformat())) >= 0
