from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from test_ui_marks import of_kind
from ui_given import BARE, CALL, answered, assistant, cited, declined, hit, index_of, the_call

from onrecord.index import Filters
from onrecord.rag import Answer
from onrecord.ui import cited as module
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.source import SourceView

FRIDAY, FORTY = "The two leaders spoke on Friday.", "The call lasted about forty minutes, aides said."


def talked(*answers: Answer) -> Conversation:
    conversation = Conversation()
    given = assistant({answer.question: answer for answer in answers}.__getitem__)
    for answer in answers:
        list(conversation.ask(given, Asked(answer.question, Filters())))
    return conversation


def opened(conversation: Conversation, turn: Any, kind: Any, number: Any) -> SourceView | None:
    told = {"turn": turn, "kind": kind, "number": number}
    return module.cited(index_of(CALL, BARE), conversation, told)


def sure(view: SourceView | None) -> SourceView:
    assert view is not None
    return view


def test_a_quote_is_found_by_turn_and_number_in_this_conversation() -> None:
    first = answered("first", cited(CALL, FRIDAY, number=1), cited(BARE, "It rained.", number=2))
    conversation = talked(first, answered("second", cited(BARE, "It rained again.", number=1)))
    for turn, number, words in ((1, 1, FRIDAY), (1, 2, "It rained."), (2, 1, "It rained again.")):
        view = sure(opened(conversation, turn, "quote", number))
        assert of_kind(view["paragraphs"], "quote", "focus") == words
        assert view["asked"] == {"turn": turn, "kind": "quote", "number": number}
    assert opened(Conversation(), 1, "quote", 1) is None


def test_all_quotes_of_the_answer_in_this_article_are_marked_by_number() -> None:
    quotes = (cited(CALL, FORTY, "forty", 1), cited(BARE, "It rained.", number=2), cited(CALL, FRIDAY, number=3))
    view = sure(opened(talked(answered("?", *quotes)), 1, "quote", 3))
    pieces = [(one["kind"], one.get("number"), one["text"]) for line in view["paragraphs"] for one in line["pieces"]]
    assert pieces[0] == ("quote", 3, FRIDAY)
    assert {number for kind, number, _ in pieces if kind == "other"} == {1}
    assert of_kind(view["paragraphs"], "other") == FORTY


def test_a_quote_of_another_revision_is_not_marked_in_this_one() -> None:
    old = replace(cited(CALL, FRIDAY, number=2), revision=2)
    view = sure(opened(talked(answered("?", cited(CALL, FORTY, number=1), old)), 1, "quote", 1))
    assert of_kind(view["paragraphs"], "other") == ""


def test_the_quotes_of_an_answer_are_walked_in_their_order() -> None:
    quotes = (cited(CALL, FORTY, number=1), cited(BARE, "It rained.", number=2), cited(CALL, FRIDAY, number=5))
    conversation = talked(answered("?", *quotes))
    walks = [sure(opened(conversation, 1, "quote", number)) for number in (1, 2, 5)]
    assert [view["label"] for view in walks] == ["Source 1 of 3", "Source 2 of 3", "Source 3 of 3"]
    steps = [(view["walk"]["previous"], view["walk"]["next"]) for view in walks if view["walk"]]
    assert steps == [(0, 2), (1, 5), (2, 0)]


def test_one_quote_alone_has_no_number_in_the_text_and_none_beside_it() -> None:
    view = sure(opened(talked(the_call("?")), 1, "quote", 1))
    assert view["label"] == "Source 1"
    assert view["walk"] is not None
    assert (view["walk"]["of"], view["walk"]["previous"], view["walk"]["next"]) == (1, 0, 0)
    assert not any("number" in piece for line in view["paragraphs"] for piece in line["pieces"])


def test_a_near_passage_is_found_too_and_says_that_it_does_not_answer() -> None:
    conversation = talked(declined("?", hit(BARE, 0, 10), hit(CALL, 0, 10)))
    view = sure(opened(conversation, 1, "nearest", 1))
    assert not view["answers"]
    assert view["label"] == "Near passage 1 of 2, which does not answer"
    assert view["walk"] is not None
    assert view["walk"]["next"] == 2


@pytest.mark.parametrize(
    ("turn", "kind", "number"),
    [
        (0, "quote", 1),
        (-1, "quote", 1),
        (2, "quote", 1),
        (1, "quote", 9),
        (1, "quote", 0),
        (1, "nearest", 1),
        (1, "secret", 1),
        (1, ["quote"], 1),
        ("1", "quote", 1),
        (None, None, None),
        (1, "quote", {"start": 0}),
        ([], {}, "1"),
    ],
)
def test_what_was_not_cited_cannot_be_opened(turn: object, kind: object, number: object) -> None:
    assert opened(talked(the_call("?")), turn, kind, number) is None


def test_opening_the_same_source_twice_is_told_apart() -> None:
    conversation = talked(the_call("?"))
    first, second = (sure(opened(conversation, 1, "quote", 1)) for _ in range(2))
    assert first["serial"] != second["serial"]


def test_that_an_article_is_no_longer_there_is_said() -> None:
    told = {"turn": 1, "kind": "quote", "number": 1}
    view = sure(module.cited(index_of(BARE), talked(the_call("?")), told))
    assert view["notes"] == ["This article is not in the archive any more."]
    assert of_kind(view["paragraphs"], "quote", "focus") == FORTY
