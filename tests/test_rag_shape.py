"""What a question is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.shape import shape


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("How much did the operation cost?", "the operation"),
        ("What will a bus ride in Turin cost from May?", "a bus ride"),
        ("How many trams does the city of Turin have?", "the city"),
        ("Did Merkel and Macron talk about tariffs?", "Merkel and Macron"),
        ("How did the Turin council vote on the stadium?", "the Turin council"),
        ("What's her job?", "her job"),
        ("Who is mayor of the islands?", "mayor"),
        ("Who won the race?", None),
        ("What did she say?", None),
        ("", None),
    ],
)
def test_the_subject_stands_behind_the_auxiliary(question: str, subject: str | None) -> None:
    found = shape(question).subject
    assert (found.words if found else None) == subject


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Did the judge leave?", ["person"]),
        ("Did the jury leave?", ["group"]),
        ("Did it snow in Brannick in March?", ["place", "time"]),
        ("Does the vaccine work?", ["thing"]),
        ("Is the runner-up here?", ["person"]),
    ],
)
def test_a_phrase_is_of_some_kind(question: str, kinds: list[str]) -> None:
    assert [one.kind for one in shape(question).phrases] == kinds


def test_what_is_asked_for_is_told_from_the_rest() -> None:
    asked, told = shape("How many ship-to-shore cranes does it have in the harbour?").phrases
    assert (asked.words, asked.asked, asked.many) == ("How many ship-to-shore cranes", True, True)
    assert (told.words, told.preposition, told.asked) == ("the harbour", "in", False)


@given(st.text(max_size=80))
def test_phrases_stand_where_they_say(question: str) -> None:
    for one in shape(question).phrases:
        assert question[one.start : one.end] == one.words
        assert one.whole <= one.start < one.end
