"""What is known of a passage before anybody reads it: how its day and its outlet speak for it. Pure.

A gain is counted like a reranker's logit, so that both can be added up. What the day asked is worth was fitted on
questions of RealTime QA 2023 before candidates were weighed by their day; among such candidates ``python -m
onrecord.eval.fit_weighing`` finds less of it left to gain, and puts as many answers first. Too few questions state a
time, an outlet or an author for more than a guess at the rest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from onrecord.index.visible import Standing
from onrecord.rag.understood import Understood
from onrecord.rag.when import Time

__all__ = ["FUSED", "SOURCE", "Timing", "gain", "recent", "timing"]

FUSED = 0.14
"""What a gain of 1 is worth beside a fused score: that is multiplied by ``exp(0.14 * gain)``."""

_YOUNG, _YOUNG_DAYS = 1.9, 7  # of the week before the day asked
_AGED, _FLAT, _REACH = 2.3, 4, 120  # falls with the logarithm of the days from the fourth to the 120th
_LATE = 3  # days after the day asked that are taken to be before it: time zones, late stamps
_NEAR = 1.5  # on the days that a question states, or just beside them
SOURCE = 1.5  # by an outlet, an author or in a section that it names
_ELSEWHEN = 21  # a question about days so long before the day asked is not about the news of that day


@dataclass(frozen=True, slots=True)
class Timing:
    """The times that count for a question: ``asked``, the day whose news is preferred, or None; ``reach``, in days, how
    far back; ``stated``, the times that it states itself."""

    asked: str | None = None
    reach: int = _REACH
    stated: tuple[Time, ...] = ()


def timing(understood: Understood, as_of: str | None, newest: str | None) -> Timing:
    """Which times count.

    Args:
        understood: the question.
        as_of: the day it is asked, where that was said.
        newest: the last day of publication in the archive.
    """
    stated = tuple(time for time in understood.times if not (time.first and as_of and time.first > as_of))
    if understood.latest and newest:
        return Timing(min(as_of or newest, newest), 10 * _REACH, stated)
    if as_of and any(_days(time.last or as_of, as_of) > _ELSEWHEN for time in stated):
        return Timing(None, stated=stated)
    return Timing(as_of, stated=stated)


def gain(
    standing: Standing, when: Timing, outlets: Sequence[str] = (), articles: Mapping[str, float] | None = None
) -> float:
    """The log odds by which a passage is likelier to answer than one without a day.

    Args:
        standing: of the passage.
        when: the times that count.
        outlets: that the question names as its source.
        articles: ids of those that were talked about, and what that speaks for each.
    """
    total = (articles or {}).get(standing.article, 0.0)
    if standing.day and when.asked:
        aged, young = recent(standing.day, when.asked, when.reach)
        total += _AGED * aged + _YOUNG * young
    if standing.day and when.stated:
        total += _NEAR * max(_beside(standing.day, time) for time in when.stated)
    return total + SOURCE * (standing.outlet in outlets)


def recent(day: str, asked: str, reach: int = _REACH) -> tuple[float, float]:
    """How recent a day is on the day asked: 1 up to ``_FLAT`` days before, from there falling with the logarithm of the
    days to 0 at ``reach``; and whether it is of the week before. Both are 0 for what comes after."""
    age = _days(day, asked)
    if age < -_LATE:
        return 0.0, 0.0
    over = math.log1p(max(0, age - _FLAT)) / math.log1p(reach)
    return max(0.0, 1 - over), float(age <= _YOUNG_DAYS)


def _beside(day: str, time: Time) -> float:
    """1 on the days of a time; falls with the days from it, the more slowly the longer it is; 0 four of its lengths or
    four weeks away."""
    first, last = time.first or time.last or day, time.last or day
    off = max(_days(day, first), _days(last, day), 0)
    length = max(7, 1 + _days(first, last))
    return max(0.0, 1 - math.log1p(7 * off / length) / math.log1p(28))


def _days(one: str, other: str) -> int:
    """From one day to another."""
    return (date.fromisoformat(other) - date.fromisoformat(one)).days
