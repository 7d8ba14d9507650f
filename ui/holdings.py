"""What an archive holds, as numbers to draw: articles by outlet and week. Pure.

The plot is drawn by the page's own script from these numbers, with a table of the same beside it: a plotting library
would bring its own page, scripts and markup, and could not be read out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypedDict

from onrecord.index.listed import Counted
from onrecord.ui.words import count, day, span

__all__ = ["HoldingsView", "PeriodView", "RowView", "TickView", "holdings_view"]

Step = Literal["week", "month", "year"]

_ROWS = 8  # outlets that have a row of their own; the others share the last
_MOST: dict[Step, int] = {"week": 108, "month": 144, "year": 150}  # bars side by side
_TICKS = 6  # words below the bars, at most
_MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


class PeriodView(TypedDict):
    """A week, month or year: its days, ISO 8601, and how it is called."""

    first: str
    last: str
    label: str


class TickView(TypedDict):
    """A word below the bar of a place."""

    place: int
    label: str


class RowView(TypedDict):
    """An outlet, how many articles it has in all, and how many in each period. ``outlet`` is its name as stored, empty
    where the row stands for several or for none."""

    name: str
    outlet: str
    total: int
    counts: list[int]


class HoldingsView(TypedDict):
    """``extent`` are pairs of a name and what it is, for people. ``note`` says what the bars leave out."""

    extent: list[tuple[str, str]]
    step: Step
    periods: list[PeriodView]
    ticks: list[TickView]
    rows: list[RowView]
    note: str


class _Period(NamedTuple):
    first: date
    last: date


def holdings_view(counted: Sequence[Counted], passages: int) -> HoldingsView:
    """What there is, by outlet and by week; by month or year where there are too many weeks to see.

    Args:
        counted: articles by outlet and day.
        passages: how many passages are searched.
    """
    articles = sum(one.articles for one in counted)
    dated = [(date.fromisoformat(one.day), one) for one in counted if one.day]
    days = sorted(when for when, _ in dated)
    outlets = len({one.outlet for one in counted if one.outlet})
    extent = [("Articles", f"{articles:,}"), ("Passages", f"{passages:,}"), ("Outlets", f"{outlets:,}")]
    if not days:
        step: Step = "week"
        note = f"{_articles(articles)} without a date." if articles else ""
        return {"extent": extent, "step": step, "periods": [], "ticks": [], "rows": [], "note": note}
    extent += [("First day", day(days[0].isoformat())), ("Last day", day(days[-1].isoformat()))]
    step = _step(days[0], days[-1])
    periods = _periods(step, days[0], days[-1])
    undated = articles - sum(one.articles for _, one in dated)
    early = sum(one.articles for when, one in dated if when < periods[0].first)
    return {
        "extent": extent,
        "step": step,
        "periods": [_period_view(step, period) for period in periods],
        "ticks": _ticks(step, periods),
        "rows": _rows(counted, dated, periods),
        "note": _note(undated, early, periods[0].first),
    }


def _articles(number: int) -> str:
    return count(number, "article")


def _note(undated: int, early: int, first: date) -> str:
    parts = [f"{_articles(undated)} without a date"] if undated else []
    parts += [f"{_articles(early)} before {day(first.isoformat())}"] if early else []
    return f"Not drawn: {' and '.join(parts)}." if parts else ""


def _step(first: date, last: date) -> Step:
    """The shortest step of which not too many fill the time between two days."""
    days = (last - first).days
    if days / 7 + 2 <= _MOST["week"]:
        return "week"
    return "month" if days / 30.4 + 2 <= _MOST["month"] else "year"


_BEGIN: dict[Step, Callable[[date], date]] = {
    "week": lambda when: when - timedelta(when.weekday()),
    "month": lambda when: when.replace(day=1),
    "year": lambda when: when.replace(month=1, day=1),
}


def _next(step: Step, first: date) -> date:
    """The first day after the period that begins with a day."""
    if step == "week":
        return first + timedelta(7 - first.weekday())
    if step == "month" and first.month < 12:
        return first.replace(month=first.month + 1)
    return date(first.year + 1, 1, 1)


def _periods(step: Step, first: date, last: date) -> list[_Period]:
    """All from the one of the first day to the one of the last, and of too many the last ones."""
    found: list[_Period] = []
    begin = _BEGIN[step](first)
    while begin <= last:
        after = _next(step, begin)
        found.append(_Period(begin, after - timedelta(1)))
        begin = after
    return found[-_MOST[step] :]


def _period_view(step: Step, period: _Period) -> PeriodView:
    first, last = period.first.isoformat(), period.last.isoformat()
    label = {"week": span(first, last), "month": day(first).split(" ", 1)[1], "year": str(period.first.year)}[step]
    return {"first": first, "last": last, "label": label}


def _rows(
    counted: Sequence[Counted], dated: Iterable[tuple[date, Counted]], periods: Sequence[_Period]
) -> list[RowView]:
    """A row for each outlet, that with most articles first, and one for all that are left."""
    totals = Counter[str]()
    for one in counted:
        totals[one.outlet] += one.articles
    ordered = sorted(totals, key=lambda name: (-totals[name], name))
    own = ordered if len(ordered) <= _ROWS else ordered[: _ROWS - 1]
    others = ordered[len(own) :]
    place_of = dict(_days(periods))
    rows: dict[str, list[int]] = {name: [0] * len(periods) for name in own}
    rest = [0] * len(periods)
    for when, one in dated:
        if (place := place_of.get(when)) is not None:
            rows.get(one.outlet, rest)[place] += one.articles
    found: list[RowView] = [
        {"name": name or "Outlet unknown", "outlet": name, "total": totals[name], "counts": rows[name]} for name in own
    ]
    if others:
        total = sum(totals[name] for name in others)
        found.append({"name": count(len(others), "other outlet"), "outlet": "", "total": total, "counts": rest})
    return found


def _days(periods: Iterable[_Period]) -> Iterator[tuple[date, int]]:
    """Each day with the place of its period."""
    for place, period in enumerate(periods):
        for number in range((period.last - period.first).days + 1):
            yield period.first + timedelta(number), place


def _ticks(step: Step, periods: Sequence[_Period]) -> list[TickView]:
    """Where a month or a year begins, so many of them as can be read side by side on a phone."""
    if step == "week":
        places = [n for n, one in enumerate(periods) if n == 0 or one.first.day <= 7]
    else:
        places = [n for n, one in enumerate(periods) if n == 0 or one.first.month == 1]
    if len(places) > 1 and places[1] < len(periods) / _TICKS:
        del places[0]  # the part of a month or year at the beginning is too short for its word
    places = places[:: -(-len(places) // _TICKS)]
    return [{"place": n, "label": _tick(step, periods[n].first, first=n == places[0])} for n in places]


def _tick(step: Step, when: date, *, first: bool) -> str:
    if step != "week":
        return str(when.year)
    return f"{_MONTHS[when.month - 1]} {when.year}" if first or when.month == 1 else _MONTHS[when.month - 1]
