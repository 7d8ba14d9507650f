from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ui_given import the_call, unclear

from onrecord.index import Filters
from onrecord.rag import Choice
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.examples import Example
from onrecord.ui.prompts import prompted, widened

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
    assert (asked.question, asked.stated, "follow-up" in asked.ignored, asked.answer) == (
        question,
        stated,
        as_typed,
        None,
    )


def test_a_follow_up_is_asked_again_as_it_was_completed() -> None:
    completed = replace(the_call("How long was the call?"), question=ASKED, query="How long was the call?")
    before = Conversation(turns={1: Asked(ASKED, Filters(), answer=completed)})
    assert prompted({"kind": "again", "number": 1}, before, []).stated == "How long was the call?"
    assert prompted({"kind": "leave", "number": 1, "aspect": "time"}, before, []).stated == "How long was the call?"
    assert prompted({"kind": "typed", "number": 1}, before, []).stated == ""


def test_an_aspect_is_left_out_and_put_back() -> None:
    left = prompted({"kind": "leave", "number": 2, "aspect": "time"}, BEFORE, [])
    assert (left.question, left.ignored) == (CHOICE.words, {"time"})
    again = Conversation(turns={1: replace(left, answer=the_call(CHOICE.question))})
    both = prompted({"kind": "leave", "number": 1, "aspect": "outlet"}, again, [])
    assert both.ignored == {"time", "outlet"}
    assert prompted({"kind": "put", "number": 1, "aspect": "time"}, again, []).ignored == frozenset()


def test_a_suggestion_and_other_words_are_asked() -> None:
    before = Conversation(turns={1: Asked(ASKED, Filters(), suggested=("Who spoke?", "Who won?"))})
    assert prompted({"kind": "suggested", "number": 1, "choice": 2}, before, []).question == "Who won?"
    edited = prompted({"kind": "edit", "number": 1, "question": "Who was it?"}, before, [])
    assert (edited.question, edited.instead) == ("Who was it?", 1)
    assert prompted({"kind": "text", "question": "Who was it?"}, before, []).question == "Who was it?"


def test_filters_are_widened() -> None:
    limits = Filters(after="2025-07-01", before="2025-07-05", outlets=("The Courier",))
    assert prompted({"kind": "wider", "number": 1, "which": "days"}, BEFORE, []).wider == "days"
    assert widened(limits, "days") == Filters(outlets=("The Courier",))
    assert widened(limits, "outlets") == Filters(after="2025-07-01", before="2025-07-05")
    assert widened(limits, "filters") == Filters()
    assert widened(limits, "") == limits


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kind": "text"},
        {"kind": "text", "question": ["Who?"]},
        {"kind": "edit", "number": 1, "question": 7},
        {"kind": "edit", "number": 9, "question": "Who?"},
        {"kind": "leave", "number": 1, "aspect": "follow-up"},
        {"kind": "leave", "number": 1, "aspect": "everything"},
        {"kind": "put", "number": 1},
        {"kind": "wider", "number": 1, "which": "all"},
        {"kind": "wider", "number": 1},
        {"kind": "suggested", "number": 1, "choice": 1},
        {"kind": {}, "number": 1},
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
