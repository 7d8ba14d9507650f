"""A question and what was said before it, to a question that stands alone.

A question that stands alone is passed on untouched. One that leans on the history (a pronoun with nobody before it,
"and in Texas?", "why?", "the minister" when a minister was just quoted, "no, I meant the senator") is completed from
the last turns, as a person would: the pronoun gives way to the name, the fragment takes the place of what it varies.
Where two readings are about as likely, both are given, and whoever asked may choose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.index.lexical import terms
from onrecord.rag.described import definites, set_apart
from onrecord.rag.fragments import fragment
from onrecord.rag.going_back import gone_back, turns_meant
from onrecord.rag.lacking import named
from onrecord.rag.naming import with_names
from onrecord.rag.pointing import leans
from onrecord.rag.press import outlets_named
from onrecord.rag.recalled import TURNS, as_printed, behind, outlets_of, printed_by, query_of, quoted
from onrecord.rag.replies import chosen, corrected_to
from onrecord.rag.topics import topic
from onrecord.rag.types import Choice, Turn

__all__ = ["Followed", "follow"]

_OPENER = re.compile(r"^(?:and|but|so|or|also|ok(?:ay)?|then|well)\b[\s,]+", re.I)
_TOPICS = 3  # phrases that say what a conversation is about
_LOOKED = 2  # articles whose words a definite phrase can point to


@dataclass(frozen=True, slots=True)
class Followed:
    """What a question is after a history: ``query`` stands alone, ``leans`` where the question does not, ``choices``
    are the readings where several are about as likely, ``back`` the turns it goes back to, oldest first."""

    query: str
    leans: bool = False
    choices: tuple[Choice, ...] = ()
    back: tuple[Turn, ...] = ()


def follow(question: str, history: Sequence[Turn] = ()) -> Followed:
    """The question as it is asked of the archive: completed from the history where it leans on it, else unchanged."""
    if not history:
        return Followed(question)
    query = chosen(question, history)
    if query:
        return Followed(query, leans=True)
    meant = gone_back(question, history)
    if meant:
        return Followed(_opened(meant.query), leans=True, choices=meant.choices, back=turns_meant(question, history))
    meant = corrected_to(question, history) or fragment(question, history)
    if meant:
        return Followed(_opened(meant.query), meant.query != question, meant.choices)
    return _completed(question, history)


def _completed(question: str, history: Sequence[Turn]) -> Followed:
    """A whole question, with names for what points to nobody in it."""
    asked = _OPENER.sub("", question)
    whole = with_names(asked, history)
    if whole.query != asked or whole.choices:
        return Followed(_opened(whole.query), leans=True, choices=whole.choices)
    printed = as_printed(asked, printed_by(history))
    papers = " ".join(found[0] for found in outlets_named(printed, outlets_of(history)))
    names = set(named(printed).names).difference(terms(papers))  # whose report it is says not what it is about
    apart = (set_apart(asked) or papers) and not names and _met(asked, history)
    if (asked != question and not names) or leans(asked) or apart:
        about = _about(history)
        return Followed(_opened(f"{asked.rstrip(' ?')}? ({about})" if about else asked), leans=True)
    return Followed(question, leans=not names and _met(asked, history))


def _met(question: str, history: Sequence[Turn]) -> bool:
    """Whether the articles quoted last speak of what a question calls "the trial"."""
    nouns = [term for _, noun in definites(question) for term in terms(noun)[-1:]]
    told = {term for article in quoted(history)[:_LOOKED] for term in terms(article.text)} if nouns else set()
    return bool(told.intersection(nouns))


def _opened(query: str) -> str:
    return query[:1].upper() + query[1:]


def _about(history: Sequence[Turn]) -> str:
    """What the last turns were about, in few words: the phrases of the last question that has any, and what that one
    was said to be about."""
    for turn in reversed(history[-TURNS:]):
        own = topic(query_of(turn))
        if own:
            some = dict.fromkeys(one for text in (own, behind(turn)) if text for one in text.split(", "))
            return ", ".join(list(some)[:_TOPICS])
    return ""
