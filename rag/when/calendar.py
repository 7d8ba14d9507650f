"""Intervals on the calendar: days, weeks, months, years; what comes again, and which one of it is meant.

Arithmetic on days, nothing about words. Weeks begin on Monday. Years are 1600 to 2200; what would lie outside is None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

__all__ = [
    "UNITS",
    "Cycle",
    "Interval",
    "back",
    "beyond",
    "day",
    "days",
    "months",
    "nth_of_month",
    "part",
    "span",
    "weekly",
    "yearly",
    "years",
]

_DAY = timedelta(days=1)
_YEARS = range(1600, 2201)


class Interval(NamedTuple):
    """Days from ``first`` to ``last``, both of them in it."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Cycle:
    """What comes again: each Friday, each March, each week. ``nth`` is one of it by number, ``near`` the number of the
    one in the week or year of a day. Of ``yearly`` things "the next" is the one that begins next; of the others it is
    the one of the week, month or year after this."""

    nth: Callable[[int], Interval | None]
    near: Callable[[date], int]
    yearly: bool = False

    def latest(self, today: date) -> Interval | None:
        """The last that has begun by a day."""
        return self._first(lambda one: one.first <= today, today, -1)

    def over(self, today: date) -> Interval | None:
        """The last that was over before a day."""
        return self._first(lambda one: one.last < today, today, -1)

    def coming(self, today: date) -> Interval | None:
        """The first that is not over before a day."""
        return self._first(lambda one: one.last >= today, today, 1)

    def following(self, today: date) -> Interval | None:
        """The first that begins after a day."""
        return self._first(lambda one: one.first > today, today, 1)

    def this(self, today: date) -> Interval | None:
        """The one in the week or year of a day."""
        return self.nth(self.near(today))

    def next(self, today: date) -> Interval | None:
        """The next, as the word is used (see above)."""
        return self.following(today) if self.yearly else self.nth(self.near(today) + 1)

    def _first(self, fits: Callable[[Interval], bool], today: date, step: int) -> Interval | None:
        near = self.near(today)
        for number in range(near - step, near + 10 * step, step):  # 29 February may be eight years away
            one = self.nth(number)
            if one and fits(one):
                return one
        return None


def span(first: date | None, last: date | None) -> Interval | None:
    """From one day to another, or None where that is no interval between 1600 and 2200."""
    if first is None or last is None or first > last or first.year not in _YEARS or last.year not in _YEARS:
        return None
    return Interval(first, last)


def day(year: int, month: int, number: int) -> Interval | None:
    """One day, or None where the calendar has none such."""
    found = _date(year, month, number)
    return span(found, found)


def days(ordinal: int, length: int) -> Interval | None:
    """So many days from one on, which is numbered as ``date.toordinal`` does."""
    try:
        return span(date.fromordinal(ordinal), date.fromordinal(ordinal + length - 1))
    except (ValueError, OverflowError):
        return None


def months(number: int, count: int = 1) -> Interval | None:
    """Whole months; ``number`` counts months from year 0 (2024 * 12 is January 2024)."""
    first, after = _date(number // 12, number % 12 + 1), _date((number + count) // 12, (number + count) % 12 + 1)
    return span(first, after - _DAY) if first and after else None


def years(first: int, count: int = 1) -> Interval | None:
    """Whole years."""
    return months(first * 12, count * 12)


def weekly(weekday: int, length: int = 1) -> Cycle:
    """What begins on a weekday (Monday is 0) and lasts some days."""
    return Cycle(lambda week: days(7 * week + 1 + weekday, length), lambda today: (today.toordinal() - 1) // 7)


def yearly(of: Callable[[int], Interval | None]) -> Cycle:
    """What comes once a year."""
    return Cycle(of, lambda today: today.year, yearly=True)


def nth_of_month(year: int, month: int, number: int, weekday: int) -> date | None:
    """The ``number``-th such weekday of a month; the last of them for -1."""
    whole = months(year * 12 + month - 1)
    if whole is None:
        return None
    if number < 0:
        return whole.last - timedelta(days=(whole.last.weekday() - weekday) % 7)
    found = whole.first + timedelta(days=(weekday - whole.first.weekday()) % 7 + 7 * (number - 1))
    return found if found <= whole.last else None


def back(today: date, number: int, unit: str) -> date | None:
    """The day so many days, weeks, months or years before a day; after it, for a negative number."""
    try:
        if unit in ("day", "week"):
            return today - timedelta(days=number * (7 if unit == "week" else 1))
        month = today.year * 12 + today.month - 1 - number * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
        last = months(month)
        return last and min(last.last, last.first + timedelta(days=today.day - 1))
    except OverflowError:
        return None


def beyond(event: Interval, shift: int, unit: str) -> Interval | None:
    """So many units after something, or before it, as people count: two days after is that day; the week after is the
    seven days that follow, two weeks after the seven days then. With a shift of 0, the unit the event began in."""
    if shift == 0:
        return UNITS[unit].this(event.first)
    if shift > 0:
        near, far = back(event.last, 1 - shift, unit), back(event.last, -shift, unit)
        return span(near + _DAY, far) if near and far else None
    near, far = back(event.first, -1 - shift, unit), back(event.first, -shift, unit)
    return span(far, near - _DAY) if near and far else None


def part(whole: Interval, number: int, of: int) -> Interval | None:
    """One of two halves, three thirds or four quarters of an interval; thirds of a month are ten days each, of a year
    four months each. None for what is too short to be spoken of in parts."""
    length = (whole.last - whole.first).days + 1
    if length <= 7:
        cuts = {2: (0, 3, 7), 3: (0, 3, 4, 7)}.get(of) if length == 7 else None
    elif length <= 31:
        cuts = {2: (0, 15, length), 3: (0, 10, 20, length)}.get(of)
    else:
        return _part_by_months(whole, number, of)
    if cuts is None:
        return None
    return days(whole.first.toordinal() + cuts[number], cuts[number + 1] - cuts[number])


def _part_by_months(whole: Interval, number: int, of: int) -> Interval | None:
    """A part in whole months; in whole years where there are ten."""
    first = whole.first.year * 12 + whole.first.month
    length = whole.last.year * 12 + whole.last.month + 1 - first
    step = 12 if length >= 120 else 1
    start, end = (-(-(n * length) // (of * step)) * step for n in (number, number + 1))
    return months(first - 1 + start, end - start)


def _date(year: int, month: int, number: int = 1) -> date | None:
    try:
        return date(year, month, number)
    except (ValueError, OverflowError):
        return None


UNITS = {
    "day": Cycle(lambda n: days(n, 1), date.toordinal),
    "week": weekly(0, 7),
    "weekend": weekly(5, 2),
    "month": Cycle(months, lambda today: today.year * 12 + today.month - 1),
    "quarter": Cycle(lambda n: months(3 * n, 3), lambda today: today.year * 4 + (today.month - 1) // 3),
    "year": Cycle(years, lambda today: today.year),
    "decade": Cycle(lambda n: years(10 * n, 10), lambda today: today.year // 10),
    "century": Cycle(lambda n: years(100 * n + 1, 100), lambda today: (today.year - 1) // 100),
}
