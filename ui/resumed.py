"""A kept conversation taken up again in a page: its turns, and what is drawn of them at once.

A value of a Gradio component is copied with every change of it, so that a page is never sent a thousand turns: the last
ones are drawn, and those before them when they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict, cast

from onrecord.rag import Answer, Assistant
from onrecord.rag import Conversation as Spoken
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.judging import JudgedView
from onrecord.ui.view import TurnView
from onrecord.ui.words import count

__all__ = ["DRAWN", "EarlierView", "OpenedView", "earlier_view", "opened_view", "taken_up"]

DRAWN = 40
"""How many turns are drawn at once."""


class EarlierView(TypedDict):
    """Turns before those that are drawn, and how many there are before these."""

    kind: Literal["earlier"]
    serial: int
    turns: list[TurnView]
    earlier: int


class OpenedView(TypedDict):
    """The end of a conversation, and how many turns there are before it (``earlier``).

    ``name`` is one that it was given; a first question says itself what it is called after. ``lost`` says how many of
    its quotes the archive does not back any more; each is named in its turn.
    """

    kind: Literal["opened"]
    serial: int
    name: str
    about: str
    lost: str
    turns: list[TurnView]
    earlier: int


def taken_up(spoken: Spoken, before: Conversation, judged: Mapping[int, JudgedView]) -> Conversation:
    """A conversation of the page that goes on with what was spoken. A choice that was made stands in the words in which
    it was offered. ``judged`` is what was said of its answers, by their places, from 0."""
    conversation = before.next()
    conversation.spoken = spoken
    offered: dict[str, str] = {}
    for place, (turn, kept) in enumerate(zip(spoken.turns, spoken.kept().turns, strict=True)):
        answer = cast("Answer", turn.answer)  # of a kept turn it is always one
        words = offered.get(turn.question, "")
        conversation.turns[place + 1] = Asked(
            words or turn.question,
            kept.filters,
            stated=turn.question if words else "",
            ignored=frozenset(kept.ignored),
            answer=answer,
            judged=judged.get(place),
        )
        offered = {choice.question: choice.words for choice in answer.choices}
    return conversation


def opened_view(conversation: Conversation, assistant: Assistant, about: str) -> OpenedView:
    """What is drawn of a conversation that was just taken up; its last turn is followed by suggestions, as if it had
    just been answered. ``about`` is said below its name."""
    spoken = conversation.spoken
    lost = sum(map(len, spoken.losses)) if spoken is not None else 0
    first_drawn = max(1, len(conversation.turns) + 1 - DRAWN)
    name, first = (spoken.name, spoken.turns[0].question) if spoken is not None and spoken.turns else ("", "")
    turns = _whole(conversation, assistant, range(first_drawn, len(conversation.turns) + 1))
    for last in turns[-1:]:
        last["more"] = True
    return {
        "kind": "opened",
        "serial": conversation.next_serial(),
        "name": "" if first.startswith(name.removesuffix("…")) else name,
        "about": about,
        "lost": f"No longer in the archive: {count(lost, 'quote')}, named below where it was." if lost else "",
        "turns": turns,
        "earlier": first_drawn - 1,
    }


def earlier_view(conversation: Conversation, assistant: Assistant, before: object) -> EarlierView | None:
    """The turns before the one of this number; None where there are none, or none that was answered."""
    if not isinstance(before, int) or not 1 < before <= len(conversation.turns) + 1:
        return None
    numbers = range(max(1, before - DRAWN), before)
    turns = _whole(conversation, assistant, numbers)
    serial = conversation.next_serial()
    return {"kind": "earlier", "serial": serial, "turns": turns, "earlier": numbers[0] - 1} if turns else None


def _whole(conversation: Conversation, assistant: Assistant, numbers: Sequence[int]) -> list[TurnView]:
    """The turns of these numbers that were answered, each as it is in the end."""
    answered = [number for number in numbers if conversation.turns[number].answer is not None]
    return [conversation.shown(assistant, number) for number in answered]
