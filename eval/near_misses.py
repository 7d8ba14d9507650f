"""Are questions declined that the sample archive only seems to answer?

Run on the project's own table of such questions, each with the one it was made from, which the archive does answer::

    python -m onrecord.eval.near_misses

Printed: by what was changed, the share of the changed questions that are declined, and the share of the questions they
were made from that are answered, and answered rightly; then what was answered and should not have been.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from rich.console import Console
from rich.progress import track

from onrecord.eval.judge import Found, Judge
from onrecord.eval.metrics import interval
from onrecord.eval.tables import table
from onrecord.eval.types import Question
from onrecord.index import NewsIndex
from onrecord.rag import Answer, Assistant
from onrecord.rag.places import sample_folder
from onrecord.rag.risk import RISK

__all__ = ["Miss", "main", "misses"]

_errors = Console(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that nothing answers, what was ``changed`` in it, and the question ``of`` which it was made."""

    question: str
    of: Question
    kind: str
    changed: tuple[str, str]


def misses() -> list[Miss]:
    """The project's table."""
    lines = (files("onrecord.eval") / "near_misses.jsonl").read_text(encoding="utf-8").splitlines()
    return [_miss(json.loads(line)) for line in lines]


def main() -> None:
    """Parse the arguments, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--risk", type=float, default=RISK, help="the share of answers that may be wrong")
    asked = parser.parse_args()
    found: list[tuple[Miss, Answer, Answer]] = []
    with NewsIndex.open(sample_folder()) as index:
        assistant = Assistant(index)
        for miss in track(misses(), console=_errors, transient=True):
            changed, own = (assistant.ask(text, risk=asked.risk) for text in (miss.question, miss.of.text))
            found.append((miss, changed, own))
    rows = []
    for kind in (*sorted({miss.kind for miss, _, _ in found}), "all"):
        some = [one for one in found if kind in ("all", one[0].kind)]
        declined = [float(changed.abstained) for _, changed, _ in some]
        answered = [float(not own.abstained) for _, _, own in some]
        right = [float(_right(miss.of, own)) for miss, _, own in some]
        rows.append([kind, *map(_share, (declined, answered, right)), str(len(some))])
    print(f"risk {asked.risk}\n")
    print(table(["changed", "declined", "made from: answered", "made from: rightly", "n"], rows))
    print("\nAnswered, and nothing answers:\n")
    for miss, changed, _ in found:
        if not changed.abstained:
            print(f"- {miss.question} ({' -> '.join(miss.changed)}): {changed.text} [{changed.confidence:.2f}]")


def _miss(record: dict[str, Any]) -> Miss:
    relevant = dict.fromkeys(record["article"], 1)
    of = Question(record["id"], record["of"], tuple(record["answers"]), True, relevant=relevant)
    before, after = record["changed"]
    return Miss(record["question"], of, record["kind"], (before, after))


def _right(question: Question, answer: Answer) -> bool:
    first = answer.citations[:1]
    pieces = [Found(one.article.id, one.start, one.end, one.quote) for one in first]
    return any(Judge("pairs").answers(question, piece) for piece in pieces)


def _share(values: Sequence[float]) -> str:
    low, high = interval(values, [str(n) for n in range(len(values))])
    return f"{sum(values) / len(values):.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
