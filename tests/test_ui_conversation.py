from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from ui_given import assistant, declined, the_call

from onrecord.index import Filters, OnRecordError
from onrecord.rag import Answer, Conversations
from onrecord.ui.conversation import Asked, Conversation


def asked(question: str) -> Asked:
    return Asked(question, Filters())


def test_a_turn_begins_before_it_is_answered() -> None:
    steps: list[str] = []

    def answer(question: str) -> Answer:
        steps.append("asked")
        return the_call(question)

    steps.extend(view["stage"] for view in Conversation().ask(assistant(answer), asked("How long?")))
    assert steps == ["searching", "asked", "answering", "answered"]


def test_it_is_busy_until_the_answer_is_there_or_is_not_waited_for() -> None:
    conversation = Conversation()
    answering = conversation.ask(assistant(the_call), asked("How long?"))
    next(answering)
    assert conversation.busy
    list(answering)
    assert not conversation.busy
    answering = conversation.ask(assistant(the_call), asked("How long?"))
    next(answering)
    answering.close()  # type: ignore[attr-defined]
    assert not conversation.busy


def test_history_is_what_was_answered_or_declined() -> None:
    def answer(question: str) -> Answer:
        if question == "fails":
            raise RuntimeError("no")
        return declined(question) if question == "declined" else the_call(question)

    given = assistant(answer)
    conversation = Conversation()
    for question in ("answered", "fails", "declined", "last"):
        list(conversation.ask(given, asked(question)))
    assert [turn.question for turn in given.asked[-1]["history"]] == ["answered", "declined"]  # type: ignore[attr-defined]


def test_an_error_becomes_the_turns_last_view_and_the_conversation_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    def answer(question: str) -> Answer:
        if question == "bug":
            raise RuntimeError("private detail")
        if question == "damage":
            raise OnRecordError("the index is damaged; run onrecord doctor")
        return the_call(question)

    given, conversation = assistant(answer), Conversation()
    with caplog.at_level(logging.WARNING):
        bug = list(conversation.ask(given, asked("bug")))[-1]
        damage = list(conversation.ask(given, asked("damage")))[-1]
    after = list(conversation.ask(given, asked("fine")))[-1]
    assert (bug["stage"], damage["stage"], after["stage"]) == ("failed", "failed", "answered")
    assert "private detail" not in bug["message"]
    assert "private detail" in caplog.text
    assert "run onrecord doctor" in damage["message"]
    assert after["turn"] == 3


def test_filters_are_passed_on_and_shown() -> None:
    given = assistant(the_call)
    filters = Filters(after="2025-07-01", outlets=("The Courier",))
    view = list(Conversation().ask(given, Asked("How long?", filters)))[-1]
    assert given.asked[0]["filters"] == filters  # type: ignore[attr-defined]
    assert view["limits"] == "from 1 July 2025, in The Courier"


def test_an_answer_is_kept_when_it_is_shown() -> None:
    given, conversation = assistant(the_call), Conversation()
    answering = conversation.ask(given, asked("How long?"))
    store = Conversations(given.index.folder)
    for view in answering:
        if view["stage"] == "answered":
            break
        assert store.listed().kept == ()
    list(answering)
    assert [one.id for one in store.listed().kept] == [conversation.id]
    list(conversation.ask(given, asked("And why?")))
    (kept,) = store.listed().kept
    assert [turn.question for turn in kept.turns] == ["How long?", "And why?"]


def test_an_answer_nobody_waits_for_any_more_is_kept_too() -> None:
    given, conversation = assistant(the_call), Conversation()
    answering = conversation.ask(given, asked("How long?"))
    next(answering)
    next(answering)
    answering.close()  # type: ignore[attr-defined]
    assert len(Conversations(given.index.folder).listed().kept) == 1


def test_what_failed_is_not_kept() -> None:
    def answer(question: str) -> Answer:
        raise OnRecordError("damaged")

    given = assistant(answer)
    list(Conversation().ask(given, asked("How long?")))
    assert Conversations(given.index.folder).listed().kept == ()


def test_that_it_cannot_be_kept_is_said_once_and_costs_nothing() -> None:
    given, conversation = assistant(the_call), Conversation()
    store = Conversations(given.index.folder)
    store.folder.write_text("in the way")
    first, second = (list(conversation.ask(given, asked(question)))[-1] for question in ("How long?", "And why?"))
    assert str(store.folder) in first["unkept"]
    assert (first["stage"], second["stage"]) == ("answered", "answered")
    assert "unkept" not in second
    assert [turn.question for turn in given.asked[-1]["history"]][:1] == ["How long?"]  # type: ignore[attr-defined]
    third = list(conversation.next().ask(given, asked("How long?")))[-1]
    assert "unkept" not in third
    store.folder.unlink()
    assert "unkept" not in list(conversation.ask(given, asked("And then?")))[-1]
    (kept,) = store.listed().kept
    assert [turn.question for turn in kept.turns] == ["How long?", "And why?", "And then?"]


def test_conversations_of_two_pages_are_two() -> None:
    given = assistant(the_call)
    for conversation in (Conversation(), Conversation()):
        list(conversation.ask(given, asked("How long?")))
    assert len({one.id for one in Conversations(given.index.folder).listed().kept}) == 2


def test_an_answer_that_is_not_waited_for_is_neither_shown_nor_kept_and_another_can_be_asked() -> None:
    conversation = Conversation()

    def answer(question: str) -> Answer:
        if question == "slow":
            assert conversation.stop(1) is not None
            list(conversation.ask(given, asked("How long?")))
        return the_call(question)

    given = assistant(answer)
    stages = [view["stage"] for view in conversation.ask(given, asked("slow"))]
    assert stages == ["searching"]
    assert conversation.turns[1].answer is None
    assert not conversation.busy
    list(conversation.ask(given, asked("And then?")))
    assert [turn.question for turn in given.asked[-1]["history"]] == ["How long?"]  # type: ignore[attr-defined]
    (kept,) = Conversations(given.index.folder).listed().kept
    assert [turn.question for turn in kept.turns] == ["How long?", "And then?"]


@pytest.mark.parametrize("number", [0, 1, 3, "2", None, {}])
def test_only_the_answer_that_is_waited_for_can_be_stopped(number: object) -> None:
    given, conversation = assistant(the_call), Conversation()
    list(conversation.ask(given, asked("How long?")))
    assert conversation.stop(1) is None
    answering = conversation.ask(given, asked("And then?"))
    next(answering)
    assert conversation.stop(number) is None
    view = conversation.stop(2)
    assert view is not None
    assert (view["stage"], view["question"]) == ("stopped", "And then?")
    assert list(answering) == []


def test_a_question_in_the_place_of_another_goes_on_from_before_it() -> None:
    given, conversation = assistant(the_call), Conversation()
    for question in ("One?", "Two?", "Three?"):
        list(conversation.ask(given, asked(question)))
    before = conversation.id
    views = list(conversation.ask(given, Asked("Other?", Filters(), instead=2)))
    assert {view["turn"] for view in views} == {2}
    assert len({view["instead"] for view in views}) == 1
    assert [turn.question for turn in given.asked[-1]["history"]] == ["One?"]  # type: ignore[attr-defined]
    assert [one.question for one in conversation.turns.values()] == ["One?", "Other?"]
    kept = {one.id: [turn.question for turn in one.turns] for one in Conversations(given.index.folder).listed().kept}
    assert kept == {before: ["One?", "Two?", "Three?"], conversation.id: ["One?", "Other?"]}
    again = next(conversation.ask(given, Asked("First?", Filters(), instead=1)))
    assert again["turn"] == 1
    assert again["instead"] != views[0]["instead"]


def test_what_is_suggested_stands_in_the_turns_view_until_something_else_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def suggestions(*_given: object, wanted: Callable[[], bool], **_more: object) -> Iterator[str]:
        for question in ("Who spoke?", "When?", "Where?"):
            if wanted():
                yield question

    monkeypatch.setattr("onrecord.ui.conversation.suggestions", suggestions)
    given, conversation = assistant(the_call), Conversation()
    assert conversation.suggest(given, 0) is None
    views = list(conversation.ask(given, asked("How long?")))
    assert [view.get("more", False) for view in views] == [False] * (len(views) - 1) + [True]
    for number in (0, 2, "1", None):
        assert conversation.suggest(given, number) is None
    first, second = conversation.suggest(given, 1), conversation.suggest(given, 1)
    assert first is not None
    assert second is not None
    assert (first["suggested"], second["suggested"]) == (["Who spoke?"], ["Who spoke?", "When?"])
    assert first["more"]
    list(conversation.ask(given, asked("And then?")))
    assert conversation.suggest(given, 1) is None
    assert conversation.shown(given, 1)["suggested"] == ["Who spoke?", "When?"]
    conversation.ended = True
    assert conversation.suggest(given, 2) is None


def test_of_two_views_of_a_turn_the_later_has_the_higher_serial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.ui.conversation.suggestions", lambda *_given, **_more: iter(["When?"]))
    given, conversation = assistant(the_call), Conversation()
    views = list(conversation.ask(given, asked("How long?")))
    views += [
        view for view in (conversation.suggest(given, 1), conversation.judge(given, 1, {"verdict": "right"})) if view
    ]
    views += [conversation.shown(given, 1), *conversation.ask(given, asked("And why?"))]
    serials = [view["serial"] for view in views]
    assert serials == sorted(set(serials))


def test_what_was_ignored_is_passed_on_and_shown() -> None:
    given = assistant(the_call)
    view = list(Conversation().ask(given, Asked("How long?", Filters(), ignored=frozenset({"time"}))))[-1]
    assert given.asked[0]["ignore"] == {"time"}  # type: ignore[attr-defined]
    assert [chip["act"] for chip in view["chips"]] == ["put"]
