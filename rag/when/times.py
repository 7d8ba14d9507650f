"""When a question asks about: the times it states, and those it reckons from an event ("the day after the vote").

Phrases that say when are found one by one, widened by the words before them ("late", "since", "the week before") and
joined to ranges. What ambiguous words mean is what a newsreader means by them:

- A day, month or weekday without a year or week is the latest that has begun by the day of asking, in a question about
  the future ("will", "is due") the next.
- "Last week", "last March", "last Friday": the latest that was over before the day of asking. "This": of this week or
  year; what has not come yet, asked in the past tense, is that of the week before. "Next": of the next week or year,
  of what comes once a year the next to begin. "Three weeks ago": that week on the calendar.
- "The past week", "the last ten days": so many days back from the day of asking. "A few": up to five.
- "Early", "mid" and "late", the beginning, the middle and the end: thirds (of a month ten days, of a year four months).
- "Since" ends on the day of asking. "Until", "by" and "through" end with what they name and "before" ahead of it, all
  without a beginning; "after" has no end. "As of June" is June. After "Friday's vote" Friday itself is meant too.

``lookalikes`` and ``doubts`` know what only looks like a time. "Recently" is none, nor how long something took, nor a
year in the name of a thing ("the 2024 election").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from onrecord.rag.when.asking import Asking
from onrecord.rag.when.calendar import UNITS, Interval, beyond
from onrecord.rag.when.grammar import SHIFT, grown, joined, linked
from onrecord.rag.when.lookalikes import LOOKALIKES
from onrecord.rag.when.phrases import phrases
from onrecord.rag.when.relative import RELATIVE, amount
from onrecord.rag.when.said import SAID

__all__ = ["Anchor", "Time", "Unit", "anchors", "around", "times"]

Unit = Literal["day", "week", "month", "year"]

_LONGEST = 1000  # characters of a question that are looked at
_MOST = 50  # phrases that are; only what is no question has more
_TABLE = (*LOOKALIKES, *SAID, *RELATIVE)
_ANCHOR = re.compile(
    rf"(?:{SHIFT} (?P<way>before|after|following)|\bthe (?P<eve>eve|day|night|evening|morning|week) of"
    r"(?= (?:the|his|her|their|its)\b)) (?P<event>[^?,;:.!()\"“”]+)"
)
_ENDS = re.compile(
    r" (?:did|do|does|was|were|is|are|has|had|have|will|would|could|can|should|who|what|when|where|why|how|which|while"
    r"|but)\b.*"
)
_NO_EVENT = re.compile(
    r"(?:that|this|it|which|what|who|next|last|today|tomorrow|yesterday)\b|the (?:month|year|dead|day)\b"
)
_PRONOUN = re.compile(r"(?:he|she|they|we|it|there)\b")


@dataclass(frozen=True, slots=True)
class Time:
    """Words of a question at ``start:end`` that say when. ``first`` and ``last`` are days, YYYY-MM-DD, both of them in
    it; None where there is no beginning, or no end."""

    start: int
    end: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of a question at ``start:end`` that reckon from an event: "two days after the verdict" is 2 days from "the
    verdict", "the day before" is -1, "on the day of" is 0."""

    start: int
    end: int
    event: str
    shift: int
    unit: Unit


def times(question: str, asked: date) -> list[Time]:
    """The times a question states, in order, none overlapping; of two readings of the same words the longer.

    Args:
        question: of which the first thousand characters are looked at, and in these the first fifty phrases.
        asked: the day of asking.
    """
    asking = Asking.of(question[:_LONGEST], asked)
    found = joined([grown(phrase, asking) for phrase in phrases(asking.text, asked, _TABLE)[:_MOST]], asking)
    return [
        Time(one.start, one.end, _iso(one.first), _iso(one.last)) for phrase in found if (one := linked(phrase, asking))
    ]


def anchors(question: str) -> list[Anchor]:
    """What a question reckons from events, in order. An event is named by the words up to the next mark or verb."""
    asking = Asking.of(question[:_LONGEST], date(2000, 1, 1))
    found = [anchor for match in _ANCHOR.finditer(asking.text) if (anchor := _anchor(match, question))]
    dated = times(question, asking.day) if found else []
    return [one for one in found if not any(time.start <= one.end - len(one.event) < time.end for time in dated)]


def around(anchor: Anchor, day: date) -> Time:
    """The time an anchor means, once it is known on which day its event was."""
    when = beyond(Interval(day, day), anchor.shift, anchor.unit)
    first, last = when or (None, None)
    return Time(anchor.start, anchor.end, _iso(first), _iso(last))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _anchor(found: re.Match[str], question: str) -> Anchor | None:
    start, words = found.start("event"), found["event"]
    if not _PRONOUN.match(words):
        words = _ENDS.sub("", words)
    end = start + len(words.rstrip())
    if _NO_EVENT.match(words) or end == start:
        return None
    unit = found["one"] or found["unit"] or found["eve"]
    number = amount(found["n"] or "a") if found["way"] or unit == "eve" else 0
    number = -number if found["way"] == "before" or unit == "eve" else number
    return Anchor(found.start(), end, question[start:end], number, cast("Unit", unit if unit in UNITS else "day"))
