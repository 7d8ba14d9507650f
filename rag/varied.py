"""The question before, with something else in it: "and in Gaza?", "and the year before?", "no, I meant the senator"."""

from __future__ import annotations

import re

from onrecord.rag.names import Entity, entities, parse

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
_ASKS = re.compile(
    r"how (?!much |many )[a-z]+\b(?! of\b)|(?:when|where|why|who)\b(?=$|\s)|(?:what|which) (?:day|year|time)\b", re.I
)
_NAME = re.compile(r"[^\W\d_a-z][\w’'-]+(?: [^\W\d_a-z][\w’'-]+){0,3}(?:,|$)")
_THE = re.compile(r"(?:the|his|her|their|its) (?!one\b|other\b|year\b|month\b|week\b|day\b)[\w’' -]+$", re.I)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def varied(before: str, fragment: str) -> str:
    """The question before, with what the fragment names in the place of its like: "how many died in Syria" and "in
    Gaza" make "how many died in Gaza"; "how tall is it" and "how hot", "how hot is it"."""
    fragment = fragment.strip(" ?.")
    shift = _SHIFT.match(fragment)
    year = _YEAR.search(before)
    if shift and shift[1].lower() == "year" and year:
        other = int(year[0]) + (1 if shift[2].lower() in ("after", "later") else -1)
        return before[: year.start()] + str(other) + before[year.end() :]
    asks = _ASKS.match(before)
    if asks and _ASKS.fullmatch(fragment):
        return fragment[:1].upper() + fragment[1:] + before[asks.end() :]
    for new in entities(fragment)[:1]:
        for old in reversed(entities(before)):
            if _alike(old, new):
                words = fragment[new.start : new.end]
                return before[: old.start] + words + before[old.end :]
    place = _place(before, fragment)
    if place:
        return before[: place[0]] + fragment + before[place[1] :]
    return f"{before.rstrip(' ?')} {fragment[:1].lower()}{fragment[1:]}?" if fragment else before


def _place(before: str, fragment: str) -> tuple[int, int] | None:
    """What a bare name takes the place of, the first name in the question; and what "the trains to Brannick" does, its
    subject."""
    if _NAME.match(fragment):
        names = [one for one in entities(before) if one.label in _NAMES]
        return (names[0].start, names[0].end) if names else None
    if not _THE.match(fragment):
        return None
    for chunk in parse(before).noun_chunks:
        asks = any(token.tag_ in ("WDT", "WP", "WP$", "WRB") for token in chunk)
        if chunk.root.dep_ in ("nsubj", "nsubjpass") and not asks and chunk.root.pos_ == "NOUN":
            behind = [token for one in chunk.root.children if one.dep_ == "prep" for token in one.subtree]
            return chunk.start_char, max([chunk.end_char, *(token.idx + len(token) for token in behind)])
    return None


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
