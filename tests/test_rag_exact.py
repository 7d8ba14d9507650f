from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.exact import exact, share


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who called the dam an “imminent failure”?", ["imminent failure"]),
        ('Who said "never again" in May?', ["never again"]),
        ("Who won the $8.5 billion grant?", ["8.5"]),
        ("Which of the 1,200 workers left?", ["1,200"]),
        ("Who leads the inquiry?", []),
        ("What is a F16 or a COVID-19 case?", ["19"]),
        ("Whose ship's crew didn't leave?", []),
    ],
)
def test_numbers_and_quoted_words(question: str, words: list[str]) -> None:
    assert [question[start:end] for start, end in exact(question)] == words


def test_what_stands_in_a_time_is_left_out() -> None:
    question = "What happened on 4 July 2025 to 3 ships?"
    start = question.index("4 July")
    assert [question[a:b] for a, b in exact(question, [(start, start + len("4 July 2025"))])] == ["3"]


@pytest.mark.parametrize(
    ("wanted", "text", "expected"),
    [
        (["16"], "It was 1916.", 0.0),
        (["16"], "All 16 are home.", 1.0),
        (["8.5", "grant"], "A grant of $8 billion.", 0.5),
        (["Imminent Failure"], "in “imminent failure” condition", 1.0),
        ([], "anything", 0.0),
    ],
)
def test_the_share_that_stands_in_a_text(wanted: list[str], text: str, expected: float) -> None:
    assert share(wanted, text) == expected


@given(st.text(max_size=300))
def test_finds_are_in_the_question_and_apart(question: str) -> None:
    found = exact(question)
    assert all(0 <= start < end <= len(question) for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
