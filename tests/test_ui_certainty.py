from __future__ import annotations

import json
from dataclasses import replace

import pytest
from ui_given import CALL, answered, cited, declined, hit

from onrecord.rag.risk import RISKS
from onrecord.ui.certainty import BOUNDS, certainty

QUESTION = "How long did the call last?"
ANSWER = answered(QUESTION, cited(CALL, "The call lasted about forty minutes, aides said.", "forty minutes"))


@pytest.mark.parametrize(
    ("confidence", "level", "word"),
    [(1.0, "high", "Very likely"), (0.8, "high", "Very likely"), (0.79, "middle", "Likely"), (0.6, "middle", "Likely"),
     (0.59, "low", "Uncertain"), (0.0, "low", "Uncertain")],
)  # fmt: skip
def test_a_word_stands_for_a_range(confidence: float, level: str, word: str) -> None:
    view = certainty(replace(ANSWER, confidence=confidence))
    assert view is not None
    assert (view["level"], view["word"]) == (level, word)
    share = min(99, max(1, round(confidence * 100)))
    assert f"{share} per cent" in view["reasons"][0]
    assert json.loads(json.dumps(view)) == view


def test_very_likely_means_at_most_about_one_in_ten_wrong() -> None:
    """The share of wrong answers that was measured on questions held aside, given from about that confidence on."""
    risk = min(RISKS, key=lambda pair: abs(pair[1] - BOUNDS[0][0]))[0]
    assert risk <= 0.1


def test_the_reasons_say_what_was_read_and_what_speaks_against_it() -> None:
    view = certainty(replace(ANSWER, query="Did the call with Lindholt last long?", hits=(hit(CALL),)))
    assert view is not None
    assert "1 passage of 1 article was read." in view["reasons"]
    assert view["against"] == ["The article does not mention “Lindholt”."]


def test_nothing_is_said_of_a_refusal_or_of_what_is_told_again() -> None:
    assert certainty(declined(QUESTION)) is None
    assert certainty(replace(ANSWER, act="sources")) is None
    assert certainty(replace(ANSWER, act="more")) is not None
