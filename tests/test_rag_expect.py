from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from texts import NEWS, lines

from onrecord.rag.expect import Expected, expected, focus

PERSON, PLACE, TIME, NUMBER, MONEY = "PERSON", "GPE", "TIME", "CARDINAL", "MONEY"


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("Who won the race?", PERSON),
        ("Whose appeal was rejected?", PERSON),
        ("To whom did she speak?", PERSON),
        ("Which minister resigned?", PERSON),
        ("Where did the ferry strike the reef?", PLACE),
        ("Which country won the most medals?", PLACE),
        ("In what city was the museum robbed?", PLACE),
        ("When does the bridge reopen?", "DATE"),
        ("What year was the bridge built?", "DATE"),
        ("On which day did the strike begin?", "DATE"),
        ("How long did the call last?", TIME),
        ("How many minutes was the alarm muted?", TIME),
        ("How many people died?", NUMBER),
        ("How often do trams run?", NUMBER),
        ("How much did the repair cost?", MONEY),
        ("What was the fine?", MONEY),
        ("What percentage of cases did the vaccine prevent?", "PERCENT"),
        ("How far did the ship drift?", "QUANTITY"),
        ("How old was the third officer?", "DATE"),
        ("Which company made the vaccine?", "ORG"),
        ("What airline cancelled the flight?", "ORG"),
    ],
)
def test_a_question_says_what_kind_of_words_answer_it(question: str, label: str) -> None:
    assert label in expected(question).labels


@pytest.mark.parametrize(
    "question",
    [
        "Why was the bridge closed?",
        "What did she say?",
        "What happened on the reef?",
        "",
        "Is the museum open?",
        "Whole milk",
    ],
)
def test_a_question_that_any_words_could_answer_expects_nothing(question: str) -> None:
    assert not expected(question)
    assert focus(question, "Ana Lind was in Paris on Monday for 40 minutes.") is None


def test_the_kind_asked_first_counts() -> None:
    assert "PERSON" in expected("Who said when the bridge reopens?").labels
    assert "DATE" in expected("When did the man who fell resign?").labels


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        ("How long did the call last?", "The call lasted around 40 minutes, the sources said.", "40 minutes"),
        ("How many people were killed?", "On Monday the storm killed 14 people in Texas.", "14"),
        ("Where was the talk held?", "The talk between the two was held in Paris on Monday.", "Paris"),
        ("When did the strike begin?", "The strike began on 2 June in Brannick.", "2 June"),
        ("How much will it cost?", "The city expects to pay €4.2 million for it.", "4.2 million"),
        ("Who wrote the report?", "The report was written by Maria Jensen, an engineer.", "Maria Jensen"),
        ("What percentage of cases did it prevent?", "It prevented 61 percent of cases.", "61 percent"),
        ("Who met Angela Merkel?", "Barack Obama met Angela Merkel on Friday.", "Barack Obama"),
        ("How old were the girls?", "The fire killed five girls, all aged fifteen, in Koszalin.", "fifteen"),
        ("How many people died?", "The storm damaged 61,000 homes and at least two people died.", "two"),
    ],
)
def test_the_answering_words_of_a_sentence(question: str, sentence: str, words: str) -> None:
    found = focus(question, sentence)
    assert found is not None
    assert words in sentence[slice(*found)]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who met Angela Merkel?", "Angela Merkel left."),
        ("How long did the call last?", "The two spoke on 4 July."),
        ("When does the bridge reopen?", "The bridge is closed."),
        ("When does the bridge reopen?", "The bridge will not reopen next week."),
        ("Who won?", ""),
    ],
)
def test_a_sentence_that_only_repeats_the_question_has_no_answering_words(question: str, sentence: str) -> None:
    assert focus(question, sentence) is None


@settings(max_examples=40)
@given(
    st.sampled_from(["Who left?", "How many votes were there?", "When did Ms. Lee leave?", "How much was paid?"]), lines
)
def test_answering_words_are_inside_the_sentence_and_not_the_questions_own(question: str, sentence: str) -> None:
    found = focus(question, sentence)
    if found:
        start, end = found
        assert 0 <= start < end <= len(sentence)
        assert sentence[start:end].casefold().strip("?.") not in question.casefold()


def test_the_kind_can_be_handed_in() -> None:
    sentence = NEWS[0]
    found = focus("?", sentence, Expected(("DATE",)))
    assert found is None or "Sept" in sentence[slice(*found)]
    assert focus("Who left?", sentence, Expected()) is None
