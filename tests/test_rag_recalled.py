"""What the last turns said."""

from __future__ import annotations

import pytest
from turns import answered, article

from onrecord.rag import Turn
from onrecord.rag.recalled import as_printed, behind, query_of

TEXT = "In Ribe the cook Anna Keller met Lund. Then Keller left Ribe. The dockers stayed, and Lund did."


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("who is anna keller?", "who is Anna Keller?"),
        ("what did the dockers of ribe do", "what did the dockers of Ribe do"),
        ("Who is anna keller of Ribe?", "Who is anna keller of Ribe?"),
        ("why?", "why?"),
    ],
)
def test_small_letters_become_those_in_print(question: str, printed: str) -> None:
    assert as_printed(question, [TEXT, "Ribe is in Denmark, Ribe."]) == printed


@pytest.mark.parametrize(
    ("query", "bare", "about"),
    [
        ("How many work there? (the plant)", "How many work there?", "the plant"),
        ("Why? Who won?", "Who won?", ""),
        ("How many days? (Why was she punished)", "Why was she punished", ""),
        ("Who won?", "Who won?", ""),
    ],
)
def test_what_completed_a_question_is_told_from_it(query: str, bare: str, about: str) -> None:
    turn = answered("x", "Anna Keller", article(TEXT), query=query)
    assert (query_of(turn), behind(turn)) == (bare, about)


def test_an_answer_in_words_has_no_query() -> None:
    assert query_of(Turn("Who won?", "Ghana")) == "Who won?"
    assert behind(Turn("Who won? (x)", "Ghana")) == ""
