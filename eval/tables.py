"""Figures as text: Markdown tables, which read well in a terminal too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.eval.comparison import Compared
from onrecord.eval.figures import Figure
from onrecord.eval.measures import in_order
from onrecord.eval.run import Run

__all__ = ["compared_table", "costs", "figure", "figures_table", "table", "ways_lines", "ways_tables"]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, the first column to the left, the others to the right, padded to stand in columns.

    >>> print(table(["metric", "n"], [["f1", "12"]]))
    | metric |  n |
    |:-------|---:|
    | f1     | 12 |
    """
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    rule = [":" + "-" * (widths[0] + 1), *("-" * (width + 1) + ":" for width in widths[1:])]
    cells = [
        [line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))] for line in lines
    ]
    text = ["| " + " | ".join(line) + " |" for line in cells]
    return "\n".join([text[0], "|" + "|".join(rule) + "|", *text[1:]])


def figure(found: Figure | None, *, interval: bool = True) -> str:
    """A figure in three decimals, with its interval.

    >>> figure(Figure(0.5, 0.41, 0.6, 100))
    '.500 [.410, .600]'
    """
    if found is None:
        return ""
    if found.low is None or found.high is None or not interval:
        return _short(found.value)
    return f"{_short(found.value)} [{_short(found.low)}, {_short(found.high)}]"


def figures_table(run: Run, metrics: Sequence[str] = (), systems: Sequence[str] = ()) -> str:
    """A run's figures: a row a metric, a column a system, ``n`` the questions of the main one, and of
    another where they are others. Default everything."""
    columns = [name for name in systems or run.figures if name in run.figures]
    wanted = metrics or in_order(metric for name in columns for metric in run.figures[name])
    rows = []
    for metric in wanted:
        found = [run.figures[name].get(metric) for name in columns]
        n = next((one.n for one in [run.figures.get(run.main, {}).get(metric), *found] if one is not None), None)
        if n is not None:
            rows.append([metric, *(_beside(one, n) for one in found), str(n)])
    return table(["metric", *columns, "n"], rows)


def _beside(found: Figure | None, n: int) -> str:
    """A figure in a row for ``n`` questions, with its own number where it is another."""
    return figure(found) + ("" if found is None or found.n == n else f" (n {found.n})")


def compared_table(rows: Sequence[Compared]) -> str:
    """Two runs side by side."""
    return table(
        ["metric", "base", "other", "difference [95 %]", "p", "n"],
        [
            [
                row.metric,
                _short(row.base),
                _short(row.other),
                f"{row.difference.difference:+.3f} [{row.difference.low:+.3f}, {row.difference.high:+.3f}]",
                f"{row.difference.p:.4f}",
                str(row.n),
            ]
            for row in rows
        ],
    )


def ways_tables(run: Run) -> list[str]:
    """A chat's ways side by side: a table for each label and metric, a row a value, a column a system, ``n`` as in
    ``figures_table``."""
    found = []
    for label in ("turn", "kind"):
        for metric, values in run.about.get("ways", {}).get(label, {}).items():
            systems = [name for name in run.figures if any(name in row for row in values.values())]
            rows = []
            for value, row in values.items():
                figures = [Figure(**row[name]) if name in row else None for name in systems]
                n = next(one.n for one in figures if one)
                rows.append([value, *(_beside(one, n) for one in figures), str(n)])
            found.append(table([f"{label}: {metric}", *systems, "n"], rows))
    return found


def ways_lines(run: Run) -> list[tuple[str, str]]:
    """What else a chat says of its ways: what it is of, and a sentence."""
    found = []
    ways = run.about.get("ways", {})
    for metric, share in ways.get("share", {}).items():
        text = f"{metric} is {figure(Figure(**share))} of what it is with the given answers as history"
        found.append(("own history", text))
    for metric, switch in ways.get("switch", {}).items():
        changed = f"{switch['difference']:+.3f} [{switch['low']:+.3f}, {switch['high']:+.3f}], p {switch['p']:.4f}"
        means = f"{_short(switch['after'])} after the turns before, {_short(switch['fresh'])} asked fresh"
        found.append(("first turn after the switch", f"{metric} {means} ({changed}, n {switch['n']})"))
    if "understand" in ways:
        spent = ways["understand"]
        slow, plain = spent["with"] * 1000, spent["without"] * 1000
        text = f"{slow:.1f} ms at p50 with the turns before, {plain:.1f} ms without: {slow - plain:+.1f} ms"
        found.append(("understanding a follow-up", f"{text} (n {spent['n']})"))
    return found


def costs(run: Run) -> list[str]:
    """What the run cost: time by step, memory, and the indexes; and which step lost answers. Lines of text."""
    lines = []
    alone = []
    for system, steps in run.about.get("latency", {}).items():
        parts = [f"{step} {t['p50'] * 1000:.0f}/{t['p95'] * 1000:.0f}" for step, t in steps.items()]
        if list(steps) == [system]:
            alone += parts
        else:
            lines.append(f"{system}: {', '.join(parts)} ms at p50/p95")
    if alone:
        lines.append(f"{', '.join(alone)} ms at p50/p95")
    if run.about.get("memory"):
        lines.append(f"peak memory {run.about['memory'] / 1e6:.0f} MB")
    for name, cost in run.about.get("index", {}).items():
        built = f", {cost['seconds']:.0f} s to build, {cost['size'] / 1e6:.0f} MB" if "seconds" in cost else ""
        lines.append(f"index of {name}: {cost['articles']} articles, {cost['passages']} passages{built}")
    if run.about.get("lost"):
        lines.append("lost by " + ", ".join(f"{step} {count}" for step, count in run.about["lost"].items()))
    return lines


def _short(value: float) -> str:
    """``.500``; ``1.000``; ``-.020``."""
    text = f"{value:.3f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
