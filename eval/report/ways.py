"""Plots of a chat's ways of dealing with the turns before a question: how each fares as a conversation goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onrecord.eval.figures import Figure
from onrecord.eval.report import curves
from onrecord.eval.report.measures import measure
from onrecord.eval.report.numbers import count, ratio
from onrecord.eval.report.plots import Plot, Table
from onrecord.eval.report.styles import styles
from onrecord.eval.run import Run

__all__ = ["by_turn"]


def by_turn(run: Run) -> list[Plot]:
    """A plot for each metric that ``run.about`` has by turn and way."""
    look = styles([run.main, *(system for system in run.figures if system != run.main)], run.main)
    turns: Mapping[str, Mapping[str, Mapping[str, Any]]] = run.about.get("ways", {}).get("turn", {})
    found = []
    for number, (metric, values) in enumerate(turns.items()):
        systems = [system for system in look if any(system in row for row in values.values())]
        lines = {
            system: {place: Figure(**row[system]) for place, row in enumerate(values.values(), 1) if system in row}
            for system in systems
        }
        sizes = [max(figure["n"] for figure in row.values()) for row in values.values()]
        numbers = Table(
            ["Turn", *systems, "questions"],
            [
                [value, *(ratio(row[name]["value"]) if name in row else "" for name in systems), count(size)]
                for (value, row), size in zip(values.items(), sizes, strict=True)
            ],
        )
        title = f"As the conversation goes on: {measure(metric).label}"
        since = "The turn is counted from the change of subject." if run.about["settings"].get("spliced") else ""
        caption = f"{measure(metric).says} {since}".strip()
        said = f"Plot: {title}. The numbers are in the table below."
        svg = curves.turns(f"turns-{number}", said, lines, list(values), look)
        key = [(look[system], system) for system in systems] if len(systems) > 1 else []
        found.append(Plot(title, f"{caption} The shade is the 95\u00a0% interval of {run.main}.", svg, numbers, key))
    return found
