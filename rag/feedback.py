"""What readers said of answers, kept beside the archive: ``feedback/judged.jsonl`` in its folder, a line each.

The file is written whole under a lock, for its owner alone to read. ``pairs`` makes of it what ``onrecord eval pairs``
reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import filelock

from onrecord.index.dates import to_day
from onrecord.index.errors import IndexLocked, StoreError
from onrecord.index.files import write_whole, writing
from onrecord.rag.recorded import MALFORMED, number_of, text_of

__all__ = ["LONGEST_NOTE", "Feedback", "Judged", "Said", "Verdict", "pairs"]

Verdict = Literal["right", "wrong"]
"""Whether an answer, or its being declined, was right."""

LONGEST_NOTE = 2_000
"""Characters of a note."""

_VERSION = 1
_PATIENCE = 10.0  # seconds that a change waits for another


@dataclass(frozen=True, slots=True)
class Said:
    """A question asked before the one that is judged, and the words of its answer; empty where it was declined."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reader said of one answer.

    Args:
        conversation: its id, and ``turn`` the number of the question in it, which together tell it from others.
        at: when it was said, ISO 8601 in UTC.
        verdict: whether the answer, or its being declined, was right.
        nothing: whether the reader says that nothing in the archive answers.
        note: in the reader's words.
        question: as it was put, and ``query`` as it was asked of the archive.
        asked: the day it was asked.
        abstained: whether it was declined.
        answer: the answering words, and ``quote`` the quote they stand in, of ``article`` in ``revision``.
        history: what was asked before it, oldest first.
    """

    conversation: str
    turn: int
    at: str
    verdict: Verdict
    nothing: bool
    note: str
    question: str
    query: str
    asked: str
    abstained: bool
    answer: str = ""
    quote: str = ""
    article: str = ""
    revision: int = 0
    history: tuple[Said, ...] = ()


class Feedback:
    """What was said of the answers of the archive in a folder, which must be there. Reading needs no right to write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "feedback"
        self.file = self.folder / "judged.jsonl"

    def keep(self, judged: Judged) -> None:
        """Keep what was said, in the place of what was said of the same answer before.

        Raises:
            IndexLocked: another change takes long. StoreError: the file is damaged.
            WriteFailed: it cannot be written; what was kept before stands.
        """
        with self._changing():
            others = [one for one in self.read() if _key(one) != _key(judged)]
            self._write([*others, judged])

    def take_back(self, conversation: str, turn: int) -> None:
        """Forget what was said of an answer. Raises as ``keep`` does."""
        with self._changing():
            self._write([one for one in self.read() if _key(one) != (conversation, turn)])

    def read(self) -> list[Judged]:
        """All that was said, oldest first.

        Raises:
            StoreError: the file is damaged, of a newer onrecord, or cannot be read.
        """
        try:
            lines = self.file.read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise StoreError(f"{self.file} cannot be read ({error})") from error
        return [self._line(number, line) for number, line in enumerate(lines, 1) if line.strip()]

    def _line(self, number: int, line: str) -> Judged:
        try:
            return _judged(json.loads(line))
        except MALFORMED as error:
            raise StoreError(
                f"line {number} of {self.file} is not as onrecord writes it ({type(error).__name__}: {error}); put it "
                "right, or move the file away"
            ) from error

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with writing(self.folder):
            self.folder.mkdir(mode=0o700, exist_ok=True)  # what somebody asks tells what they work on
            lock = filelock.FileLock(self.folder / "lock", timeout=_PATIENCE)
            try:
                lock.acquire()
            except filelock.Timeout as error:
                raise IndexLocked(
                    f"{self.folder} is being changed by another process; try again when it is done"
                ) from error
        try:
            yield
        finally:
            lock.release()

    def _write(self, judged: list[Judged]) -> None:
        lines = [json.dumps({"version": _VERSION, **asdict(one)}, ensure_ascii=False) for one in judged]
        with writing(self.folder):
            for left in self.folder.glob("*.jsonl.*"):
                left.unlink(missing_ok=True)
            write_whole(self.file, "".join(f"{line}\n" for line in lines))


def pairs(judged: Judged) -> dict[str, Any] | None:
    """A question with what is known of its answer, as ``onrecord eval pairs`` reads it; None where a reader called an
    answer wrong and did not say that nothing answers: then what would be right is not known."""
    pair: dict[str, Any] = {
        "id": f"{judged.conversation}-{judged.turn}",
        "question": judged.question,
        "asked": judged.asked,
        "kind": judged.verdict,
        "history": [asdict(one) for one in judged.history],
    }
    if judged.query != judged.question:
        pair["rewrite"] = judged.query
    if judged.note:
        pair["note"] = judged.note
    if judged.verdict == "right" and not judged.abstained:
        return pair | {"answers": [judged.answer], "article": [judged.article], "quote": judged.quote}
    if judged.verdict == "right" or judged.nothing:
        return pair | {"answerable": False}
    return pair | {"answerable": True} if judged.abstained else None


def _key(judged: Judged) -> tuple[str, int]:
    return judged.conversation, judged.turn


def _judged(stated: Mapping[str, Any]) -> Judged:
    if number_of(stated["version"]) > _VERSION:
        raise ValueError("it was written by a newer onrecord; use that one")
    verdict, abstained, nothing = stated["verdict"], stated["abstained"], stated["nothing"]
    if verdict not in ("right", "wrong") or not isinstance(abstained, bool) or not isinstance(nothing, bool):
        raise ValueError("a verdict is right or wrong, and other things true or false")
    names = ("conversation", "at", "note", "question", "query", "answer", "quote", "article")
    text = {name: text_of(stated[name]) for name in names}
    return Judged(
        turn=number_of(stated["turn"]),
        verdict=verdict,
        nothing=nothing,
        asked=to_day(text_of(stated["asked"])) or "",
        abstained=abstained,
        revision=number_of(stated["revision"]),
        history=tuple(Said(text_of(one["question"]), text_of(one["answer"])) for one in stated["history"]),
        **text,
    )
