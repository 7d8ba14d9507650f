"""Runs side by side: how far apart they are, and whether that could be chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from onrecord.eval.figures import values_of
from onrecord.eval.measures import MEASURES, in_order
from onrecord.eval.metrics import Difference, paired
from onrecord.eval.run import Run
from onrecord.eval.types import Record

__all__ = ["Compared", "compare", "dropped"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric over the ``n`` questions both runs have: the means, and the paired difference, other less base."""

    metric: str
    base: float
    other: float
    difference: Difference
    n: int

    @property
    def worse(self) -> bool:
        """Whether the other run is the worse one."""
        return (self.difference.difference > 0) == MEASURES[self.metric].lower and self.base != self.other

    def as_json(self) -> dict[str, Any]:
        """The row as plain data."""
        found = self.difference
        return {
            "metric": self.metric,
            "base": self.base,
            "other": self.other,
            "difference": found.difference,
            "low": found.low,
            "high": found.high,
            "p": found.p,
            "n": self.n,
        }


def compare(base: Run, other: Run, base_system: str | None = None, other_system: str | None = None) -> list[Compared]:
    """Every metric that is a mean and that both have, question by question.

    Args:
        base: what is compared with.
        other: what is compared.
        base_system: default the run's main one.
        other_system: likewise.

    Raises:
        ValueError: the runs are of different data, a run has no such system, or they have no question in common.
    """
    if _data(base) != _data(other):
        names = [f"{run.about['data']['name']} of {(_archive(run)).get('name') or 'its own'}" for run in (base, other)]
        raise ValueError(f"the runs are of different questions or articles ({'; '.join(names)}): nothing to pair")
    mine, theirs = _records(base, base_system), _records(other, other_system)
    found = []
    for metric in in_order(name for record in mine for name in record.scores):
        first, second = values_of(mine, metric), values_of(theirs, metric)
        shared = [name for name in first if name in second]
        if shared:
            left, right = [first[name][0] for name in shared], [second[name][0] for name in shared]
            difference = paired(left, right, [first[name][1] for name in shared])
            found.append(Compared(metric, fmean(left), fmean(right), difference, len(shared)))
    if not found:
        raise ValueError("the runs have no question and measure in common: nothing to pair")
    return found


def _data(run: Run) -> tuple[object, ...]:
    """What was asked, and of what: by hash, or by name where a set was made by hand."""
    data = run.about["data"]
    return data["sha256"] or data["name"], _archive(run).get("sha256") or _archive(run).get("name")


def _archive(run: Run) -> Mapping[str, Any]:
    """The set whose articles were asked in place of the questions' own, if that was so."""
    return run.about["data"].get("archive") or {}


def dropped(rows: Sequence[Compared], *, level: float = 0.05) -> list[Compared]:
    """The metrics that became worse by more than chance: p values are held against ``level`` by Holm's step-down
    procedure, since many are looked at (Holm, Scandinavian Journal of Statistics 6, 1979)."""
    worse: list[Compared] = []
    ordered = sorted(rows, key=lambda row: row.difference.p)
    for at, row in enumerate(ordered):
        if row.difference.p > level / (len(ordered) - at):
            break
        if row.worse:
            worse.append(row)
    return worse


def _records(run: Run, system: str | None) -> list[Record]:
    found = run.of_system(system or run.main)
    if not found:
        known = ", ".join({record.system: None for record in run.records}) or "none"
        raise ValueError(f"the run has no system {system or run.main!r}; it has {known}")
    return found
