"""The quotes of an answer in their articles, one after another.

The page names a quote by its turn and its number alone. Articles and offsets are those of this conversation's own
answers, so that whatever a page sends, only what was cited can be opened here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, cast

from onrecord.index import Article, NewsIndex
from onrecord.rag import Answer
from onrecord.ui.conversation import Conversation
from onrecord.ui.marks import Mark
from onrecord.ui.revised import revised
from onrecord.ui.source import SourceView, Walk, source_view
from onrecord.ui.view import nearest

__all__ = ["cited"]

Kind = Literal["quote", "nearest"]


class _Quoted(NamedTuple):
    """A quote of an answer, or a passage that comes near one."""

    number: int
    article: Article
    revision: int
    start: int
    end: int
    focus: tuple[int, int] | None = None


def cited(index: NewsIndex, conversation: Conversation, told: Mapping[str, Any]) -> SourceView | None:
    """The article behind a quote (``kind`` "quote") or a passage that does not answer ("nearest") of a turn, with every
    quote of that answer marked that stands in the same revision; None where there is no such thing."""
    turn, kind, number = (told.get(name) for name in ("turn", "kind", "number"))
    asked = conversation.turns.get(turn) if isinstance(turn, int) else None
    if asked is None or asked.answer is None or kind not in ("quote", "nearest"):
        return None
    found = _quotes(asked.answer) if kind == "quote" else _nearest(asked.answer)
    place = next((place for place, one in enumerate(found) if one.number == number), None)
    if place is None:
        return None
    one = found[place]
    notes, revisions = revised(index, one.article, one.revision, (one.start, one.end))
    walk = _walk(cast("int", turn), cast("Kind", kind), [other.number for other in found], place)
    return source_view(
        one.article,
        one.revision,
        _marks(found, one),
        label=_label(walk),
        serial=conversation.next_serial(),
        answers=kind == "quote",
        walk=walk,
        asked={"turn": turn, "kind": kind, "number": one.number},
        notes=notes,
        revisions=revisions,
    )


def _quotes(answer: Answer) -> list[_Quoted]:
    return [_Quoted(one.number, one.article, one.revision, one.start, one.end, one.focus) for one in answer.citations]


def _nearest(answer: Answer) -> list[_Quoted]:
    hits = nearest(answer) if answer.abstained else ()
    return [
        _Quoted(number, hit.article, hit.passage.revision, hit.passage.start, hit.passage.end)
        for number, hit in enumerate(hits, start=1)
    ]


def _marks(found: list[_Quoted], now: _Quoted) -> list[Mark]:
    """The quotes that stand where ``now`` does. They carry their numbers where there are several in the answer."""
    return [
        Mark(one.start, one.end, one.focus, one.number if len(found) > 1 else 0, current=one is now)
        for one in found
        if (one.article.id, one.revision) == (now.article.id, now.revision)
    ]


def _walk(turn: int, kind: Kind, numbers: list[int], place: int) -> Walk:
    around = [0, *numbers, 0]
    return {
        "turn": turn,
        "kind": kind,
        "number": numbers[place],
        "place": place + 1,
        "of": len(numbers),
        "previous": around[place],
        "next": around[place + 2],
    }


def _label(walk: Walk) -> str:
    number, several = walk["number"], f" {walk['place']} of {walk['of']}" if walk["of"] > 1 else ""
    if walk["kind"] == "nearest":
        return f"Near passage{several}, which does not answer"
    return f"Source{several or f' {number}'}"
