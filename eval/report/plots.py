"""The plots of a run. Each is a drawing, a caption, and the numbers it shows as a table, for those who read rather than
look. A run has the plots that its records have something for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from onrecord.eval.figures import Figure, latency_of, lost_of
from onrecord.eval.metrics import bins, risk_coverage
from onrecord.eval.report import bars, curves
from onrecord.eval.report.measures import HEADLINES, measure
from onrecord.eval.report.numbers import count, interval, milliseconds, ratio
from onrecord.eval.report.styles import Style, styles
from onrecord.eval.report.words import LABELS, steps
from onrecord.eval.run import Run
from onrecord.eval.types import Record

__all__ = ["Plot", "Table", "plots"]

_MOST = 24  # groups in one drawing; the table has more
_LISTED = 200


@dataclass(frozen=True, slots=True)
class Table:
    """Text in rows; the first column names the row."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing with what belongs to it. ``key`` explains lines: their style and the system they are of. ``terms`` are
    names in the drawing with what they mean."""

    title: str
    caption: str
    svg: Markup
    numbers: Table
    key: Sequence[tuple[Style, str]] = ()
    terms: Sequence[tuple[str, str]] = ()


def plots(run: Run) -> list[Plot]:
    """Every plot there is something for."""
    by_system = {run.main: run.of_system(run.main)}
    by_system |= {system: run.of_system(system) for system in run.figures}
    look = styles(list(by_system), run.main)
    found = [
        *_recall(run, look),
        _risk(by_system, run.main, look),
        _reliability(by_system[run.main], run.main),
        _latency(run),
        _lost(run),
        *_groups(run),
    ]
    return [plot for plot in found if plot]


_KINDS = (
    ("", "Relevant articles found", "The share of relevant articles among the first k found"),
    ("passage-", "Answering passages found", "The share of answering passages among the first k found"),
    ("answer-", "Answers among the passages", "The share of questions with a reference answer in the first k passages"),
)


def _recall(run: Run, look: Mapping[str, Style]) -> list[Plot]:
    found = []
    lines = {prefix: _depths(run, prefix) for prefix, _, _ in _KINDS}
    values = [figure.value for of in lines.values() for line in of.values() for figure in line.values()]
    floor = min(0.8, int(min(values, default=0) * 5) / 5)
    for prefix, title, caption in _KINDS:
        of = lines[prefix]
        depths = sorted({k for line in of.values() for k in line})
        if len(depths) < 2:
            continue
        numbers = Table(
            ["System", *(f"k = {k}" for k in depths)],
            [[name, *(ratio(line[k].value) if k in line else "" for k in depths)] for name, line in of.items()],
        )
        svg = curves.recall(f"recall-{prefix}k", _said(title, numbers), of, depths, floor, look)
        found.append(
            Plot(title, f"{caption}.{_band(run.main) if run.main in of else ''}", svg, numbers, _key(look, of))
        )
    return found


def _band(main: str) -> str:
    return f" The shade is the 95\u00a0% interval of {main}."


def _depths(run: Run, prefix: str) -> dict[str, dict[int, Figure]]:
    """Recall by depth, by system."""
    start = f"{prefix}recall@"
    found = {
        system: {int(name.removeprefix(start)): figure for name, figure in row.items() if name.startswith(start)}
        for system, row in run.figures.items()
    }
    return {system: dict(sorted(line.items())) for system, line in found.items() if line}


def _risk(by_system: Mapping[str, Sequence[Record]], main: str, look: Mapping[str, Style]) -> Plot | None:
    sure = {system: found for system, rows in by_system.items() if (found := _sure(rows))}
    if not sure:
        return None
    lines = {
        system: risk_coverage([record.confidence or 0.0 for record in rows], [bool(record.right) for record in rows])
        for system, rows in sure.items()
    }
    shares = (0.25, 0.5, 0.75, 1.0)
    numbers = Table(
        ["System, at coverage", *map(ratio, shares)],
        [
            [system, *(ratio(float(risk[max(0, round(share * len(risk)) - 1)])) for share in shares)]
            for system, (_, risk) in lines.items()
        ],
    )
    title = "Risk and coverage"
    caption = "If only the most confident answers were given: the share of them that would be wrong."
    stands = None
    given = [record for record in sure.get(main, ()) if not record.declined]
    if given:
        stands = len(given) / len(sure[main]), sum(not record.right for record in given) / len(given)
        caption += (
            f" The dot is where {main} stands: it answers {ratio(stands[0])} of the questions, and "
            f"{ratio(stands[1])} of those answers are wrong."
        )
    svg = curves.risk("risk", _said(title, numbers), lines, stands, look)
    return Plot(title, caption, svg, numbers, _key(look, lines))


def _reliability(rows: Sequence[Record], main: str) -> Plot | None:
    sure = _sure(rows)
    if not sure:
        return None
    found = bins([record.confidence or 0.0 for record in sure], [bool(record.right) for record in sure])
    numbers = Table(
        ["Confidence", "mean", "right", "questions"],
        [
            [f"{ratio(one.low)}–{ratio(one.high)}", ratio(one.confidence), ratio(one.accuracy), count(one.n)]
            for one in found
        ],
    )
    title = "Is the confidence what it says?"
    caption = (
        f"Each dot is the answers of {main} in one step of confidence: the share of them that is right, given or held "
        "back. On the diagonal it is what the confidence says. Below, how many there are."
    )
    return Plot(title, caption, curves.reliability("reliability", _said(title, numbers), found), numbers)


def _latency(run: Run) -> Plot | None:
    latency: Mapping[str, Mapping[str, Mapping[str, float]]] = run.about.get("latency") or latency_of(run.records)
    systems = sorted(latency, key=lambda system: system != run.main)
    rows = [(system, step, latency[system][step]) for system in systems for step in latency[system]]
    if not rows:
        return None
    numbers = Table(
        ["System and step", "p50", "p95", "questions"],
        [
            [
                step if step == system else f"{system}: {step}",
                milliseconds(taken["p50"]),
                milliseconds(taken["p95"]),
                count(int(taken["n"])),
            ]
            for system, step, taken in rows
        ],
    )
    title = "Time a question takes"
    caption = "Milliseconds by step: half the questions stay under the bar (p50), 95\u00a0% under the line (p95)."
    return Plot(title, caption, bars.latency("latency", _said(title, numbers), rows, run.main), numbers)


def _lost(run: Run) -> Plot | None:
    main = run.of_system(run.main)
    counts: Mapping[str, int] = run.about.get("lost") or lost_of(main)
    if not counts:
        return None
    order = [*steps(str(run.about["task"])), *counts]
    lost = {name: counts[name] for name in dict.fromkeys(order) if name in counts}
    meanings = [(name, steps(str(run.about["task"])).get(name, "")) for name in lost]
    numbers = Table(
        ["Step", "answers lost", "of all questions"],
        [[name, count(number), ratio(number / len(main) if main else None)] for name, number in lost.items()],
    )
    title = "Where answers are lost"
    wrong = count(sum(lost.values()))
    caption = f"With {run.main}, {wrong} of {count(len(main), 'question')} went wrong. The step that lost the answer:"
    return Plot(title, caption, bars.lost("lost", _said(title, numbers), lost, len(main)), numbers, terms=meanings)


def _groups(run: Run) -> list[Plot]:
    found = []
    task = str(run.about["task"])
    for number, (name, groups) in enumerate((run.about.get("groups") or {}).items()):
        rows = {value: {metric: Figure(**figure) for metric, figure in row.items()} for value, row in groups.items()}
        metrics = [metric for metric in HEADLINES.get(task, ()) if any(metric in row for row in rows.values())]
        if not metrics:
            continue
        sizes = {value: max(figure.n for figure in row.values()) for value, row in rows.items() if row}
        kept = sorted(sizes, key=lambda value: -sizes[value])[:_MOST]
        shown = [(value, sizes[value], rows[value]) for value in sizes if value in kept]
        numbers = Table(
            [name.capitalize(), *metrics, "questions"],
            [
                [value, *(_both(rows[value].get(metric)) for metric in metrics), count(sizes[value])]
                for value in list(sizes)[:_LISTED]
            ],
        )
        title = f"By {LABELS.get(name, name)}"
        left = f" The {_MOST} largest of {len(sizes)}." if len(sizes) > _MOST else ""
        terms = [(metric, measure(metric).label) for metric in metrics[:2] if measure(metric).label.lower() != metric]
        caption = f"Of {run.main}, by group, with 95\u00a0% intervals; the upright line is all questions.{left}"
        svg = bars.groups(f"group-{number}", _said(title, numbers), shown, metrics[:2], run.figures.get(run.main, {}))
        found.append(Plot(title, caption, svg, numbers, terms=terms))
    return found


def _both(figure: Figure | None) -> str:
    if figure is None:
        return ""
    between = interval(figure)
    return f"{ratio(figure.value)} ({between})" if between else ratio(figure.value)


def _sure(rows: Sequence[Record]) -> list[Record]:
    return [record for record in rows if record.confidence is not None]


def _key(look: Mapping[str, Style], drawn: Mapping[str, Any]) -> list[tuple[Style, str]]:
    return [(style, system) for system, style in look.items() if system in drawn] if len(drawn) > 1 else []


def _said(title: str, numbers: Table) -> str:
    """A drawing in a sentence; its numbers stand in the table below it."""
    names = ", ".join(str(row[0]) for row in numbers.rows[:8])
    return f"Plot: {title}. Shown: {names}. The numbers are in the table below."
