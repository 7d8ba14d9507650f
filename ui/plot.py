"""How many outlets reported a story when: counts by outlet and by day, week, month or year. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, TypedDict

from onrecord.rag.story import Report
from onrecord.ui.words import day, span

__all__ = ["MOST_OUTLETS", "BinView", "PlotView", "RowView", "plot_view"]

MOST_OUTLETS = 12
"""Outlets with a row of their own; the others share one."""

_MOST_BINS = 50  # more could not be told apart on a phone
_OTHERS = "Other outlets"

Unit = Literal["day", "week", "month", "year", "years"]


class BinView(TypedDict):
    """A stretch of time: its days in words, a short form for the axis, and how many outlets reported in it."""

    label: str
    short: str
    outlets: int


class RowView(TypedDict):
    """An outlet and how many reports it has in each stretch."""

    outlet: str
    counts: list[int]


class PlotView(TypedDict):
    """``summary`` says in words what is to be seen; ``unit`` how long a stretch is. No bins where nothing is dated."""

    unit: Unit
    summary: str
    bins: list[BinView]
    rows: list[RowView]


def plot_view(reports: Sequence[Report]) -> PlotView:
    """The counts of a story's reports, copies included. Those without a date are not counted."""
    dated = [
        (date.fromisoformat(article.day), article.outlet.strip() or "Outlet unknown")
        for report in reports
        for article in (report.article, *report.also)
        if article.day
    ]
    if not dated:
        return {"unit": "day", "summary": "", "bins": [], "rows": []}
    first, last = min(when for when, _ in dated), max(when for when, _ in dated)
    unit, starts = _stretches(first, last)
    places = [(bisect_right(starts, when) - 1, outlet) for when, outlet in dated]
    present: list[set[str]] = [set() for _ in starts]
    for place, outlet in places:
        present[place].add(outlet)
    ends = [*(start - timedelta(1) for start in starts[1:]), _last_day(unit, starts[-1], last)]
    bins = [_bin(unit, start, end, len(held)) for start, end, held in zip(starts, ends, present, strict=True)]
    most = max(range(len(bins)), key=lambda place: (bins[place]["outlets"], -place))
    return {
        "unit": unit,
        "summary": f"Most at once: {bins[most]['outlets']}, {bins[most]['label']}" if bins[most]["outlets"] > 1 else "",
        "bins": bins,
        "rows": _rows(places, len(bins)),
    }


def _rows(places: Sequence[tuple[int, str]], bins: int) -> list[RowView]:
    """The outlets with most reports first; what is left over in one row."""
    ranked = [outlet for outlet, _ in Counter(outlet for _, outlet in places).most_common()]
    own = ranked if len(ranked) <= MOST_OUTLETS else ranked[: MOST_OUTLETS - 1]
    counts = {outlet: [0] * bins for outlet in (*own, *([_OTHERS] if len(own) < len(ranked) else []))}
    for place, outlet in places:
        counts[outlet if outlet in counts else _OTHERS][place] += 1
    return [{"outlet": outlet, "counts": row} for outlet, row in counts.items()]


def _stretches(first: date, last: date) -> tuple[Unit, list[date]]:
    """The shortest unit of which there are not too many, and where each stretch begins."""
    days = (last - first).days + 1
    if days <= _MOST_BINS:
        return "day", [first + timedelta(place) for place in range(days)]
    monday = first - timedelta(min(first.weekday(), first.toordinal() - 1))
    weeks = (last - monday).days // 7 + 1
    if weeks <= _MOST_BINS:
        return "week", [monday + timedelta(7 * place) for place in range(weeks)]
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    if months <= _MOST_BINS:
        return "month", [_month(first, place) for place in range(months)]
    years = -(-(last.year - first.year + 1) // _MOST_BINS)
    return "year" if years == 1 else "years", [date(year, 1, 1) for year in range(first.year, last.year + 1, years)]


def _last_day(unit: Unit, start: date, last: date) -> date:
    """The last day of the last stretch: of a week its Sunday, of others the last that was reported on."""
    return start + timedelta(min(6, (date.max - start).days)) if unit == "week" else last


def _month(first: date, place: int) -> date:
    years, month = divmod(first.month - 1 + place, 12)
    return date(first.year + years, month + 1, 1)


def _bin(unit: Unit, start: date, end: date, outlets: int) -> BinView:
    """The stretch from one day to another."""
    first = day(start.isoformat())
    if unit == "day":
        label, short = first, first.rsplit(" ", 1)[0]
    elif unit == "week":
        label, short = span(start.isoformat(), end.isoformat()), first.rsplit(" ", 1)[0]
    elif unit == "month":
        label = short = first.split(" ", 1)[1]
    else:
        label = str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
        short = str(start.year)
    return {"label": label, "short": short, "outlets": outlets}
