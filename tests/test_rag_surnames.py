"""Last names that two people bear."""

from __future__ import annotations

import pytest
from turns import answered, article

from onrecord.rag import Turn
from onrecord.rag.surnames import bearers

BOTH = article("Anna Holm and Erik Holm met in Ribe. Jens Lund was there.")


def meant(question: str, history: list[Turn]) -> list[str]:
    found = bearers(question, history)
    return [one.words for one in found.meant] if found else []


def test_two_of_a_question_can_be_meant() -> None:
    assert meant("what does Holm do?", [Turn("Are Anna Holm and Erik Holm married?", "")]) == ["Anna Holm", "Erik Holm"]


def test_two_of_an_article_can_be_meant() -> None:
    assert meant("What did Holm say?", [answered("Who was there?", "Jens Lund", BOTH)]) == ["Anna Holm", "Erik Holm"]


@pytest.mark.parametrize("question", ["What did Lund say?", "What did Anna Holm say?", "What did she say?", "Holm?"])
def test_one_or_nobody_is_not_asked_back(question: str) -> None:
    assert meant(question, [answered("Who was there?", "Jens Lund", BOTH)]) == []


def test_who_was_just_named_is_meant() -> None:
    assert meant("What did Holm say?", [Turn("How old is Anna Holm?", "41")]) == []
