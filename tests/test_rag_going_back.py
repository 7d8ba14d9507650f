"""Questions that go back to what was talked about."""

from __future__ import annotations

import pytest

from onrecord.rag import Turn
from onrecord.rag.going_back import gone_back

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
