from __future__ import annotations

import json
from dataclasses import replace

from ui_given import BARE, CALL, answered, cited, declined, hit, index_of, unclear

from onrecord.rag import Choice
from onrecord.ui.view import NEAREST, answer_views, nearest, searching_view, welcome_view

QUESTION = "How long did the call last?"
SENTENCE = "The call lasted about forty minutes, aides said."


def test_an_answer_arrives_words_first_then_quote_by_quote() -> None:
    answer = answered(
        QUESTION, cited(CALL, SENTENCE, "about forty minutes"), cited(BARE, "It rained.", "rained", number=2)
    )
    views = list(answer_views(3, answer))
    assert [view["stage"] for view in views] == ["answering", "answering", "answered"]
    assert [len(view["quotes"]) for view in views] == [0, 1, 2]
    assert {view["turn"] for view in views} == {3}
    assert all(view["lead"] == {"text": "about forty minutes", "number": 1, "whole": False} for view in views)
    assert json.loads(json.dumps(views)) == views


def test_a_quote_is_its_words_cut_at_the_answering_ones() -> None:
    view = list(answer_views(1, answered(QUESTION, cited(CALL, SENTENCE, "about forty minutes"))))[-1]
    quote = view["quotes"][0]
    assert [(piece["kind"], piece["text"]) for piece in quote["pieces"]] == [
        ("quote", "The call lasted "),
        ("focus", "about forty minutes"),
        ("quote", ", aides said."),
    ]
    assert (quote["title"], quote["byline"]) == (CALL.title, "The Courier, 4 July 2025")


def test_a_quote_that_is_the_answer_from_end_to_end_is_shown_once() -> None:
    view = list(answer_views(1, answered(QUESTION, cited(CALL, SENTENCE), cited(BARE, "It rained.", number=2))))[-1]
    assert view["lead"] == {"text": SENTENCE, "number": 1, "whole": True}
    assert [quote["shown"] for quote in view["quotes"]] == [False, True]


def test_a_completed_follow_up_says_what_was_asked() -> None:
    citation = cited(CALL, SENTENCE)
    assert "understood" not in list(answer_views(1, answered(QUESTION, citation)))[-1]
    completed = answered("How long was it?", citation, query=QUESTION)
    assert all(view["understood"] == QUESTION for view in answer_views(1, completed))


def test_an_abstention_has_a_reason_and_passages_but_no_words() -> None:
    answer = declined(QUESTION, hit(CALL, 0, 32), hit(CALL, 34, 60), hit(BARE))
    (view,) = answer_views(2, answer)
    assert view["stage"] == "abstained"
    assert view["reason"] == "Nothing in the archive says this."
    assert "lead" not in view
    assert "quotes" not in view
    assert [(one["number"], one["text"], one["byline"]) for one in view["nearest"]] == [
        (1, "The two leaders spoke on Friday.", "The Courier, 4 July 2025"),
        (2, BARE.text, "Outlet unknown, undated"),
    ]


def test_nearest_passages_are_few_and_of_different_articles() -> None:
    many = [CALL.__class__(id=str(place), title="", text="Text.") for place in range(9)]
    found = nearest(declined(QUESTION, *(hit(article) for article in (*many, *many))))
    assert [one.article.id for one in found] == [str(place) for place in range(NEAREST)]


def test_a_follow_up_is_offered_when_the_answer_is_complete() -> None:
    views = list(answer_views(1, answered(QUESTION, cited(CALL, SENTENCE)), then="Who was on it?"))
    assert ["then" in view for view in views] == [False, True]


def test_the_state_of_searching_counts_the_archive() -> None:
    assert searching_view(1, QUESTION, 2134)["status"] == "Searching 2,134 articles…"


def test_the_welcome_says_what_is_in_the_archive() -> None:
    view = welcome_view(index_of(CALL, BARE), ["One?"], 1)
    assert (view["size"], view["extent"], view["outlets"]) == ("2 articles", "4 July 2025", ["The Courier"])
    assert view["examples"] == ["One?"]


def test_an_empty_archive_offers_no_examples() -> None:
    view = welcome_view(index_of(), ["One?"], 1)
    assert (view["size"], view["extent"], view["outlets"], view["examples"]) == ("", "", [], [])


def test_a_quote_says_where_else_it_was_printed() -> None:
    citation = replace(cited(CALL, SENTENCE), also=(BARE,))
    assert list(answer_views(1, answered(QUESTION, citation)))[-1]["quotes"][0]["also"] == {
        "places": [{"article": "bare", "byline": "Outlet unknown, undated"}],
        "more": 0,
    }
    (view,) = answer_views(2, declined(QUESTION, replace(hit(CALL, 0, 32), also=(BARE,)), hit(BARE)))
    assert [one["also"] and one["also"]["places"][0]["article"] for one in view["nearest"]] == ["bare", None]


def test_a_follow_up_that_was_completed_can_be_asked_as_typed() -> None:
    completed = answered("How long was it?", cited(CALL, SENTENCE), query=QUESTION)
    assert all(view["completed"] for view in answer_views(1, completed))
    typed = list(answer_views(2, answered("How long was it?", cited(CALL, SENTENCE)), ignored={"follow-up"}))[-1]
    assert typed["as_typed"]
    assert "understood" not in typed


def test_a_choice_stands_in_its_words_and_says_what_it_asks_but_was_not_completed() -> None:
    view = list(answer_views(2, answered(QUESTION, cited(CALL, SENTENCE)), question="the call"))[-1]
    assert (view["question"], view["understood"], view["completed"]) == ("the call", QUESTION, False)


def test_what_the_program_says_of_its_quotes_stands_apart_from_them() -> None:
    answer = replace(answered(QUESTION, cited(CALL, SENTENCE)), reason="Nobody else reports it.")
    view = list(answer_views(1, answer))[-1]
    assert (view["stage"], view["note"]) == ("answered", "Nobody else reports it.")
    assert "reason" not in view
    assert "note" not in list(answer_views(1, answered(QUESTION, cited(CALL, SENTENCE))))[-1]


def test_what_was_done_is_said_as_such_and_can_be_asked_as_typed() -> None:
    answer = replace(answered("are you sure?", cited(CALL, SENTENCE), query=QUESTION), act="sure")
    view = list(answer_views(2, answer))[-1]
    assert (view["understood"], view["completed"], view["done"]) == ("what the last answer rests on", True, True)
    assert not list(answer_views(1, answered("How long was it?", cited(CALL, SENTENCE), query=QUESTION)))[-1]["done"]


def test_after_an_answer_it_is_not_said_that_there_is_none() -> None:
    (view,) = answer_views(2, replace(declined("more"), query=QUESTION, act="more"))
    assert (view["heading"], view["understood"]) == ("Nothing more on record", f"more on: {QUESTION}")


def test_an_unclear_question_is_asked_back_without_passages() -> None:
    (view,) = answer_views(1, unclear("How long was it?", Choice("the call", QUESTION), Choice("the visit", "?")))
    assert (view["stage"], view["choices"]) == ("unclear", ["the call", "the visit"])
    assert view["reason"] == "Which do you mean: the call or the visit?"
    assert not {"nearest", "understood"} & set(view)


def test_a_courtesy_is_answered_plainly() -> None:
    (view,) = answer_views(1, replace(declined("Thanks!", hit(CALL), reason="You are welcome."), cause="talk"))
    assert (view["stage"], view["reason"]) == ("talk", "You are welcome.")
    assert not {"nearest", "heading", "lead", "quotes"} & set(view)


def test_what_was_lost_is_not_said_never_to_have_been_on_record() -> None:
    lost = declined(QUESTION, reason="Quote 1 is lost: article call is not in the archive any more.")
    headings = [next(answer_views(1, lost, lost=given))["heading"] for given in (False, True)]
    assert headings == ["No answer on record", "What was quoted is no longer on record"]
