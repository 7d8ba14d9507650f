"""From records to figures: means with their intervals, and what is measured over a whole run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
import numpy.typing as npt

from onrecord.eval.measures import in_order
from onrecord.eval.metrics import (
    aurc,
    auroc,
    best_threshold,
    declining,
    expected_calibration_error,
    interval,
    interval_of,
    percentiles,
)
from onrecord.eval.types import Record

__all__ = ["Figure", "figures_of", "groups_of", "latency_of", "lost_of", "values_of"]

Indices = npt.NDArray[np.int_]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value over ``n`` questions with its 95 % interval (cluster bootstrap; None where it has none)."""

    value: float
    low: float | None
    high: float | None
    n: int


def figures_of(records: Iterable[Record]) -> dict[str, dict[str, Figure]]:
    """Every figure of every system, in the order they are shown in."""
    found = {system: {**_means(rows), **_over_all(rows)} for system, rows in _by_system(records).items()}
    return {system: {name: rows[name] for name in in_order(rows)} for system, rows in found.items()}


def values_of(records: Iterable[Record], metric: str) -> dict[str, tuple[float, str]]:
    """A metric's value and group by question id, of the records that have it."""
    return {record.id: (record.scores[metric], _group(record)) for record in records if metric in record.scores}


def latency_of(records: Iterable[Record]) -> dict[str, dict[str, dict[str, float]]]:
    """Seconds at p50 and p95 by system and step, ``total`` being all steps of a question together."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for system, rows in _by_system(records).items():
        steps: dict[str, list[float]] = {}
        for record in rows:
            for step, seconds in record.timings.items():
                steps.setdefault(step, []).append(seconds)
            if len(record.timings) > 1:
                steps.setdefault("total", []).append(sum(record.timings.values()))
        found[system] = {
            step: {"p50": p50, "p95": p95, "n": len(seconds)}
            for step, seconds in steps.items()
            for p50, p95 in [percentiles(seconds)]
        }
    return found


def lost_of(records: Iterable[Record]) -> dict[str, int]:
    """How many answers each step lost, most first."""
    counts: dict[str, int] = {}
    for record in records:
        if record.lost:
            counts[record.lost] = counts.get(record.lost, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def groups_of(records: Iterable[Record], label: str) -> Mapping[str, list[Record]]:
    """Records by the value of a label, in the order of the values: numbers as numbers."""
    found: dict[str, list[Record]] = {}
    for record in records:
        if label in record.labels:
            found.setdefault(record.labels[label], []).append(record)
    return dict(sorted(found.items(), key=lambda item: (int(item[0]) if item[0].isdecimal() else 0, item[0])))


def _by_system(records: Iterable[Record]) -> dict[str, list[Record]]:
    systems: dict[str, list[Record]] = {}
    for record in records:
        systems.setdefault(record.system, []).append(record)
    return systems


def _group(record: Record) -> str:
    return record.group or f"question {record.id}"


def _means(rows: Sequence[Record]) -> dict[str, Figure]:
    found = {}
    for metric in {name: None for record in rows for name in record.scores}:
        having = [record for record in rows if metric in record.scores]
        values = [record.scores[metric] for record in having]
        low, high = interval(values, [_group(record) for record in having])
        found[metric] = Figure(fmean(values), low, high, len(values))
    return found


def _over_all(rows: Sequence[Record]) -> dict[str, Figure]:
    """Figures that are no means of questions: of the confidence, and of declining. What cannot be told right from wrong
    is left out."""
    sure = [record for record in rows if record.confidence is not None and record.right is not None]
    if not sure:
        return {}
    confidence = np.array([record.confidence for record in sure], float)
    right = np.array([bool(record.right) for record in sure])
    declined = np.array([bool(record.declined) for record in sure])
    able = np.array([record.able is not False for record in sure])
    groups = [_group(record) for record in sure]
    found = {"precision": _share(~declined, right, groups), "answered": _share(able, ~declined, groups)}
    wholes: dict[str, Callable[[Indices], float]] = {
        "aurc": lambda i: aurc(confidence[i].tolist(), right[i].tolist()),
        "auroc": lambda i: auroc(confidence[i].tolist(), right[i].tolist()),
        "ece": lambda i: expected_calibration_error(confidence[i].tolist(), right[i].tolist()),
    }
    if not able.all():
        precise, recalled = declining(declined.tolist(), able.tolist())
        found |= {
            "answered-unanswerable": _share(~able, ~declined, groups),
            "declining-precision": _share(declined, ~able, groups, precise),
            "declining-recall": _share(~able, declined, groups, recalled),
        }
        wholes["auroc-answerable"] = lambda i: auroc(confidence[i].tolist(), able[i].tolist())
    for name, whole in wholes.items():
        value = whole(np.arange(len(sure)))
        if not np.isnan(value):
            # Resampling repeats questions, which pulls the calibration error up: its interval would miss its value.
            low, high = interval_of(whole, groups, times=500)
            found[name] = Figure(value, None, None, len(sure)) if name == "ece" else Figure(value, low, high, len(sure))
    return {**{name: figure for name, figure in found.items() if figure}, **_threshold(sure)}


def _share(among: Flags, counted: Flags, groups: Sequence[str], value: float | None = None) -> Figure | None:
    """Of some of the questions the share that is counted, with its interval; None where there are none of them."""
    if not among.any():
        return None
    chosen = counted[among].astype(float).tolist()
    low, high = interval(chosen, [group for group, one in zip(groups, among, strict=True) if one])
    return Figure(fmean(chosen) if value is None else value, low, high, len(chosen))


def _threshold(rows: Sequence[Record]) -> dict[str, Figure]:
    """The confidence from which answering would have paid most, by F1, and the F1 it gives; no threshold where
    declining everything pays most."""
    scored = [record for record in rows if "f1-undeclined" in record.scores]
    if not scored:
        return {}
    at, best = best_threshold(
        [record.confidence or 0.0 for record in scored],
        [record.scores["f1-undeclined"] for record in scored],
        [record.able is not False for record in scored],
    )
    found = {"best-f1": Figure(best, None, None, len(scored))}
    return {**found, "best-threshold": Figure(at, None, None, len(scored))} if np.isfinite(at) else found
