from __future__ import annotations

from typing import Any

import pytest
from ui_given import assistant, declined, the_call

from onrecord.index import Filters
from onrecord.rag import Answer
from onrecord.rag.feedback import LONGEST_NOTE, Feedback
from onrecord.ui.conversation import Asked, Conversation


def answer(question: str) -> Answer:
    if question == "fails":
        raise RuntimeError
    return declined(question) if question == "declined" else the_call(question)


@pytest.fixture
def given() -> Any:
    made = assistant(answer)
    conversation = Conversation()
    for question in ("fails", "How long?", "declined"):
        list(conversation.ask(made, Asked(question, Filters())))
    return made, conversation, Feedback(made.index.folder)


def test_a_verdict_is_kept_with_its_question_and_quote(given: Any) -> None:
    made, conversation, store = given
    view = conversation.judge(made, 2, {"verdict": "right"})
    assert (view["turn"], view["stage"], view["judged"]["verdict"]) == (2, "answered", "right")
    (kept,) = store.read()
    assert (kept.turn, kept.question, kept.answer, kept.article) == (1, "How long?", "about forty minutes", "call")
    assert kept.history == ()
    conversation.judge(made, 3, {"verdict": "right", "nothing": True, "note": "so it is"})
    assert [(one.turn, one.abstained, one.nothing, one.note) for one in store.read()] == [
        (1, False, False, ""),
        (2, True, False, "so it is"),
    ]
    assert store.read()[1].history[0].answer == "about forty minutes"


def test_it_can_be_changed_noted_and_taken_back(given: Any) -> None:
    made, conversation, store = given
    conversation.judge(made, 2, {"verdict": "right"})
    view = conversation.judge(made, 2, {"verdict": "wrong", "note": "<b>no</b>\n" + "x" * 9000, "nothing": True})
    (kept,) = store.read()
    assert (kept.verdict, kept.nothing, len(kept.note)) == ("wrong", True, LONGEST_NOTE)
    assert view["judged"]["note"].startswith("<b>no</b>\n")
    assert conversation.judge(made, 2, {"verdict": ""})["judged"]["verdict"] == ""
    assert store.read() == []


@pytest.mark.parametrize("told", [{}, {"verdict": None}, {"verdict": ["right"]}, {"verdict": "great"}, {"note": {}}])
def test_anything_but_a_verdict_keeps_nothing(given: Any, told: dict[str, Any]) -> None:
    made, conversation, store = given
    assert conversation.judge(made, 2, told)["judged"]["verdict"] == ""
    assert store.read() == []


@pytest.mark.parametrize("number", [0, 1, 4, -1, "2", None, {}, 2.0])
def test_what_was_not_answered_cannot_be_judged(given: Any, number: object) -> None:
    made, conversation, store = given
    assert conversation.judge(made, number, {"verdict": "right"}) is None
    assert store.read() == []


def test_halves_of_characters_are_left_out(given: Any) -> None:
    made, conversation, store = given
    conversation.judge(made, 2, {"verdict": "wrong", "note": "a\ud800b"})
    assert store.read()[0].note == "ab"


def test_what_cannot_be_kept_is_said_and_the_verdict_stays_as_it_was(given: Any) -> None:
    made, conversation, store = given
    store.folder.write_text("in the way")
    view = conversation.judge(made, 2, {"verdict": "right"})
    assert view["judged"]["verdict"] == ""
    assert str(store.folder) in view["judged"]["failed"]
