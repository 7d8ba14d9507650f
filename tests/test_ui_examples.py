from __future__ import annotations

from ui_given import CALL, index_of

from onrecord.index import Article
from onrecord.rag import Assistant, Conversation
from onrecord.seeds import QUESTIONS
from onrecord.ui.examples import MOST, examples_for, sample_examples


def article(number: int, outlet: str, title: str = "") -> Article:
    return Article(str(number), title or f"Story {number}", "Text.", outlet=outlet, published=f"2025-07-{number:02}")


def test_every_sample_question_is_offered_and_the_follow_up_only_after_its_question() -> None:
    examples = sample_examples()
    offered = [question for example in examples for question in (example.question, example.then) if question]
    assert tuple(offered) == QUESTIONS
    assert [example.then for example in examples if example.then] == [QUESTIONS[2]]


def test_questions_come_from_the_newest_stories_of_different_outlets() -> None:
    index = index_of(*(article(number, "A") for number in range(10, 20)), article(1, "B"), article(2, "C"))
    questions = [example.question for example in examples_for(index)]
    assert len(questions) == MOST
    assert any("Story 19" in question for question in questions)
    assert any("Story 1”" in question for question in questions)
    assert any("Story 2”" in question for question in questions)


def test_a_title_that_asks_is_taken_as_it_is() -> None:
    assert examples_for(index_of(article(1, "A", "Who won?")))[0].question == "Who won?"


def test_there_are_no_examples_where_there_is_nothing_to_ask_about() -> None:
    assert list(examples_for(index_of())) == []
    assert list(examples_for(index_of(Article("1", "", "Text."), Article("2", "long " * 50, "Text.")))) == []


def test_equal_titles_are_offered_once() -> None:
    index = index_of(CALL, Article("2", CALL.title, "Text.", outlet="B", published="2025-07-05"))
    assert len(examples_for(index)) == 1


def test_each_sample_question_does_what_it_is_there_for(assistant: Assistant) -> None:
    """Facts are answered from their articles, the follow-up by what was asked before it, and the last is declined."""
    fact, explained, said, declined = sample_examples()
    assert assistant.ask(fact.question).text == "19 minutes"
    talk = Conversation(assistant)
    assert "crack" in talk.ask(explained.question).text
    then = talk.ask(explained.then)
    assert "Tollgate Bridge" in then.query
    assert not then.abstained
    spoken = assistant.ask(said.question)
    assert {one.article.id for one in spoken.citations} & {
        "lindholt-chronicle-2025-06-28-brannick-strike-settlement",
        "harbour-courier-2025-06-28-brannick-strike-over",
    }
    nothing = assistant.ask(declined.question)
    assert (nothing.abstained, nothing.citations) == (True, ())
    assert nothing.reason
