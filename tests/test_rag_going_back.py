"""Questions that go back to what was talked about."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.rag import Turn
from onrecord.rag.going_back import gone_back, turns_meant
from onrecord.rag.subject import subject
from onrecord.rag.understand import understand

HISTORY = [
    Turn("How much will a bus ride in Turin cost?", "2 euros"),
    Turn("Who is Anna Keller?", "a cook"),
    Turn("How tall is the tower?", "90 metres"),
]


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("back to the strike: how long did it last?", "how long did the strike last?"),
        ("and back to the dockers, how many of them left?", "how many of the dockers left?"),
        ("Back to Anna Keller, how much was the fine?", "how much was the fine? (Anna Keller)"),
        ("back to the call: what did Merkel say she would do?", "what did Merkel say she would do? (the call)"),
        ("back to the bridge, when did she cross it?", "when did Anna Keller cross the bridge?"),
        ("Back to the baker. How many did he sell?", "How many did the baker sell?"),
        ("Anna Keller, how old is she?", "how old is Anna Keller?"),
        ("sorry, Turin again: the monthly ticket?", "How much will the monthly ticket in Turin cost?"),
    ],
)
def test_what_is_named_once_more_is_meant(question: str, query: str) -> None:
    found = gone_back(question, HISTORY)
    assert found is not None
    assert found.query == query


@pytest.mark.parametrize(
    "question",
    [
        "How old is she?",
        "In Turin, how long did it rain?",
        "Is she back in Turin?",
        "What, again?",
        "Once again: Turin",
    ],
)
def test_others_do_not_go_back(question: str) -> None:
    assert gone_back(question, HISTORY) is None


TALKED = [
    Turn("How long was the march in Bonn?", "5 km"),
    Turn("Who led the march?", "Jo Strand, a baker"),
    Turn("How tall is the tower?", "90 metres"),
    Turn("Who built the tower?", "Eva Lind"),
]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("back to the march: how many people came?", ["How long was the march in Bonn?", "Who led the march?"]),
        ("Returning to the tower, what did it cost?", ["How tall is the tower?", "Who built the tower?"]),
        ("back to the baker: how old is he?", ["Who led the march?"]),
        ("back to the storm: who died?", []),
        ("How old is she?", []),
    ],
)
def test_the_turns_are_found_in_which_that_was_talked_about(question: str, asked: list[str]) -> None:
    assert [turn.question for turn in turns_meant(question, TALKED)] == asked


def test_what_was_said_there_is_what_the_question_leans_on() -> None:
    found = understand("back to the march: how many people came?", TALKED, asked=date(2025, 7, 4))
    assert found.said == (("How long was the march in Bonn?", "5 km"), ("Who led the march?", "Jo Strand, a baker"))
    assert found.said == subject(TALKED[:2]).said
