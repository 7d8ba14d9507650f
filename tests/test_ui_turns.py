from __future__ import annotations

from typing import Any

import pytest
from ui_given import assistant, the_call

from onrecord.index import Filters
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.gradio_offline import gr
from onrecord.ui.turns import Turns


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


@pytest.mark.parametrize("data", [None, [], "1", {}, {"number": 7}, {"number": []}, {"number": "1"}])
def test_what_names_no_turn_changes_nothing(data: Any) -> None:
    turns, conversation = Turns(assistant(the_call)), Conversation()
    assert is_kept(turns.stop(conversation, told(data)))
    assert is_kept(turns.judge(conversation, told(data)))
    assert is_kept(turns.suggest(conversation, told(data)))
