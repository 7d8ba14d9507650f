"""A conversation as a program holds it, and goes on with it on another day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest
from house import Make
from talked import BRIDGE, COPY, STORM, Told, assistant, cited, declined, said

from onrecord.index import Article, Filters, NewsIndex
from onrecord.rag import Answer, Assistant, Conversation, Turn
from onrecord.rag.types import Choice


@pytest.fixture
def index(make: Make) -> NewsIndex:
    index = make()
    index.add([BRIDGE, STORM, COPY])
    return index


def of(turn: Turn) -> Answer:
    assert isinstance(turn.answer, Answer)
    return turn.answer


# ---- asking ----------------------------------------------------------------------------------------------------------


def test_each_question_is_asked_with_the_turns_before_it(index: NewsIndex) -> None:
    first, second = said("When?", cited(index, "a1", "It reopens in May.", "May")), declined("Why?", STORM)
    told = assistant(index, first, second)
    conversation = Conversation(told)
    filters = Filters(outlets=("The Courier",))
    assert conversation.ask("When?", filters=filters, as_of="2025-07-08", ignore=("time",), risk=0.1) is first
    assert conversation.ask("Why?") is second
    assert conversation.turns == (Turn("When?", first), Turn("Why?", second))
    asked = cast("Told", told).asked
    assert asked[0] == {
        "question": "When?",
        "history": [],
        "filters": filters,
        "as_of": "2025-07-08",
        "ignore": ("time",),
        "risk": 0.1,
    }
    assert asked[1]["history"] == [Turn("When?", first)]


def test_a_question_that_fails_adds_no_turn(index: NewsIndex) -> None:
    conversation = Conversation(assistant(index))
    with pytest.raises(IndexError):
        conversation.ask("When?")
    assert conversation.turns == ()


def test_when_and_within_what_limits_something_was_asked_is_kept(index: NewsIndex) -> None:
    before = datetime.now(UTC)
    conversation = Conversation(assistant(index, declined("Why?")))
    conversation.ask("Why?", filters=Filters(after="2025-07-01"), as_of=datetime(2025, 7, 8, tzinfo=UTC).date())
    (turn,) = conversation.kept().turns
    assert before <= conversation.started <= turn.asked <= datetime.now(UTC)
    assert (turn.filters, turn.as_of) == (Filters(after="2025-07-01"), "2025-07-08")


def test_ids_are_made_and_differ(index: NewsIndex) -> None:
    ids = {Conversation(assistant(index)).id for _ in range(100)}
    assert len(ids) == 100
    assert all(len(name) == 12 and int(name, 16) >= 0 for name in ids)


# ---- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("When does the bridge reopen?", "When does the bridge reopen?"),
        ("word " * 12 + "end", ("word " * 12).strip() + "…"),
        ("word " * 11 + "this, and more of it", ("word " * 11) + "this…"),
        ("x" * 80, "x" * 60 + "…"),
    ],
)
def test_a_name_is_the_beginning_of_the_first_question_cut_at_a_word(
    index: NewsIndex, question: str, name: str
) -> None:
    conversation = Conversation(assistant(index, declined(question), declined("Other?")))
    assert conversation.name == ""
    conversation.ask(question)
    conversation.ask("Other?")
    assert conversation.name == name


def test_a_name_can_be_given(index: NewsIndex) -> None:
    conversation = Conversation(assistant(index, declined("Why?")), name=" The\n bridge ")
    conversation.ask("Why?")
    assert conversation.name == "The bridge"
    conversation.name = "Tollgate"
    assert (conversation.name, conversation.kept().name) == ("Tollgate", "Tollgate")
    for wrong, said_of_it in (("  ", "is empty"), ("x" * 201, "has 201 characters")):
        with pytest.raises(ValueError, match=said_of_it):
            conversation.name = wrong
    assert conversation.name == "Tollgate"


# ---- going on --------------------------------------------------------------------------------------------------------


def talk(index: NewsIndex) -> Conversation:
    """One answer with two quotes and one that declines."""
    answers = (
        said(
            "When does it reopen?",
            cited(index, "a1", "It reopens in May.", "May"),
            cited(index, "b2", "Storm Ilse flooded", number=2),
            query="When does the bridge reopen?",
            reason="Two outlets differ.",
        ),
        declined("Why?", STORM),
    )
    conversation = Conversation(assistant(index, *answers))
    for answer in answers:
        conversation.ask(answer.question)
    return conversation


def resumed(index: NewsIndex, conversation: Conversation, *answers: Answer) -> Conversation:
    return Conversation.resumed(assistant(index, *answers), conversation.kept())


def test_what_is_gone_on_with_is_what_was_said(index: NewsIndex) -> None:
    before = talk(index)
    after = resumed(index, before)
    assert (after.id, after.name, after.started) == (before.id, before.name, before.started)
    assert after.losses == ((), ())
    first, second = (of(turn) for turn in after.turns)
    assert first == of(before.turns[0])
    assert (second.cause, second.reason, second.abstained) == ("silent", "Nothing says this.", True)
    (near,) = second.hits
    assert (near.article, near.text, near.score, near.signals) == (STORM, "Storm Ilse", 0.5, {"dense": 0.25})
    assert second.timings == {"read": 0.5}
    assert after.kept() == before.kept()


def test_the_next_question_leans_on_what_was_said_before(index: NewsIndex) -> None:
    before = talk(index)
    told = assistant(index, declined("And then?"))
    after = Conversation.resumed(told, before.kept())
    after.ask("And then?")
    assert cast("Told", told).asked[0]["history"] == list(after.turns[:2])
    assert [turn.question for turn in after.turns] == ["When does it reopen?", "Why?", "And then?"]
    assert after.kept().turns[:2] == before.kept().turns


def test_choices_are_there_to_choose_from_again(index: NewsIndex) -> None:
    choices = (Choice("the bridge", "When does the bridge reopen?"), Choice("the ferry", "When does the ferry go?"))
    answer = Answer("When?", "When?", "", (), 0.0, True, "Which?", cause="unclear", choices=choices)
    conversation = Conversation(assistant(index, answer))
    conversation.ask("When?")
    assert of(resumed(index, conversation).turns[0]).choices == choices


def test_a_quote_stays_that_of_its_revision(index: NewsIndex) -> None:
    before = talk(index)
    index.add([Article("a1", "Bridge shut", "It reopens in June.", BRIDGE.url, BRIDGE.outlet, BRIDGE.published)])
    (first, _) = resumed(index, before).turns
    assert [(one.revision, one.quote) for one in of(first).citations] == [
        (1, "It reopens in May."),
        (1, "Storm Ilse flooded"),
    ]


def test_a_quote_whose_article_is_gone_is_stated_and_nothing_else_is_lost(index: NewsIndex) -> None:
    before = talk(index)
    index.remove("a1")
    after = resumed(index, before)
    first = of(after.turns[0])
    told = "Quote 1 (The Courier · 2025-07-04 · Bridge shut) is lost: article a1 is not in the archive any more."
    assert first.reason == f"Two outlets differ. {told}"
    assert [(one.number, one.quote) for one in first.citations] == [(2, "Storm Ilse flooded")]
    assert (first.text, first.abstained, first.query) == (
        "Storm Ilse flooded",
        False,
        "When does the bridge reopen?",
    )
    assert [(one.quoted.number, one.quoted.quote) for one in after.losses[0]] == [(1, "It reopens in May.")]
    assert after.kept() == before.kept(), "what is kept still has it"


def test_an_answer_that_has_lost_every_quote_declines_and_says_why(index: NewsIndex) -> None:
    before = talk(index)
    index.remove(["a1", "b2"])
    first, second = resumed(index, before).turns
    assert (of(first).abstained, of(first).text, of(first).citations) == (True, "", ())
    assert "Quote 1 (" in of(first).reason
    assert "Quote 2 (" in of(first).reason
    assert (of(second).hits, of(second).reason) == ((), "Nothing says this.")


def test_words_that_stand_elsewhere_under_the_same_revision_are_not_quoted(index: NewsIndex) -> None:
    """Removed, taken off the disk and added anew, an article begins with revision 1 again."""
    before = talk(index)
    index.remove("a1")
    index.compact()
    index.add([Article("a1", "Bridge shut", "Now: the bridge is open. It reopens in May. So it was said.")])
    first = of(resumed(index, before).turns[0])
    assert [one.number for one in first.citations] == [2]
    why = "at character 33 the quote has “It reopens in May.”, and revision 1 has “ns in May. So it w”"
    assert f"is lost: {why}." in first.reason


def test_a_copy_that_is_gone_is_not_named_any_more(index: NewsIndex) -> None:
    before = talk(index)
    index.remove("c3")
    (first, _) = resumed(index, before).turns
    assert of(first).citations[0].also == ()
    assert resumed(index, before).losses == ((), ())


def test_a_follow_up_is_understood_as_before(assistant: Assistant) -> None:
    conversation = Conversation(assistant)
    conversation.ask("For how long had the radar alarm been muted when the Maren Linde hit the reef?")
    follow_up = "And where was it built?"
    understood = assistant.retriever.understand(follow_up, conversation.turns)
    assert understood.leans
    resumed = Conversation.resumed(assistant, conversation.kept())
    assert assistant.retriever.understand(follow_up, resumed.turns) == understood
    assert resumed.ask(follow_up).query == understood.query


# ---- going back ------------------------------------------------------------------------------------------------------


def test_a_branch_goes_on_from_an_earlier_turn_and_the_whole_stays(index: NewsIndex) -> None:
    first, second = said("When?", cited(index, "a1", "It reopens in May.", "May")), declined("Why?", STORM)
    conversation = Conversation(assistant(index, first, second, second))
    conversation.ask("When?")
    conversation.ask("Why?")
    branch = conversation.branched(1)
    branch.ask("Why not?")
    assert [turn.question for turn in conversation.turns] == ["When?", "Why?"]
    assert [turn.question for turn in branch.turns] == ["When?", "Why?"]  # the answer says what was asked
    assert branch.id != conversation.id
    assert branch.kept().turns[0] == conversation.kept().turns[0]
    assert conversation.branched(0).turns == ()


def test_a_branch_has_the_name_that_was_given_and_none_that_was_made(index: NewsIndex) -> None:
    answers = [declined(question, STORM) for question in ("When?", "Why?", "Why?")]
    unnamed = Conversation(assistant(index, *answers[:1]))
    unnamed.ask("When?")
    assert Conversation.resumed(assistant(index), unnamed.kept()).branched(0).name == ""
    named = Conversation(assistant(index, *answers[1:2]), name="The bridge")
    named.ask("Why?")
    assert named.branched(0).name == "The bridge"


def test_an_answer_that_is_not_wanted_any_more_adds_no_turn(index: NewsIndex) -> None:
    conversation = Conversation(assistant(index, declined("Why?", STORM)))
    assert conversation.ask("Why?", wanted=lambda: False).abstained
    assert conversation.turns == ()
    assert conversation.kept().turns == ()
