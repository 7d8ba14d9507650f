"""Whom descriptions mean."""

from __future__ import annotations

import pytest
from turns import answered, article

from onrecord.rag import Turn
from onrecord.rag.described import definites, described, phrase, set_apart

PORT = article(
    "Port Captain Anna Keller closed the harbour. Jens Holt, head of the ferry company Nordsund, was told at six. The"
    " judge, Per Ahl, had stepped down; Ida Brok, a judge from Ribe, heard the case. The insurer, Trygve Mutual, paid."
)


def words(noun: str, history: list[Turn]) -> list[str]:
    return [one.words for one in described(noun, history)]


def test_a_company_is_nobody() -> None:
    history = [answered("Who was told?", "Jens Holt", PORT)]
    assert "Jens Holt" not in words("company", history)
    assert words("insurer", history) in ([], ["Trygve Mutual"])


def test_all_that_an_article_calls_so_can_be_meant() -> None:
    told = article("The harbour was shut. Minister Jo Lund spoke first. Minister Ada Falk left early.")
    history = [answered("What was shut?", "harbour", told)]
    assert words("minister", history) == ["Jo Lund", "Ada Falk"]


def test_who_was_named_comes_before_who_is_only_in_the_article() -> None:
    told = article("Minister Jo Lund spoke first. The harbour was shut. Minister Ada Falk left early.")
    assert words("minister", [answered("Who spoke first?", "Jo Lund", told)]) == ["Jo Lund"]


@pytest.mark.parametrize("noun", ["first judge", "other judge"])
def test_what_sets_apart_keeps_its_noun(noun: str) -> None:
    assert list(definites(f"Why did the {noun} leave?")) == [(f"the {noun}", noun)]
    assert set_apart(f"Why did the {noun} leave?")


def test_what_does_not_gives_the_noun_too() -> None:
    assert list(definites("What did the trial judge say?")) == [
        ("the trial judge", "trial judge"),
        ("the trial judge", "judge"),
    ]
    assert not set_apart("What did the trial judge say?")


def test_a_thing_has_its_fuller_phrase() -> None:
    history = [Turn("Who won the vote on the budget?", "the government")]
    assert phrase("vote", history) == "the vote on the budget"
    assert phrase("deal", history) is None
