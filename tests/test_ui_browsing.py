from __future__ import annotations

from typing import Any

import pytest
from house import Make, Run

from onrecord.index import Article, Filters, NewsIndex
from onrecord.rag import Assistant, Retriever
from onrecord.ui.archive import Archive
from onrecord.ui.browsing import Browsing
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.examples import Example
from onrecord.ui.gradio_offline import gr

ARTICLES = [
    Article("a", "Bridge", "The bridge was closed.", outlet="The Courier", published="2025-07-04"),
    Article("b", "Storm", "A storm came.", outlet="The Ledger", published="2025-07-09"),
]


def browsing(index: NewsIndex) -> Browsing:
    archive = Archive(Assistant(index, retriever=Retriever(index, rerank=0)))
    return Browsing(archive, lambda: [Example("Why was the bridge closed?")])


def acted(given: Browsing, told: Any, dates: Any = None, conversation: Conversation | None = None) -> tuple[Any, ...]:
    data = gr.EventData(None, {})
    data._data = told
    return given.acted(dates, conversation or Conversation(), data)


def is_kept(value: object) -> bool:
    return isinstance(value, dict) and value.get("__type__") == "update" and len(value) == 1


@pytest.mark.parametrize("told", [None, "x", {}, {"act": "look"}, {"act": "look", "words": "bridge"}])
def test_looking_changes_nothing_else_of_the_page(make: Make, told: Any) -> None:
    index = make()
    index.add(ARTICLES)
    view, *others = acted(browsing(index), told)
    assert view["holdings"]["extent"][0] == ("Articles", "2")
    assert all(is_kept(other) for other in others)


def test_what_a_question_can_be_limited_to_follows_a_change(make: Make) -> None:
    index = make()
    index.add(ARTICLES)
    given, dates = browsing(index), {"first": "2025-07-04", "last": "2025-07-09", "after": "2025-07-05", "before": ""}
    _, extent, outlets, welcome = acted(given, {"act": "remove", "id": "b"}, dates)
    assert extent == {"first": "2025-07-04", "last": "2025-07-04", "after": "2025-07-05", "before": ""}
    assert outlets["choices"] == ["The Courier"]
    assert welcome["size"] == "1 article"
    assert welcome["examples"] == ["Why was the bridge closed?"]
    _, extent, outlets, _ = acted(given, {"act": "restore", "id": "b"}, dates)
    assert (extent["last"], outlets["choices"]) == ("2025-07-09", ["The Courier", "The Ledger"])
    index.add([Article("c", "", "More.", outlet="The Herald", published="2025-08-01")])
    _, extent, _, welcome = acted(given, {"act": "look", "follow": True}, "nonsense")
    assert extent == {"first": "2025-07-04", "last": "2025-08-01", "after": "", "before": ""}
    assert welcome["size"] == "3 articles"


def test_a_conversation_that_has_begun_is_left_as_it_is(make: Make) -> None:
    index = make()
    index.add(ARTICLES)
    conversation = Conversation()
    conversation.turns[1] = Asked("Why?", Filters())
    *_, welcome = acted(browsing(index), {"act": "remove", "id": "b"}, None, conversation)
    assert is_kept(welcome)


@pytest.mark.parametrize(("arguments", "read_only"), [((), False), (("--read-only",), True)])
def test_the_command_opens_it_read_only(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], read_only: bool
) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr("onrecord.ui.create_app", lambda _, **options: given.update(options))
    monkeypatch.setattr("onrecord.ui.serve", lambda _, **__: None)
    monkeypatch.setattr("onrecord.rag.assistant.Assistant.load", lambda _: None)
    run("add", "-", stdin='{"id": "a", "text": "The bridge was closed."}')
    assert run("chat", "--no-open", *arguments)[0] == 0
    assert given["read_only"] is read_only
