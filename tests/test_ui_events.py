from __future__ import annotations

from typing import Any

import pytest
from ui_given import assistant, the_call, unclear

from onrecord.rag import Choice
from onrecord.rag.risk import RISK
from onrecord.ui.conversation import Conversation
from onrecord.ui.events import FILTERS, Events
from onrecord.ui.examples import Example
from onrecord.ui.gradio_offline import gr

QUESTION = "How long did the call last?"
EXAMPLES = (Example(QUESTION, then="Who was on it?"), Example("Who won?"))


def events(answer: Any = the_call) -> Events:
    return Events(assistant(answer), lambda: EXAMPLES)


def told(data: Any = None) -> gr.EventData:
    return gr.EventData(None, data)


def asked(
    given: Events,
    conversation: Conversation,
    typed: str = "",
    data: Any = None,
    dates: Any = None,
    outlets: Any = (),
    settings: Any = None,
) -> list[tuple[Any, Any]]:
    return list(given.ask(typed, dates, list(outlets), conversation, settings, told(data)))


def is_kept(update: Any) -> bool:
    """Whether a component is left as it is: an update that names no value."""
    return isinstance(update, dict) and "value" not in update


def test_the_box_is_emptied_once_its_question_is_asked() -> None:
    sent = asked(events(), Conversation(), QUESTION)
    assert sent[0][0]["stage"] == "searching"
    assert sent[0][1] == ""
    assert all(is_kept(box) for _, box in sent[1:])


@pytest.mark.parametrize(
    ("typed", "dates"),
    [
        ("  ", None),
        ("x" * 1001, None),
        (QUESTION, {"after": "2025-07-05", "before": "2025-07-01"}),
        (QUESTION, {"after": "tomorrow"}),
    ],
)
def test_what_is_not_asked_stays_in_the_box(typed: str, dates: Any) -> None:
    conversation = Conversation()
    ((view, box),) = asked(events(), conversation, typed, dates=dates)
    assert view["kind"] == "notice"
    assert is_kept(box)
    assert conversation.turns == {}


def test_a_question_is_asked_as_the_settings_say() -> None:
    given, conversation = events(), Conversation()
    asked(given, conversation, QUESTION)
    asked(given, conversation, QUESTION, settings={"chosen": {"risk": 0.1, "quotes": 1}})
    asked(given, conversation, QUESTION, settings={"chosen": {"risk": -1, "quotes": "many"}})
    usual = (RISK, None)
    assert [(one["risk"], one["quotes"]) for one in given.assistant.asked] == [usual, (0.1, 1), usual]  # type: ignore[attr-defined]


def test_a_button_asks_its_question_and_leaves_the_box() -> None:
    given, conversation = events(), Conversation()
    sent = asked(given, conversation, "half a thought", {"kind": "example", "number": 1})
    assert all(is_kept(box) for _, box in sent)
    assert sent[-1][0]["then"] == "Who was on it?"
    asked(given, conversation, data={"kind": "then", "number": 1})
    asked(given, conversation, data={"kind": "again", "number": 1})
    assert [turn.question for turn in conversation.turns.values()] == [QUESTION, "Who was on it?", QUESTION]


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "example", "number": 3},
        {"kind": "example", "number": 0},
        {"kind": "example", "number": -1},
        {"kind": "example", "number": "1"},
        {"kind": "then", "number": 1},
        {"kind": ["then"], "number": 1},
        {"kind": None},
    ],
)
def test_a_button_that_is_not_there_asks_nothing(data: Any) -> None:
    conversation = Conversation()
    asked(events(), conversation, data=data)
    assert conversation.turns == {}


def test_one_question_at_a_time() -> None:
    given, conversation = events(), Conversation()
    first = given.ask(QUESTION, None, [], conversation, None, told())
    next(first)
    ((view, box),) = asked(given, conversation, "Who won?")
    assert "still being answered" in view["message"]
    assert is_kept(box)
    assert list(first)[-1][0]["stage"] == "answered"


def test_a_conversation_that_has_ended_shows_nothing_more() -> None:
    given, conversation = events(), Conversation()
    answering = given.ask(QUESTION, None, [], conversation, None, told())
    next(answering)
    new, welcome, source = given.fresh(conversation)
    assert all(is_kept(one) for sent in answering for one in sent)
    assert (new.turns, source) == ({}, None)
    assert welcome["kind"] == "welcome"
    assert welcome["examples"] == [QUESTION, "Who won?"]


def test_the_filters_say_what_they_limit() -> None:
    given = events()
    assert given.limited({}, [])["label"] == FILTERS
    assert given.limited({"after": "2025-07-01"}, ["The Courier"])["label"].endswith("from 1 July 2025, in The Courier")
    assert "after the last" in given.limited({"after": "2025-07-02", "before": "2025-07-01"}, [])["label"]


def test_an_opened_page_is_welcomed() -> None:
    assert events().opened(Conversation())["size"] == "2 articles"


def test_a_question_is_asked_again_as_typed() -> None:
    given, conversation = events(), Conversation()
    asked(given, conversation, "How long was it?")
    sent = asked(given, conversation, data={"kind": "typed", "number": 1})
    assert sent[-1][0]["as_typed"]
    assert [one["ignore"] for one in given.assistant.asked] == [set(), {"follow-up"}]  # type: ignore[attr-defined]
    assert conversation.turns[2].question == "How long was it?"


def test_a_choice_asks_its_question_and_stands_in_its_own_words() -> None:
    choices = Choice("the call", QUESTION), Choice("the visit", "How long was the visit?")
    given = events(lambda question: the_call(question) if question == QUESTION else unclear(question, *choices))
    conversation = Conversation()
    asked(given, conversation, "How long was it?")
    sent = asked(given, conversation, data={"kind": "choice", "number": 1, "choice": 1})
    assert given.assistant.asked[-1]["question"] == QUESTION  # type: ignore[attr-defined]
    assert [view["question"] for view, _ in sent] == ["the call"] * len(sent)
    assert sent[-1][0]["understood"] == QUESTION
    for missing in (0, 3, -1, "1", None, 1.0):
        asked(given, conversation, data={"kind": "choice", "number": 1, "choice": missing})
    assert len(conversation.turns) == 2


def test_opening_a_kept_conversation_changes_the_page_and_listing_does_not() -> None:
    given, old, current = events(), Conversation(), Conversation()
    asked(given, old, QUESTION)
    state, drawn, source, listing = given.kept(current, told({"act": "list"}))
    assert all(is_kept(one) for one in (state, drawn, source))
    assert [one["name"] for one in listing["kept"]] == [QUESTION]
    state, drawn, source, listing = given.kept(current, told({"act": "open", "id": old.id}))
    assert (state.id, drawn["kind"], source) == (old.id, "opened", None)
    assert listing["kept"][0]["current"]
    state, drawn, _, listing = given.kept(state, told({"act": "delete", "id": old.id}))
    assert (state.turns, drawn["kind"], listing["kept"]) == ({}, "welcome", [])


@pytest.mark.parametrize("data", [None, [], "open", {"act": "open"}])
def test_nonsense_of_the_list_changes_nothing(data: Any) -> None:
    state, drawn, source, listing = events().kept(Conversation(), told(data))
    assert all(is_kept(one) for one in (state, drawn, source))
    assert listing["kept"] == []
