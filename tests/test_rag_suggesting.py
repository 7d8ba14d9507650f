from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, cast

import pytest
from ui_given import cited

from onrecord.index import Article, Filters, Hit, Passage
from onrecord.rag import Answer, Assistant, Turn
from onrecord.rag.askable import Askable, askable
from onrecord.rag.suggesting import MOST, suggestions

TEXT = (
    "The Tollgate Bridge was closed on 2 June.\n\n"
    "Marit Oyelaran, the city engineer, ordered the closure of the bridge. "
    "The repair of the Tollgate Bridge will cost €7.4 million. Port Halvard employs 310 inspectors of bridges. "
    "The Tollgate Bridge is 412 metres long."
)
BRIDGE = Article("bridge", "Bridge shut", TEXT, outlet="The Courier", published="2025-06-03")
OTHER = Article("other", "Ferry late", "The ferry was late.")
FIRST = "Why is there no bridge?"
ANSWERS = {
    "Who ordered the closure of the bridge?": "Marit Oyelaran",
    "Who is Marit Oyelaran?": "the city engineer",
    "How much will the repair of the Tollgate Bridge cost?": "€7.4 million",
    "How many inspectors of bridges does Port Halvard employ?": "310",
    "How long is the Tollgate Bridge?": "412 metres",
}


class Knowing:
    """An assistant that answers these questions, and says what it was asked."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Filters | None, int]] = []
        self.retriever = self
        self.read: list[Hit] = []

    def search(self, _query: str, *, filters: Filters | None = None) -> list[Hit]:
        return [hit for hit in self.read if filters is None or hit.article.outlet in filters.outlets]

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        ignore: Collection[str] = (),
    ) -> Answer:
        assert set(ignore) <= {"follow-up"}
        self.asked.append((question, filters, len(history)))
        words = self.answers.get(question)
        if words is None:
            return Answer(question, question, "", (), 0.1, abstained=True)
        return said(question, words)


def said(question: str, words: str, article: Article = BRIDGE, **more: Any) -> Answer:
    return Answer(question, question, words, (cited(article, words, words),), 0.9, abstained=False, **more)


HISTORY = (Turn(FIRST, said(FIRST, "closed")),)


def suggested(answers: dict[str, str], history: Sequence[Turn] = HISTORY, **given: Any) -> list[str]:
    return list(suggestions(cast("Assistant", Knowing(answers)), history, **given))


def test_only_what_is_answered_by_the_words_it_was_made_from_is_offered() -> None:
    found = suggested(ANSWERS)
    assert 0 < len(found) <= MOST
    assert set(found) <= set(ANSWERS)
    assert suggested({}) == []
    assert suggested(dict.fromkeys(ANSWERS, "2 June")) == []


def test_a_question_is_asked_within_its_article_and_then_as_it_will_be() -> None:
    knowing, limits = Knowing(ANSWERS), Filters(outlets=("The Courier",))
    (first, *_) = suggestions(cast("Assistant", knowing), HISTORY, filters=limits)
    assert (first, Filters(articles=("bridge",)), 0) in knowing.asked
    assert (first, limits, 1) in knowing.asked


def test_of_an_answer_taken_up_again_what_stands_beside_its_quotes_is_found_again() -> None:
    knowing = Knowing(ANSWERS)
    knowing.read = [Hit(Passage(1, BRIDGE.id, 1, 0, 40), BRIDGE, 3.0, {"rerank": 3.0})]
    history = (Turn(FIRST, said(FIRST, "late", OTHER)),)
    given = cast("Assistant", knowing)
    assert set(suggestions(given, history)) <= set(ANSWERS)
    assert list(suggestions(given, history))
    assert list(suggestions(given, history, filters=Filters(outlets=("Another",)))) == []


def test_what_was_asked_or_answered_before_is_not_offered() -> None:
    before = [Turn(question, said(question, words)) for question, words in list(ANSWERS.items())[:4]]
    assert suggested(ANSWERS, [*before, *HISTORY]) == ["How long is the Tollgate Bridge?"]


def test_at_most_one_of_them_asks_who_somebody_is() -> None:
    assert sum(question.startswith("Who is ") for question in suggested(ANSWERS)) <= 1


def test_an_article_is_looked_through_only_when_those_before_it_gave_too_little(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def reading(text: str) -> Iterator[Askable]:
        read.append(text)
        return askable(text)

    monkeypatch.setattr("onrecord.rag.suggesting.askable", reading)
    beside = Hit(Passage(1, OTHER.id, 1, 0, 18), OTHER, 3.0, {"rerank": 3.0})
    history = [Turn(FIRST, said(FIRST, "closed", hits=(beside,)))]
    found = suggestions(cast("Assistant", Knowing(ANSWERS)), history)
    assert next(found) in ANSWERS
    assert read == [TEXT]
    list(found)
    assert read == [TEXT, OTHER.text]


def test_nothing_more_is_tried_once_it_is_not_wanted() -> None:
    knowing, going = Knowing(ANSWERS), iter((True, True, False))
    found = list(suggestions(cast("Assistant", knowing), HISTORY, wanted=lambda: next(going, False)))
    assert len(knowing.asked) <= 2
    assert len(found) <= 1


def test_nothing_follows_a_refusal_or_what_was_told_again() -> None:
    declined = Answer(FIRST, FIRST, "", (), 0.1, abstained=True)
    assert suggested(ANSWERS, [Turn(FIRST, declined)]) == []
    assert suggested(ANSWERS, [Turn(FIRST, said(FIRST, "closed", act="sources"))]) == []
    assert suggested(ANSWERS, [Turn(FIRST, "in words alone")]) == []
    assert suggested(ANSWERS, []) == []
    assert suggested(ANSWERS, [Turn(FIRST, said(FIRST, "late", OTHER))]) == []
