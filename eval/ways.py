"""A chat's ways of dealing with the turns before a question, held against each other: turn by turn and by kind of
answer, what the system's own answers cost beside given ones, a change of subject, and the time it takes to follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import fmean, median
from typing import Any

import numpy as np
import numpy.typing as npt

from onrecord.eval.figures import Figure, groups_of
from onrecord.eval.metrics import interval, interval_of, paired
from onrecord.eval.types import Question, Record

__all__ = ["METRICS", "OWN", "ways"]

OWN = "own history"
METRICS = ("article-found@1", "right", "f1")
"""What the ways are held against each other by, where a run has it."""

_LAST = 5  # turns that have a row of their own; those after them share one
_LABELS = ("turn", "kind")

Rows = Mapping[str, Sequence[Record]]


def ways(records: Sequence[Record], questions: Sequence[Question], *, spliced: bool) -> dict[str, Any]:
    """What ``run.json`` keeps of it, each part where the run has something for it.

    ``turn`` and ``kind``: figures by label, metric, value and system. ``share``: F1 with the system's own history over
    F1 with the given one. ``switch``: own history less the same question asked fresh, on first turns after a change of
    subject. ``understand``: median seconds with the turns before and without them, of questions that have any.
    """
    rows: dict[str, list[Record]] = {}
    for record in records:
        rows.setdefault(record.system, []).append(record)
    found: dict[str, Any] = {label: _by(rows, label) for label in _LABELS}
    found["share"] = _share(rows.get(OWN, []), rows.get("given history", []))
    found["switch"] = _switch(rows) if spliced else {}
    found["understand"] = _understand(rows, {question.id for question in questions if question.history})
    return {name: part for name, part in found.items() if part}


def _by(rows: Rows, label: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Figures by metric, value of the label, and system."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for system, records in rows.items():
        for value, some in _grouped(records, label).items():
            for metric in METRICS:
                figure = _mean(some, metric)
                if figure:
                    found.setdefault(metric, {}).setdefault(value, {})[system] = asdict(figure)
    return found if any(len(values) > 1 for values in found.values()) else {}


def _grouped(records: Sequence[Record], label: str) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for value, some in groups_of(records, label).items():
        late = label == "turn" and value.isdecimal() and int(value) > _LAST
        found.setdefault(f"{_LAST + 1}+" if late else value, []).extend(some)
    return found


def _mean(records: Sequence[Record], metric: str) -> Figure | None:
    having = [record for record in records if metric in record.scores]
    if not having:
        return None
    values = [record.scores[metric] for record in having]
    return Figure(fmean(values), *interval(values, [_group(record) for record in having]), len(having))


def _group(record: Record) -> str:
    return record.group or f"question {record.id}"


def _share(own: Sequence[Record], given: Sequence[Record]) -> dict[str, Any]:
    mine, theirs, groups = _beside(own, given, "f1")
    if not sum(theirs):
        return {}
    above, below = np.array(mine), np.array(theirs)

    def share(drawn: npt.NDArray[np.int64]) -> float:
        whole = below[drawn].sum()
        return float(above[drawn].sum() / whole) if whole else float("nan")

    low, high = interval_of(share, groups, times=500)
    return {"f1": asdict(Figure(share(np.arange(len(groups))), low, high, len(groups)))}


def _switch(rows: Rows) -> dict[str, Any]:
    """By metric: both means, and what the turns before do to the question."""
    first = {
        system: [record for record in records if record.labels.get("turn") == "1"] for system, records in rows.items()
    }
    found = {}
    for metric in METRICS:
        fresh, after, groups = _beside(first.get("no history", []), first.get(OWN, []), metric)
        if groups:
            changed = asdict(paired(fresh, after, groups))
            found[metric] = {"after": fmean(after), "fresh": fmean(fresh), **changed, "n": len(groups)}
    return found


def _beside(one: Sequence[Record], other: Sequence[Record], metric: str) -> tuple[list[float], list[float], list[str]]:
    """A metric of the questions that both have it for, and the questions' groups."""
    theirs = {record.id: record.scores[metric] for record in other if metric in record.scores}
    both = [record for record in one if metric in record.scores and record.id in theirs]
    mine = [record.scores[metric] for record in both]
    return mine, [theirs[record.id] for record in both], [_group(record) for record in both]


def _understand(rows: Rows, leaning: set[str]) -> dict[str, float]:
    taken = {
        name: [r.timings["understand"] for r in rows.get(name, []) if r.id in leaning and "understand" in r.timings]
        for name in (OWN, "no history")
    }
    if not all(taken.values()):
        return {}
    followed, plain = median(taken[OWN]), median(taken["no history"])
    return {"with": followed, "without": plain, "n": len(taken[OWN])}
