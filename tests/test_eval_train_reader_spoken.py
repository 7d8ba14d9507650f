"""Follow-ups made of questions that stand alone."""

from __future__ import annotations

import random

import numpy as np
import pytest

from onrecord.eval.train_reader.data import Example, passage, tokenizer
from onrecord.eval.train_reader.spoken import follow_ups, leaning
from onrecord.eval.types import Question
from onrecord.index.weights import CROSS_ENCODER

TEXT = "Angela Merkel opened the Tollgate Bridge in 1995. She said that it was safe."
BEFORE = [("Who opened the Tollgate Bridge?", "Angela Merkel")]


def chance(seed: int = 1) -> random.Random:
    return random.Random(seed)  # noqa: S311


def said(question: str, before: list[tuple[str, str]]) -> set[str]:
    """All that chance makes of it."""
    return {leaning(question, before, TEXT, chance(seed)) for seed in range(12)}


def test_what_was_said_before_gives_way_to_pronouns() -> None:
    assert "When did she open it?" in said("When did Angela Merkel open the Tollgate Bridge?", BEFORE)


def test_what_the_question_before_had_is_left_out() -> None:
    short = said("When was the Tollgate Bridge opened?", [("Where was the Tollgate Bridge opened?", "Brannick")])
    assert {"When?", "And when?"} & short


def test_a_question_about_something_else_stays_as_it_is() -> None:
    assert said("Who paid for lunch?", BEFORE) == {"Who paid for lunch?"}


def test_a_follow_up_has_what_was_said_before_it_and_the_same_answer() -> None:
    cutter = tokenizer(CROSS_ENCODER.locate() / "tokenizer.json")
    whole = passage(TEXT, cutter)
    examples = [made("a", "Who opened the Tollgate Bridge?", "Angela Merkel"), made("b", "When was it opened?", "1995")]
    (found,) = follow_ups(examples, [whole], 1.0, cutter, seed=1)
    assert (found.question.answers, found.spans) == (("1995",), examples[1].spans)
    assert cutter.decode(found.ids.tolist()).startswith("who opened the tollgate bridge? angela merkel.")


def test_the_first_question_of_a_passage_is_no_follow_up() -> None:
    cutter = tokenizer(CROSS_ENCODER.locate() / "tokenizer.json")
    assert list(follow_ups([made("a", "Who?", "Angela Merkel")], [passage(TEXT, cutter)], 1.0, cutter, seed=1)) == []


def made(name: str, text: str, answer: str) -> Example:
    cutter = tokenizer(CROSS_ENCODER.locate() / "tokenizer.json")
    start = TEXT.index(answer)
    span = passage(TEXT, cutter).tokens(start, start + len(answer))
    return Example("set", "title", Question(name, text, (answer,), True), np.zeros(0, np.int32), 0, (span,))


@pytest.mark.parametrize("question", ["", "?", "a " * 300, "¿Quién?"])
def test_odd_questions_are_borne(question: str) -> None:
    assert isinstance(leaning(question, BEFORE, TEXT, chance()), str)
