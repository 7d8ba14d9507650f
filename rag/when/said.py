"""Dates as they are said: "4 July 2025", "March", "late 2023" but for the "late", "the 1990s", "Q3", "Easter 2024"."""

from __future__ import annotations

from datetime import date, timedelta

from onrecord.rag.when.calendar import UNITS, Cycle, Interval, day, months, nth_of_month, span, weekly, yearly, years
from onrecord.rag.when.holidays import HOLIDAYS, SEASONS
from onrecord.rag.when.phrases import Found, Reader, When, row

__all__ = ["IN_MONTHS", "MONTHS", "SAID", "WEEKDAYS"]

_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS = {name[:3]: number for number, name in enumerate(_NAMES, 1)}
_WEEKDAYS = {name: number for number, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
_TENS = {
    name: 10 * n
    for n, name in enumerate(["thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"], 3)
}
_SHIFTS = {"last": -1, "this": 0, "next": 1}

MONTHS = rf"(?:{'|'.join(_NAMES)}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?:\.(?= ?\d))?)"
WEEKDAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = rf"(?P<month>{MONTHS})"
_WEEKDAY = rf"(?P<weekday>{WEEKDAYS})"
_ON = rf"(?:(?P<on>{WEEKDAYS}|(?:mon|tues?|wed|thurs?|fri|sat|sun)\.?),? )?"
_YEAR = r"(?P<year>1[6-9]\d\d|2[01]\d\d|2200)"
_TO_YEAR = r"(?P<to>1[6-9]\d\d|2[01]\d\d|2200|\d\d)"
_STATED = rf"(?:,? (?:of |in )?(?:{_YEAR}|(?P<which>last|this|next) year))"
_NO_COUNT = r"(?! (?:people|men|women|children|soldiers|miles|million|billion|years|days|hours|times|points|seats)\b)"
_NUMBER = r"0?[1-9]|[12]\d|3[01]"
_TH = r"(?:st|nd|rd|th)?"
_DAY = rf"(?P<day>{_NUMBER}){_TH}{_NO_COUNT}"
_TO_DAY = rf"(?P<day>{_NUMBER}){_TH}(?: ?[-–] ?| (?:to|and|through|until) )(?P<to>{_NUMBER}){_TH}{_NO_COUNT}"
_NTH = r"(?:the )?(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th|last)"
_OF_DAY = r"(?: (?:early |late )?(?:morning|afternoon|evening|night))?"
IN_MONTHS = r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"


def _in_year(found: Found, asked: date, cycle: Cycle) -> When:
    """One of what comes each year: that of the year the words state ("2024", "of last year"), else any."""
    if found["year"]:
        return cycle.nth(int(found["year"]))
    return cycle.nth(asked.year + _SHIFTS[found["which"]]) if found["which"] else cycle


def _month_number(found: Found) -> int:
    return _MONTHS[found["month"][:3]]


def _month(found: Found, asked: date) -> When:
    number = _month_number(found)
    return _in_year(found, asked, yearly(lambda year: months(year * 12 + number - 1)))


def _day(found: Found, asked: date) -> When:
    """A day of a month; a weekday beside it tells the year when in the years around it falls on that in one only."""
    month, number = _month_number(found), int(found["day"])
    cycle = yearly(lambda year: day(year, month, number))
    if found["on"] and not found["year"] and not found["which"]:
        near = [one for year in range(asked.year - 1, asked.year + 2) if (one := cycle.nth(year))]
        fitting = [one for one in near if one.first.weekday() == _WEEKDAYS[found["on"][:3]]]
        return fitting[0] if len(fitting) == 1 else cycle
    return _in_year(found, asked, cycle)


def _days(found: Found, asked: date) -> When:
    month, first, last = _month_number(found), int(found["day"]), int(found["to"])

    def of(year: int) -> Interval | None:
        one, other = day(year, month, first), day(year, month, last)
        return span(one.first, other.last) if one and other else None

    return _in_year(found, asked, yearly(of))


def _fourth_of_july(found: Found, asked: date) -> When:
    return _in_year(found, asked, yearly(lambda year: day(year, 7, 4)))


def _iso_day(found: Found, _asked: date) -> When:
    return day(int(found["year"]), int(found["month"]), int(found["day"]))


def _iso_month(found: Found, _asked: date) -> When:
    """A year and a month; None for what may as well be two years (2010-11)."""
    year, month = int(found["year"]), int(found["month"])
    return months(year * 12 + month - 1) if (year + 1) % 100 != month else None


def _numbers(found: Found, _asked: date) -> When:
    """A day in numbers; the order of day and month must be clear, as it is between dots."""
    year, one, other = int(found["year"]), int(found["one"]), int(found["other"])
    if one == other or one > 12 or found["mark"] == ".":
        return day(year, other, one)
    return day(year, one, other) if other > 12 else None


def _nth_weekday(found: Found, asked: date) -> When:
    """The second Monday of June 2024; without a year it is one that comes each year."""
    number, weekday = _ORDINALS[found["nth"]], _WEEKDAYS[found["weekday"][:3]]

    def of(year: int) -> Interval | None:
        one = nth_of_month(year, _month_number(found), number, weekday)
        return span(one, one)

    when = _in_year(found, asked, yearly(of))
    return when if isinstance(when, Interval) else None


def _nth_week(found: Found, asked: date) -> When:
    """The first week of May is its first seven days."""
    month, number = _month_number(found), _ORDINALS[found["nth"]]

    def of(year: int) -> Interval | None:
        whole = months(year * 12 + month - 1)
        if whole is None:
            return None
        first = whole.last - timedelta(days=6) if number < 0 else whole.first + timedelta(days=7 * (number - 1))
        return span(first, first + timedelta(days=6))

    return _in_year(found, asked, yearly(of))


def _year(found: Found, _asked: date) -> When:
    return years(int(found["year"]))


def _years(found: Found, _asked: date) -> When:
    first, last = int(found["year"]), int(found["to"])
    last = last if last > 99 else first // 100 * 100 + last
    return years(first, last - first + 1) if last > first else None


def _decade(found: Found, _asked: date) -> When:
    """The 1990s are ten years, the 1900s a hundred, but the 2000s ten."""
    first = int(found["decade"])
    return years(first, 10 if first % 100 or first == 2000 else 100)


def _nineties(found: Found, _asked: date) -> When:
    """The decades of the last century by their short names; "the 20s" could be of this one."""
    word = found["tens"]
    return years(1900 + (int(word[:2]) if word[:2].isdecimal() else _TENS[word]), 10)


def _century(found: Found, _asked: date) -> When:
    return UNITS["century"].nth(int(found["century"]) - 1)


def _season(found: Found, asked: date) -> When:
    return _in_year(found, asked, SEASONS[found["season"]])


def _part_of_year(length: int) -> Reader:
    """A quarter or a half of a year, by its number."""

    def read(found: Found, asked: date) -> When:
        number = int(found["n"]) - 1
        return _in_year(found, asked, yearly(lambda year: months(year * 12 + length * number, length)))

    return read


def _holiday(found: Found, asked: date) -> When:
    return _in_year(found, asked, HOLIDAYS[found["holiday"]])


def _weekday(found: Found, asked: date) -> When:
    cycle = weekly(_WEEKDAYS[found["weekday"][:3]])
    return cycle.nth(cycle.near(asked) + _SHIFTS[found["which"]]) if found["which"] else cycle


_HOLIDAYS = "|".join(sorted(HOLIDAYS, key=len, reverse=True))
SAID = (
    row(
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)", _iso_day, hint="####-#|####/#|####.#"
    ),
    row(r"(?P<one>\d\d?)(?P<mark>[-/.])(?P<other>\d\d?)(?P=mark)(?P<year>\d{4})", _numbers, hint="-####|/####|.####"),
    row(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])", _iso_month, hint="####-#"),
    row(rf"{_ON}(?:the (?=\d+(?:[snrt]| of)))?{_DAY}(?: of |[ -]){_MONTH}{_STATED}?", _day, hint=IN_MONTHS),
    row(rf"{_ON}{_MONTH} (?:the )?{_DAY}{_STATED}?", _day, "month-day", hint=IN_MONTHS),
    row(rf"(?:(?:from|between) )?{_TO_DAY} (?:of )?{_MONTH}{_STATED}?", _days, hint=IN_MONTHS),
    row(rf"(?:(?:from|between) )?{_MONTH} {_TO_DAY}{_STATED}?", _days, hint=IN_MONTHS),
    row(rf"(?:the )?fourth of july{_STATED}?", _fourth_of_july, hint="fourth of july"),
    row(rf"{_MONTH}{_STATED}?", _month, "month", hint=IN_MONTHS),
    row(rf"the month of {_MONTH}{_STATED}?", _month, hint="month of"),
    row(rf"{_NTH} {_WEEKDAY} (?:of|in) {_MONTH}{_STATED}?", _nth_weekday, hint="day of|day in"),
    row(rf"{_NTH} week (?:of|in) {_MONTH}{_STATED}?", _nth_week, hint="week of|week in"),
    row(_YEAR, _year, "year", hint="####"),
    row(rf"(?:the )?(?:calendar )?year {_YEAR}", _year, hint="year #"),
    row(rf"{_YEAR} ?[-–] ?{_TO_YEAR}", _years, "year", hint="####"),
    row(r"(?:the )?(?P<decade>(?:1[6-9]|2[01])\d0)'?s", _decade, hint="#s|#'s"),
    row(rf"(?:the |the '|')(?P<tens>[3-9]0'?s|{'|'.join(_TENS)})", _nineties, hint="#s|#'s|ties"),
    row(r"(?:the )?(?P<century>1[7-9]|2[0-2])(?:th|st|nd) century", _century, hint="century"),
    row(
        rf"(?:the (?=\w+ of ))?(?P<season>{'|'.join(SEASONS)}){_STATED}?(?:[-–/]\d\d)?",
        _season,
        "season",
        hint="|".join(SEASONS),
    ),
    row(rf"q(?P<n>[1-4]){_STATED}?", _part_of_year(3), hint="q#"),
    row(rf"{_YEAR}(?P<which>) q(?P<n>[1-4])", _part_of_year(3), hint="q#"),
    row(rf"h(?P<n>[12]){_STATED}", _part_of_year(6), hint="h#"),
    row(rf"{_YEAR}(?P<which>) h(?P<n>[12])", _part_of_year(6), hint="h#"),
    row(rf"(?P<holiday>{_HOLIDAYS}){_STATED}?", _holiday, "holiday"),
    row(rf"{_WEEKDAY}{_OF_DAY}(?: (?:of )?(?P<which>last|this|next) week)?", _weekday, "weekday", hint="day"),
)
