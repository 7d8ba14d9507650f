"""What somebody meant all along."""

from __future__ import annotations

import pytest

from onrecord.rag.corrected import Meant, corrected, meant


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("No, I meant Emmanuel Macron", "Emmanuel Macron"),
        ("sorry, i meant the senator", "the senator"),
        ("I mean Emmanuel Macron.", "Emmanuel Macron"),
        ("not him, Emmanuel Macron", "Emmanuel Macron"),
        ("the health minister I mean", "the health minister"),
        ("no, the health minister i meant", "the health minister"),
    ],
)
def test_what_was_meant_is_named(question: str, words: str) -> None:
    assert meant(question) == Meant(words)


def test_what_is_asked_of_it_may_follow() -> None:
    assert meant("no, I meant the cook. how old is he?") == Meant("the cook", "how old is he?")
    assert meant("no, I meant what was in the letter") == Meant("", "what was in the letter")


@pytest.mark.parametrize(
    "question",
    [
        "What did she say?",
        "Is there no bridge in Brannick?",
        "Nobody died?",
        "No.",
        "What did he mean?",
        "What does that mean?",
        "No one knows why the bridge over the river was closed on that Monday?",
    ],
)
def test_other_questions_take_nothing_back(question: str) -> None:
    assert meant(question) is None


@pytest.mark.parametrize(
    ("before", "words", "query"),
    [
        ("What did Angela Merkel say?", "Emmanuel Macron", "What did Emmanuel Macron say?"),
        ("What did Angela Merkel say?", "the senator", "What did the senator say?"),
        ("What did the engineer say?", "the mayor", "What did the mayor say?"),
        ("What's Angela Merkel's job?", "Macron", "What's Macron's job?"),
    ],
)
def test_what_was_meant_takes_the_place_of_what_was_named(before: str, words: str, query: str) -> None:
    assert corrected(before, words) == query
