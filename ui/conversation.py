"""One conversation of a page: its questions and answers, and what the page is sent about them.

What is said is said by a conversation of ``rag``, which is kept beside the archive after every answer. What keeping is
refused costs nothing but that: the page is told once, and the conversation goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from onrecord.index import Filters
from onrecord.index.errors import OnRecordError
from onrecord.rag import Answer, Assistant, Conversations
from onrecord.rag import Conversation as Spoken
from onrecord.rag.feedback import Feedback
from onrecord.rag.risk import RISK
from onrecord.rag.suggesting import suggestions
from onrecord.rag.understood import Aspect
from onrecord.ui.helping import held, helping
from onrecord.ui.judging import JudgedView, judge
from onrecord.ui.view import TurnView, answer_views, failed_view, searching_view, stopped_view
from onrecord.ui.words import limits

__all__ = ["Asked", "Conversation"]

_log = logging.getLogger(__name__)

_UNEXPECTED = "Something went wrong while searching. Nothing said so far is lost; the details are in the log."


@dataclass(slots=True)
class Asked:
    """A question as it was put, and its answer once there is one.

    ``then`` is a follow-up to offer after it, ``suggested`` are such that were made from its answer, and ``following``
    makes further ones. ``stated`` is what is asked of the archive where that is not what is shown: a choice that was
    offered, a follow-up asked again. ``ignored`` is what is not to be understood of it, ``wider`` which filters do not
    count for it, ``instead`` the turn whose place it takes, or 0. ``risk`` and ``quotes`` are as of ``Assistant.ask``.
    ``stopped`` where its answer is not waited for any more. ``judged`` is what the reader said of the answer.
    """

    question: str
    filters: Filters
    then: str = ""
    stated: str = ""
    ignored: frozenset[Aspect] = frozenset()
    wider: Literal["", "days", "outlets", "filters"] = ""
    instead: int = 0
    risk: float = RISK
    quotes: int | None = None
    stopped: bool = False
    answer: Answer | None = None
    suggested: tuple[str, ...] = ()
    following: Iterator[str] | None = None
    judged: JudgedView | None = None


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
        """Ask, and yield the turn's views as its answer arrives. An error becomes the turn's last view.

        A question in the place of an earlier one begins a branch: the conversation goes on from what was said before
        that, under another id, and what it was until now stays kept as it is.
        """
        instead = self._go_back(asked.instead) if asked.instead else 0
        number, stated = len(self.turns) + 1, limits(asked.filters)
        self.turns[number] = asked
        self.busy = True
        try:
            for view in self._asked(assistant, number, asked, stated):
                view["serial"] = self.next_serial()
                yield {**view, "instead": instead} if instead else view
        finally:
            self._done(asked)

    def stop(self, number: object) -> TurnView | None:
        """Do not wait for the answer of a turn any more: its last view; None where none is waited for."""
        asked = self.turns.get(number) if isinstance(number, int) else None
        if asked is None or not self.busy or asked.answer is not None or number != len(self.turns):
            return None
        asked.stopped = True
        self.busy = False
        return {**stopped_view(len(self.turns), asked.question, limits(asked.filters)), "serial": self.next_serial()}

    def suggest(self, assistant: Assistant, number: object, idle: Callable[[], bool] = lambda: True) -> TurnView | None:
        """One more question that may follow the last answer: the turn's view with it; None where there is no more, or
        something else is asked by now. Nothing is tried while the assistant is not ``idle``, which may take its time
        to say so."""
        asked, spoken = self.turns.get(len(self.turns)), self.spoken
        if number != len(self.turns) or spoken is None or asked is None or asked.answer is None:
            return None

        def wanted() -> bool:
            return not (self.busy or self.ended) and self.turns.get(len(self.turns)) is asked

        if asked.following is None:
            asked.following = suggestions(
                assistant,
                spoken.turns,
                filters=asked.filters or None,
                wanted=lambda: wanted() and idle() and wanted(),
            )
        question = next(asked.following, None)
        if question is None or not wanted():
            return None
        asked.suggested += (question,)
        return {**self.shown(assistant, len(self.turns)), "more": True}

    def judge(self, assistant: Assistant, number: object, told: Mapping[str, Any]) -> TurnView | None:
        """Keep what the reader says of an answer: the turn's view; None where there is no such answer."""
        asked = self.turns.get(number) if isinstance(number, int) else None
        if asked is None or asked.answer is None or self.spoken is None:
            return None
        place = self._place(cast("int", number))
        store = Feedback(assistant.index.folder)
        before = asked.judged or JudgedView(verdict="", nothing=False, note="", failed="", serial=0)
        try:
            asked.judged = judge(store, self.spoken, place, told, self.next_serial())
        except OnRecordError as error:
            _log.warning("what was said of an answer could not be kept: %s", error)
            asked.judged = {**before, "failed": f"This is not kept: {error}.", "serial": self.next_serial()}
        return self.shown(assistant, cast("int", number))

    def shown(self, assistant: Assistant, number: int) -> TurnView:
        """The view of a turn that has been answered, with all that has come to it since."""
        asked, serial = self.turns[number], self.next_serial()  # what comes to it from here on is of a later view
        *_, view = self._views(assistant, number, asked)
        view["serial"] = serial
        if asked.suggested:
            view["suggested"] = list(asked.suggested)
        if asked.judged is not None:
            view["judged"] = asked.judged
        return view

    def _asked(self, assistant: Assistant, number: int, asked: Asked, stated: str) -> Iterator[TurnView]:
        yield searching_view(number, asked.question, len(assistant.index), stated)
        try:
            answer = self._speaking(assistant).ask(
                asked.stated or asked.question,
                filters=asked.filters or None,
                ignore=asked.ignored,
                risk=asked.risk,
                quotes=asked.quotes,
                wanted=lambda: not asked.stopped,
            )
        except OnRecordError as error:
            _log.warning("a question could not be answered: %s", error)
            failed = failed_view(number, asked.question, f"The archive could not be searched: {error}", stated)
        except Exception:
            _log.exception("a question could not be answered")
            failed = failed_view(number, asked.question, _UNEXPECTED, stated)
        else:
            if not asked.stopped:
                asked.answer = answer
                yield from self._answered(assistant, number, asked)
            return
        if not asked.stopped:
            self._done(asked)
            yield failed

    def _answered(self, assistant: Assistant, number: int, asked: Asked) -> Iterator[TurnView]:
        """The views of an answer, which is kept before the last of them, and where nobody waits for that any more."""
        views = self._views(assistant, number, asked)
        last = next(views)
        try:
            for view in views:
                yield last
                last = view
        finally:
            refused = self._keep(assistant)
        self._done(asked)
        last["more"] = True
        yield {**last, "unkept": refused} if refused else last

    def _done(self, asked: Asked) -> None:
        """Another question may be asked, unless one is being answered by now."""
        if self.turns.get(len(self.turns)) is asked and not asked.stopped:
            self.busy = False

    def _views(self, assistant: Assistant, number: int, asked: Asked) -> Iterator[TurnView]:
        answer = cast("Answer", asked.answer)
        place = self._place(number)
        lost = self.spoken is not None and any(self.spoken.losses[place : place + 1])
        help_with = helping(answer, asked.filters, held(assistant.index)) if answer.abstained else []
        return answer_views(
            number,
            answer,
            limits(asked.filters),
            asked.then,
            question=asked.question,
            ignored=asked.ignored,
            lost=lost,
            help_with=help_with,
        )

    def _place(self, number: int) -> int:
        """How many turns before one have been answered: its place, from 0, in what was spoken."""
        return sum(one.answer is not None for turn, one in self.turns.items() if turn < number)

    def _go_back(self, number: int) -> int:
        """Be as it was before a turn; returns a number by which the page tells this from the next time."""
        before = {turn: one for turn, one in self.turns.items() if turn < number}
        if self.spoken is not None:
            self.spoken = self.spoken.branched(self._place(number))
        self.turns = before
        return self.next_serial()

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
