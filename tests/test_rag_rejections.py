"""What was rejected is counted by reason, and written in full where that is asked for."""

from __future__ import annotations

import io
import json
from pathlib import Path

from rich.console import Console

from onrecord.index import Rejected
from onrecord.rag.rejections import Rejections


def told(rejections: Rejections) -> list[str]:
    out = io.StringIO()
    rejections.tell(Console(file=out, width=400, markup=False, highlight=False))
    return out.getvalue().splitlines()


def test_equal_reasons_are_one_line_with_the_first_places_the_most_frequent_first() -> None:
    rejections = Rejections()
    rejections.append(Rejected("b.html", "b.html: no text"))
    rejections.extend(Rejected(f"a.jsonl line {n}", "not JSON") for n in range(5))
    rejections.append(Rejected("c.html", "c.html: no text"))
    assert rejections.count == 7
    assert told(rejections) == [
        "rejected: 5: not JSON (a.jsonl line 0, a.jsonl line 1, a.jsonl line 2, …)",
        "rejected: 2: no text (b.html, c.html)",
    ]


def test_many_reasons_are_summed_up_and_take_bounded_memory() -> None:
    rejections = Rejections()
    rejections.extend(Rejected(f"line {n}", f"reason {n}") for n in range(5000))
    lines = told(rejections)
    assert len(lines) == 11
    assert rejections.count == 5000
    assert len(rejections.first) == 1000
    assert lines[0] == "rejected: 4000: other reasons (line 1000, line 1001, line 1002, …)"
    assert lines[1] == "rejected: line 0: reason 0"
    assert lines[-1] == "rejected: 991 for 991 other reasons"


def test_nothing_rejected_is_not_spoken_of() -> None:
    assert told(Rejections()) == []


def test_each_is_written_as_it_comes(tmp_path: Path) -> None:
    path = tmp_path / "rejects.jsonl"
    with Rejections(path) as rejections:
        rejections.append(Rejected("a \ud800", "r\n1"))
        rejections.append(Rejected("b", "r2"))
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [one["reason"] for one in found] == ["r\n1", "r2"]
    assert found[1]["where"] == "b"
