from __future__ import annotations

import pytest

from onrecord.rag.fits import fits
from onrecord.rag.kinds import Kind


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("when", "late on Monday"),
        ("when", "17 July"),
        ("when", "in the spring"),
        ("when", "after the vote"),
        ("how many", "nineteen"),
        ("how many", "two dozen"),
        ("how many", "1,200 households"),
        ("how much", "€380,000"),
        ("how long", "19 minutes"),
        ("how old", "sixty-two"),
        ("who", "Ida Marsh"),
        ("who", "the harbour master"),
        ("where", "Port Halvard"),
        ("where", "on the quay"),
        ("why", "a crack"),
        ("what", "anything at all"),
    ],
)
def test_what_can_be_the_answer_is_let_through(kind: Kind, words: str) -> None:
    assert fits(kind, words)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("when", "mayor Ida Marsh"),
        ("how many", "households"),
        ("how much", "more than planned"),
        ("how long", "the harbour"),
        ("how old", "Marsh"),
        ("who", "resigned"),
        ("where", "closed"),
    ],
)
def test_what_cannot_is_told_apart(kind: Kind, words: str) -> None:
    assert not fits(kind, words)
