"""The question before, with something else in it: "and in Gaza?", "and the year before?", "no, I meant the senator"."""

from __future__ import annotations

import re

from onrecord.rag.names import Entity, entities

__all__ = ["corrected", "varied"]

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_TIMES = frozenset({"DATE", "TIME"})
_NAMES = frozenset({"PERSON", "ORG", "NORP", "GPE", "FAC", "LOC", "PRODUCT", "WORK_OF_ART", "EVENT"})
_MEANT = re.compile(
    r"^(?:(?:no|nope|sorry|wait|not (?:that|him|her|them|this)(?: one)?)\b[\s,.:;-]*)+"
    r"(?:(?:but )?i (?:meant|mean|was asking about)\b|(?:but )?what about\b|rather\b)?\s*"
    r"|^i (?:meant|mean)\b\s*",
    re.I,
)
_SHIFT = re.compile(r"^(?:in |on )?the (year|month|week|day) (before|after|earlier|later)(?: that)?$", re.I)
_DEFINITE = re.compile(r"\bthe (?:[a-z]+ )??[a-z]+\b(?= (?:say|do|think|want|get|mean|know)\b|[ ,]*\?*$)")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def varied(before: str, fragment: str) -> str:
    """The question before, with what the fragment names in the place of its like: "how many died in Syria" and "in
    Gaza" make "how many died in Gaza"."""
    fragment = fragment.strip(" ?.")
    shift = _SHIFT.match(fragment)
    year = _YEAR.search(before)
    if shift and shift[1].lower() == "year" and year:
        other = int(year[0]) + (1 if shift[2].lower() in ("after", "later") else -1)
        return before[: year.start()] + str(other) + before[year.end() :]
    for new in entities(fragment)[:1]:
        for old in reversed(entities(before)):
            if _alike(old, new):
                words = fragment[new.start : new.end]
                return before[: old.start] + words + before[old.end :]
    return f"{before.rstrip(' ?')} {fragment[:1].lower()}{fragment[1:]}?" if fragment else before


def corrected(before: str, question: str) -> tuple[str, str] | None:
    """Where a question takes back what the one before it named: that question with the other name in its place, and
    the words that say what was meant; None where nothing is taken back."""
    found = _MEANT.match(question)
    if not found or not found[0].strip():
        return None
    words = question[found.end() :].strip(" ?.!,")
    if not words or len(words.split()) > 8:
        return None
    own = entities(words)
    old = next((one for one in entities(before) if one.label in _NAMES and (not own or _alike(one, own[0]))), None)
    old = old or next((one for one in entities(before) if one.label in _NAMES), None)
    if old is None:
        definite = _DEFINITE.search(before) if words.lower().startswith("the ") else None
        swapped = before[: definite.start()] + words + before[definite.end() :] if definite else varied(before, words)
        return swapped, words
    return before[: old.start] + words + before[old.end :], words


def _alike(one: Entity, other: Entity) -> bool:
    return one.label == other.label or any({one.label, other.label} <= kinds for kinds in (_PLACES, _TIMES))
