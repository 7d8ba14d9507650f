"""What in a question points to something outside it: pronouns with nobody before them, "that vote", "the minister"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from onrecord.rag.lacking import named
from onrecord.rag.names import entities, parse

__all__ = ["HE", "IT", "PRONOUNS", "THEY", "asks", "definites", "leans", "named_before"]

HE = re.compile(r"\b(he|she|him|his|her|hers|himself|herself)\b", re.I)
THEY = re.compile(r"\b(they|them|their|theirs)\b", re.I)
IT = re.compile(r"\b(?:its|it(?!\s+(?:true|possible|likely|clear|known|expected|legal|safe|correct)\b))\b", re.I)
_THAT = re.compile(
    r"(?:^|\b(?:is|was|were|did|does|do|about|of|after|before|for|in|on|at|by|with|to|from|why|when|how))\s+(that|this|these|those|there|then)\b"
    r"|\b(?:then|there)\s*\?*$",
    re.I,
)
_PEOPLE = ("PERSON",)
_GROUPS = ("ORG", "NORP")
_SUBJECTS = ("nsubj", "nsubjpass")
_OBJECTS = ("dobj", "pobj", "dative")
PRONOUNS = ((HE, _PEOPLE), (THEY, _GROUPS), (IT, ()))
"""Each with the kinds of names that it can mean; none where it can mean anything."""


def named_before(question: str, place: int, labels: Sequence[str]) -> bool:
    """Whether the question itself names, before a place, somebody of these kinds; anything, where none is given."""
    document = parse(question)
    pronoun = next((token for token in document if token.idx == place), None)
    verb = pronoun.head if pronoun is not None and pronoun.dep_ in _OBJECTS else None
    verb = verb.head if verb is not None and verb.pos_ == "ADP" else verb
    # What acts in a clause is not what it acts on: in "where did police find it", "it" is not the police.
    chunks = [
        chunk
        for chunk in document.noun_chunks
        if chunk.end_char <= place
        and not (verb is not None and chunk.root.head == verb and chunk.root.dep_ in _SUBJECTS)
    ]
    starts = {chunk.start_char for chunk in chunks}
    if any(e.end <= place and e.label in labels and e.start in starts for e in entities(question)):
        return True
    if not labels:
        return any(chunk.root.pos_ in ("NOUN", "PROPN") for chunk in chunks)
    tags = ("NNP",) if labels == _PEOPLE else ("NNS", "NNPS")  # a name spaCy has no label for, or several of something
    return any(
        chunk.root.dep_ in _SUBJECTS and chunk.root.tag_ in tags and not chunk.root.ent_type_ for chunk in chunks
    )


def leans(question: str) -> bool:
    """Whether something in the question points back though no pronoun could be replaced."""
    points = _THAT.search(question) or _points(question)
    return bool(points or any(_unbound(one, question) for one in (HE, THEY, IT))) and not named(question).names


def definites(question: str) -> Iterator[tuple[str, str]]:
    """Phrases such as "the chief executive", each with what somebody would be called in it."""
    for chunk in parse(question).noun_chunks:
        if chunk[0].lower_ == "the" and len(chunk) > 1 and not any(token.tag_ == "POS" for token in chunk):
            noun = chunk[1:].text
            yield chunk.text, noun
            if chunk.root.text != noun:
                yield chunk.text, chunk.root.text


def asks(chunk: Any) -> bool:
    """Whether a noun phrase is what is asked for."""
    return any(token.tag_ in ("WDT", "WP", "WP$", "WRB") for token in chunk)


def _points(question: str) -> bool:
    """Whether it has "that vote", "this deal": a demonstrative before a noun, not one that opens a clause."""
    document = parse(question)
    return any(
        token.lower_ in ("that", "this", "these", "those") and token.dep_ == "det" and token.head.pos_ == "NOUN"
        for token in document
    )


def _unbound(pronoun: re.Pattern[str], question: str) -> bool:
    """Whether a pronoun stands in the question without a subject before it that it can mean."""
    found = pronoun.search(question)
    return found is not None and not any(
        chunk.end_char <= found.start() and chunk.root.dep_ in _SUBJECTS and chunk.root.pos_ in ("NOUN", "PROPN")
        for chunk in parse(question).noun_chunks
    )
