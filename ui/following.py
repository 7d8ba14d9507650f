"""What happens in the story view: the story of what was asked last, or of a subject that its reader names."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from onrecord.index import Article, Filters
from onrecord.index.errors import OnRecordError
from onrecord.rag import Assistant, Citation
from onrecord.rag.clauses import AUXILIARIES, QUESTION_WORDS
from onrecord.rag.sides import by_outlet, sides
from onrecord.rag.story import nearest, story
from onrecord.ui.asked import NotAsked, checked_question
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.gradio_offline import gr
from onrecord.ui.settings import checked_settings
from onrecord.ui.story import EmptyView, StoryView, empty_view, gathering_view, side_views, story_view

__all__ = ["COMPARED", "SECONDS", "Followed", "Following"]

COMPARED = 8
"""Outlets that are asked, at most: those with most reports."""

SECONDS = 20.0
"""After which no further outlet is asked."""

_log = logging.getLogger(__name__)

_NOTHING_ASKED = (
    "No story yet",
    "Ask a question, and its story is told here: which outlet reported when, what each of them says, day by day. "
    "Or name a story.",
)
_NOTHING_FOUND = ("Nothing on record", "No report in this archive is about that. Name it otherwise, or ask a question.")
_UNEXPECTED = ("No story", "Something went wrong while searching. The details are in the log.")


@dataclass(slots=True)
class Followed:
    """What the story view of a page shows: a ``subject`` its reader named, or, where that is empty, the story of the
    answer ``turn``. ``serial`` counts what was begun or left, so that what came before it ends. ``stage`` says how far
    it is: nothing is shown, or not to its end; it is being gathered; it is whole."""

    serial: int = 0
    subject: str = ""
    turn: tuple[str, int] | None = None
    stage: Literal["none", "gathering", "whole"] = "none"


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is followed, in words; the article to begin from; a question for the outlets, or none; what is cited."""

    words: str
    seed: Article
    question: str
    cited: tuple[Citation, ...] = ()
    filters: Filters | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """The events of the story view. The page names a subject in words; all else is looked up here."""

    assistant: Assistant

    def told(
        self, conversation: Conversation, followed: Followed, settings: Any, told: gr.EventData
    ) -> Iterator[dict[str, Any]]:
        """The view was opened (``act`` "current"), its reader goes back to the story of the conversation ("back"), or
        names a subject ("follow"): views of the story as it is gathered. Nothing, where it is shown already."""
        sent = told._data if isinstance(told._data, dict) else {}
        answered = _last(conversation)
        turn = (conversation.id, answered[0]) if answered else None
        if sent.get("act") == "follow":
            followed.subject = str(sent.get("subject") or "")
        elif sent.get("act") == "back" or (turn != followed.turn and (turn or not followed.subject)):
            followed.subject = ""
        elif followed.stage != "none":
            yield gr.skip()
            return
        followed.serial += 1
        followed.turn, followed.stage = turn, "gathering"
        begun = followed.serial
        for view in self._views(followed.subject, answered[1] if answered else None, begun, settings):
            if followed.serial != begun:
                return
            yield dict(view)
        followed.stage = "whole"

    def left(self, followed: Followed) -> None:
        """The view was left: what is being gathered is not needed any more, and is gathered anew another time."""
        if followed.stage == "gathering":
            followed.serial, followed.stage = followed.serial + 1, "none"

    def _views(self, named: str, asked: Asked | None, serial: int, settings: Any) -> Iterator[StoryView | EmptyView]:
        own = bool(named)
        try:
            words = checked_question(named) if own else asked.question if asked else ""
            if not words:
                yield empty_view(*_NOTHING_ASKED, serial)
                return
            yield gathering_view(words, serial, own=own)
            subject = self._named(words) if own or asked is None else _of(asked)
            if subject is None:
                yield empty_view(*_NOTHING_FOUND, serial, subject=words, own=own)
                return
            yield from self._story(subject, serial, settings, own=own)
        except NotAsked as refusal:
            yield empty_view("That cannot be followed", str(refusal), serial, subject=named, own=own)
        except OnRecordError as error:
            _log.warning("a story could not be gathered: %s", error)
            yield empty_view("The archive could not be searched", f"{error}.", serial, subject=named, own=own)
        except Exception:
            _log.exception("a story could not be gathered")
            yield empty_view(*_UNEXPECTED, serial, subject=named, own=own)

    def _story(self, subject: _Subject, serial: int, settings: Any, *, own: bool) -> Iterator[StoryView]:
        index = self.assistant.index
        answering = {citation.article.id for citation in subject.cited}
        about = subject.question or subject.words
        reports = story(index.snapshot(), subject.seed, about, subject.filters, answering=answering)
        view = story_view(reports, subject.words, serial, own=own, question=subject.question, cited=subject.cited)
        if not subject.question:
            yield view
            return
        outlets = list(by_outlet(reports)[:COMPARED])
        yield {**view, "sides": side_views(outlets, done=False)}
        risk = checked_settings(settings, index.outlets()).risk
        told = sides(self.assistant, subject.question, tuple(outlets), risk=risk, seconds=SECONDS)
        for place, side in enumerate(told):
            outlets[place] = side
            yield {**view, "sides": side_views(outlets, done=False)}
        yield {**view, "stage": "told", "sides": side_views(outlets, done=True)}

    def _named(self, words: str) -> _Subject | None:
        """A subject in its reader's words, from the article that is most about it."""
        seed = nearest(self.assistant.retriever, words)
        return _Subject(words, seed, words if _asks(words) else "") if seed else None


def _last(conversation: Conversation) -> tuple[int, Asked] | None:
    """The last question of a conversation that was answered with quotes, and its number."""
    for number, asked in reversed(conversation.turns.items()):
        if asked.answer is not None and asked.answer.citations:
            return number, asked
    return None


def _of(asked: Asked) -> _Subject | None:
    """The subject of an answered question."""
    answer = asked.answer
    if answer is None or not answer.citations:
        return None
    question = answer.query if _asks(answer.query) else ""
    return _Subject(
        asked.question if answer.query == answer.question else answer.query,
        answer.citations[0].article,
        question,
        answer.citations,
        asked.filters or None,
    )


def _asks(words: str) -> bool:
    """Whether words are a question, which outlets can be asked, and not a name alone."""
    first, *others = words.casefold().split()
    return bool(others) and (words.rstrip().endswith("?") or first in QUESTION_WORDS or first in AUXILIARIES)
