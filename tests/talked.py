"""Conversations over a small archive, with an assistant that quotes what it is told to."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from faults import say

from onrecord.index import Article, Filters, Hit, NewsIndex, Passage
from onrecord.rag import Answer, Assistant, Citation, Conversation, Conversations, Turn
from onrecord.rag.kept import Kept, KeptTurn
from onrecord.rag.records import answer_record
from onrecord.rag.types import Cause

BRIDGE = Article(
    "a1",
    "Bridge shut",
    "The Tollgate Bridge was closed.\n\nIt reopens in May.",
    "https://courier.example/a1",
    "The Courier",
    "2025-07-04",
)
STORM = Article("b2", "Storm Ilse", "Storm Ilse flooded the meadows.", "", "The Ledger", "2025-07-05")
COPY = Article("c3", "Bridge closed", "The Tollgate Bridge was closed.\n\nNobody was hurt.", "", "The Echo")


def cited(index: NewsIndex, name: str, quote: str, focus: str | None = None, number: int = 1) -> Citation:
    """A citation of these words of an article as it is now."""
    article = index.article(name)
    assert article is not None
    start = article.text.index(quote)
    inner = article.text.index(focus, start) if focus else 0
    span = (inner, inner + len(focus)) if focus else None
    copy = index.article("c3")
    also = (copy,) if copy and name == "a1" else ()
    return Citation(number, article, index.history(name)[-1].number, start, start + len(quote), span, also)


def said(question: str, *citations: Citation, query: str = "", reason: str = "") -> Answer:
    return Answer(question, query or question, citations[0].answering, citations, 0.875, abstained=False, reason=reason)


def declined(question: str, *near: Article, cause: Cause = "silent") -> Answer:
    hits = tuple(Hit(Passage(7, one.id, 1, 0, 10), one, 0.5, {"dense": 0.25}) for one in near)
    return Answer(question, question, "", (), 0.125, True, "Nothing says this.", hits, {"read": 0.5}, None, cause)


class Told:
    """Answers with what it is given, in order, and keeps what it was asked."""

    def __init__(self, index: NewsIndex, *answers: Answer) -> None:
        self.index = index
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        as_of: str | date | None = None,
        ignore: Collection[str] = (),
        risk: float = 0.5,
        quotes: int | None = None,  # noqa: ARG002
    ) -> Answer:
        asked = {"history": list(history), "filters": filters, "as_of": as_of, "ignore": ignore, "risk": risk}
        self.asked.append({"question": question, **asked})
        return self.answers.pop(0)


def assistant(index: NewsIndex, *answers: Answer) -> Assistant:
    return cast("Assistant", Told(index, *answers))


def moment(number: int) -> datetime:
    return datetime(2025, 7, 8, 12, tzinfo=UTC) + timedelta(seconds=number)


def turn(number: int = 0, question: str = "Why?", **fields: Any) -> KeptTurn:
    """A turn that was kept, declined, with more of its record where that is given."""
    return KeptTurn(question, moment(number), {**answer_record(declined(question)), **fields})


def kept(*turns: KeptTurn, name: str = "The bridge", number: int = 1) -> Kept:
    return Kept(f"{number:012x}", name, moment(0), turns)


def talking_on(folder: str, number: int, turns: int) -> None:
    """In a child: add turn after turn to one conversation, and say after each that it is kept."""
    store = Conversations(Path(folder))
    conversation = Conversation.resumed(cast("Assistant", Told(cast("NewsIndex", None))), kept(number=number))
    for asked in range(turns):
        conversation._append(Turn("Why?", ""), turn(asked + 1000 * os.getpid(), "Why? " * 200 + "So?"), ())
        store.keep(conversation)
        say("kept", asked + 1)
