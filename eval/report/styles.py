"""How systems are told apart in every plot of a page: the main one stands out, stages have a colour each, and a
baseline has the colour of the stage it stands beside, broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.eval.report.svg import ACCENT, BLUE, INK, OCHRE, QUIET

__all__ = ["Style", "styles"]

_COLOURS = (OCHRE, BLUE, INK, QUIET)
_NAMES = {ACCENT: "accent", OCHRE: "ochre", BLUE: "blue", INK: "ink", QUIET: "quiet"}
_MARKERS = {ACCENT: "o", OCHRE: "s", BLUE: "^", INK: "D", QUIET: "v"}


@dataclass(frozen=True, slots=True)
class Style:
    """A line: its colour to draw with, its width in pixels, and the lengths of its dashes and gaps, if it is broken."""

    colour: str
    width: float = 1.4
    dashes: tuple[float, ...] = ()

    @property
    def name(self) -> str:
        """What the page calls the colour."""
        return _NAMES[self.colour]

    @property
    def marker(self) -> str:
        """The shape of points on the line, so that colour is not all that tells."""
        return _MARKERS[self.colour]

    @property
    def pattern(self) -> str | tuple[float, tuple[float, ...]]:
        """The line's pattern as matplotlib wants it, in multiples of its width."""
        return (0, tuple(length / self.width for length in self.dashes)) if self.dashes else "-"


def styles(systems: Sequence[str], main: str) -> dict[str, Style]:
    """A style for each system."""
    bases = list(dict.fromkeys(_base(system) for system in systems if system != main))
    look = {}
    for system in systems:
        if system == main:
            look[system] = Style(ACCENT, 2.4)
            continue
        place = bases.index(_base(system))
        around = place // len(_COLOURS)
        dashes = (5.0, 3.0) if _base(system) != system else (1.5, 2.5) if around else ()
        look[system] = Style(_COLOURS[place % len(_COLOURS)], 1.4, dashes)
    return look


def _base(system: str) -> str:
    return system.removeprefix("windows ")
