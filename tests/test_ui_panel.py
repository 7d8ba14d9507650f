from __future__ import annotations

import json
from typing import Any

import pytest
from house import Make
from test_ui_around import BRIDGE, OPEN
from ui_given import CALL, assistant, declined, hit, the_call

from onrecord.index import Filters, NewsIndex
from onrecord.rag import Assistant
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.gradio_offline import gr
from onrecord.ui.panel import Panel


def asked(given: Assistant, conversation: Conversation, data: Any) -> dict[str, Any] | None:
    """What the panel is sent; None where it is left as it is."""
    sent = Panel(given).asked(conversation, gr.EventData(None, data))
    return json.loads(sent) if isinstance(sent, str) else None


@pytest.fixture
def index(make: Make) -> NewsIndex:
    made = make()
    made.add([BRIDGE, OPEN])
    return made


def test_a_source_is_opened_by_turn_and_number() -> None:
    given, conversation = assistant(lambda question: declined(question, hit(CALL))), Conversation()
    list(conversation.ask(given, Asked("?", Filters())))
    view = asked(given, conversation, {"turn": 1, "kind": "nearest", "number": 1})
    assert view is not None
    assert (view["kind"], view["article"]) == ("article", "call")


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "quote",
        {},
        {"turn": 1, "kind": "quote", "number": 2},
        {"act": "remove"},
        {"act": ["open"]},
        {"act": {}},
    ],
)
def test_what_is_not_there_changes_nothing(data: Any) -> None:
    given, conversation = assistant(the_call), Conversation()
    list(conversation.ask(given, Asked("?", Filters())))
    assert asked(given, conversation, data) is None


def test_each_act_gets_its_view_and_no_two_are_the_same(index: NewsIndex) -> None:
    given, conversation = Assistant(index), Conversation()
    sent = [
        asked(given, conversation, {"act": act, "article": "bridge", "before": 1, "after": 1})
        for act in ("open", "around", "changes", "open")
    ]
    assert [view and view["kind"] for view in sent] == ["article", "around", "changes", "article"]
    assert len({view["serial"] for view in sent if view}) == 4


@pytest.mark.parametrize("act", ["open", "around", "changes"])
@pytest.mark.parametrize("article", [None, 1, [], {}, "", "\ud800", "nobody", "x" * 10_000])
def test_an_article_that_is_none_is_no_error(act: str, article: Any, index: NewsIndex) -> None:
    view = asked(Assistant(index), Conversation(), {"act": act, "article": article, "before": [], "after": None})
    assert view is not None
    assert view.get("paragraphs") is None
