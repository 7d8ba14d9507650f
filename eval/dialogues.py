"""Are conversations over the sample archive followed?

Run on the project's own table of conversations, asked turn by turn with what was answered before::

    python -m onrecord.eval.dialogues

Printed: by phenomenon, the share of turns answered rightly; of turns that stand alone, the share asked of the archive
as they were put; what the turns before cost in understanding a question; then each wrong turn and what was answered.
Intervals are over conversations. ``--history none`` asks every turn by itself: what it gets right owes nothing to the
turns before.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.progress import track

from onrecord.eval.metrics import interval
from onrecord.eval.scripted import TAGS, Conversation, Step, conversations, right
from onrecord.eval.tables import table
from onrecord.index import NewsIndex
from onrecord.index.normalise import normalise_line
from onrecord.rag import Answer, Assistant, Turn
from onrecord.rag.places import sample_folder
from onrecord.rag.risk import RISK

__all__ = ["Outcome", "main"]

_LONGEST = 160  # characters of a quote that is printed
_errors = Console(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A turn as it went: of which ``conversation``, its ``number`` in it from 1 on, and what was answered."""

    conversation: str
    number: int
    step: Step
    answer: Answer

    @property
    def right(self) -> bool:
        """Whether the turn was answered rightly."""
        return right(self.step, self.answer)

    @property
    def untouched(self) -> bool:
        """Whether the question was asked of the archive as it was put."""
        return self.answer.query == normalise_line(self.step.ask)


def main() -> None:
    """Parse the arguments, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--history", choices=("own", "none"), default="own", help="the turns before that are given")
    parser.add_argument("--risk", type=float, default=RISK, help="the share of answers that may be wrong")
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="where every turn is written, as JSON")
    asked = parser.parse_args()
    found: list[Outcome] = []
    with NewsIndex.open(sample_folder()) as index:
        assistant = Assistant(index)
        for conversation in track(conversations(), console=_errors, transient=True):
            found += _held(assistant, conversation, own=asked.history == "own", risk=asked.risk)
    if asked.out:
        asked.out.write_text(json.dumps([_detail(one) for one in found], ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"history {asked.history}, risk {asked.risk}\n")
    print("\n\n".join(_report(found)))


def _held(assistant: Assistant, conversation: Conversation, *, own: bool, risk: float) -> Iterator[Outcome]:
    """A conversation, turn by turn, each with the turns before it and their own answers; without, where not ``own``."""
    history: list[Turn] = []
    for number, step in enumerate(conversation.steps, 1):
        answer = assistant.ask(step.ask, history=history if own else (), as_of=conversation.as_of, risk=risk)
        history.append(Turn(step.ask, answer))
        yield Outcome(conversation.id, number, step, answer)


def _report(found: Sequence[Outcome]) -> Iterator[str]:
    tagged = {tag: [one for one in found if tag in one.step.tags] for tag in TAGS} | {"all": list(found)}
    yield _shares("phenomenon", "right", tagged, lambda one: one.right)
    alone = [one for one in found if one.step.alone]
    parts = {"first": [one for one in alone if one.number == 1], "later": [one for one in alone if one.number > 1]}
    yield _shares("stands alone", "asked as put", parts, lambda one: one.untouched)
    first, later = (
        [one.answer.timings["understand"] for one in found if (one.number > 1) == after and one.answer.timings]
        for after in (False, True)
    )
    if first and later:
        yield (
            f"understanding a question, at p50: {_ms(later)} ms of later turns, {_ms(first)} ms of first ones"
            f" ({(median(later) - median(first)) * 1000:+.1f} ms)"
        )
    yield "Wrong:"
    yield "\n".join(_line(one) for one in found if not one.right)


def _shares(what: str, share: str, groups: dict[str, list[Outcome]], value: Callable[[Outcome], bool]) -> str:
    rows = []
    for name, some in groups.items():
        if some:
            values = [float(value(one)) for one in some]
            low, high = interval(values, [one.conversation for one in some])
            rows.append([name, f"{sum(values) / len(values):.3f} [{low:.3f}, {high:.3f}]", str(len(some))])
    return table([what, share, "n"], rows)


def _ms(seconds: Sequence[float]) -> str:
    return f"{median(seconds) * 1000:.1f}"


def _line(one: Outcome) -> str:
    """A wrong turn: what was asked, as what, what was expected and what was answered."""
    query = "" if one.untouched else f" -> {one.answer.query}"
    return (
        f"- {one.conversation} {one.number} ({', '.join(one.step.tags)}): {one.step.ask}{query}\n"
        f"    expected {one.step.expected}; {_answered(one.answer)}"
    )


def _answered(answer: Answer) -> str:
    if answer.choices:
        return "asked back: " + " or ".join(choice.words for choice in answer.choices)
    act = f"{answer.act}: " if answer.act else ""
    if not answer.citations:
        return f"{act}{answer.reason or 'nothing quoted'}"
    first = answer.citations[0]
    quote = " ".join(first.quote.split())
    short = quote if len(quote) <= _LONGEST else quote[: _LONGEST - 1] + "…"
    return f"{act}{short} ({first.article.id}) [{answer.confidence:.2f}]"


def _detail(one: Outcome) -> dict[str, Any]:
    """A turn as it is written out."""
    answer = one.answer
    return {
        "conversation": one.conversation,
        "number": one.number,
        "ask": one.step.ask,
        "tags": one.step.tags,
        "alone": one.step.alone,
        "expected": one.step.expected,
        "right": one.right,
        "query": answer.query,
        "untouched": one.untouched,
        "text": answer.text,
        "quotes": [{"article": cited.article.id, "quote": cited.quote} for cited in answer.citations],
        "confidence": answer.confidence,
        "abstained": answer.abstained,
        "cause": answer.cause,
        "act": answer.act,
        "choices": [choice.words for choice in answer.choices],
        "timings": dict(answer.timings),
    }


if __name__ == "__main__":
    main()
