"""``Conversation``: questions that lean on those before them, and what is needed to keep them and go on another day."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from typing import Self

from onrecord.index import Filters
from onrecord.index.dates import to_day
from onrecord.index.normalise import normalise_line
from onrecord.rag.assistant import Assistant
from onrecord.rag.kept import Kept, KeptTurn
from onrecord.rag.records import answer_record
from onrecord.rag.resuming import Loss, resumed
from onrecord.rag.risk import RISK
from onrecord.rag.types import Answer, Turn
from onrecord.rag.understood import ASPECTS, Aspect

__all__ = ["Conversation", "checked_name"]

_NAME = 60  # characters of a name that is made from a question
_LONGEST = 200  # of one that is given


class Conversation:
    """Questions and answers, each asked with those before it as its history. For one speaker at a time.

    ``id`` is made here and never changes; ``started`` is the moment, in UTC.
    """

    def __init__(self, assistant: Assistant, *, name: str = "") -> None:
        self.id = secrets.token_hex(6)
        self.started = datetime.now(UTC)
        self.renamed = False
        self._assistant = assistant
        self._name = checked_name(name) if name else ""
        self._turns: list[Turn] = []
        self._kept: list[KeptTurn] = []
        self._losses: list[tuple[Loss, ...]] = []

    @classmethod
    def resumed(cls, assistant: Assistant, kept: Kept) -> Self:
        """The conversation that was kept, to go on with. Its answers are made again from the assistant's archive; what
        that has lost stands in ``losses``, and stays in what is kept."""
        conversation = cls(assistant)
        conversation.id, conversation.started, conversation._name = kept.id, kept.started, kept.name
        for turn in kept.turns:
            answer, lost = resumed(turn.told, assistant.index)
            conversation._append(Turn(turn.question, answer), turn, lost)
        return conversation

    def branched(self, turns: int) -> Self:
        """Another conversation that begins with the first ``turns`` turns of this one, which stays as it is. A name
        that this one was given is the other's too."""
        other = type(self)(self._assistant)
        for number in range(min(turns, len(self._turns))):
            other._append(self._turns[number], self._kept[number], self._losses[number])
        given = self._turns and self._name != _shortened(self._turns[0].question)
        other._name = self._name if given else ""
        return other

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was asked and answered, oldest first."""
        return tuple(self._turns)

    @property
    def losses(self) -> tuple[tuple[Loss, ...], ...]:
        """Of each turn, the quotes that the archive does not back any more."""
        return tuple(self._losses)

    @property
    def name(self) -> str:
        """What it is called: the beginning of the first question, where nothing else was said. Empty before."""
        return self._name or (_shortened(self._turns[0].question) if self._turns else "")

    @name.setter
    def name(self, name: str) -> None:
        """Call it something else. Raises ValueError where that is empty or longer than 200 characters."""
        self._name = checked_name(name)
        self.renamed = True

    def ask(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        as_of: str | date | None = None,
        ignore: Collection[Aspect] = (),
        risk: float = RISK,
        quotes: int | None = None,
        wanted: Callable[[], bool] = lambda: True,
    ) -> Answer:
        """Ask, as ``Assistant.ask`` does, with the turns so far as the history. What raises adds no turn, nor does an
        answer that is not ``wanted`` any more when it is there."""
        asked = datetime.now(UTC)
        answer = self._assistant.ask(
            question, history=list(self._turns), filters=filters, as_of=as_of, ignore=ignore, risk=risk, quotes=quotes
        )
        if not wanted():
            return answer
        kept = KeptTurn(
            answer.question,
            asked,
            answer_record(answer),
            filters or Filters(),
            to_day(as_of) or "",
            tuple(aspect for aspect in ASPECTS if aspect in ignore),
        )
        self._append(Turn(answer.question, answer), kept, ())
        return answer

    def kept(self) -> Kept:
        """What is to be kept of it."""
        return Kept(self.id, self.name, self.started, tuple(self._kept))

    def _append(self, turn: Turn, kept: KeptTurn, lost: tuple[Loss, ...]) -> None:
        self._turns.append(turn)
        self._kept.append(kept)
        self._losses.append(lost)


def checked_name(stated: str) -> str:
    """A name as one line.

    Raises:
        ValueError: it is empty, or longer than 200 characters.
    """
    name = normalise_line(stated)
    if not name:
        raise ValueError("the name of a conversation is empty; give it a few words")
    if len(name) > _LONGEST:
        raise ValueError(f"the name of a conversation has {len(name):,} characters; at most {_LONGEST} are taken")
    return name


def _shortened(question: str) -> str:
    """The beginning of a question, cut at a word."""
    if len(question) <= _NAME:
        return question
    cut = question[:_NAME]
    whole = cut if question[_NAME] == " " else cut.rpartition(" ")[0] or cut
    return f"{whole.rstrip(' ,;:-–—')}…"
