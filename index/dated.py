"""The dates an article states: what of them is kept, and what is remarked.

A date that is trusted has a zone, or is a day. One that cannot be right is not trusted, so nothing is ranked by it, and
is kept as it was stated in a remark.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from onrecord.index.dates import to_iso
from onrecord.index.errors import DateError
from onrecord.index.types import Article

__all__ = ["FOREVER", "dated"]

FOREVER = "9999-12-31T23:59:59+00:00"
"""The end of an embargo that states none that can be read."""

_FIRST_YEAR = 1600  # there was no newspaper before
_AHEAD = timedelta(days=1)  # clocks and zones differ
_LAST_ZONE = "-12:00"  # when a time has come there, it has come everywhere
_DAY_LENGTH = len("2025-07-04")
_SHOWN = 60  # characters of what is stated


def dated(article: Article, now: datetime | None = None) -> tuple[str | None, str | None, str | None, tuple[str, ...]]:
    """``published``, ``modified`` and ``embargo`` as they are stored, and the article's remarks with those on them.

    A day stays a day, and a time keeps its zone; what is less than a second is dropped. A time whose zone is not known
    is taken as UTC; midnight without a zone is how programs write a day, and is one. No date, a date
    before 1600, and one more than a day ahead of ``now`` are None, with a remark.

    An embargo without a zone ends when that time has come, or that day begun, everywhere: in zone -12:00. One that
    cannot be read has no end: what an outlet wants held back must not be found by mistake.

    Args:
        article: its dates as stated.
        now: the present, if another than it is.
    """
    now = now or datetime.now(UTC)
    kept: dict[str, str | None] = {}
    remarks = list(article.remarks)
    for name, stated in (("published", article.published), ("modified", article.modified)):
        found, fault = _trusted(stated, now)
        if fault:
            remarks.append(f"{name} as stated: {_shown(stated)}; {fault}")
        elif found and len(found) > _DAY_LENGTH and datetime.fromisoformat(found).tzinfo is None:
            found = f"{found}+00:00"
        kept[name] = found
    embargo, fault = _held(article.embargo)
    if fault:
        remarks.append(f"embargo as stated: {_shown(article.embargo)}; {fault}")
    return kept["published"], kept["modified"], embargo, tuple(remarks)


def _trusted(stated: str | date | None, now: datetime) -> tuple[str | None, str]:
    """A date in ISO 8601, or None and what is wrong with it."""
    try:
        iso = to_iso(stated)
    except DateError:
        return None, "that is no date"
    if iso is None:
        return None, ""
    if int(iso[:4]) < _FIRST_YEAR:
        return None, f"that is before {_FIRST_YEAR}"
    moment = datetime.fromisoformat(iso)
    if moment.tzinfo is None and moment.time() == datetime.min.time():
        iso = iso[:_DAY_LENGTH]
    latest = now + _AHEAD
    if len(iso) == _DAY_LENGTH:
        late = date.fromisoformat(iso) > latest.date()
    else:
        late = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) > latest
        iso = moment.isoformat(timespec="seconds")
    return (None, "that had not come when it was added") if late else (iso, "")


def _held(stated: str | None) -> tuple[str | None, str]:
    """The moment at which an embargo ends, and what was made of it, if anything."""
    try:
        iso = to_iso(stated)
    except DateError:
        return FOREVER, "that is no date, so no search finds the article until a version of it says when"
    if iso is None:
        return None, ""
    if len(iso) == _DAY_LENGTH:
        return f"{iso}T00:00:00{_LAST_ZONE}", "it ends when that day has begun everywhere"
    if datetime.fromisoformat(iso).tzinfo is None:
        return f"{iso}{_LAST_ZONE}", "its zone is not known, and it ends when that time has come everywhere"
    return iso, ""


def _shown(stated: object) -> str:
    return " ".join(str(stated)[: 2 * _SHOWN].split())[:_SHOWN].strip()
