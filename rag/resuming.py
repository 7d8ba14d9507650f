"""A recorded answer made whole again from the archive, by its citations, so that a follow-up leans on it as before.

Only what stands in the archive is quoted again. A quote whose article or revision is gone is left out and named in the
answer's ``reason``; an answer that has none left is one that declines, and says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from onrecord.index import Article, Hit, NewsIndex, Passage
from onrecord.index.errors import IndexDamaged
from onrecord.rag import show
from onrecord.rag.recorded import Near, Quoted, Recorded
from onrecord.rag.standing import Fallen, standing
from onrecord.rag.types import Act, Answer, Cause, Citation

__all__ = ["Loss", "resumed"]


@dataclass(frozen=True, slots=True)
class Loss:
    """A quote of a kept answer that the archive does not back any more, with why, in words for a person."""

    quoted: Quoted
    why: str

    def __str__(self) -> str:
        """One sentence for a person."""
        named = show.source(self.quoted.source.article)
        return f"Quote {self.quoted.number}{f' ({named})' if named else ''} is lost: {self.why}."


def resumed(told: Recorded, index: NewsIndex) -> tuple[Answer, tuple[Loss, ...]]:
    """The answer of a record, and what of it is lost.

    ``understood`` is as it was then. Nearest passages and copies that are gone are left out: nothing was said by them.
    """
    citations, losses = _citations(told, index)
    abstained = told.abstained or bool(losses and not citations)
    answer = Answer(
        question=told.question,
        query=told.query,
        text=citations[0].answering if citations else "",
        citations=tuple(citations),
        confidence=told.confidence,
        abstained=abstained,
        reason=" ".join(filter(None, (told.reason, *map(str, losses)))),
        hits=tuple(_hits(told.nearest, index)),
        timings=told.timings,
        understood=told.understood,
        cause=cast("Cause | None", told.cause),
        act=cast("Act | None", told.act),
        choices=told.choices,
    )
    return answer, tuple(losses)


def _citations(told: Recorded, index: NewsIndex) -> tuple[list[Citation], list[Loss]]:
    citations: list[Citation] = []
    losses: list[Loss] = []
    for one in told.quotes:
        found = standing(one, index)
        if isinstance(found, Fallen):
            losses.append(Loss(one, found.why))
        else:
            also = _copies(one, index)
            citations.append(Citation(one.number, found, one.revision, one.start, one.end, one.focus, also))
    return citations, losses


def _copies(quoted: Quoted, index: NewsIndex) -> tuple[Article, ...]:
    """The other articles that printed a passage, as far as they are there."""
    found = []
    for source in quoted.also:
        with suppress(IndexDamaged):
            found.append(index.article(source.article_id))
    return tuple(filter(None, found))


def _hits(nearest: Sequence[Near], index: NewsIndex) -> Iterator[Hit]:
    """The nearest passages that still stand. Their ids are not kept, and here nought."""
    for near in nearest:
        one = near.passage
        found = standing(one, index)
        if not isinstance(found, Fallen):
            passage = Passage(0, found.id, one.revision, one.start, one.end)
            yield Hit(passage, found, near.score, near.signals, _copies(one, index))
