"""Plots of rows: time by step, answers lost by step, and figures by group. As high as they have rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from onrecord.eval.figures import Figure
from onrecord.eval.report.numbers import count, milliseconds, ratio
from onrecord.eval.report.svg import ACCENT, INK, QUIET, drawn, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

__all__ = ["groups", "latency", "lost"]

WIDTH = 400
_ROW = 21  # pixels
_NAMES, _NUMBERS = 118, 96  # pixels for names at the left and for numbers at the right


def latency(name: str, said: str, rows: Sequence[tuple[str, str, Mapping[str, float]]], main: str) -> Markup:
    """p50 as a bar, p95 as a line, of each step of each system. Steps stand under the name of their system, unless it
    has but one."""
    steps: dict[str, list[tuple[str, Mapping[str, float]]]] = {}
    for system, step, taken in rows:
        steps.setdefault(system, []).append((step, taken))
    places: list[tuple[str, str, Mapping[str, float] | None]] = []
    for system, of in steps.items():
        if len(of) == 1:
            places.append((system, system, of[0][1]))
        else:
            places += [(system, system, None), *((system, step, taken) for step, taken in of)]
    height = _ROW * len(places) + 26

    def draw(drawing: Drawing) -> None:
        axes = _rows(drawing, height, len(places), top=24)
        axes.set_xlim(0, max(taken["p95"] for _, _, taken in rows) or 1)
        _at_right(axes, -1, "p50 · p95 ms", QUIET)
        for place, (system, text, taken) in enumerate(places):
            if taken is None:
                _name(axes, place, text, weight="bold")
                continue
            colour = ACCENT if system == main else INK
            alone = len(steps[system]) == 1
            weight = "bold" if alone and system == main else "normal"
            _name(axes, place, text, indent=0 if alone else 10, weight=weight)
            axes.plot([0, taken["p95"]], [place, place], color=colour, linewidth=1.2, clip_on=False)
            axes.barh(place, taken["p50"], height=0.5, color=colour, linewidth=0)
            _at_right(axes, place, f"{milliseconds(taken['p50'], '')} · {milliseconds(taken['p95'], '')}", INK)

    return drawn(name, said, (WIDTH, height), draw)


def lost(name: str, said: str, counts: Mapping[str, int], asked: int) -> Markup:
    """A bar for each step that lost answers, with how many and what share of all."""
    height = 26 * len(counts) + 24

    def draw(drawing: Drawing) -> None:
        axes = _rows(drawing, height, len(counts), top=22)
        axes.set_xlim(0, max(counts.values()))
        _at_right(axes, -0.92, "answers · share", QUIET)
        for place, (step, number) in enumerate(counts.items()):
            _name(axes, place, step)
            axes.barh(place, number, height=0.56, color=ACCENT, linewidth=0)
            share = f" · {ratio(number / asked)}" if asked else ""
            _at_right(axes, place, f"{count(number)}{share}", INK)

    return drawn(name, said, (WIDTH, height), draw)


def groups(
    name: str,
    said: str,
    rows: Sequence[tuple[str, int, Mapping[str, Figure]]],
    metrics: Sequence[str],
    overall: Mapping[str, Figure],
) -> Markup:
    """A dot with its interval for each group, one column a metric; a line where all questions together are."""
    top, bottom = 26, 26
    height = _ROW * len(rows) + top + bottom
    gap = 26
    width = (WIDTH - _NAMES - 44 - 8 - gap * (len(metrics) - 1)) / len(metrics)

    def draw(drawing: Drawing) -> None:
        for number, metric in enumerate(metrics):
            left = _NAMES + 44 + number * (width + gap)
            axes = _rows(drawing, height, len(rows), top=top, bottom=bottom, left=left, right=WIDTH - left - width)
            axes.set_xlim(0, 1)
            axes.set_xticks([0, 0.5, 1], ["0", ".5", "1"])
            axes.tick_params(axis="x", length=0, pad=4, labelsize=12, labelcolor=QUIET)
            axes.grid(axis="x", color=QUIET, linewidth=0.6, alpha=0.4)
            axes.text(0, -0.95, label(metric), ha="left", va="center", color=INK, weight="bold")
            if metric in overall:
                axes.axvline(overall[metric].value, color=QUIET, linewidth=1.2)
            for place, (_, _, figures) in enumerate(rows):
                if figure := figures.get(metric):
                    low, high = figure.low, figure.high
                    if low is not None and high is not None:
                        axes.plot([low, high], [place, place], color=ACCENT, linewidth=1.3, clip_on=False)
                    axes.plot(figure.value, place, "o", color=ACCENT, markersize=5.5, clip_on=False)
            if number == 0:
                _at(axes, 0, -0.95, "questions", left, 30 + _NAMES, QUIET)
                for place, (value, size, _) in enumerate(rows):
                    _at(axes, 0, place, label(value, 17), left, 0, INK, align="left")
                    _at(axes, 0, place, count(size), left, 30 + _NAMES, QUIET)

    return drawn(name, said, (WIDTH, height), draw)


def _rows(
    drawing: Drawing,
    height: float,
    number: int,
    *,
    top: float = 0,
    bottom: float = 2,
    left: float = _NAMES,
    right: float = _NUMBERS,
) -> Axes:
    """Axes whose vertical axis counts rows from above."""
    axes = drawing.add_axes(
        (left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, (height - top - bottom) / height)
    )
    axes.set_ylim(number - 0.5, -0.5)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return axes


def _name(axes: Axes, place: float, text: str, *, indent: int = 0, weight: str = "normal") -> None:
    _at(axes, 0, place, label(text, 17), _NAMES, indent, INK, align="left", weight=weight)


def _at_right(axes: Axes, place: float, text: str, colour: str) -> None:
    axes.annotate(
        text, (1, place), xycoords=axes.get_yaxis_transform(), xytext=(_NUMBERS, 0), textcoords="offset points",
        ha="right", va="center", color=colour, annotation_clip=False,
    )  # fmt: skip


def _at(
    axes: Axes,
    x: float,
    place: float,
    text: str,
    left: float,
    to: float,
    colour: str,
    *,
    align: str = "right",
    weight: str = "normal",
) -> None:
    """Text in a row, ``to`` pixels from the drawing's left edge; ``left`` is where the axes begin."""
    axes.annotate(
        text, (x, place), xycoords=axes.get_yaxis_transform(), xytext=(to - left, 0), textcoords="offset points",
        ha=align, va="center", color=colour, weight=weight, annotation_clip=False,
    )  # fmt: skip
