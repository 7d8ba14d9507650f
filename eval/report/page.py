"""``report.html``: one file that asks for nothing, to be read in any browser, with or without its script."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from onrecord.eval.figures import Figure
from onrecord.eval.report.cases import Case, cases, plain, score_of
from onrecord.eval.report.made import facts, foot, stopped
from onrecord.eval.report.measures import HEADLINES, Measure, measure
from onrecord.eval.report.numbers import count, interval, ratio
from onrecord.eval.report.plots import plots
from onrecord.eval.report.table import columns, sections
from onrecord.eval.report.ways import by_turn
from onrecord.eval.report.words import TASKS, step, steps, system
from onrecord.eval.run import Run

__all__ = ["write_report"]

_PAGE = 25  # cases shown at a time
_SCRIPT_SAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def write_report(folder: Path, run: Run) -> Path:
    """Write ``report.html`` into a run's folder, and say where it is. The same run gives the same page.

    Raises:
        OSError: it cannot be written.
    """
    path = folder / "report.html"
    path.write_bytes(_page(run).encode("utf-8", "replace"))  # half a surrogate pair is no reason to lose a page
    return path


def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


@dataclass(frozen=True, slots=True)
class _Headline:
    """A figure at the head of the page; ``others`` are the other systems' values of it."""

    measure: Measure
    value: str
    interval: str
    n: str
    others: Sequence[tuple[str, str]]


def _page(run: Run) -> str:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"sha256": _sha256, "count": count}
    template = environment.from_string(_part("page.html.j2"))
    task = str(run.about["task"])
    data = run.about["data"]
    records = run.of_system(run.main)
    metric = score_of(records, task)
    found = cases(records, task)
    lost = [case for case in found if case.lost]
    return template.render(
        style=Markup(_part("page.css")),  # noqa: S704 - the project's own
        script=Markup(_part("page.js")),  # noqa: S704 - the project's own
        task=task,
        task_name=TASKS.get(task, (task, ""))[0],
        task_meaning=TASKS.get(task, ("", ""))[1],
        name=data["name"],
        main=run.main,
        stopped=stopped(run),
        facts=facts(run),
        headlines=_headlines(run, task),
        systems=[(name, system(name)) for name in columns(run.figures, run.main)],
        sections=sections(run.figures, run.main),
        plots=[*plots(run), *by_turn(run)],
        steps=_steps(lost, task),
        lost=len(lost),
        cases=found,
        first=(lost or found)[:_PAGE],
        score=measure(metric).name,
        embedded=_embedded(found, task),
        foot=foot(run),
        rejected=data.get("rejected", 0),
        rejects=data.get("rejects", []),
    )


def _headlines(run: Run, task: str) -> list[_Headline]:
    rows = run.figures.get(run.main, {})
    found = []
    for name in (*HEADLINES.get(task, ()), "verbatim"):
        if name not in rows:
            continue
        figure = rows[name]
        beside = [] if task != "chat" or name == "verbatim" else [other for other in run.figures if other != run.main]
        others = [(other, _beside(run.figures[other][name], figure)) for other in beside if name in run.figures[other]]
        found.append(_Headline(measure(name), ratio(figure.value), interval(figure), count(figure.n), others))
    return found


def _beside(figure: Figure, main: Figure) -> str:
    """Another system's value, and over how many questions where they are others."""
    return ratio(figure.value) + ("" if figure.n == main.n else f" (n {count(figure.n)})")


def _steps(lost: Sequence[Case], task: str) -> list[tuple[str, int, str]]:
    """The steps that lost answers, in their order, with how many, and what it means."""
    order = dict.fromkeys([*steps(task), *(case.lost for case in lost)])
    counts = {name: sum(case.lost == name for case in lost) for name in order}
    return [(name, number, step(task, name)) for name, number in counts.items() if number]


def _embedded(found: Sequence[Case], task: str) -> Markup:
    """The cases for the script, as JSON that is safe inside an element: no character in it can end or open one."""
    content: dict[str, Any] = {"page": _PAGE, "hits": task == "retrieval", "cases": [plain(case) for case in found]}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_SCRIPT_SAFE))  # noqa: S704 - what could be markup is escaped


def _sha256(text: str) -> str:
    """How a policy names a style or a script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
