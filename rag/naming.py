"""Names in the place of what points to nobody in a question: pronouns, "that vote", "the minister"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from onrecord.rag.clauses import AUXILIARIES
from onrecord.rag.described import definites, described, phrase
from onrecord.rag.lacking import named as named_in
from onrecord.rag.pointing import HE, PRONOUNS, THEY, named_before
from onrecord.rag.referent import Referent
from onrecord.rag.referents import groups, things
from onrecord.rag.surnames import bearers
from onrecord.rag.types import Choice, Turn
from onrecord.rag.whom import people

__all__ = ["Named", "pronoun_meant", "with_name", "with_names"]

_POINTED = re.compile(r"\b(?:that|this|these|those) ([a-z]{3,})\b")
_POSSESSIVE = {"his", "hers", "their", "theirs", "its"}
_AFTER_HER = re.compile(
    r"\s+(?!(?:about|to|for|in|on|at|by|when|after|before|as|with|and|or|from|because|if|that)\b)\w"
)
_UNDERGOES = re.compile(
    r" (?:\w+ly )?(?:\w+ed|\w+en|found|made|built|sold|lost|held|shut|hit|said|paid|sent|cut|known)\b"
)
_SHE = ("she", "her", "hers")
_CLOSE = 0.9  # of the likeliest reading's weight: another as near as that may be meant as well
_SURE = 0.65  # of a weight: of those that were only mentioned on the way, the first is taken
_CHOICES = 4
_WHO_IS_THE = re.compile(r"^(?:and )?who(?:'s|’s| is| was| are) the\b", re.I)
_ASKS_NAME = re.compile(r"\b(?:called|named|name)\s*\??$", re.I)
_NO_VERBS = frozenset({"year", "month", "week", "time", "kind", "case", "reason", "point", "happened"})


class Named(NamedTuple):
    """A question with names in it, and its readings where several are about as likely."""

    query: str
    choices: tuple[Choice, ...] = ()


def with_names(question: str, history: Sequence[Turn]) -> Named:
    """The question with names for what points to nobody in it."""
    choices: tuple[Choice, ...] = ()
    for pattern, labels in PRONOUNS:
        found = pattern.search(question)
        if found and not named_before(question, found.start(), labels):
            meant = pronoun_meant(found[0], history, acts=_acts(found))
            if meant:
                named = with_name(question, pattern, meant)
                question, choices = named.query, choices or named.choices
    pointed = _POINTED.search(question)
    if pointed and pointed[1] not in _NO_VERBS:
        full = phrase(pointed[1], history)
        question = question.replace(pointed[0], full, 1) if full else question
    if _WHO_IS_THE.match(question) or _ASKS_NAME.search(question):
        return Named(question, choices)
    names = named_in(question).names
    for words, noun in [] if names else definites(question):
        meant = described(noun, history)
        if meant:
            called = with_name(question, re.compile(re.escape(words)), meant)
            return Named(called.query, choices or called.choices)
    bearing = None if choices else bearers(question, history)
    if bearing is None:
        return Named(question, choices)
    return with_name(question, re.compile(bearing.pattern), bearing.meant)


def pronoun_meant(word: str, history: Sequence[Turn], *, acts: bool = True) -> list[Referent]:
    """Whom or what a pronoun can mean. ``acts``: it is what acts in the question."""
    if HE.fullmatch(word):
        return people(history, she=word.lower() in _SHE)
    if THEY.fullmatch(word):
        return groups(history, acts)
    return things(history, acts)


def with_name(question: str, pattern: re.Pattern[str], meant: Sequence[Referent]) -> Named:
    """The question with the likeliest of several referents in place, and with each of those that are about as likely.

    Raises nothing: ``meant`` is not empty.
    """
    near = _CLOSE * meant[0].weight if meant[0].weight >= _SURE else meant[0].weight
    close = [one for one in meant if one.weight >= near][: _CHOICES if meant[0].weight >= _SURE else 1]
    readings = [pattern.sub(partial(_in_place, name=one.words), question) for one in close]
    choices = tuple(Choice(one.words, _opened(text)) for one, text in zip(close, readings, strict=True))
    return Named(readings[0], choices if len(choices) > 1 else ())


def _in_place(pronoun: re.Match[str], name: str) -> str:
    word = pronoun[0].lower()
    owns = word in _POSSESSIVE or (word == "her" and _AFTER_HER.match(pronoun.string, pronoun.end()) is not None)
    return f"{name}'s" if owns else name


def _opened(query: str) -> str:
    return query[:1].upper() + query[1:]


def _acts(pronoun: re.Match[str]) -> bool:
    """Whether a pronoun stands where what acts does: behind the auxiliary, or before a verb."""
    if pronoun[0].lower() == "them":
        return False
    if pronoun[0].lower() in ("they", "their", "its"):
        return True
    before = pronoun.string[: pronoun.start()].rstrip().rpartition(" ")[2].lower()
    if _UNDERGOES.match(pronoun.string, pronoun.end()) and before in ("is", "was", "be", "been", "being"):
        return False
    return before in AUXILIARIES or not before
