"""A kept conversation as a document: Markdown, HTML or JSON, each quote with where it stands.

What is said in a document stands here, once, as plain text; ``markdown.py`` and ``page.py`` write it down. JSON is what
is kept, and what ``onrecord verify`` reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from onrecord.index import Filters, NewsIndex
from onrecord.rag import show
from onrecord.rag.acts import meant
from onrecord.rag.kept import Kept, KeptTurn, kept_text
from onrecord.rag.markdown import markdown
from onrecord.rag.page import page
from onrecord.rag.recorded import Quoted
from onrecord.rag.sheet import Asked, Cited, Sheet
from onrecord.rag.standing import Fallen, standing

__all__ = ["FORMS", "Form", "exported", "sheet"]

Form = Literal["md", "html", "json"]
FORMS: tuple[Form, ...] = ("md", "html", "json")

_LIMITS = {
    "after": "from {}",
    "before": "until {}",
    "outlets": "outlet {}",
    "articles": "article {}",
    "languages": "language {}",
    "as_of": "published by {}",
    "known_by": "as the archive was on {}",
}


def exported(kept: Kept, form: Form, index: NewsIndex) -> str:
    """A conversation as a document.

    Args:
        kept: of ``Conversations.read`` or ``Conversation.kept``.
        form: ``md``, ``html`` or ``json``.
        index: the archive; a quote that does not stand in it any more is printed as it was told, and that is said.
    """
    if form == "json":
        return kept_text(kept)
    return markdown(sheet(kept, index)) if form == "md" else page(sheet(kept, index))


def sheet(kept: Kept, index: NewsIndex) -> Sheet:
    """What a document of a conversation says."""
    count = len(kept.turns)
    about = f"Begun {_time(kept.started)} · {count} {'question' if count == 1 else 'questions'}"
    return Sheet(kept.name, about, tuple(_asked(turn, index) for turn in kept.turns))


def _asked(turn: KeptTurn, index: NewsIndex) -> Asked:
    told = turn.told
    notes = [f"Asked {_time(turn.asked)}"]
    if turn.as_of:
        notes.append(f"As of {turn.as_of}")
    if limits := "; ".join(_limited(turn.filters)):
        notes.append(f"Limited to: {limits}")
    if understood := meant(turn.question, told.query, told.act, told.cause):
        notes.append(f"Understood as: {understood}")
    answer = "" if told.abstained else told.text
    choices = tuple(choice.words for choice in told.choices)
    return Asked(
        turn.question, tuple(notes), answer, told.reason, choices, tuple(_cited(q, index) for q in told.quotes)
    )


def _cited(quoted: Quoted, index: NewsIndex) -> Cited:
    low, high = quoted.focus or (quoted.start, quoted.start)
    cuts = low - quoted.start, high - quoted.start
    notes = [f"Note: {remark}" for remark in quoted.remarks]
    if quoted.also:
        notes.append(f"A{show.also([source.article for source in quoted.also])[1:]}")
    found = standing(quoted, index)
    if isinstance(found, Fallen):
        notes.append(f"Does not stand in the archive any more: {found.why}.")
    source = quoted.source
    named = " · ".join(filter(None, (source.outlet, source.title, source.published)))
    place = f"article {source.article_id}, revision {quoted.revision}, characters {quoted.start}–{quoted.end}"
    words = quoted.quote[: cuts[0]], quoted.quote[slice(*cuts)], quoted.quote[cuts[1] :]
    return Cited(quoted.number, words, named, source.url, place, tuple(notes))


def _limited(filters: Filters) -> Iterator[str]:
    for name, words in _LIMITS.items():
        value = getattr(filters, name)
        if value:
            yield words.format(value if isinstance(value, str) else " or ".join(value))


def _time(moment: datetime) -> str:
    return f"{moment.day} {moment:%B} {moment.year}, {moment:%H:%M} UTC"
