"""Whom a description means: "the minister", where a text has "Finance Minister Jo Strand" or "Jo Strand, the minister
of finance". Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

__all__ = ["titled"]

_LONGEST = 20_000  # characters of a text that are looked through
_NAME = r"[^\W\d_a-z][\w’'-]+(?: (?:(?:van|von|de|der|la|al|bin) )?[^\W\d_a-z][\w’'-]+){0,3}"
_DAYS = frozenset([*calendar.month_name, *calendar.day_name])
_OF = r"(?:of|for|in|at|from|on|with|to|and|who|whose|that)"
_APART = r"(?:(?:the|a|an|its|his|her|their|who is|who was|then) )"


def titled(noun: str, texts: Iterable[str]) -> list[str]:
    """The names that texts give to somebody or something they call by a noun, fullest form first seen first.

    >>> titled("engineer", ["Marit Oyelaran, the city engineer, closed it. Oyelaran said so."])
    ['Marit Oyelaran']
    >>> titled("minister", ["Finance Minister Jo Strand and Eva Lund, minister of health, spoke."])
    ['Jo Strand', 'Eva Lund']
    """
    word = re.escape(noun)
    before = re.compile(rf"(?<![\w-])(?i:{word}) ({_NAME})")
    after = re.compile(rf"({_NAME}), {_APART}?(?:(?!{_OF}\b)[\w’'-]+ ){{0,4}}?{word}\b")
    found: dict[str, tuple[int, int]] = {}
    for number, text in enumerate(texts):
        for pattern in (before, after):
            for match in pattern.finditer(text[:_LONGEST]):
                found.setdefault(_bare(match[1]), (number, match.start(1)))
    names = sorted((name for name in found if name), key=found.__getitem__)
    return [name for name in names if name not in _DAYS and not any(_within(name, other) for other in names)]


def _bare(name: str) -> str:
    return re.sub(r"['’]s$", "", name)


def _within(name: str, other: str) -> bool:
    """Whether a name is part of a fuller one."""
    return name != other and set(name.split()) <= set(other.split())
