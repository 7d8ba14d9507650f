"""A kept conversation taken up again in a page: its turns, and what is drawn of them at once."""

from __future__ import annotations

from typing import Literal, TypedDict, cast

from onrecord.rag import Answer
from onrecord.rag import Conversation as Spoken
from onrecord.ui.conversation import Asked, Conversation
from onrecord.ui.view import TurnView, answer_views
from onrecord.ui.words import count, limits

__all__ = ["OpenedView", "opened_view", "taken_up"]


class OpenedView(TypedDict):
    """A whole conversation. ``name`` is one that it was given; a first question says itself what it is called after.
    ``lost`` says how many of its quotes the archive does not back any more; each is named in its turn."""

    kind: Literal["opened"]
    serial: int
    name: str
    about: str
    lost: str
    turns: list[TurnView]


def taken_up(spoken: Spoken, before: Conversation) -> Conversation:
    """A conversation of the page that goes on with what was spoken. A choice that was made stands in the words in which
    it was offered."""
    conversation = before.next()
    conversation.spoken = spoken
    offered: dict[str, str] = {}
    for number, (turn, kept) in enumerate(zip(spoken.turns, spoken.kept().turns, strict=True), start=1):
        answer = cast("Answer", turn.answer)  # of a kept turn it is always one
        words = offered.get(turn.question, "")
        stated = turn.question if words else ""
        conversation.turns[number] = Asked(words or turn.question, kept.filters, stated=stated, answer=answer)
        offered = {choice.question: choice.words for choice in answer.choices}
    return conversation


def opened_view(conversation: Conversation, about: str) -> OpenedView:
    """What is drawn of a conversation that was just taken up. ``about`` is said below its name."""
    spoken = conversation.spoken
    losses = spoken.losses if spoken is not None else ()
    lost = sum(map(len, losses))
    turns = []
    for (number, asked), gone in zip(conversation.turns.items(), losses, strict=True):
        answer = cast("Answer", asked.answer)
        *_, whole = answer_views(number, answer, limits(asked.filters), question=asked.question, lost=bool(gone))
        turns.append(whole)
    name, first = (spoken.name, spoken.turns[0].question) if spoken is not None and spoken.turns else ("", "")
    return {
        "kind": "opened",
        "serial": conversation.next_serial(),
        "name": "" if first.startswith(name.removesuffix("…")) else name,
        "about": about,
        "lost": f"No longer in the archive: {count(lost, 'quote')}, named below where it was." if lost else "",
        "turns": turns,
    }
