"""Questions against the articles that are in fact in the index."""

from __future__ import annotations

import pytest
from house import Make

from onrecord.eval.judge import Judge
from onrecord.eval.placing import placed, within
from onrecord.eval.types import Dataset, Mark, Question
from onrecord.index import Article, NewsIndex, Rejected

BRIDGE = "The bridge is shut. Why? Nobody said; the bridge is shut.\n\nIt cost €3 (at most) — in 1,200 cafés."


@pytest.fixture
def index(make: Make) -> NewsIndex:
    index = make()
    index.add([Article("bridge", "Bridge shut", BRIDGE), Article("ferry", "Ferry late", "The ferry ran late.")])
    return index


def pairs(*questions: Question, rejected: tuple[Rejected, ...] = ()) -> Dataset:
    return Dataset("mine", "pairs", questions, rejected=rejected)


def quoting(quote: str, *articles: str, name: str = "q") -> Question:
    return Question(name, "Why?", answers=("shut",), relevant=dict.fromkeys(articles or ("bridge",), 1), quote=quote)


# ---- quotes to marks -------------------------------------------------------------------------------------------------


def test_a_quote_is_marked_wherever_it_stands_in_its_articles(index: NewsIndex) -> None:
    found = placed(
        pairs(quoting("the bridge is shut"), quoting("ran late", "bridge", "ferry", name="q2")), index.article
    )
    assert [question.marks for question in found.questions] == [
        (Mark("bridge", 38, 56),),
        (Mark("ferry", 10, 18),),
    ]
    twice = placed(pairs(quoting("bridge is shut")), index.article).questions[0].marks
    assert [BRIDGE[mark.start : mark.end] for mark in twice] == ["bridge is shut", "bridge is shut"]


@pytest.mark.parametrize("quote", ["€3 (at most) — in 1,200", "Why? Nobody", "cafe\u0301s.", "shut.\r\n\r\nIt cost"])
def test_a_quote_is_words_and_no_pattern_in_the_form_the_index_keeps(index: NewsIndex, quote: str) -> None:
    (question,) = placed(pairs(quoting(quote)), index.article).questions
    assert len(question.marks) == 1


def test_a_question_without_a_quote_stays_as_it_is(index: NewsIndex) -> None:
    question = quoting("")
    assert placed(pairs(question), index.article).questions == (question,)
    nowhere = Question("q", "Who paid?", answerable=False)
    assert placed(pairs(nowhere), index.article).questions == (nowhere,)


def test_marks_that_the_set_gives_are_kept(index: NewsIndex) -> None:
    question = Question("q", "Why?", relevant={"bridge": 1}, quote="Nobody said", marks=(Mark("bridge", 0, 3),))
    assert placed(pairs(question), index.article).questions[0].marks == (Mark("bridge", 0, 3), Mark("bridge", 25, 36))


def test_what_cannot_be_placed_is_passed_over_and_reported(index: NewsIndex) -> None:
    stated = Rejected("line 3", "no question")
    good = quoting("ran late", "ferry", name="good")
    found = placed(
        pairs(
            quoting("shut", "tunnel", name="no article"),
            quoting("was open", name="no quote"),
            good,
            quoting("ran late", name="quote of another"),
            Question("no name", "Why?", quote="shut"),
            rejected=(stated,),
        ),
        index.article,
    )
    assert [question.id for question in found.questions] == ["good"]
    assert found.rejected[0] == stated
    assert [item.where for item in found.rejected[1:]] == [
        "mine question no article",
        "mine question no quote",
        "mine question quote of another",
        "mine question no name",
    ]
    reasons = [item.reason for item in found.rejected[1:]]
    assert "'tunnel'" in reasons[0]
    assert "'was open'" in reasons[1]
    assert "bridge" in reasons[1]


# ---- what the index can answer ---------------------------------------------------------------------------------------

MARKS = (Mark("bridge", 0, 3), Mark("tunnel", 0, 3))


def test_a_question_none_of_whose_articles_is_there_has_no_answer_there(index: NewsIndex) -> None:
    question = Question(
        "q", "Why?", answers=("shut",), answerable=True, relevant={"tunnel": 2}, given=("tunnel",), marks=MARKS[1:],
        distractors=MARKS[1:], group="g", labels={"kind": "k"},
    )  # fmt: skip
    (found,) = within(pairs(question), index.article).questions
    assert Judge.able(found) is False
    assert (found.answers, dict(found.relevant), found.given, found.marks, found.distractors) == ((), {}, (), (), ())
    assert (found.id, found.text, found.group, found.labels) == ("q", "Why?", "g", {"kind": "k"})


def test_a_question_some_of_whose_articles_are_there_can_be_answered_by_those(index: NewsIndex) -> None:
    question = Question("q", "Why?", answers=("shut",), relevant={"bridge": 1, "tunnel": 2}, marks=MARKS)
    (found,) = within(pairs(question), index.article).questions
    assert (Judge.able(found), dict(found.relevant), found.answers) == (True, {"bridge": 1}, ("shut",))


def test_a_mark_in_an_article_that_is_not_there_cannot_be_touched_and_is_left_out(index: NewsIndex) -> None:
    """Nothing can quote it; citation recall asks of the marks that could be."""
    question = Question("q", "Why?", answers=("shut",), relevant={"bridge": 1, "tunnel": 2}, marks=MARKS)
    (found,) = within(pairs(question), index.article).questions
    assert found.marks == MARKS[:1]


def test_a_question_of_which_no_article_was_judged_stays_as_it_is(index: NewsIndex) -> None:
    for question in (Question("q", "Why?", answers=("shut",)), Question("q", "Why?", answerable=False)):
        assert within(pairs(question), index.article).questions == (question,)


def test_nothing_else_of_the_set_changes(index: NewsIndex) -> None:
    whole = Dataset("n", "squad", (quoting("shut"),), (Article("a", "", "b"),), "f00", (Rejected("x", "y"),))
    for found in (placed(whole, index.article), within(whole, index.article)):
        assert (found.name, found.form, found.articles, found.sha256) == ("n", "squad", whole.articles, "f00")
        assert found.rejected == whole.rejected
