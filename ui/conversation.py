"""One conversation of a page: its questions and answers, and what the page is sent about them.

What is said is said by a conversation of ``rag``, which is kept beside the archive after every answer. What keeping is
refused costs nothing but that: the page is told once, and the conversation goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from onrecord.index import Filters
from onrecord.index.errors import OnRecordError
from onrecord.rag import Answer, Assistant, Conversations
from onrecord.rag import Conversation as Spoken
from onrecord.ui.view import TurnView, answer_views, failed_view, searching_view
from onrecord.ui.words import limits

__all__ = ["Asked", "Conversation"]

_log = logging.getLogger(__name__)

_UNEXPECTED = "Something went wrong while searching. Nothing said so far is lost; the details are in the log."


@dataclass(slots=True)
class Asked:
    """A question as it was put, and its answer once there is one.

    ``then`` is a follow-up to offer after it. ``stated`` is what is asked of the archive where the question is a choice
    that was offered, and so is shown in other words. ``as_typed`` keeps it from being completed by the turns before.
    """

    question: str
    filters: Filters
    then: str = ""
    stated: str = ""
    as_typed: bool = False
    answer: Answer | None = None


@dataclass(slots=True)
class Conversation:
    """The turns of one conversation by number, from 1.

    ``spoken`` is what was answered or declined, from the first question on. ``unkept`` says why it could not be kept.
    ``busy`` while a question is being answered; ``ended`` when the reader has gone on to another conversation.
    """

    turns: dict[int, Asked] = field(default_factory=dict)
    spoken: Spoken | None = None  # made late: Gradio copies the value that a page begins with
    serial: int = 0
    unkept: str = ""
    busy: bool = False
    ended: bool = False

    def next_serial(self) -> int:
        """A number not given before, by which the page tells two equal messages apart."""
        self.serial += 1
        return self.serial

    @property
    def id(self) -> str:
        """The id it is kept under; empty before anything was asked."""
        return self.spoken.id if self.spoken is not None else ""

    def next(self) -> Conversation:
        """One without turns, for the same page."""
        return Conversation(serial=self.serial, unkept=self.unkept)

    def ask(self, assistant: Assistant, asked: Asked) -> Iterator[TurnView]:
        """Ask, and yield the turn's views as its answer arrives. An error becomes the turn's last view."""
        number, stated = len(self.turns) + 1, limits(asked.filters)
        self.turns[number] = asked
        self.busy = True
        try:
            yield searching_view(number, asked.question, len(assistant.index), stated)
            try:
                asked.answer = self._speaking(assistant).ask(
                    asked.stated or asked.question,
                    filters=asked.filters or None,
                    ignore={"follow-up"} if asked.as_typed else (),
                )
            except OnRecordError as error:
                _log.warning("a question could not be answered: %s", error)
                yield failed_view(number, asked.question, f"The archive could not be searched: {error}", stated)
            except Exception:
                _log.exception("a question could not be answered")
                yield failed_view(number, asked.question, _UNEXPECTED, stated)
            else:
                yield from self._answered(assistant, number, asked)
        finally:
            self.busy = False

    def _answered(self, assistant: Assistant, number: int, asked: Asked) -> Iterator[TurnView]:
        """The views of an answer, which is then kept, also where nobody waits for them any more."""
        answer, stated = cast("Answer", asked.answer), limits(asked.filters)
        try:
            for view in answer_views(
                number, answer, stated, asked.then, question=asked.question, as_typed=asked.as_typed
            ):
                yield view
        finally:
            refused = self._keep(assistant)
        if refused:
            yield {**view, "unkept": refused}

    def _speaking(self, assistant: Assistant) -> Spoken:
        if self.spoken is None:
            self.spoken = Spoken(assistant)
        return self.spoken

    def _keep(self, assistant: Assistant) -> str:
        """Keep what was said; returns why that was refused, the first time it is."""
        said = self.unkept
        try:
            Conversations(assistant.index.folder).keep(self._speaking(assistant))
        except OnRecordError as error:
            _log.warning("a conversation could not be kept: %s", error)
            self.unkept = f"This conversation is not kept: {error}."
        else:
            self.unkept = ""
        return "" if said else self.unkept
