"""From the start of a process to its first result, step by step; what is imported until then, and what memory is used.

Every run is a process of its own, with the files in the system's cache as they are after a search.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Literal

from onrecord.eval.bench.child import command
from onrecord.index.errors import OnRecordError

__all__ = ["Memory", "Started", "memory", "starting"]

Way = Literal["library", "command"]
Watch = Callable[[Iterable[int], str], Iterable[int]]

_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+([\w.]+)")


@dataclass(frozen=True, slots=True)
class Started:
    """Medians of ``runs``, in milliseconds: each step, and ``total``, from the start to the first result (of a command:
    to its last line). ``loaded`` of the large libraries are, at that moment; ``imports`` are milliseconds spent on
    importing a package's own modules, the ten costliest, of one more run."""

    way: Way
    passages: int
    runs: int
    steps: Mapping[str, float]
    total: float
    loaded: tuple[str, ...]
    imports: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of a process after ``questions`` hybrid searches, and after reranking too: its ``own``, and of ``mapped``
    files. Empty where the platform does not tell."""

    questions: int
    searching: Mapping[str, int]
    reranking: Mapping[str, int]


def starting(
    folder: Path,
    fingerprint: str,
    passages: int,
    question: str,
    *,
    way: Way = "library",
    runs: int = 5,
    watch: Watch = lambda some, _: some,
) -> Started:
    """Start, open, search once, and end, so many times.

    Args:
        folder: the index's.
        fingerprint: of the embedder that it was made with.
        passages: how many it has.
        question: to ask.
        way: ``library``, hybrid search without reranking; or ``command``, ``onrecord search``.
        runs: how many are timed; one before them is not.
        watch: shows progress.
    """
    with TemporaryDirectory() as compiled:
        once = partial(_run, way, folder, fingerprint, [question], compiled)
        once()
        found = [once()[0] for _ in watch(range(runs), f"Starting, {way}")]
        _, said = once(options=("-X", "importtime"))
    marks = {name: median(run["marks"][name] for run in found) * 1000 for name in found[0]["marks"]}
    steps, before = {}, 0.0
    for name, mark in marks.items():
        steps[name] = round(mark - before, 1)
        before = mark
    loaded = tuple(sorted({name for run in found for name in run["loaded"]}))
    return Started(way, passages, runs, steps, round(before, 1), loaded, _imports(said))


def memory(folder: Path, fingerprint: str, questions: Sequence[str]) -> Memory:
    """What a process that searches needs."""
    with TemporaryDirectory() as compiled:
        found, _ = _run("library", folder, fingerprint, questions, compiled)
    return Memory(len(questions), found["memory"], found["reranked"])


def _run(
    way: Way,
    folder: Path,
    fingerprint: str,
    questions: Sequence[str],
    compiled: str,
    options: tuple[str, ...] = (),
) -> tuple[dict[str, Any], str]:
    """One process. Its modules are compiled once, into the folder ``compiled``, as where the program is installed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = compiled
    line = command("fresh.py", way, time.monotonic(), folder, fingerprint, options=options)
    told = json.dumps(list(questions)) + "\n"
    done = subprocess.run(  # noqa: S603 - this Python, a file of this package
        line, input=told, capture_output=True, text=True, encoding="utf-8", check=False, env=environment
    )
    try:
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        if "marks" not in found:
            raise KeyError("marks")
    except (IndexError, KeyError, ValueError):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise OnRecordError(f"a fresh process did not come to its end ({done.returncode}): {last}") from None
    return found, done.stderr


def _imports(said: str) -> dict[str, float]:
    spent: Counter[str] = Counter()
    for line in said.splitlines():
        if match := _IMPORT.match(line):
            spent[match[2].split(".")[0]] += int(match[1])
    return {name: round(micros / 1000, 1) for name, micros in spent.most_common(10)}
