"""The questions behind the buttons of a page. A button names a place; what is asked there is looked up here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from onrecord.index import Filters
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.examples import Example

__all__ = ["prompted"]

_NOTHING = Asked("", Filters())


def prompted(told: dict[str, Any], conversation: Conversation, examples: Sequence[Example]) -> Asked:
    """What a button asks, without limits; an empty question where there is no such button.

    ``kind`` is ``example``, or belongs to the turn of ``number``: ``then`` (the follow-up offered after it), ``again``
    (once more), ``typed`` (once more, without what was said before it), ``choice`` (of those it offers).
    """
    kind, number = told.get("kind"), told.get("number")
    if not isinstance(number, int) or number < 1:
        return _NOTHING
    if kind == "example":
        return Asked(examples[number - 1].question, Filters()) if number <= len(examples) else _NOTHING
    asked = conversation.turns.get(number)
    return _of_turn(kind, asked, told.get("choice")) if asked is not None else _NOTHING


def _of_turn(kind: object, asked: Asked, place: object) -> Asked:
    once_more = replace(asked, then="", answer=None)
    if kind == "then":
        return Asked(asked.then, Filters())
    if kind == "again":
        return once_more
    if kind == "typed":
        return replace(once_more, as_typed=True)
    return _chosen(asked, place) if kind == "choice" else _NOTHING


def _chosen(asked: Asked, place: object) -> Asked:
    """The choice of this number, shown in its words."""
    choices = asked.answer.choices if asked.answer is not None else ()
    if not isinstance(place, int) or not 1 <= place <= len(choices):
        return _NOTHING
    choice = choices[place - 1]
    return Asked(choice.words, Filters(), stated=choice.question)
