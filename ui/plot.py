"""How many outlets reported a story when: counts by outlet and by day, week, month or year. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal, TypedDict

from onrecord.rag.story import Report
from onrecord.ui.words import day, span

__all__ = ["MOST_OUTLETS", "BinView", "PlotView", "RowView", "plot_view"]

MOST_OUTLETS = 12
"""Outlets with a row of their own; the others share one."""

_MOST_BINS = 50  # more could not be told apart on a phone
_OTHERS = "Other outlets"

Unit = Literal["day", "week", "month", "year"]


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
    places = [(_place(starts, when), outlet) for when, outlet in dated]
    present: list[set[str]] = [set() for _ in starts[:-1]]
    for place, outlet in places:
        present[place].add(outlet)
    bins: list[BinView] = [
        {"label": _label(unit, start, end), "short": _short(unit, start), "outlets": len(outlets)}
        for (start, end), outlets in zip(pairwise(starts), present, strict=True)
    ]
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
    """The shortest unit of which there are not too many, where each stretch begins, and where the last one ends."""
    days = (last - first).days + 1
    if days <= _MOST_BINS:
        return "day", [first + timedelta(place) for place in range(days + 1)]
    monday = first - timedelta(first.weekday())
    weeks = (last - monday).days // 7 + 1
    if weeks <= _MOST_BINS:
        return "week", [monday + timedelta(7 * place) for place in range(weeks + 1)]
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    if months <= _MOST_BINS:
        return "month", [_month(first, place) for place in range(months + 1)]
    return "year", [date(year, 1, 1) for year in range(first.year, min(last.year, date.max.year - 1) + 2)]


def _month(first: date, place: int) -> date:
    years, month = divmod(first.month - 1 + place, 12)
    return date(first.year + years, month + 1, 1)


def _place(starts: Sequence[date], when: date) -> int:
    return max(place for place, start in enumerate(starts[:-1]) if start <= when)


def _label(unit: Unit, start: date, end: date) -> str:
    if unit == "day":
        return day(start.isoformat())
    if unit == "week":
        return span(start.isoformat(), (end - timedelta(1)).isoformat())
    return day(start.isoformat()).split(" ", 1)[1] if unit == "month" else str(start.year)


def _short(unit: Unit, start: date) -> str:
    stated = day(start.isoformat())
    if unit == "year":
        return str(start.year)
    return stated.split(" ", 1)[1] if unit == "month" else stated.rsplit(" ", 1)[0]
