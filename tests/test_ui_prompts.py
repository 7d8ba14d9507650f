from __future__ import annotations

from typing import Any

import pytest
from ui_given import the_call, unclear

from onrecord.index import Filters
from onrecord.rag import Choice
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.examples import Example
from onrecord.ui.prompts import prompted

ASKED = "How long was it?"
CHOICE = Choice("the call", "How long did the call last?")
BEFORE = Conversation(
    turns={
        1: Asked(ASKED, Filters(after="2025-07-01"), then="And why?", answer=unclear(ASKED, CHOICE)),
        2: Asked(CHOICE.words, Filters(), stated=CHOICE.question, answer=the_call(CHOICE.question)),
    }
)


@pytest.mark.parametrize(
    ("told", "question", "stated", "as_typed"),
    [
        ({"kind": "example", "number": 1}, "Who won?", "", False),
        ({"kind": "then", "number": 1}, "And why?", "", False),
        ({"kind": "again", "number": 1}, ASKED, "", False),
        ({"kind": "typed", "number": 1}, ASKED, "", True),
        ({"kind": "choice", "number": 1, "choice": 1}, CHOICE.words, CHOICE.question, False),
        ({"kind": "again", "number": 2}, CHOICE.words, CHOICE.question, False),
    ],
)
def test_a_button_asks_what_stands_behind_it(told: dict[str, Any], question: str, stated: str, as_typed: bool) -> None:
    asked = prompted(told, BEFORE, [Example("Who won?")])
    assert (asked.question, asked.stated, "follow-up" in asked.ignored, asked.answer) == (question, stated, as_typed, None)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kind": "choice", "number": 1},
        {"kind": "choice", "number": 1, "choice": 2},
        {"kind": "choice", "number": 1, "choice": 0},
        {"kind": "choice", "number": 1, "choice": "1"},
        {"kind": "choice", "number": 2, "choice": 1},
        {"kind": "then", "number": 2},
        {"kind": "typed", "number": 3},
        {"kind": ["typed"], "number": 1},
        {"kind": "example", "number": 2},
    ],
)
def test_a_button_that_is_not_there_asks_nothing(told: dict[str, Any]) -> None:
    assert prompted(told, BEFORE, [Example("Who won?")]).question == ""
