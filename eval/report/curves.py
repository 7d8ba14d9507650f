"""Plots of lines and points: recall by depth, risk by coverage, and whether confidence is what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt
from markupsafe import Markup

from onrecord.eval.figures import Figure
from onrecord.eval.metrics import Bin
from onrecord.eval.report.numbers import count, ratio
from onrecord.eval.report.styles import Style
from onrecord.eval.report.svg import ACCENT, INK, QUIET, drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

__all__ = ["recall", "reliability", "risk", "turns"]

WIDTH, HEIGHT = 400, 290
_LEFT, _RIGHT, _TOP, _BOTTOM = 38, 12, 12, 44
_SAID = 16  # above axes, for what their vertical axis is

T = TypeVar("T")
Line = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


def recall(
    name: str,
    said: str,
    lines: Mapping[str, Mapping[int, Figure]],
    depths: Sequence[int],
    floor: float,
    look: Mapping[str, Style],
) -> Markup:
    """Recall over depth, a line a system; depths stand as far apart as their logarithms. The vertical axis begins at
    ``floor``."""
    places = {depth: float(np.log(depth)) for depth in depths}
    return _stepped(name, said, lines, places, [str(k) for k in depths], "first k found", floor, look)


def turns(
    name: str, said: str, lines: Mapping[str, Mapping[int, Figure]], named: Sequence[str], look: Mapping[str, Style]
) -> Markup:
    """A share over the turns of a conversation, a line a system; turn 1 is the first of ``named``."""
    places = {turn: float(turn) for turn in range(1, len(named) + 1)}
    return _stepped(name, said, lines, places, named, "turn", 0.0, look)


def _stepped(
    name: str,
    said: str,
    lines: Mapping[str, Mapping[int, Figure]],
    places: Mapping[int, float],
    named: Sequence[str],
    below: str,
    floor: float,
    look: Mapping[str, Style],
) -> Markup:
    """A share at each of some steps, a line a system, with the interval of the main one. ``places`` says where on the
    horizontal axis a step is, ``named`` what stands there, ``below`` what the axis is."""

    def draw(drawing: Drawing) -> None:
        axes = _axes(drawing, _BOTTOM, HEIGHT - _TOP)
        for system, line in _main_last(lines, look):
            style = look[system]
            at = np.array([places[step] for step in line])
            band = [f for f in line.values() if f.low is not None and f.high is not None]
            if style.colour == ACCENT and len(band) == len(line):
                low, high = [f.low for f in band], [f.high for f in band]
                axes.fill_between(at, low, high, facecolor=ACCENT, edgecolor="none", alpha=0.14)  # type: ignore[arg-type]
            values = [figure.value for figure in line.values()]
            axes.plot(at, values, style.marker, markersize=4.5, color=style.colour, clip_on=False)
            _line(axes, at, np.array(values), style)
        where = list(places.values())
        axes.set_xticks(where, named)
        _shares(axes, floor, 1.0)
        axes.set_xlim(where[0] - 0.08, where[-1] + 0.08)
        axes.set_xlabel(below, labelpad=5)

    return drawn(name, said, (WIDTH, HEIGHT), draw)


def risk(
    name: str, said: str, lines: Mapping[str, Line], stands: tuple[float, float] | None, look: Mapping[str, Style]
) -> Markup:
    """The share of wrong answers over the share of questions answered; ``stands`` is a point to mark."""
    settled = [float(values[at >= 0.05].max()) for at, values in lines.values()]
    top = min(1.0, np.ceil(max(settled) * 10 + 0.5) / 10)

    def draw(drawing: Drawing) -> None:
        axes = _axes(drawing, _BOTTOM, HEIGHT - _TOP - _SAID)
        for system, (at, values) in _main_last(lines, look):
            _line(axes, at, values, look[system], clip=True)
        if stands:
            axes.plot(*stands, "o", markersize=8, color=ACCENT, clip_on=False)
        _shares(axes, 0.0, top)
        axes.set_xlim(0, 1)
        ticks = np.linspace(0, 1, 6)
        axes.set_xticks(ticks, [_short(tick) for tick in ticks])
        axes.set_xlabel("share of questions answered", labelpad=5)
        _over(axes, "share of answers that are wrong")

    return drawn(name, said, (WIDTH, HEIGHT), draw)


def reliability(name: str, said: str, found: Sequence[Bin]) -> Markup:
    """The share that is right by confidence, with the diagonal, and the number of answers below."""
    height, split = 370, 112

    def draw(drawing: Drawing) -> None:
        upper = _axes(drawing, split, height - _TOP - _SAID, height)
        upper.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=(0, (3, 3)))
        at, right = [one.confidence for one in found], [one.accuracy for one in found]
        upper.vlines(at, at, right, color=ACCENT, linewidth=1, clip_on=False)
        upper.plot(at, right, "o", color=ACCENT, markersize=6.5, clip_on=False)
        _shares(upper, 0, 1)
        _over(upper, "share right")
        lower = _axes(drawing, _BOTTOM, split - 26, height)
        most = max(one.n for one in found)
        for one in found:
            middle = (one.low + one.high) / 2
            lower.bar(middle, one.n, width=(one.high - one.low) * 0.86, color=QUIET, alpha=0.45, linewidth=0)
            lower.text(middle, one.n + most * 0.08, _thousands(one.n), ha="center", va="bottom", fontsize=11, color=INK)
        lower.set_ylim(0, most)
        lower.set_yticks([])
        lower.spines["left"].set_visible(False)
        for axes in (upper, lower):
            axes.set_xlim(0, 1)
            ticks = np.linspace(0, 1, 6)
            axes.set_xticks(ticks, [_short(tick) for tick in ticks] if axes is lower else [])
        lower.set_xlabel("confidence", labelpad=5)

    return drawn(name, said, (WIDTH, height), draw)


def _axes(drawing: Drawing, bottom: float, top: float, height: float = HEIGHT) -> Axes:
    """Axes between two heights in pixels, from below."""
    box = _LEFT / WIDTH, bottom / height, (WIDTH - _LEFT - _RIGHT) / WIDTH, (top - bottom) / height
    axes = drawing.add_axes(box)
    axes.tick_params(length=0, pad=6)
    axes.set_axisbelow(True)
    return axes


def _main_last(lines: Mapping[str, T], look: Mapping[str, Style]) -> list[tuple[str, T]]:
    """The main system's line is drawn over the others."""
    return sorted(lines.items(), key=lambda item: look[item[0]].colour == ACCENT)


def _line(
    axes: Axes, at: npt.NDArray[np.float64], values: npt.NDArray[np.float64], style: Style, *, clip: bool = False
) -> None:
    axes.plot(at, values, color=style.colour, linewidth=style.width, linestyle=style.pattern, clip_on=clip)


def _shares(axes: Axes, low: float, high: float) -> None:
    """A vertical axis of shares, with fine lines across."""
    axes.set_ylim(low, high)
    step = 0.2 if high - low > 0.55 else 0.1 if high - low > 0.25 else 0.05
    ticks = np.arange(low, high + 1e-9, step)
    axes.set_yticks(ticks, [_short(tick) for tick in ticks])
    axes.grid(axis="y", color=QUIET, linewidth=0.6, alpha=0.4)
    axes.spines["left"].set_visible(False)


def _over(axes: Axes, text: str) -> None:
    """What the vertical axis is, above it, where it is read without turning the head."""
    axes.annotate(
        text, (0, 1), xycoords="axes fraction", xytext=(0, 8), textcoords="offset points", color=QUIET, fontsize=12
    )


def _short(value: float) -> str:
    return ratio(value).rstrip("0").rstrip(".") or "0"


def _thousands(number: int) -> str:
    return count(number) if number < 10_000 else f"{number / 1000:.0f}k"
