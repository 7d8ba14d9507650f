from __future__ import annotations

from typing import Any

import pytest
from ui_given import assistant, the_call

from onrecord.index import Filters
from onrecord.rag import Assistant
from onrecord.rag.feedback import Feedback
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.shelf import Done, Shelf


@pytest.fixture
def given() -> Assistant:
    return assistant(the_call)


def spoken(given: Assistant, *questions: str) -> Conversation:
    conversation = Conversation()
    for question in questions:
        list(conversation.ask(given, Asked(question, Filters())))
    return conversation


def done(given: Assistant, conversation: Conversation, **told: Any) -> Done:
    return Shelf(given).done(told, conversation)


def names(found: Done) -> list[str]:
    return [one["name"] for one in found.listing["kept"]]


def test_what_was_asked_is_listed_newest_first_and_found_by_its_words(given: Assistant) -> None:
    spoken(given, "About a bridge?")
    current = spoken(given, "About a tram?", "And the harbour?")
    found = done(given, current, act="list")
    assert names(found) == ["About a tram?", "About a bridge?"]
    assert [one["current"] for one in found.listing["kept"]] == [True, False]
    assert names(done(given, current, act="list", words="HARB")) == ["About a tram?"]
    assert found.opened is None
    assert found.conversation is current


def test_one_is_opened_and_gone_on_with(given: Assistant) -> None:
    old = spoken(given, "About a bridge?")
    current = spoken(given, "About a tram?")
    found = done(given, current, act="open", id=old.id)
    assert found.opened is not None
    assert [turn["question"] for turn in found.opened["turns"]] == ["About a bridge?"]
    assert current.ended
    list(found.conversation.ask(given, Asked("And why?", Filters())))
    listed = done(given, current, act="list").listing["kept"]
    assert [one["about"].rpartition(" · ")[2] for one in listed] == ["2 questions", "1 question"]


def test_what_was_said_of_its_answers_is_shown_as_it_was(given: Assistant) -> None:
    old = spoken(given, "About a bridge?", "About a tram?", "And why?")
    old.judge(given, 1, {"verdict": "right"})
    old.judge(given, 3, {"verdict": "wrong", "note": "no", "nothing": True})
    spoken(given, "About a bridge?").judge(given, 1, {"verdict": "wrong"})
    found = done(given, Conversation(), act="open", id=old.id)
    assert found.opened is not None
    first, second, third = (turn.get("judged") for turn in found.opened["turns"])
    assert first is not None
    assert third is not None
    assert (first["verdict"], second) == ("right", None)
    assert (third["verdict"], third["note"], third["nothing"]) == ("wrong", "no", True)
    view = found.conversation.judge(given, 3, {"verdict": ""})
    assert view is not None
    assert [one.turn for one in Feedback(given.index.folder).read() if one.conversation == old.id] == [1]


def test_where_what_was_said_cannot_be_read_it_is_opened_without(given: Assistant) -> None:
    old = spoken(given, "About a bridge?")
    old.judge(given, 1, {"verdict": "right"})
    Feedback(given.index.folder).file.write_text("{")
    found = done(given, Conversation(), act="open", id=old.id)
    assert found.opened is not None
    assert "judged" not in found.opened["turns"][0]
    assert found.listing["failed"] == ""


def test_the_follow_up_of_its_last_question_is_offered_again(given: Assistant) -> None:
    old = spoken(given, "About a bridge?", "About a tram?")
    found = Shelf(given, then="After: {}".format).done({"act": "open", "id": old.id}, Conversation())
    assert found.opened is not None
    assert [turn.get("then") for turn in found.opened["turns"]] == [None, "After: About a tram?"]


def test_one_gets_another_name(given: Assistant) -> None:
    conversation = spoken(given, "About a bridge?")
    found = done(given, conversation, act="rename", id=conversation.id, name="  Bridges ")
    assert (names(found), found.listing["said"]) == (["Bridges"], "Renamed.")
    list(conversation.ask(given, Asked("And why?", Filters())))
    assert names(done(given, conversation, act="list")) == ["Bridges"]


@pytest.mark.parametrize(("name", "why"), [(" ", "is empty"), ("x" * 201, "at most 200")])
def test_a_name_that_is_none_is_refused_in_words(given: Assistant, name: str, why: str) -> None:
    conversation = spoken(given, "About a bridge?")
    found = done(given, conversation, act="rename", id=conversation.id, name=name)
    assert why in found.listing["failed"]
    assert names(found) == ["About a bridge?"]


def test_one_is_deleted(given: Assistant) -> None:
    old, current = spoken(given, "About a bridge?"), spoken(given, "About a tram?")
    found = done(given, current, act="delete", id=old.id)
    assert (names(found), found.listing["said"]) == (["About a tram?"], "Deleted.")
    assert found.conversation is current


def test_after_the_open_one_is_deleted_another_begins_and_it_does_not_come_back(given: Assistant) -> None:
    current = spoken(given, "About a tram?")
    found = done(given, current, act="delete", id=current.id)
    assert found.conversation.turns == {}
    assert current.ended
    list(found.conversation.ask(given, Asked("About a bridge?", Filters())))
    assert names(done(given, found.conversation, act="list")) == ["About a bridge?"]


@pytest.mark.parametrize("act", ["open", "rename", "delete"])
def test_nothing_is_done_with_one_that_is_being_answered(given: Assistant, act: str) -> None:
    current = spoken(given, "About a tram?")
    answering = current.ask(given, Asked("And why?", Filters()))
    next(answering)
    found = done(given, current, act=act, id=current.id, name="Trams")
    assert "still being answered" in found.listing["failed"]
    assert found.conversation is current
    assert names(found) == ["About a tram?"]


@pytest.mark.parametrize("which", ["", "0123456789ab", "../catalog", "x" * 5000, None, ["a"], {"id": 1}])
@pytest.mark.parametrize("act", ["open", "rename"])
def test_one_that_is_not_there_is_said_to_be_gone(given: Assistant, act: str, which: Any) -> None:
    current = spoken(given, "About a tram?")
    found = done(given, current, act=act, id=which, name="Trams")
    assert "not there any more" in found.listing["failed"]
    assert found.conversation is current


@pytest.mark.parametrize("told", [{}, {"act": "nonsense"}, {"act": ["open"]}, {"words": {"a": 1}}])
def test_nonsense_changes_nothing(given: Assistant, told: dict[str, Any]) -> None:
    current = spoken(given, "About a tram?")
    assert done(given, current, **told).conversation is current


def test_a_damaged_file_is_named_and_hides_no_other(given: Assistant) -> None:
    current = spoken(given, "About a tram?")
    damaged = Shelf(given).store.folder / "0123456789ab.json"
    damaged.write_text("{")
    found = done(given, current, act="list")
    assert names(found) == ["About a tram?"]
    assert str(damaged) in found.listing["damaged"][0]
    assert str(damaged) in done(given, current, act="open", id="0123456789ab").listing["failed"]
    assert done(given, current, act="delete", id="0123456789ab").listing["damaged"] == []


def test_where_nothing_can_be_kept_the_list_says_so(given: Assistant) -> None:
    Shelf(given).store.folder.write_text("in the way")
    current = spoken(given, "About a tram?")
    found = done(given, current, act="list")
    assert "not kept" in found.listing["note"]
    assert found.listing["kept"] == []
    assert len(current.turns) == 1


def test_two_pages_add_to_one_conversation_and_neither_is_lost(given: Assistant) -> None:
    first = spoken(given, "About a tram?")
    second = done(given, Conversation(), act="open", id=first.id).conversation
    for page, question in ((first, "From the first?"), (second, "From the second?")):
        list(page.ask(given, Asked(question, Filters())))
    kept = Shelf(given).store.read(first.id)
    assert kept is not None
    assert [turn.question for turn in kept.turns] == ["About a tram?", "From the first?", "From the second?"]
