"""Time reckoned from the day of asking: "yesterday", "last week", "the past ten days", "two years ago"."""

from __future__ import annotations

from datetime import date

from onrecord.rag.when.calendar import UNITS, Interval, back, span
from onrecord.rag.when.phrases import Found, When, nothing, row

__all__ = ["AMOUNT", "RELATIVE", "amount"]

_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_AMOUNTS = {"a": 1, "an": 1, "a couple of": 2, **{name: n for n, name in enumerate(_NUMBERS, 1)}}
_SEVERAL = 5  # how far "a few" and "several" reach
_FEW = ("few", "a few", "several")
_DAYS = {
    "the day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "last evening": -1,
    "today": 0,
    "tonight": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tomorrow": 1,
    "the day after tomorrow": 2,
}

AMOUNT = rf"(?P<n>\d{{1,3}}|(?:a )?few|several|a couple of|an?|{'|'.join(_NUMBERS)})"
_UNIT = r"(?P<unit>day|week|month|year|decade)"
_PERIOD = r"(?P<unit>week|month|year|decade)"
_OF_DAY = r"(?: (?:morning|afternoon|evening|night))?"


def amount(words: str) -> int:
    """The number that ``AMOUNT`` found; "a few" is up to five."""
    return int(words) if words.isdecimal() else _AMOUNTS.get(words, _SEVERAL)


def _day(found: Found, asked: date) -> When:
    return UNITS["day"].nth(asked.toordinal() + _DAYS[found["day"]])


def _period(found: Found, asked: date) -> When:
    """Last week, this month, next year: the whole of it on the calendar."""
    unit = UNITS[found["unit"]]
    return unit.nth(unit.near(asked) + {"last": -1, "this": 0, "next": 1}[found["which"]])


def _today(_found: Found, asked: date) -> When:
    return Interval(asked, asked)


def _before_last(found: Found, asked: date) -> When:
    last = UNITS[found["unit"]].over(asked)
    return UNITS[found["unit"]].over(last.first) if last else None


def _any(found: Found, _asked: date) -> When:
    return UNITS[found["unit"]]


def _past(found: Found, asked: date) -> When:
    """The past month, the last ten days: so far back from the day of asking, whatever the calendar says."""
    return span(back(asked, *_in_days(found["n"] or "a", found["unit"])), asked)


def _coming(found: Found, asked: date) -> When:
    """The coming week, the next ten days, the coming days: from the day of asking on."""
    number, unit = _in_days(found["n"] or ("few" if found["many"] else "a"), found["unit"])
    return span(asked, back(asked, -number, unit))


def _in_days(number: str, unit: str) -> tuple[int, str]:
    """Hours are days when they are as long, and else none."""
    many = amount(number)
    return (-(-many // 24) if many >= 24 else 0, "day") if unit == "hour" else (many, unit)


def _ago(found: Found, asked: date) -> When:
    """Three days ago: that day. Two weeks ago: that week on the calendar. A few weeks ago: from five to two."""
    number, unit = amount(found["n"]), found["unit"]
    if unit in ("hour", "minute"):
        return span(back(asked, number // 24 if unit == "hour" else 0, "day"), asked)
    if found["exact"]:
        exact = back(asked, number, unit)
        return span(exact, exact)
    cycle = UNITS[unit]
    near = cycle.near(asked)
    first, last = cycle.nth(near - number), cycle.nth(near - (2 if found["n"] in _FEW else number))
    return span(first.first, last.last) if first and last else None


def _hence(found: Found, asked: date) -> When:
    cycle = UNITS[found["unit"]]
    return cycle.nth(cycle.near(asked) + amount(found["n"]))


RELATIVE = (
    row(rf"(?P<day>{'|'.join(_DAYS)})", _day, hint="day|night|this|last|tomorrow"),
    row(rf"(?P<day>yesterday|tomorrow){_OF_DAY}", _day, hint="yesterday|tomorrow"),
    row(rf"(?P<which>last|this|next) {_PERIOD}", _period, hint="last|this|next"),
    row(r"the (?P<unit>week|weekend|month|year) before last", _before_last, hint="before last"),
    row(r"(?:the )?(?P<unit>weekend)", _any, "weekend", hint="weekend"),
    row(r"(?P<unit>quarter|century)", _any, "unit", hint="quarter|century"),
    row(r"the (?P<unit>week|month|quarter|year|decade)", _any, "unit", hint="the "),
    row(rf"(?:(?:(?:the|this) )?past|the last)(?P<n>) {_PERIOD}", _past, hint="past|last"),
    row(
        rf"(?:(?:the|these) )?(?:past|last) {AMOUNT} (?P<unit>hour|day|week|month|year|decade)s?",
        _past,
        hint="past|last",
    ),
    row(rf"(?:the|this) (?:next|coming)(?P<n>) {_PERIOD}(?P<many>)", _coming, hint="next|coming"),
    row(rf"(?:(?:the|these) )?(?:next|coming) (?:{AMOUNT} )?{_UNIT}(?P<many>s)", _coming, hint="next|coming"),
    row(rf"{AMOUNT} (?P<unit>minute|hour|day|week|month|year|decade)s? ago(?P<exact> today)?", _ago, hint="ago"),
    row(rf"{AMOUNT} {_UNIT}s?(?: from now|' time|'s time)", _hence, hint="from now|time"),
    row(rf"(?:the )?last (?:{AMOUNT} )?(?:day|week|month|year|decade)s? (?:of|before|in office)", nothing, hint="last"),
    row(r"the (?:last|final) quarter", nothing, hint="quarter"),
    row(r"half an? (?:hour|day|month|year|decade|century) ago", nothing, hint="half"),
    row(r"now", _today, "now", hint="now"),
)
