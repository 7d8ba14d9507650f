from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from onrecord.index import NewsIndex
from onrecord.rag import Answer, Assistant
from onrecord.seeds import QUESTIONS
from onrecord.ui.asked import checked_filters
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.following import Followed, Following
from onrecord.ui.gradio_offline import gr

FACT, EXPLAINED, FOLLOW_UP, _SAID, DECLINED = QUESTIONS


class Counting(Assistant):
    """The assistant, which counts what it is asked."""

    def __init__(self, index: NewsIndex) -> None:
        super().__init__(index)
        self.asked: list[dict[str, Any]] = []

    def ask(self, question: str, **given: Any) -> Answer:
        self.asked.append({"question": question, **given})
        return super().ask(question, **given)


@pytest.fixture(scope="module")
def given(sample_index: NewsIndex) -> Following:
    return Following(Counting(sample_index))


def follow(given: Following, talk: Conversation, followed: Followed, settings: Any = None, **sent: Any) -> list[Any]:
    return list(given.told(talk, followed, settings, gr.EventData(None, sent)))


def talked(given: Following, *questions: str) -> Conversation:
    talk = Conversation()
    for question in questions:
        list(talk.ask(given.assistant, Asked(question, checked_filters("", "", ()))))
    return talk


def is_kept(view: Any) -> bool:
    return "kind" not in view


def test_before_anything_was_asked_there_is_no_story(given: Following) -> None:
    (view,) = follow(given, Conversation(), Followed(), act="current")
    assert (view["kind"], view["heading"]) == ("empty", "No story yet")


def test_the_story_of_the_last_answer_arrives_outlet_by_outlet(given: Following) -> None:
    talk = talked(given, EXPLAINED, DECLINED)
    views = follow(given, talk, Followed(), act="current")
    assert views[0]["stage"] == "gathering"
    assert [view["stage"] for view in views[1:-1]] == ["comparing"] * (len(views) - 2)
    last = views[-1]
    assert (last["stage"], last["subject"], last["question"]) == ("told", EXPLAINED, EXPLAINED)
    assert sum(len(day["reports"]) for day in last["days"]) > 4
    assert {side["stage"] for side in last["sides"]} <= {"says", "silent"}
    assert any(quote["number"] for day in last["days"] for quote in day["reports"])
    assert len(last["sides"]) > 1


def test_a_follow_up_is_compared_as_it_was_completed(given: Following) -> None:
    (*_, last) = follow(given, talked(given, EXPLAINED, FOLLOW_UP), Followed(), act="current")
    assert "Tollgate Bridge" in last["question"]


def test_what_is_shown_already_is_not_gathered_again(given: Following) -> None:
    talk, followed = talked(given, FACT), Followed()
    follow(given, talk, followed, act="current")
    (again,) = follow(given, talk, followed, act="current")
    assert is_kept(again)
    list(talk.ask(given.assistant, Asked(EXPLAINED, checked_filters("", "", ()))))
    assert follow(given, talk, followed, act="current")[-1]["subject"] == EXPLAINED


def test_a_subject_of_ones_own_stays_until_it_is_left(given: Following) -> None:
    talk, followed = talked(given, FACT), Followed()
    (*_, own) = follow(given, talk, followed, act="follow", subject=" the   astrolabe ")
    assert (own["subject"], own["own"], own["question"], own["sides"]) == ("the astrolabe", True, "", [])
    assert is_kept(follow(given, talk, followed, act="current")[0])
    (*_, back) = follow(given, talk, followed, act="back")
    assert (back["subject"], back["own"]) == (FACT, False)


def test_a_question_of_ones_own_is_asked_of_the_outlets_with_the_risk_that_is_wished(given: Following) -> None:
    counting = given.assistant
    assert isinstance(counting, Counting)
    counting.asked.clear()
    (*_, own) = follow(
        given,
        Conversation(),
        Followed(),
        {"chosen": {"risk": 0.4}},
        act="follow",
        subject="How much damage did Storm Ilse do?",
    )
    assert {one["risk"] for one in counting.asked} == {0.4}
    assert len(counting.asked) == len(own["sides"])


@pytest.mark.parametrize(
    ("subject", "heading"),
    [
        ("Taylor Swift", "Nothing on record"),
        ("x" * 1001, "That cannot be followed"),
        ("   ", "That cannot be followed"),
    ],
)
def test_what_cannot_be_followed_is_said(subject: str, heading: str, given: Following) -> None:
    (*_, view) = follow(given, Conversation(), Followed(), act="follow", subject=subject)
    assert (view["kind"], view["heading"]) == ("empty", heading)


@pytest.mark.parametrize(
    "sent", [None, "follow", ["follow"], {"act": ["follow"]}, {"act": "follow", "subject": {}}, {}]
)
def test_whatever_a_page_sends_gets_a_view(sent: Any, given: Following) -> None:
    views = list(given.told(Conversation(), Followed(), sent, gr.EventData(None, sent)))
    assert views[-1]["kind"] == "empty"


def test_what_is_left_ends_and_is_gathered_anew(given: Following) -> None:
    talk, followed = talked(given, FACT), Followed()
    views: Iterator[Any] = given.told(talk, followed, None, gr.EventData(None, {"act": "current"}))
    next(views)
    given.left(followed)
    assert list(views) == []
    assert follow(given, talk, followed, act="current")[-1]["stage"] == "told"


def test_an_error_is_said_and_not_raised(given: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("as it was asked to")

    monkeypatch.setattr("onrecord.ui.following.nearest", fail)
    (*_, view) = follow(given, Conversation(), Followed(), act="follow", subject="the astrolabe")
    assert (view["kind"], view["heading"]) == ("empty", "No story")
    assert "as it was asked to" not in view["message"]
