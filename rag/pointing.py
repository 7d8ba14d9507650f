"""What in a question points to something outside it: pronouns with nobody before them, "that vote"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.rag.beings import is_group, is_person
from onrecord.rag.lacking import named
from onrecord.rag.names import entities, parse
from onrecord.rag.shape import Phrase, shape

__all__ = ["HE", "IT", "PRONOUNS", "THEY", "leans", "named_before"]

HE = re.compile(r"\b(he|she|him|his|her|hers)\b", re.I)
THEY = re.compile(r"\b(they|them|their|theirs)\b", re.I)
IT = re.compile(
    r"\b(?:its|it(?!\s+(?:true|possible|likely|clear|known|expected|legal|safe|correct|that|who|to|raining|snowing)\b))\b",
    re.I,
)
_THAT = re.compile(
    r"(?:^|\b(?:is|was|were|did|does|do|about|of|after|before|for|in|on|at|by|with|to|from|why|when|how))\s+(that|this|these|those|there|then)\b"
    r"|\b(?:then|there)\s*\?*$",
    re.I,
)
_SAID = re.compile(
    r"\b(?:say|says|said|think|thinks|thought|hope|hopes|hoped|promise|promised|admit|admitted|claim|claimed|know|knew"
    r"|believe|believes|believed|deny|denied|want|wanted)(?: that)? $",
    re.I,
)
_ACTED_ON = re.compile(r"\w+ (?:(?:to|of|about|for|with|against|on|at|from|by|in|into|over|after) )?")
_OWNER = re.compile(r"(?:his|its|their|(?:her)(?= (?!when|in|on|at|for|to|after|before|and)\w)) ", re.I)
_HAS_NOUN = re.compile(r"^(?:how (?:many|much) |which |what |whose )\w", re.I)
_PEOPLE = ("PERSON",)
_GROUPS = ("ORG", "NORP")
PRONOUNS = ((HE, _PEOPLE), (THEY, _GROUPS), (IT, ()))
"""Each with the kinds of names that it can mean; none where it can mean anything."""


def named_before(question: str, place: int, labels: Sequence[str]) -> bool:
    """Whether the question itself names, before a place, somebody of these kinds; anything, where none is given."""
    whole = shape(question)
    token = next((one for one in parse(question) if one.idx == place), None)
    acts = whole.acts is not None and token is not None and whole.acts == place + len(token)
    # What acts in a clause is not what it acts on: in "where did police find it", "it" is not the police.
    said = _SAID.search(question[:place]) is not None
    acted_on = (
        not said and whole.subject is not None and whole.verb is not None and _follows(question, whole.verb, place)
    )
    before = [
        one
        for one in whole.phrases
        if one.end <= place and not (acts and one.asked) and not (acted_on and one == whole.subject)
    ]
    before = [one for one in before if not one.asked or _HAS_NOUN.search(one.words)]
    return any(_can_be(one, question, place, labels, whole.subject) for one in before)


def _follows(question: str, verb: int, place: int) -> bool:
    """Whether a place is that of what a verb acts on: right behind it, or behind it and a preposition."""
    return _ACTED_ON.fullmatch(question[verb:place]) is not None and not _OWNER.match(question, place)


def _can_be(one: Phrase, question: str, place: int, labels: Sequence[str], subject: Phrase | None) -> bool:
    """Whether a pronoun at a place can mean a phrase before it."""
    if not labels:
        return one.kind not in ("time", "number", "person") or one.preposition == ""
    spans = [(e.start, e.end) for e in entities(question) if e.label in labels]
    if any(one.start <= start and end <= one.end and end == one.end for start, end in spans):
        return True
    said = one == subject and _SAID.search(question[:place]) is not None
    if labels == _PEOPLE:
        unlabelled = one.proper and one == subject and not one.words.lower().startswith("the ")
        return unlabelled or (said and not one.many and is_person(one.head))
    several = one.many and (one == subject or one.asked or one.kind == "person" or one.preposition == "of")
    return several or (said and is_group(one.head))


def leans(question: str) -> bool:
    """Whether something in the question points back though no pronoun could be replaced."""
    points = _THAT.search(question) or _points(question)
    return (
        bool(points or any(_unbound(pattern, labels, question) for pattern, labels in PRONOUNS))
        and not named(question).names
    )


def _points(question: str) -> bool:
    """Whether it has "that vote", "this deal": a demonstrative before a noun, not one that opens a clause."""
    document = parse(question)
    return any(
        token.lower_ in ("that", "this", "these", "those") and token.dep_ == "det" and token.head.pos_ == "NOUN"
        for token in document
    )


def _unbound(pronoun: re.Pattern[str], labels: Sequence[str], question: str) -> bool:
    """Whether a pronoun stands in the question with nothing before it that it can mean."""
    found = pronoun.search(question)
    return found is not None and not named_before(question, found.start(), labels)
