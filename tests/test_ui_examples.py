from __future__ import annotations

from ui_given import CALL, index_of

from onrecord.index import Article
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
