from __future__ import annotations

from onrecord.rag.said import spoken


def test_what_was_said_stands_before_the_question() -> None:
    turns = [("Who found it?", "Oyelaran."), ("Was it old?", "")]
    assert spoken("How old?", turns) == "Who found it? Oyelaran. Was it old? How old?"


def test_without_turns_the_question_is_as_it_was() -> None:
    assert spoken("How old?", []) == "How old?"
