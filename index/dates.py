"""Dates at the door: one way to read them, ISO 8601 to keep them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from onrecord.index.errors import DateError

__all__ = ["of_number", "to_day", "to_iso", "to_moment"]

_LONGEST = 100  # characters
_DAY_LENGTH = len("2025-07-04")
_FARTHEST = timedelta(hours=14)  # from UTC: Kiribati

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# In English, and as programs of other countries write them into dates that are meant to be English.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janv janvier ene enero gen gennaio janeiro januari",
            "feb february februar févr février febrero febbraio fev fevereiro februari",
            "mar march märz mär mrz mars marzo março maart mrt",
            "apr april avr avril abr abril aprile",
            "may mai mayo mag maggio maio mei",
            "jun june juni juin junio giu giugno junho",
            "jul july juli juil juillet julio lug luglio julho",
            "aug august août ago agosto augustus",
            "sep sept september septembre septiembre set settembre setembro",
            "oct october okt oktober octobre octubre ott ottobre out outubro",
            "nov november novembre noviembre novembro",
            "dec december dez dezember déc décembre dic diciembre dicembre dezembro",
        ),
        1,
    )
    for name in names.split()
}
# Hours from UTC. What several countries call their own is understood as in the newspapers that write it in English, and
# as RFC 5322 has it; of what is left then, no one is likelier than another.
_ZONES: dict[str, float] = {
    **{"utc": 0, "gmt": 0, "ut": 0, "z": 0, "wet": 0, "west": 1, "bst": 1},
    **{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8},
    **{"hst": -10, "nst": -3.5, "ndt": -2.5},
    **{
        "cet": 1,
        "cest": 2,
        "mez": 1,
        "mesz": 2,
        "eet": 2,
        "eest": 3,
        "msk": 3,
        "cat": 2,
        "eat": 3,
        "sast": 2,
        "wat": 1,
    },
    **{"jst": 9, "kst": 9, "hkt": 8, "sgt": 8, "pht": 8, "wib": 7, "npt": 5.75, "pkt": 5},
    **{"awst": 8, "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13},
}
_REGIONS = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
_OF_SEVERAL = ("ist", "ast", "gst", "sst")
_ENGLISH_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_WEEKDAY = rf"(?:(?:{_ENGLISH_DAY}|[^\W\d_]{{2,13}}(?:-feira)?(?=\.?,))\.?,?\s+)?"
_MONTH = r"(?P<month>[^\W\d_]{3,10})"
_DAYS = tuple(
    re.compile(f"{_WEEKDAY}{form}", re.I)
    for form in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?(?:\s+(?:of|de))?[\s-]{_MONTH}\.?,?(?:\s+del?)?[\s-]"
        r"(?P<year>\d{4}|\d\d(?=\s+\d+:))",
        rf"{_MONTH}\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}})",
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
    )
)
# Unix, and what C calls asctime: Fri Jul  4 18:30:00 CEST 2025
_YEAR_LAST = re.compile(
    rf"{_WEEKDAY}{_MONTH}\s(\d{{1,2}})\s(\d\d?:\d\d:\d\d)(\s[a-z]{{1,5}}|\s[+-]\d{{4}})?\s(\d{{4}})", re.I
)
_TIME = re.compile(
    r"""(?:,?\s*(?:T|at|-|–|—|\||·)?\s*)
    (?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?)?
    (?:\s*(?P<half>[ap])\.?m\.?)?
    (?:\s*(?P<zone>[a-z]{1,5}|(?:utc|gmt)?\s*[+-]\d{1,2}(?::?\d\d)?))?
    (?:\s*\([^()]*\))?""",
    re.I | re.X,
)
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])(\d{1,2}):?(\d\d)?")


def to_iso(stated: str | date | None) -> str | None:
    """A date as an article states it, in ISO 8601: ``2025-07-04`` or ``2025-07-04T18:30:00+02:00``.

    Reads ISO 8601, RFC 5322 (feeds, mail) and the unambiguous written forms (``4 July 2025``, ``July 4, 2025 6:30 p.m.
    EDT``). Orders that could be either (``04/07/2025``) are refused rather than guessed. A time without a zone stays
    without one, and so does a time in a zone whose name is that of several (``IST``).

    Raises:
        DateError: text that is not such a date.
    """
    if stated is None:
        return None
    if isinstance(stated, date):
        return stated.isoformat()
    text = " ".join(stated[: 2 * _LONGEST].split())
    if not text:
        return None
    if len(stated) <= _LONGEST:
        for read in (_iso, _written):
            found = read(text)
            if found is not None:
                return found
    raise DateError(f"{text[:60]!r} is not a date I can read; write it as 2025-07-04 or 2025-07-04T18:30:00+02:00")


def to_day(stated: str | date | None) -> str | None:
    """The day of a date, ``YYYY-MM-DD``.

    Raises:
        DateError: text that is not a date.
    """
    iso = to_iso(stated)
    return iso[:_DAY_LENGTH] if iso else None


def to_moment(stated: str | date) -> int:
    """The last moment of a date, in microseconds since 1970: of a day its end, UTC; a time without a zone is UTC.

    Raises:
        DateError: text that is not a date.
    """
    iso = to_iso(stated) or ""
    if len(iso) == _DAY_LENGTH:
        moment = datetime.combine(date.fromisoformat(iso), time.max, UTC)
    else:
        moment = datetime.fromisoformat(iso)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(microseconds=1)


def of_number(number: float) -> str:
    """A date that is stated as a number, as text ``to_iso`` reads: of eight or fourteen digits the date they spell
    (20250704), else seconds, milliseconds or microseconds since 1970, whichever gives a year from 1973 to 5138. The
    number itself, as text, where it is none of these.

    >>> of_number(1751646600000)
    '2025-07-04T16:30:00+00:00'
    """
    digits = str(number)
    if len(digits) in (8, 14) and digits.isdecimal() and _iso(digits):
        return digits
    for unit in (1, 10**3, 10**6):
        if 10**8 <= number / unit < 10**11:
            return (_EPOCH + timedelta(microseconds=number * 10**6 // unit)).isoformat()
    return digits


def _iso(text: str) -> str | None:
    text = text.upper()
    if "W" in text:  # a week is no day
        return None
    if len(text) == 14 and text.isdecimal():
        text = f"{text[:8]}T{text[8:]}"
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        return _checked(datetime.fromisoformat(text))
    except ValueError:
        return None


def _checked(moment: datetime) -> str | None:
    far = moment.utcoffset()
    return None if far and abs(far) > _FARTHEST else moment.isoformat()


def _written(text: str) -> str | None:
    unix = _YEAR_LAST.fullmatch(text)
    if unix:
        text = f"{unix[2]} {unix[1]} {unix[5]} {unix[3]}{unix[4] or ''}"
    for form in _DAYS:
        found = form.match(text)
        day = found and _day(found)
        if found and day:
            rest = text[found.end() :]
            clock = _TIME.fullmatch(rest)
            if not rest:
                return day.isoformat()
            return _time(day, clock) if clock else None
    return None


def _day(found: re.Match[str]) -> date | None:
    month = found["month"].lower()
    number = int(month) if month.isdecimal() else _MONTHS.get(month, 0)
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000 if year < 50 else 1900  # RFC 5322, 4.3
    try:
        return date(year, number, int(found["day"]))
    except ValueError:
        return None


def _time(day: date, clock: re.Match[str]) -> str | None:
    hour, half = int(clock["hour"]), (clock["half"] or "").lower()
    if not (clock["minute"] or half) or (half and not 1 <= hour <= 12):
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    second = 59 if clock["second"] == "60" else int(clock["second"] or 0)
    zone = (clock["zone"] or "").lower()
    try:
        moment = datetime.combine(day, time(hour, int(clock["minute"] or 0), second))
        known = zone and zone not in _OF_SEVERAL
        return _checked(moment.replace(tzinfo=_zone(zone))) if known else moment.isoformat()
    except (ValueError, OverflowError, LookupError):
        return None


def _zone(name: str) -> tzinfo:
    """A zone by its offset or name.

    Raises:
        LookupError: there is none of this name. ValueError: no offset.
    """
    offset = _OFFSET.fullmatch(name)
    if offset:
        hours = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-hours if offset[1] == "-" else hours)
    return ZoneInfo(_REGIONS[name]) if name in _REGIONS else timezone(timedelta(hours=_ZONES[name]))
