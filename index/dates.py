"""Dates at the door: one way to read them, ISO 8601 to keep them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from onrecord.index.errors import DateError

__all__ = ["to_day", "to_iso", "to_moment"]

_WRITTEN = ("%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y", "%A, %B %d, %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d")


def to_iso(stated: str | date | None) -> str | None:
    """A date as an article states it, in ISO 8601: ``2025-07-04`` or ``2025-07-04T18:30:00+02:00``.

    Reads ISO 8601, RFC 2822 (feeds, mail) and the unambiguous written forms (``4 July 2025``, ``July 4, 2025``).
    Orders that could be either (``04/07/2025``) are refused rather than guessed.

    Raises:
        DateError: text that is not such a date.
    """
    if stated is None:
        return None
    if isinstance(stated, date):
        return stated.isoformat()
    text = " ".join(stated.split())
    if not text:
        return None
    for read in (_iso, _mail, _written):
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
    return iso[:10] if iso else None


def to_moment(stated: str | date) -> int:
    """The last moment of a date, in microseconds since 1970: of a day its end, UTC; a time without a zone is UTC.

    Raises:
        DateError: text that is not a date.
    """
    iso = to_iso(stated) or ""
    if len(iso) == len("2025-07-04"):
        moment = datetime.combine(date.fromisoformat(iso), time.max, UTC)
    else:
        moment = datetime.fromisoformat(iso)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _iso(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _mail(text: str) -> str | None:
    try:
        return parsedate_to_datetime(text).isoformat() if ":" in text else None
    except (ValueError, OverflowError):
        return None


def _written(text: str) -> str | None:
    for form in _WRITTEN:
        try:
            return datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    return None
