"""The figures of a run as a table: a row a metric, a column a system, grouped under plain headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.eval.figures import Figure
from onrecord.eval.measures import in_order
from onrecord.eval.report.measures import Measure, measure
from onrecord.eval.report.numbers import count, interval, ratio

__all__ = ["Cell", "Row", "Section", "columns", "sections"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is shown. ``n`` is given where a system has other questions than the row says."""

    value: str = ""
    interval: str = ""
    n: str = ""
    best: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One metric with a cell for each system."""

    measure: Measure
    cells: tuple[Cell, ...]
    n: str


@dataclass(frozen=True, slots=True)
class Section:
    """Metrics under a heading."""

    heading: str
    rows: tuple[Row, ...]


def sections(figures: Mapping[str, Mapping[str, Figure]], main: str) -> list[Section]:
    """The table, the main system's column first. Every figure of the run is in it, known or not."""
    systems = columns(figures, main)
    names = {name: None for system in systems for name in figures[system]}
    rows = [_row(measure(name), [figures[system].get(name) for system in systems]) for name in in_order(names)]
    headings = dict.fromkeys(row.measure.heading for row in rows)
    return [Section(heading, tuple(row for row in rows if row.measure.heading == heading)) for heading in headings]


def columns(figures: Mapping[str, Mapping[str, Figure]], main: str) -> list[str]:
    """The systems, the main one first."""
    return sorted(figures, key=lambda system: system != main)


def _row(of: Measure, found: list[Figure | None]) -> Row:
    known = [figure for figure in found if figure is not None]
    n = known[0].n
    best = _best(of, known)
    cells = (Cell() if figure is None else _cell(figure, n, best) for figure in found)
    return Row(of, tuple(cells), count(n))


def _cell(figure: Figure, n: int, best: str | None) -> Cell:
    value = ratio(figure.value)
    return Cell(value, interval(figure), "" if figure.n == n else f"n {count(figure.n)}", value == best)


def _best(of: Measure, known: list[Figure]) -> str | None:
    """The best value as it is shown, so that what looks the same is marked the same; None where nothing stands out."""
    if not of.ranks or len({ratio(figure.value) for figure in known}) < 2:
        return None
    values = [figure.value for figure in known]
    return ratio(min(values) if of.lower else max(values))
