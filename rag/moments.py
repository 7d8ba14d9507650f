"""Where a question says when, in the words in which one time takes the place of another: "now", "this time", "in
March 2024". Pure."""

from __future__ import annotations

import re

__all__ = ["is_moment", "times_in"]

_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
)
_TIME = re.compile(
    r"\b(?:in the end|at the moment|at present|at (?:first|the (?:start|beginning|end))|so far|originally|currently"
    r"|initially|nowadays|now|today|tonight|yesterday|tomorrow"
    r"|(?:this|last|next) (?:time|year|month|week|season|summer|winter|spring|autumn|morning|night|weekend)"
    rf"|(?:(?:in|on|since|by|until|from|before|after|during) )?(?:\d\d? )?(?:{_MONTHS}|(?:1[5-9]|20)\d\d)\b"
    r"(?: \d\d?\b)?(?:,? (?:1[5-9]|20)\d\d)?)\b"
)


def is_moment(words: str) -> bool:
    """Whether words are such a time and nothing else."""
    return _TIME.fullmatch(words) is not None


def times_in(question: str) -> list[tuple[int, int]]:
    """Where a question says when: "now", "this time", "in March 2024", with the preposition."""
    return [found.span() for found in _TIME.finditer(question)]
