"""An answer as the conversation shows it: plain JSON-able dictionaries, one for each step of its arrival.

A turn's views grow: the question, then the answering words, then its quotes one by one. Each view holds everything
the turn shows at that moment, so a view that is missed costs nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Literal, NotRequired, TypedDict, cast

from onrecord.index import Hit, NewsIndex
from onrecord.rag import Answer
from onrecord.rag.acts import meant
from onrecord.rag.understood import Aspect
from onrecord.ui.certainty import CertaintyView, certainty
from onrecord.ui.chips import ChipView, chips
from onrecord.ui.helping import HelpView
from onrecord.ui.judging import JudgedView
from onrecord.ui.quoted import NearestView, QuoteView, nearest_view, quote_view
from onrecord.ui.words import count, span

__all__ = [
    "NEAREST",
    "Lead",
    "NoticeView",
    "TurnView",
    "WelcomeView",
    "answer_views",
    "failed_view",
    "nearest",
    "notice_view",
    "searching_view",
    "stopped_view",
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


class TurnView(TypedDict):
    """One question and what has arrived of its answer. Of two views of one turn the later has the higher ``serial``:
    they may reach the page the other way round.

    ``as_typed`` where the question was not completed, as its asker wished. ``understood`` is what was asked of the
    archive in its place; ``completed`` where that was taken from the turns before, so that it can be asked as typed;
    ``done`` where it says what was done, and is no question.
    ``chips`` are what else was understood, or left out. ``note`` is what the program has to say of its quotes, and
    ``certainty`` how sure it is of the first. ``choices`` are the ways in which an unclear question can be meant, and
    ``help`` is what may help where nothing answers. ``suggested`` are further questions that are known to be answered.
    ``judged`` is what the reader said of the answer. ``unkept`` is why the conversation could not be kept. ``instead``
    where the question takes the place of the one of its number and of all that followed that; each time another number.
    ``more`` where the page is to ask for suggestions.
    """

    kind: Literal["turn"]
    turn: int
    serial: NotRequired[int]
    stage: Literal["searching", "answering", "answered", "abstained", "unclear", "talk", "failed", "stopped"]
    question: str
    limits: str
    as_typed: NotRequired[bool]
    understood: NotRequired[str]
    completed: NotRequired[bool]
    done: NotRequired[bool]
    chips: NotRequired[list[ChipView]]
    status: NotRequired[str]
    note: NotRequired[str]
    lead: NotRequired[Lead]
    certainty: NotRequired[CertaintyView]
    quotes: NotRequired[list[QuoteView]]
    heading: NotRequired[str]
    reason: NotRequired[str]
    choices: NotRequired[list[str]]
    help: NotRequired[list[HelpView]]
    nearest: NotRequired[list[NearestView]]
    message: NotRequired[str]
    then: NotRequired[str]
    suggested: NotRequired[list[str]]
    judged: NotRequired[JudgedView]
    unkept: NotRequired[str]
    instead: NotRequired[int]
    more: NotRequired[bool]


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


def stopped_view(turn: int, question: str, limits: str = "") -> TurnView:
    """The question, and that its answer is not waited for any more."""
    return {
        "kind": "turn",
        "turn": turn,
        "stage": "stopped",
        "question": question,
        "limits": limits,
        "message": "Stopped. It was not answered, and is not kept.",
    }


def answer_views(
    turn: int,
    answer: Answer,
    limits: str = "",
    then: str = "",
    *,
    question: str = "",
    ignored: Collection[Aspect] = (),
    lost: bool = False,
    help_with: Sequence[HelpView] = (),
) -> Iterator[TurnView]:
    """An answer step by step: the answering words, then one quote more with every view; or at once that there is none,
    what is asked back, or what is said to a courtesy.

    Args:
        turn: its number.
        answer: what was answered.
        limits: what the search was limited to.
        then: a follow-up to offer when the answer is complete.
        question: what is shown as the question, where that is not the answer's.
        ignored: what was not to be understood of the question.
        lost: whether there were quotes that the archive does not back any more.
        help_with: what may help where nothing answers.
    """
    stated = question or answer.question
    base: TurnView = {"kind": "turn", "turn": turn, "stage": "answering", "question": stated, "limits": limits}
    if "follow-up" in ignored:
        base["as_typed"] = True
    if found := chips(answer.understood, ignored):
        base["chips"] = found
    if understood := meant(stated, answer.query, answer.act, answer.cause):
        base["understood"] = understood
        base["done"] = answer.act is not None
        base["completed"] = answer.query != answer.question
    if answer.abstained or not answer.citations:
        yield {**base, **_unquoted(answer, lost=lost, help_with=help_with)}
        return
    if answer.reason:
        base["note"] = answer.reason
    first = answer.citations[0]
    whole = first.focus is None or first.focus == (first.start, first.end)
    base["lead"] = {"text": first.quote if whole else first.answering, "number": first.number, "whole": whole}
    if sure := certainty(answer):
        base["certainty"] = sure
    quotes = [quote_view(citation, shown=not (whole and citation is first)) for citation in answer.citations]
    for shown in range(len(quotes)):
        yield {**base, "quotes": quotes[:shown]}
    last: TurnView = {**base, "stage": "answered", "quotes": quotes}
    yield {**last, "then": then} if then else last


def _unquoted(answer: Answer, *, lost: bool, help_with: Sequence[HelpView]) -> TurnView:
    """What is said where nothing is quoted."""
    part: dict[str, Any] = {"stage": "abstained", "reason": answer.reason}
    if answer.cause == "unclear":
        part |= {"stage": "unclear", "choices": [choice.words for choice in answer.choices]}
    elif answer.cause == "talk":
        part["stage"] = "talk"
    else:
        part["heading"] = _LOST if lost else _NOTHING_ELSE.get(answer.act, _NOTHING)
        part["help"] = list(help_with)
        part["nearest"] = [nearest_view(place, hit) for place, hit in enumerate(nearest(answer), start=1)]
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
