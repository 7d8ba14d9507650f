"""An answer as the conversation shows it: plain JSON-able dictionaries, one for each step of its arrival.

A turn's views grow: the question, then the answering words, then its quotes one by one. Each view holds everything
the turn shows at that moment, so a view that is missed costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NotRequired, TypedDict, cast

from onrecord.index import Hit, NewsIndex
from onrecord.rag import Answer, Citation
from onrecord.rag.acts import meant
from onrecord.ui.source import Piece, pieces
from onrecord.ui.words import also, byline, count, span

__all__ = [
    "NEAREST",
    "Lead",
    "NearestView",
    "NoticeView",
    "QuoteView",
    "TurnView",
    "WelcomeView",
    "answer_views",
    "failed_view",
    "nearest",
    "notice_view",
    "searching_view",
    "welcome_view",
]

NEAREST = 3
"""How many passages are shown where nothing answers."""

_NOTHING = "No answer on record"
_NOTHING_ELSE: dict[str | None, str] = {
    "more": "Nothing more on record",
    "another outlet": "Nothing from another outlet on record",
    "newer": "Nothing newer on record",
}
_LOST = "What was quoted is no longer on record"


class Lead(TypedDict):
    """The answering words. ``whole`` where they are the first quote from end to end, which is then not shown twice."""

    text: str
    number: int
    whole: bool


class QuoteView(TypedDict):
    """One citation: its words, where they were printed, and its number."""

    number: int
    pieces: list[Piece]
    title: str
    byline: str
    also: str
    shown: bool


class NearestView(TypedDict):
    """A passage that was read and does not answer."""

    number: int
    text: str
    title: str
    byline: str
    also: str


class TurnView(TypedDict):
    """One question and what has arrived of its answer.

    ``as_typed`` where the question was not completed, as its asker wished. ``understood`` is what was asked of the
    archive in its place; ``completed`` where that was taken from the turns before, so that it can be asked as typed;
    ``done`` where it says what was done, and is no question.
    ``note`` is what the program has to say of its quotes. ``choices`` are the ways in which an unclear question can be
    meant. ``unkept`` is why the conversation could not be kept.
    """

    kind: Literal["turn"]
    turn: int
    stage: Literal["searching", "answering", "answered", "abstained", "unclear", "talk", "failed"]
    question: str
    limits: str
    as_typed: NotRequired[bool]
    understood: NotRequired[str]
    completed: NotRequired[bool]
    done: NotRequired[bool]
    status: NotRequired[str]
    note: NotRequired[str]
    lead: NotRequired[Lead]
    quotes: NotRequired[list[QuoteView]]
    heading: NotRequired[str]
    reason: NotRequired[str]
    choices: NotRequired[list[str]]
    nearest: NotRequired[list[NearestView]]
    message: NotRequired[str]
    then: NotRequired[str]
    unkept: NotRequired[str]


class NoticeView(TypedDict):
    """Why a question was not asked. ``serial`` tells one notice from the next."""

    kind: Literal["notice"]
    message: str
    serial: int


class WelcomeView(TypedDict):
    """What the archive holds, before anything was asked. ``serial`` tells one new conversation from the next."""

    kind: Literal["welcome"]
    serial: int
    size: str
    extent: str
    outlets: list[str]
    examples: list[str]


def searching_view(turn: int, question: str, articles: int, limits: str = "") -> TurnView:
    """The question, while its answer is looked for."""
    return {
        "kind": "turn",
        "turn": turn,
        "stage": "searching",
        "question": question,
        "limits": limits,
        "status": f"Searching {count(articles, 'article')}…",
    }


def failed_view(turn: int, question: str, message: str, limits: str = "") -> TurnView:
    """The question, and why it got neither an answer nor a refusal."""
    return {
        "kind": "turn",
        "turn": turn,
        "stage": "failed",
        "question": question,
        "limits": limits,
        "message": message,
    }


def answer_views(
    turn: int,
    answer: Answer,
    limits: str = "",
    then: str = "",
    *,
    question: str = "",
    as_typed: bool = False,
    lost: bool = False,
) -> Iterator[TurnView]:
    """An answer step by step: the answering words, then one quote more with every view; or at once that there is none,
    what is asked back, or what is said to a courtesy.

    Args:
        turn: its number.
        answer: what was answered.
        limits: what the search was limited to.
        then: a follow-up to offer when the answer is complete.
        question: what is shown as the question, where that is not the answer's.
        as_typed: whether the question was not to be completed.
        lost: whether there were quotes that the archive does not back any more.
    """
    stated = question or answer.question
    base: TurnView = {"kind": "turn", "turn": turn, "stage": "answering", "question": stated, "limits": limits}
    if as_typed:
        base["as_typed"] = True
    if understood := meant(stated, answer.query, answer.act, answer.cause):
        base["understood"] = understood
        base["done"] = answer.act is not None
        base["completed"] = answer.query != answer.question
    if answer.abstained or not answer.citations:
        yield {**base, **_unquoted(answer, lost=lost)}
        return
    if answer.reason:
        base["note"] = answer.reason
    first = answer.citations[0]
    whole = first.focus is None or first.focus == (first.start, first.end)
    base["lead"] = {"text": first.quote if whole else first.answering, "number": first.number, "whole": whole}
    quotes = [_quote_view(citation, shown=not (whole and citation is first)) for citation in answer.citations]
    for shown in range(len(quotes)):
        yield {**base, "quotes": quotes[:shown]}
    last: TurnView = {**base, "stage": "answered", "quotes": quotes}
    yield {**last, "then": then} if then else last


def _unquoted(answer: Answer, *, lost: bool) -> TurnView:
    """What is said where nothing is quoted."""
    part: dict[str, Any] = {"stage": "abstained", "reason": answer.reason}
    if answer.cause == "unclear":
        part |= {"stage": "unclear", "choices": [choice.words for choice in answer.choices]}
    elif answer.cause == "talk":
        part["stage"] = "talk"
    else:
        part["heading"] = _LOST if lost else _NOTHING_ELSE.get(answer.act, _NOTHING)
        part["nearest"] = [_nearest_view(place, hit) for place, hit in enumerate(nearest(answer), start=1)]
    return cast("TurnView", part)


def nearest(answer: Answer) -> tuple[Hit, ...]:
    """The passages an abstention shows, best first, at most one of an article."""
    best: dict[str, Hit] = {}
    for hit in answer.hits:
        best.setdefault(hit.article.id, hit)
    return tuple(best.values())[:NEAREST]


def notice_view(message: str, serial: int) -> NoticeView:
    """A message that belongs to no turn."""
    return {"kind": "notice", "message": message, "serial": serial}


def welcome_view(index: NewsIndex, examples: list[str], serial: int) -> WelcomeView:
    """What is in the archive, and questions to begin with."""
    days = index.days()
    return {
        "kind": "welcome",
        "serial": serial,
        "size": count(len(index), "article") if len(index) else "",
        "extent": span(*days) if days else "",
        "outlets": index.outlets(),
        "examples": examples if len(index) else [],
    }


def _quote_view(citation: Citation, *, shown: bool) -> QuoteView:
    quote = (citation.start, citation.end)
    return {
        "number": citation.number,
        "pieces": pieces(citation.article.text, *quote, quote, citation.focus) if shown else [],
        "title": citation.article.title.strip() or "Untitled article",
        "byline": byline(citation.article.outlet, citation.article.published),
        "also": also(citation.also),
        "shown": shown,
    }


def _nearest_view(number: int, hit: Hit) -> NearestView:
    return {
        "number": number,
        "text": hit.text,
        "title": hit.article.title.strip() or "Untitled article",
        "byline": byline(hit.article.outlet, hit.article.published),
        "also": also(hit.also),
    }
