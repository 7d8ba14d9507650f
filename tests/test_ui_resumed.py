from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from ui_given import CALL, assistant, cited, declined, the_call, unclear

from onrecord.index import Filters
from onrecord.rag import Answer, Assistant, Choice
from onrecord.rag import Conversation as Spoken
from onrecord.rag.understand import understand
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.resumed import DRAWN, OpenedView, earlier_view, opened_view, taken_up

QUESTION = "How long did the call last?"
CHOICES = Choice("the call", QUESTION), Choice("the visit", "How long did the visit last?")


def answer(question: str) -> Answer:
    if question == "Unclear?":
        return unclear(question, *CHOICES)
    return the_call(question) if "call" in question else declined(question)


def resumed(given: Assistant, *questions: str, name: str = "", after: Assistant | None = None) -> Conversation:
    spoken = Spoken(given, name=name)
    for question in questions:
        spoken.ask(question, filters=Filters(after="2025-07-01"))
    return taken_up(Spoken.resumed(after or given, spoken.kept()), Conversation(serial=9), {})


def opened(given: Assistant, *questions: str, **more: Any) -> OpenedView:
    return opened_view(resumed(given, *questions, **more), more.get("after") or given, "Last asked today")


def test_turns_are_drawn_again_whole() -> None:
    view = opened(assistant(answer), QUESTION, "Who won?")
    assert [one["stage"] for one in view["turns"]] == ["answered", "abstained"]
    first = view["turns"][0]
    assert (first["turn"], first["question"], first["limits"]) == (1, QUESTION, "from 1 July 2025")
    assert first["lead"]["text"] == "about forty minutes"
    assert len(first["quotes"]) == 1
    assert (view["about"], view["lost"]) == ("Last asked today", "")
    assert view["serial"] > 9


def test_what_was_understood_and_what_was_not_to_be_is_shown_as_it_was() -> None:
    def timed(question: str) -> Answer:
        return replace(the_call(question), understood=understand(question, asked=date(2025, 8, 6)))

    given, before = assistant(timed), Conversation()
    question = "How long did the call of June 2025 last?"
    for ignored in (frozenset(), frozenset({"outlet", "follow-up"})):
        *_, drawn = before.ask(given, Asked(question, Filters(), ignored=ignored))
        assert drawn["chips"]
    assert before.spoken is not None
    conversation = taken_up(Spoken.resumed(given, before.spoken.kept()), Conversation(), {})
    for number, view in enumerate(opened_view(conversation, given, "")["turns"], start=1):
        told = before.shown(given, number)
        told["serial"] = view["serial"]  # of its own, in every view
        assert {name: value for name, value in view.items() if name != "more"} == told
    assert conversation.turns[2].ignored == {"outlet", "follow-up"}


def test_the_last_turn_is_to_be_followed_by_suggestions() -> None:
    view = opened(assistant(answer), QUESTION, QUESTION)
    assert [one.get("more", False) for one in view["turns"]] == [False, True]


def test_it_goes_on_where_it_ended() -> None:
    given = assistant(answer)
    conversation = resumed(given, QUESTION)
    assert conversation.turns[1].answer is not None
    assert conversation.spoken is not None
    conversation.spoken.ask("Who won?")
    assert [turn.question for turn in given.asked[-1]["history"]] == [QUESTION]  # type: ignore[attr-defined]


def test_a_choice_stands_in_the_words_it_was_offered_in() -> None:
    view = opened(assistant(answer), "Unclear?", QUESTION)
    assert [one["question"] for one in view["turns"]] == ["Unclear?", "the call"]
    assert view["turns"][0]["choices"] == ["the call", "the visit"]
    assert view["turns"][1]["understood"] == QUESTION


def test_only_a_name_that_was_given_is_said() -> None:
    assert opened(assistant(answer), QUESTION)["name"] == ""
    assert opened(assistant(answer), f"{QUESTION} {'Really? ' * 20}")["name"] == ""
    assert opened(assistant(answer), QUESTION, name="Calls")["name"] == "Calls"


def test_quotes_that_are_lost_are_counted_and_named() -> None:
    other = CALL.__class__(id="other", title="", text="Other.")
    view = opened(assistant(answer), QUESTION, "Who won?", after=assistant(answer, other))
    assert "1 quote" in view["lost"]
    lost, declining = view["turns"]
    assert lost["heading"] == "What was quoted is no longer on record"
    assert "article call is not in the archive any more" in lost["reason"]
    assert declining["heading"] == "No answer on record"


def test_what_is_left_of_an_answer_is_shown_with_what_is_lost() -> None:
    second = CALL.__class__(id="second", title="", text="It took forty minutes.")

    def both(question: str) -> Answer:
        first = the_call(question)
        return Answer(
            question, question, first.text, (*first.citations, cited(second, second.text, number=2)), 0.9, False
        )

    view = opened(assistant(both, CALL, second), QUESTION, after=assistant(both, CALL))
    (turn,) = view["turns"]
    assert turn["stage"] == "answered"
    assert len(turn["quotes"]) == 1
    assert "Quote 2 is lost" in turn["note"]


def test_of_many_turns_the_last_are_drawn_and_the_others_when_they_are_asked_for() -> None:
    given = assistant(answer)
    conversation = resumed(given, *[f"Question {number}?" for number in range(1, 2 * DRAWN + 4)])
    first = opened_view(conversation, given, "")
    assert (len(first["turns"]), first["earlier"]) == (DRAWN, DRAWN + 3)
    drawn = [one["turn"] for one in first["turns"]]
    while drawn[0] > 1:
        view = earlier_view(conversation, given, drawn[0])
        assert view is not None
        assert view["earlier"] == view["turns"][0]["turn"] - 1
        drawn = [one["turn"] for one in view["turns"]] + drawn
    assert drawn == list(range(1, 2 * DRAWN + 4))
    for nowhere in (1, 0, -3, 10_000, "5", None, 2.5):
        assert earlier_view(conversation, given, nowhere) is None
