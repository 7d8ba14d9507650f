"""What is asked further of the question before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.further import further


@pytest.mark.parametrize(
    ("before", "fragment", "answer", "query"),
    [
        ("Will the plant in Turin close?", "why?", "", "Why will the plant in Turin close?"),
        ("When does the museum open?", "where", "on Monday", "Where does the museum open?"),
        ("What did Keller call the king?", "why?", "a clown", "Why did Keller call the king a clown?"),
        ("Who voted against it?", "why?", "Anna Keller", "Why is it that Anna Keller voted against it?"),
        ("Who found the mistake?", "how?", "cook", "How is it that the cook found the mistake?"),
        ("Who's got the cup?", "since when?", "Ghana", "Since when is it that Ghana's got the cup?"),
        ("Which club is he at?", "since when?", "Ajax", "Since when is he at Ajax?"),
        ("How long is the tunnel?", "how deep?", "2 km", "How deep is the tunnel?"),
        ("Will the bank pay?", "why not?", "no", "Why will the bank not pay?"),
        ("When did they return?", "why not in May?", "", "Why did they not return in May?"),
        ("What does the firm have to sell?", "to whom?", "", "To whom does the firm have to sell?"),
        ("Why was she punished?", "how many days?", "theft", "How many days? (Why was she punished)"),
        ("How many were insured?", "why so few?", "ten", "Why so few? (How many were insured)"),
        ("Who won?", "why?", "", "Why? Who won?"),
        ("Who won?", "why?", "It was, all told, a day for the home side", "Why? Who won?"),
    ],
)
def test_a_question_word_asks_of_the_question_before(before: str, fragment: str, answer: str, query: str) -> None:
    assert further(before, fragment, answer) == query


@given(
    st.text(max_size=60), st.sampled_from(["why", "why not", "how many", "to whom", "says who"]), st.text(max_size=20)
)
def test_any_question_can_be_asked_of(before: str, fragment: str, answer: str) -> None:
    assert further(before, fragment, answer).strip()
