"""Whom and what follow-ups can mean."""

from __future__ import annotations

from onrecord.index import Article
from onrecord.rag import Answer, Citation, Turn
from onrecord.rag.described import described, phrase
from onrecord.rag.referents import groups, things
from onrecord.rag.whom import people

WEDDING = Article(
    "wedding",
    "Wedding",
    "Angela Merkel met Emmanuel Macron. Merkel said that she was glad. Macron gave his word. Finance Minister Olaf"
    " Scholz and Bruno Le Maire, the French finance minister, were there.",
)


def answered(question: str, words: str, article: Article = WEDDING) -> Turn:
    start = article.text.index(words)
    cited = Citation(1, article, 1, 0, article.text.index(".") + 1, (start, start + len(words)))
    return Turn(question, Answer(question, question, words, (cited,), 0.9, False))


def test_the_one_asked_about_comes_before_the_one_answered() -> None:
    found = people([answered("Who did Angela Merkel meet?", "Emmanuel Macron")], she=None)
    assert [one.words for one in found] == ["Angela Merkel", "Emmanuel Macron"]


def test_who_did_it_comes_first_after_who() -> None:
    found = people([answered("Who met Emmanuel Macron?", "Angela Merkel")], she=None)
    assert found[0].words == "Angela Merkel"


def test_the_article_tells_he_from_she() -> None:
    turn = answered("Where did Angela Merkel meet Emmanuel Macron?", "met")
    assert people([turn], she=True)[0].words == "Angela Merkel"
    assert people([turn], she=False)[0].words == "Emmanuel Macron"


def test_two_subjects_are_about_as_likely() -> None:
    first, second = people([Turn("What did Angela Merkel and Emmanuel Macron agree on?", "a tax")], she=None)[:2]
    assert {first.words, second.words} == {"Angela Merkel", "Emmanuel Macron"}
    assert second.weight == first.weight


def test_a_description_means_all_that_the_article_calls_so() -> None:
    turn = answered("Who did Angela Merkel meet?", "Emmanuel Macron")
    assert [one.words for one in described("minister", [turn])] == ["Olaf Scholz", "Bruno Le Maire"]
    assert described("senator", [turn]) == []


def test_they_are_several_and_it_is_one() -> None:
    history = [Turn("What did the two unions announce?", "a strike")]
    assert groups(history)[0].words == "the two unions"
    assert things([Turn("Why was the Tollgate Bridge closed?", "a crack")])[0].words == "the Tollgate Bridge"


def test_a_thing_has_its_fuller_phrase() -> None:
    history = [Turn("Who won the vote on the budget?", "the government")]
    assert phrase("vote", history) == "the vote on the budget"
    assert phrase("deal", history) is None


def test_an_empty_history_means_nobody() -> None:
    assert people([], she=True) == groups([]) == things([]) == []
