"""What a conversation is about: which articles, and how much that counts for the next question."""

from __future__ import annotations

from hits import hit

from onrecord.index import Article
from onrecord.rag import Answer, Citation, Turn
from onrecord.rag.subject import pulled, subject

BRIDGE = Article("bridge", "Bridge shut", "Marit Oyelaran closed the Tollgate Bridge on Monday.")
STORM = Article("storm", "Storm", "Two people died in Brannick.")
ARTICLES = {"bridge": BRIDGE, "storm": STORM}


def quoted(article: Article, question: str = "What?") -> Turn:
    answer = Answer(question, f"{question.rstrip('?')}, whole?", "words", (Citation(1, article, 1, 0, 5),), 0.9, False)
    return Turn(question, answer)


def pull(question: str, *history: Turn, leans: bool = False) -> dict[str, float]:
    return dict(pulled(subject(history), question, leans, ARTICLES.get).articles)


def test_the_article_quoted_last_counts_most() -> None:
    found = pull("Why?", quoted(STORM), quoted(BRIDGE), leans=True)
    assert found["bridge"] > found["storm"] > 0


def test_a_question_that_leans_is_pulled_more() -> None:
    turn = quoted(BRIDGE)
    assert pull("Who closed it?", turn, leans=True)["bridge"] > pull("Who closed it?", turn)["bridge"]


def test_a_question_that_names_somebody_else_is_pulled_less() -> None:
    turn = quoted(BRIDGE)
    own, other = pull("Who is Marit Oyelaran?", turn)["bridge"], pull("Who is Ludvík Harrer?", turn)["bridge"]
    assert own > other >= 0


def test_an_article_that_is_gone_pulls_nothing() -> None:
    assert pull("Why?", quoted(Article("gone", "", "It went.")), leans=True) == {}


def test_what_came_nearest_counts_where_nothing_was_quoted() -> None:
    found = hit(1, "The bridge is shut.")
    silent = Answer("Why?", "Why?", "", (), 0.1, True, "Nothing says this.", (found,), cause="silent")
    nothing = Answer("Why?", "Why?", "", (), 0.1, True, "Nothing is about this.", (found,), cause="nothing")
    assert [name for name, _ in subject([Turn("Why?", silent)]).articles] == [found.article.id]
    assert subject([Turn("Why?", nothing)]).articles == ()


def test_the_reader_is_told_the_last_two_turns() -> None:
    turns = [Turn("One?", "1"), quoted(BRIDGE, "Two?"), Turn("Three?", "word " * 50), Turn("Four?", "")]
    said = subject(turns).said
    assert [asked for asked, _ in said] == ["Three?", "Four?"]
    assert len(said[0][1].split()) < 30
    assert subject(turns[:2]).said[1] == ("Two?", "words")
    assert subject(turns).words == "Two, whole? Three? Four?"
