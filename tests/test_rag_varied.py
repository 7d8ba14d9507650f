"""The question before with something else in it."""

from __future__ import annotations

import pytest

from onrecord.rag.varied import corrected, varied


@pytest.mark.parametrize(
    ("before", "fragment", "query"),
    [
        ("How many people died in Syria?", "in Gaza?", "How many people died in Gaza?"),
        ("How many people died in 2023?", "the year before?", "How many people died in 2022?"),
        ("How many people died in 2023?", "the year after", "How many people died in 2024?"),
        ("How many people died?", "the year before?", "How many people died the year before?"),
        ("What did Angela Merkel say?", "Emmanuel Macron?", "What did Emmanuel Macron say?"),
        ("Why was it shut?", "", "Why was it shut?"),
    ],
)
def test_what_is_like_it_is_replaced(before: str, fragment: str, query: str) -> None:
    assert varied(before, fragment) == query


@pytest.mark.parametrize(
    ("question", "query", "words"),
    [
        ("No, I meant Emmanuel Macron", "What did Emmanuel Macron say?", "Emmanuel Macron"),
        ("sorry, i meant the senator", "What did the senator say?", "the senator"),
        ("I mean Emmanuel Macron.", "What did Emmanuel Macron say?", "Emmanuel Macron"),
        ("not him, Emmanuel Macron", "What did Emmanuel Macron say?", "Emmanuel Macron"),
    ],
)
def test_what_was_meant_takes_the_place_of_what_was_named(question: str, query: str, words: str) -> None:
    assert corrected("What did Angela Merkel say?", question) == (query, words)


@pytest.mark.parametrize(
    "question",
    [
        "What did she say?",
        "Is there no bridge in Brannick?",
        "Nobody died?",
        "No.",
        "What did he mean?",
        "No one knows why the bridge over the river was closed on that Monday?",
    ],
)
def test_other_questions_take_nothing_back(question: str) -> None:
    assert corrected("What did Angela Merkel say?", question) is None


def test_a_description_takes_the_place_of_another() -> None:
    assert corrected("What did the engineer say?", "no, I meant the mayor") == ("What did the mayor say?", "the mayor")
