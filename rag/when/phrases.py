"""Phrases: words that say when, found by a table of patterns. ``said`` and ``relative`` have the tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from onrecord.rag.when.calendar import Cycle, Interval

__all__ = ["Found", "Phrase", "Reader", "Row", "When", "longest", "nothing", "phrases", "row"]

Found = re.Match[str]
When = Interval | Cycle | None
"""A cycle (each March) where the words leave open which one; None for what only looks like a time."""
Reader = Callable[[Found, date], When]

_DIGITS = str.maketrans("0123456789", "##########")
_BEFORE = r"(?<![\w$€£#@/&'-])(?<!\d[.,])"
_AFTER = r"(?![\w/%]|-\w|[.,:]\d)"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words at ``start:end`` and what they mean. ``weak`` is the kind of those that need more beside them to be a time
    (a bare year, a bare "May"), and empty for others."""

    start: int
    end: int
    when: When
    weak: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern for plain text, what its finds mean, and their kind when they are weak. A text in which it can find
    anything holds one of the ``hints``, in which # is a digit."""

    pattern: str
    reader: Reader
    weak: str
    hints: tuple[str, ...]


def row(pattern: str, reader: Reader, weak: str = "", hint: str = "") -> Row:
    """A row of a table; hints are separated by |."""
    return Row(f"{_BEFORE}(?:{pattern}){_AFTER}", reader, weak, tuple(hint.split("|")))


def nothing(_found: Found, _asked: date) -> When:
    """What looks like a time and is none."""
    return None


def phrases(text: str, asked: date, table: Iterable[Row]) -> list[Phrase]:
    """The phrases of a text in small letters, in order; where two overlap, the longer."""
    digits = text.translate(_DIGITS)
    found = [
        Phrase(match.start(), match.end(), row.reader(match, asked), row.weak)
        for row in table
        if any(hint in digits for hint in row.hints)
        for match in _compiled(row.pattern).finditer(text)
    ]
    return longest(found)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern made ready when it is first needed: all of them would take a tenth of a second at every start."""
    return re.compile(pattern)


def longest(found: Iterable[Phrase]) -> list[Phrase]:
    """Phrases that do not overlap, in order: the longest, and of two as long the first that is given."""
    chosen: list[Phrase] = []
    taken = bytearray()
    for one in sorted(found, key=lambda phrase: phrase.start - phrase.end):
        if not any(taken[one.start : one.end]):
            chosen.append(one)
            taken.extend(bytes(max(0, one.end - len(taken))))
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
    return sorted(chosen, key=lambda phrase: phrase.start)
