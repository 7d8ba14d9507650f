"""The questions behind the buttons of a page. A button names a place; what is asked there is looked up here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, cast

from onrecord.index import Filters
from onrecord.rag import Choice
from onrecord.ui.chips import CHIPS
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.examples import Example

__all__ = ["prompted", "widened"]

_NOTHING = Asked("", Filters())
_WIDER: tuple[Literal["days", "outlets", "filters"], ...] = ("days", "outlets", "filters")


def prompted(told: dict[str, Any], conversation: Conversation, examples: Sequence[Example]) -> Asked:
    """What a button asks, without limits; an empty question where there is no such button.

    ``kind`` is ``example``; or ``text``, what a view beside this one asks in words; or belongs to the turn of
    ``number``: ``then`` (the follow-up offered after it), ``suggested`` (one of those made from its answer), ``again``
    (once more), ``edit`` (other words in its place), ``typed`` (once more, without what was said before it), ``leave``
    and ``put`` (once more, without or with an aspect), ``wider`` (once more, with fewer filters), ``choice`` (of those
    it offers).
    """
    kind, number = told.get("kind"), told.get("number")
    if kind == "text":
        return Asked(_words(told.get("question")), Filters())
    if not isinstance(number, int) or number < 1:
        return _NOTHING
    if kind == "example":
        return Asked(examples[number - 1].question, Filters()) if number <= len(examples) else _NOTHING
    asked = conversation.turns.get(number)
    if asked is None:
        return _NOTHING
    if kind == "edit":
        return Asked(_words(told.get("question")), Filters(), instead=number)
    return _of_turn(kind, asked, told)


def widened(filters: Filters, which: str) -> Filters:
    """The filters without the days, the outlets, or both (``filters``); all of them where nothing is named."""
    if which in ("days", "filters"):
        filters = replace(filters, after=None, before=None)
    return replace(filters, outlets=()) if which in ("outlets", "filters") else filters


def _of_turn(kind: object, asked: Asked, told: dict[str, Any]) -> Asked:
    """What a turn offers, or its question once more."""
    offered: dict[object, Sequence[Asked]] = {
        "suggested": [Asked(one, Filters()) for one in asked.suggested],
        "choice": [Asked(one.words, Filters(), stated=one.question) for one in _choices(asked)],
    }
    if isinstance(kind, str) and kind in offered:
        place = told.get("choice")
        found = isinstance(place, int) and 1 <= place <= len(offered[kind])
        return offered[kind][cast("int", place) - 1] if found else _NOTHING
    if kind == "then":
        return Asked(asked.then, Filters())
    return _again(kind, asked, told) or _NOTHING


def _again(kind: object, asked: Asked, told: dict[str, Any]) -> Asked | None:
    """A question once more, and what is other about it this time."""
    once_more = _once_more(asked)
    if kind == "again":
        return once_more
    if kind == "typed":
        return replace(once_more, stated="", ignored=asked.ignored | {"follow-up"})
    aspect = next((one for one in CHIPS if one == told.get("aspect")), None)
    if kind in ("leave", "put") and aspect:
        ignored = asked.ignored | {aspect} if kind == "leave" else asked.ignored - {aspect}
        return replace(once_more, ignored=ignored)
    which = next((one for one in _WIDER if one == told.get("which")), None)
    return replace(once_more, wider=which) if kind == "wider" and which else None


def _choices(asked: Asked) -> Sequence[Choice]:
    return asked.answer.choices if asked.answer is not None else ()


def _once_more(asked: Asked) -> Asked:
    """The same question. One that leaned on the turns before it is asked as it was completed then: what was said since
    is not what it leans on."""
    answer = asked.answer
    completed = answer is not None and answer.act is None and answer.query != answer.question
    stated = answer.query if answer is not None and completed else asked.stated
    return Asked(asked.question, asked.filters, stated=stated, ignored=asked.ignored, wider=asked.wider)


def _words(stated: object) -> str:
    return stated if isinstance(stated, str) else ""
