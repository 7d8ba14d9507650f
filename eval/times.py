"""Are times in questions understood?

Run on the project's own table of questions, each with the day it was asked and what its words mean::

    python -m onrecord.eval.times

Printed: by kind, how many questions are exact (the same words, first and last day; the same events to reckon from),
then those that are not, and the slowest call. Exit code 1 when fewer than 97 in a hundred are exact.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from onrecord.rag.when import anchors, times

__all__ = ["Row", "found", "main", "rows"]

_EXACT = 0.97  # of the questions, at least


@dataclass(frozen=True, slots=True)
class Row:
    """A question of the table: its kind, the day it was asked, and what there is to find (see ``found``)."""

    kind: str
    question: str
    asked: date
    expected: list[tuple[Any, ...]]


def rows(path: Path | None = None) -> list[Row]:
    """The rows of a table: the project's own, or another in its form."""
    text = (path or files("onrecord.eval") / "times.jsonl").read_text(encoding="utf-8")
    return [_row(json.loads(line)) for line in text.splitlines()]


def found(question: str, asked: date) -> list[tuple[Any, ...]]:
    """What is found in a question: of times the words, the first and the last day; of anchors the words, the event,
    the shift and its unit."""
    return [
        *((question[one.start : one.end], one.first, one.last) for one in times(question, asked)),
        *((question[one.start : one.end], one.event, one.shift, one.unit) for one in anchors(question)),
    ]


def main() -> int:
    """Parse the arguments, print the figures; 1 when too few questions are exact."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path, nargs="?", help="another table in the form of eval/times.jsonl")
    table = rows(parser.parse_args().table)
    got = [found(row.question, row.asked) for row in table]
    wrong = [(row, one) for row, one in zip(table, got, strict=True) if one != row.expected]
    failed = [row.kind for row, _ in wrong]
    for kind in dict.fromkeys(row.kind for row in table):
        number = sum(row.kind == kind for row in table)
        print(f"{kind:10} {number - failed.count(kind):4} of {number}")
    print(f"{'all':10} {len(table) - len(wrong):4} of {len(table)}, {1 - len(wrong) / len(table):.1%}")
    for row, one in wrong:
        print(f"\n{row.question} ({row.asked})\n  expected {_shown(row.expected)}\n  found    {_shown(one)}")
    print(f"\nslowest call of times(), the best of three: {1000 * max(_seconds(row) for row in table):.2f} ms")
    return int(len(table) - len(wrong) < _EXACT * len(table))


def _row(record: dict[str, Any]) -> Row:
    expected = [
        *((one["words"], one["first"], one["last"]) for one in record["times"]),
        *((one["words"], one["event"], one["shift"], one["unit"]) for one in record.get("anchors", ())),
    ]
    return Row(record["kind"], record["question"], date.fromisoformat(record["asked"]), expected)


def _seconds(row: Row) -> float:
    """How long a call takes; of three the quickest, for what else the machine does is not the call's."""
    took = []
    for _ in range(3):
        start = time.perf_counter()
        times(row.question, row.asked)
        took.append(time.perf_counter() - start)
    return min(took)


def _shown(found: Iterable[tuple[Any, ...]]) -> str:
    return "; ".join(" ".join(str(part) for part in one) for one in found) or "nothing"


if __name__ == "__main__":
    sys.exit(main())
