"""Whom a description means: "the minister", where a text has "Finance Minister Jo Strand" or "Jo Strand, the minister
of finance". Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

from onrecord.rag.beings import is_person
from onrecord.rag.clauses import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS

__all__ = ["titled"]

_LONGEST = 20_000  # characters of a text that are looked through
_NAME = r"[^\W\d_a-z][\w’'-]+(?: (?:(?:van|von|de|der|la|al|bin) )?[^\W\d_a-z][\w’'-]+){0,3}"
_DAYS = frozenset([*calendar.month_name, *calendar.day_name])
_OF = r"(?:of|for|in|at|from|on|with|to|and|who|whose|that)"
_ENDS = "|".join(
    sorted(PREPOSITIONS | AUXILIARIES | QUESTION_WORDS | {"and", "or", "but", "that", "said", "says", "told"})
)
_OPENS = (
    PREPOSITIONS | AUXILIARIES | QUESTION_WORDS | {"the", "a", "an", "but", "and", "if", "as", "that", "this", "no"}
)
_NO_PART = r"(?:without|told|asked|said|by|after|before|the|\w+ing|\w+ed)"
_APART = r"(?:(?:who is|who was|then) )?(?:(?:the|an?|its|his|her|their) )?"


def titled(noun: str, texts: Iterable[str]) -> list[str]:
    """The names that texts give to somebody or something they call by a noun, fullest form first seen first.

    >>> titled("engineer", ["Marit Oyelaran, the city engineer, closed it. Oyelaran said so."])
    ['Marit Oyelaran']
    >>> titled("minister", ["Finance Minister Jo Strand and Eva Lund, minister of health, spoke."])
    ['Jo Strand', 'Eva Lund']
    """
    word = re.escape(noun)
    before = re.compile(rf"(?<![\w-])(?i:{word}) ({_NAME})")
    # The noun is what somebody is where its phrase ends with it: "the coastguard captain" is no coastguard.
    after = re.compile(
        rf"({_NAME}), {_APART}(?:(?!{_OF}\b|{_NO_PART}\b)[\w’'-]+ ){{0,4}}?{word}\b(?! (?!(?:{_ENDS})\b)[a-z])"
    )
    beside = re.compile(rf"\b(?i:the) (?:[\w’'-]+ ){{0,3}}?{word}, ({_NAME}),(?! and\b)")
    found: dict[str, tuple[int, int]] = {}
    for number, text in enumerate(texts):
        for pattern in (before, after, beside):
            for match in pattern.finditer(text[:_LONGEST]):
                inside = not is_person(noun) and re.search(r"[A-Z]\w+ $", text[: match.start()]) is not None
                if not inside:  # "the Marine Accident Board" is no accident
                    found.setdefault(_bare(match[1]), (number, match.start(1)))
    names = sorted((name for name in found if name), key=found.__getitem__)
    return [name for name in names if name not in _DAYS and not any(_within(name, other) for other in names)]


def _bare(name: str) -> str:
    """A name without what a sentence opens with before it; empty where a title before it is another's: "minister" is
    not what "the coastguard Captain Jo Strand" calls anybody."""
    words = re.sub(r"['’]s$", "", name).split()
    while words and words[0].lower() in _OPENS:
        del words[0]
    return "" if len(words) > 1 and is_person(words[0]) else " ".join(words)


def _within(name: str, other: str) -> bool:
    """Whether a name is part of a fuller one."""
    return name != other and set(name.split()) <= set(other.split())
