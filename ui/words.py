"""Days, counts and filters as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from onrecord.index import Article, Filters

__all__ = ["also", "byline", "count", "day", "limits", "listing", "span"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(iso: str | None) -> str:
    """``2025-07-04`` as ``4 July 2025``; nothing for None; text that is no date as it stands."""
    if not iso:
        return ""
    try:
        when = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def span(first: str, last: str) -> str:
    """Two days as one stretch of time, without saying a month or year twice: ``1–5 July 2025``."""
    start, end = date.fromisoformat(first[:10]), date.fromisoformat(last[:10])
    if start == end:
        return day(first)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(last)}"
    if start.year == end.year:
        return f"{start.day} {_MONTHS[start.month - 1]} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def count(number: int, noun: str) -> str:
    """``1 article``, ``2,134 articles``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listing(names: Sequence[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``; or with another word before the last."""
    return f"{', '.join(names[:-1])} {word} {names[-1]}" if len(names) > 1 else "".join(names)


def byline(outlet: str, published: str | None) -> str:
    """Who printed it and when, or which of the two is not known."""
    return f"{outlet.strip() or 'Outlet unknown'}, {day(published) or 'undated'}"


def also(copies: Sequence[Article], named: int = 3) -> str:
    """Where else a passage was printed: ``Also in The Ledger, 4 July 2025; 2 more``; empty where nowhere is known."""
    places = [byline(copy.outlet, copy.published) for copy in copies[:named]]
    more = [f"{len(copies) - named} more"] if len(copies) > named else []
    return f"Also in {'; '.join(places + more)}" if copies else ""


def limits(filters: Filters) -> str:
    """What a search is limited to, as one phrase; empty when it is not limited."""
    after, before = (str(bound) if bound else "" for bound in (filters.after, filters.before))
    parts = []
    if after and before:
        parts.append(span(after, before))
    elif after or before:
        parts.append(f"from {day(after)}" if after else f"until {day(before)}")
    if filters.outlets:
        parts.append(f"in {listing(filters.outlets)}")
    return ", ".join(parts)
