"""Numbers and days as the page writes them, one way everywhere."""

from __future__ import annotations

import math
from datetime import datetime

from onrecord.eval.figures import Figure

__all__ = ["count", "day", "duration", "interval", "megabytes", "milliseconds", "moment", "ratio"]

_NONE = "–"


def ratio(value: float | None) -> str:
    """Three decimals, without the nought before the point; a dash where there is no number.

    >>> [ratio(value) for value in (0.7331, 1.0, -0.02, -0.0001, float("inf"), None)]
    ['.733', '1.000', '−.020', '.000', '∞', '–']
    """
    if value is None or math.isnan(value):
        return _NONE
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{abs(round(value, 3)):.3f}"
    return ("−" if round(value, 3) < 0 else "") + (text[1:] if text.startswith("0.") else text)


def interval(figure: Figure) -> str:
    """A figure's 95 % interval; nothing where it has none.

    >>> interval(Figure(0.5, 0.4, 0.6, 20)), interval(Figure(0.5, None, None, 20))
    ('.400–.600', '')
    """
    if figure.low is None or figure.high is None or math.isnan(figure.low) or math.isnan(figure.high):
        return ""
    return f"{ratio(figure.low)}–{ratio(figure.high)}"


def count(number: int, noun: str = "") -> str:
    """A number of things, thousands apart.

    >>> count(1, "question"), count(2134, "question"), count(1000)
    ('1 question', '2,134 questions', '1,000')
    """
    if not noun:
        return f"{number:,}"
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def milliseconds(seconds: float, unit: str = " ms") -> str:
    """Seconds as milliseconds, with a decimal below ten.

    >>> milliseconds(1.2345), milliseconds(0.00123)
    ('1,234 ms', '1.2 ms')
    """
    thousandths = seconds * 1000
    return f"{thousandths:,.1f}{unit}" if thousandths < 9.95 else f"{thousandths:,.0f}{unit}"


def megabytes(size: float) -> str:
    """Bytes as megabytes of a million.

    >>> megabytes(1_152_000_000), megabytes(340_000)
    ('1,152 MB', '0.3 MB')
    """
    return f"{size / 1e6:,.1f} MB" if size < 9.95e6 else f"{size / 1e6:,.0f} MB"


def duration(seconds: float) -> str:
    """A stretch of time in its two largest units.

    >>> duration(0.42), duration(75), duration(7500)
    ('0.4 s', '1 min 15 s', '2 h 5 min')
    """
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def day(iso: str | None) -> str:
    """``2025-07-04`` or a time on it as ``4 July 2025``; text that is no date as it stands.

    >>> day("2025-07-04T18:30:00+02:00"), day("summer"), day(None)
    ('4 July 2025', 'summer', '')
    """
    try:
        when = datetime.fromisoformat(iso or "")
    except ValueError:
        return iso or ""
    return f"{when.day} {when:%B %Y}"


def moment(iso: str | None) -> str:
    """A time with its zone.

    >>> moment("2026-11-22T20:51:13+00:00")
    '22 November 2026, 20:51 UTC'
    """
    try:
        when = datetime.fromisoformat(iso or "")
    except ValueError:
        return iso or ""
    return f"{day(iso)}, {when:%H:%M} {when.tzname() or ''}".rstrip()
