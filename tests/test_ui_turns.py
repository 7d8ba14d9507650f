from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ui_given import assistant, the_call

from onrecord.index import Filters
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.gradio_offline import gr
from onrecord.ui.turns import Turns
from onrecord.ui.waiting import Line


def told(data: Any) -> gr.EventData:
    return gr.EventData(None, data)


def is_kept(update: Any) -> bool:
    return isinstance(update, dict) and "value" not in update and "kind" not in update


def test_a_turn_is_stopped_and_judged_by_its_number() -> None:
    given, conversation = assistant(the_call), Conversation()
    turns = Turns(given)
    answering = conversation.ask(given, Asked("How long?", Filters()))
    next(answering)
    assert turns.stop(conversation, told({"number": 1}))["stage"] == "stopped"
    list(answering)
    list(conversation.ask(given, Asked("How long?", Filters())))
    assert turns.judge(conversation, told({"number": 2, "verdict": "right"}))["judged"]["verdict"] == "right"


def test_those_who_ask_come_before_what_is_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bool] = []

    def suggestions(*_given: object, wanted: Callable[[], bool], **_more: object) -> Iterator[str]:
        while wanted():
            tried.append(line.idle)
            yield f"Who spoke, {len(tried)}?"

    monkeypatch.setattr("onrecord.ui.conversation.suggestions", suggestions)
    monkeypatch.setattr("onrecord.ui.turns._PATIENCE", 0.3)
    given, conversation, line = assistant(the_call), Conversation(), Line()
    turns = Turns(given, line)
    list(conversation.ask(given, Asked("How long?", Filters())))
    assert turns.suggest(conversation, told({"number": 1}))["suggested"] == ["Who spoke, 1?"]
    with line.place():
        assert is_kept(turns.suggest(conversation, told({"number": 1})))
    assert tried == [True]


def test_what_is_suggested_waits_a_while_for_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.ui.turns._PATIENCE", 30.0)
    line, ends = Line(), threading.Event()

    def asking() -> None:
        with line.place():
            begun.set()
            ends.wait()

    begun, given, conversation = threading.Event(), assistant(the_call), Conversation()
    monkeypatch.setattr(
        "onrecord.ui.conversation.suggestions", lambda *_, wanted, **__: (w for w in ["Who?"] if wanted())
    )
    list(conversation.ask(given, Asked("How long?", Filters())))
    threading.Thread(target=asking).start()
    begun.wait()
    threading.Timer(0.2, ends.set).start()
    assert Turns(given, line).suggest(conversation, told({"number": 1}))["suggested"] == ["Who?"]
    assert line.idle


@pytest.mark.parametrize("data", [None, [], "1", {}, {"number": 7}, {"number": []}, {"number": "1"}])
def test_what_names_no_turn_changes_nothing(data: Any) -> None:
    turns, conversation = Turns(assistant(the_call)), Conversation()
    assert is_kept(turns.stop(conversation, told(data)))
    assert is_kept(turns.judge(conversation, told(data)))
    assert is_kept(turns.suggest(conversation, told(data)))
