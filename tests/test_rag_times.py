"""What a question says of when is found and means what newsreaders mean; what only looks like a time is left alone."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.eval.times import Row, found, rows
from onrecord.rag.when import Anchor, Time, anchors, around, times

WEDNESDAY = date(2025, 7, 9)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
PIECES = """the a last this next past coming early mid late end of first second half quarter since until before after
between and from to in on by as may May March Friday friday week weekend month year days two 2019 2024 1990s 4 31 4th
July July, February 30 Christmas Easter winter ago yesterday today tomorrow now so far earlier will did Q3 2024-07-04
4/7/2025 - – ? . 's election people few New Year's Eve day following verdict"""
WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=14).map(" ".join)
QUESTIONS = st.one_of(st.text(max_size=80), WORDS)
HOSTILE = (
    "in 2019 " * 1250,
    "a " * 5000,
    "the " * 2500,
    "day of the " * 900,
    "is " * 3333,
    "2019" * 2500,
    "1" * 10_000,
    " " * 10_000,
    "last last " * 1000,
    "the first half of " * 600,
    "between March and " * 600,
    "two days after " * 700,
    "Friday" + "-Friday" * 1400,
    "İ" * 10_000,
    "May may " * 1250,
    "from 1 to 2 " * 900,
    "July 4" + "," * 9_990,
    "12/" * 3300,
)


def only(question: str, asked: date = WEDNESDAY) -> tuple[str | None, str | None]:
    """The days of the one time in a question."""
    (one,) = times(question, asked)
    return one.first, one.last


@pytest.fixture(scope="module")
def table() -> list[Row]:
    return rows()


def test_the_table_holds_enough_of_both(table: list[Row]) -> None:
    assert len(table) >= 320
    assert sum(not row.expected for row in table) >= 90
    assert len({row.question + str(row.asked) for row in table}) == len(table)


def test_97_in_100_questions_are_exact(table: list[Row]) -> None:
    wrong = [row.question for row in table if found(row.question, row.asked) != row.expected]
    assert len(wrong) <= 0.03 * len(table), wrong


def test_no_question_without_a_time_is_given_one(table: list[Row]) -> None:
    assert [row.question for row in table if not row.expected and times(row.question, row.asked)] == []


@given(QUESTIONS, DAYS)
def test_what_is_found_is_in_the_question_and_in_order(question: str, asked: date) -> None:
    end = 0
    for one in times(question, asked):
        assert end <= one.start < one.end <= len(question)
        assert one.first or one.last
        assert not one.first or not one.last or one.first <= one.last
        for day in (one.first, one.last):
            assert day is None or date.fromisoformat(day).isoformat() == day
        end = one.end


@given(QUESTIONS, DAYS)
def test_asking_twice_finds_the_same(question: str, asked: date) -> None:
    assert times(question, asked) == times(question, asked)
    assert anchors(question) == anchors(question)


@given(QUESTIONS)
def test_an_anchor_names_an_event_of_the_question(question: str) -> None:
    for one in anchors(question):
        assert question[one.start : one.end].endswith(one.event)
        assert one.event.strip()


@given(DAYS, st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%A, %d %b %Y"]))
def test_a_day_that_is_written_out_is_that_day(day: date, form: str) -> None:
    assert only(f"What happened on {day.strftime(form)}?") == (day.isoformat(), day.isoformat())


@given(DAYS)
def test_weeks_follow_each_other_from_monday_to_sunday(asked: date) -> None:
    last, this, coming = (only(f"What happens {which} week?", asked) for which in ("last", "this", "next"))
    for first, end in (last, this, coming):
        assert first
        assert end
        assert date.fromisoformat(first).weekday() == 0
        assert date.fromisoformat(end) - date.fromisoformat(first) == timedelta(days=6)
    assert this[0] <= asked.isoformat() <= this[1]  # type: ignore[operator]
    assert str(last[1]) < str(this[0]) <= str(this[1]) < str(coming[0])


@given(DAYS, st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
def test_a_weekday_is_the_latest_or_with_will_the_next(asked: date, weekday: str) -> None:
    first, _ = only(f"Who spoke on {weekday}?", asked)
    assert timedelta(0) <= asked - date.fromisoformat(str(first)) < timedelta(days=7)
    first, _ = only(f"Who will speak on {weekday}?", asked)
    assert timedelta(0) <= date.fromisoformat(str(first)) - asked < timedelta(days=7)
    first, _ = only(f"Who spoke last {weekday}?", asked)
    assert timedelta(0) < asked - date.fromisoformat(str(first)) <= timedelta(days=7)


@given(st.integers(1990, 2090))
def test_easter_is_a_sunday_in_spring(year: int) -> None:
    first, _ = only(f"What did the pope say on Easter {year}?")
    assert date.fromisoformat(str(first)).weekday() == 6
    assert f"{year}-03-22" <= str(first) <= f"{year}-04-25"


def test_years_end_at_1600_and_2200() -> None:
    assert times("Who ruled in 1599?", WEDNESDAY) == times("Who will rule in 2201?", WEDNESDAY) == []
    assert only("Who ruled in 1600?") == ("1600-01-01", "1600-12-31")
    assert times("What happened 999 years ago?", WEDNESDAY) == []


def test_the_tense_is_that_of_the_sentence() -> None:
    asked = "The mayor on Monday announced new rules. How much will drivers pay?"
    assert only(asked) == ("2025-07-07", "2025-07-07")
    assert only("She said on Monday that she will resign.") == ("2025-07-07", "2025-07-07")
    assert only("The firm announced it will close on Monday.") == ("2025-07-14", "2025-07-14")


def test_two_days_after_the_verdict_waits_for_the_day_of_the_verdict() -> None:
    question = "What did the judge say two days after the verdict in Dover?"
    (anchor,) = anchors(question)
    assert (anchor.event, anchor.shift, anchor.unit) == ("the verdict in Dover", 2, "day")
    assert around(anchor, date(2025, 6, 30)) == Time(anchor.start, anchor.end, "2025-07-02", "2025-07-02")
    assert times(question, WEDNESDAY) == []


@pytest.mark.parametrize(
    ("shift", "unit", "first", "last"),
    [
        (-1, "day", "2025-06-29", "2025-06-29"),
        (0, "week", "2025-06-30", "2025-07-06"),
        (1, "week", "2025-07-01", "2025-07-07"),
        (-1, "week", "2025-06-23", "2025-06-29"),
        (2, "week", "2025-07-08", "2025-07-14"),
        (1, "month", "2025-07-01", "2025-07-30"),
        (-1, "year", "2024-06-30", "2025-06-29"),
    ],
)
def test_a_time_is_reckoned_from_an_event(shift: int, unit: str, first: str, last: str) -> None:
    found = around(Anchor(0, 9, "the vote", shift, unit), date(2025, 6, 30))  # type: ignore[arg-type]
    assert (found.first, found.last) == (first, last)


def test_a_date_is_no_event() -> None:
    assert anchors("Who conceded the day after Election Day 2024?") == []
    assert anchors("Who fled the week before 4 May 2021?") == []


def test_only_the_first_thousand_characters_are_looked_at() -> None:
    assert times("x " * 600 + "in March 2024", WEDNESDAY) == []
    assert anchors("x " * 600 + "the day after the vote") == []


@pytest.mark.parametrize("question", HOSTILE, ids=lambda text: text[:16])
def test_no_question_takes_long(question: str) -> None:
    took = []
    for _ in range(4):
        start = time.process_time()
        times(question, WEDNESDAY)
        took.append(time.process_time() - start)
        anchors(question)
    assert min(took) < 0.005 * 4, "four times what it may take, for a machine that is busy"


def test_nothing_heavy_is_imported() -> None:
    code = "import sys, onrecord.rag.when.times; sys.exit(bool({'spacy', 'torch'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
