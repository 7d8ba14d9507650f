"""A question that takes back what the one before it named: "no, I meant the senator", "sorry, Jo Strand"."""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.rag.beings import is_person
from onrecord.rag.names import Entity, entities
from onrecord.rag.varied import varied

__all__ = ["Meant", "corrected", "meant"]

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_TIMES = frozenset({"DATE", "TIME"})
_NAMES = frozenset({"PERSON", "ORG", "NORP", "GPE", "FAC", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT"})
_MEANT = re.compile(
    r"^(?:(?:no|nope|sorry|wait|not (?:that|him|her|them|this)(?: one)?)\b[\s,.:;-]*)+"
    r"(?:(?:but )?i (?:meant|mean|was asking about)\b|(?:but )?what about\b|rather\b)?\s*"
    r"|^i (?:meant|mean)\b\s*",
    re.I,
)
_MEANT_AT_LAST = re.compile(r"^(.{2,60}?),? (?:i (?:meant|mean)|that is)\s*[?.!]*$", re.I)
_DEFINITE = re.compile(r"\bthe (?:[a-z]+ )??[a-z]+\b(?= (?:say|do|think|want|get|mean|know)\b|[ ,]*\?*$)")
_AND_ASKS = re.compile(
    r"^(.{2,60}?)[.;!?]+ ((?:who|what|when|where|why|how|which|did|does|is|was|were|are)\b.+)$", re.I
)
_ASKS = re.compile(r"(?:who|what|when|where|why|how|which)\b", re.I)
_FEW = 2  # words of a question that is none alone
_POSSESSIVE = re.compile(r"['’]s$")


class Meant(NamedTuple):
    """The words that say what was meant, and what is asked of it where that is asked anew."""

    words: str
    asked: str = ""


def meant(question: str) -> Meant | None:
    """What a question says was meant all along; None where it takes nothing back.

    >>> meant("no, I meant the lookout. where was he?")
    Meant(words='the lookout', asked='where was he?')
    """
    at_last = _MEANT_AT_LAST.match(question)
    found = _MEANT.match(question)
    if at_last:
        words = at_last[1]
        found = _MEANT.match(words)
        words = words[found.end() :] if found and found[0].strip() else words
    elif found and found[0].strip():
        words = question[found.end() :]
    else:
        return None
    if _ASKS.match(words) and len(words.split()) > _FEW:
        return Meant("", words)
    anew = _AND_ASKS.match(words)
    words, asked = (anew[1], anew[2]) if anew else (words, "")
    words = words.strip(" ?.!,")
    return Meant(words, asked) if words and len(words.split()) <= 8 else None


def corrected(before: str, words: str) -> str:
    """The question before with what was meant in the place of what it named."""
    own = entities(words)
    old = next((one for one in entities(before) if one.label in _NAMES and (not own or _alike(one, own[0]))), None)
    old = old or next((one for one in entities(before) if one.label in _NAMES), None)
    person = is_person(words.rsplit(maxsplit=1)[-1]) and words.lower().startswith("the ")
    if old is None or (person and old.label != "PERSON"):
        definite = _DEFINITE.search(before) if words.lower().startswith("the ") else None
        return before[: definite.start()] + words + before[definite.end() :] if definite else varied(before, words)
    end = old.end - len((_POSSESSIVE.search(before[old.start : old.end]) or [""])[0])
    return before[: old.start] + words + before[end:]


def _alike(one: Entity, other: Entity) -> bool:
    return one.label == other.label or any({one.label, other.label} <= kinds for kinds in (_PLACES, _TIMES))
