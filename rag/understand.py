"""A question and what was said before it, to a question that stands alone.

Rules, first version. A question that stands alone is passed on untouched. One that leans on the history (a pronoun
with nobody before it, "and in Texas?", "why?", "the minister" when a minister was just quoted) is completed from the
last turns, as a person would: the pronoun gives way to the name, the fragment takes the place of what it varies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from onrecord.rag.names import Entity, entities, parse
from onrecord.rag.types import Answer, Turn

__all__ = ["understand"]

_OPENER = re.compile(r"^(?:and|but|so|or|also|ok(?:ay)?|then|well)\b[\s,]+", re.I)
_WHAT_ABOUT = re.compile(r"^(?:(?:and|but|so)\s+)?(?:what|how) about\b\s*", re.I)
_WH = "why|when|where|who|how|how (?:many|much|long|old|far)|which|what|since when|by whom|says who"
_BARE = re.compile(rf"^(?:{_WH})(?: (?:not|so|exactly|then))?\s*\??$", re.I)
_HE = re.compile(r"\b(he|she|him|his|her|hers)\b", re.I)
_THEY = re.compile(r"\b(they|them|their|theirs)\b", re.I)
_IT = re.compile(r"\b(it|its)\b", re.I)
_THAT = re.compile(
    r"(?:^|\b(?:is|was|were|did|does|do|about|of|after|before|for|in|on|at|by|with|to|from|why|when|how))\s+(that|this|these|those|there|then)\b",
    re.I,
)
_DEFINITE = re.compile(r"\bthe ([a-z]{4,})\b")
_POSSESSIVE = {"his", "hers", "their", "theirs", "its"}
_AFTER_HER = re.compile(
    r"\s+(?!(?:about|to|for|in|on|at|by|when|after|before|as|with|and|or|from|because|if|that)\b)\w"
)
_PEOPLE = ("PERSON",)
_GROUPS = ("ORG", "NORP", "PERSON")
_TURNS = 3  # how far back names are looked for


def understand(question: str, history: Sequence[Turn] = ()) -> str:
    """The question as it is asked of the archive: completed from the history where it leans on it, else unchanged."""
    if not history:
        return question
    about = _WHAT_ABOUT.match(question)
    fragment = question[about.end() :] if about else _OPENER.sub("", question)
    before = _asked(history[-1])
    if about or (fragment != question and not _has_verb(fragment)):
        return _varied(before, fragment)
    if _BARE.match(fragment):
        return f"{fragment.rstrip(' ?').capitalize()}? {before}"
    completed = _with_names(fragment, history)
    if completed != fragment:
        return completed[:1].upper() + completed[1:]
    if _leans(fragment, history):
        return f"{fragment.rstrip(' ?')}? ({before.rstrip(' ?')})"
    return question


def _asked(turn: Turn) -> str:
    return turn.answer.query if isinstance(turn.answer, Answer) else turn.question


def _has_verb(text: str) -> bool:
    return any(token.pos_ in ("VERB", "AUX") for token in parse(text))


def _varied(before: str, fragment: str) -> str:
    """The question before, with what the fragment names in the place of its like: "how many died in Syria" and "and in
    Gaza?" make "how many died in Gaza"."""
    fragment = fragment.strip(" ?.")
    named = entities(fragment)
    for new in named[:1]:
        for old in reversed(entities(before)):
            if _alike(old, new):
                words = fragment[new.start : new.end]
                return before[: old.start] + words + before[old.end :]
    return f"{before.rstrip(' ?')} {fragment}?" if fragment else before


def _alike(one: Entity, other: Entity) -> bool:
    places = {"GPE", "LOC", "FAC"}
    times = {"DATE", "TIME"}
    return one.label == other.label or any({one.label, other.label} <= kinds for kinds in (places, times))


def _with_names(question: str, history: Sequence[Turn]) -> str:
    """The question with names for the pronouns that have nobody before them in it."""
    for pronoun, labels in ((_HE, _PEOPLE), (_THEY, _GROUPS)):
        found = pronoun.search(question)
        if found and not _named_before(question, found.start(), labels):
            name = _person(history, labels)
            if name:
                question = pronoun.sub(lambda m, name=name: _in_place(m, name), question)  # type: ignore[misc]
    found = _IT.search(question)
    if found and not _named_before(question, found.start(), ()):
        thing = _thing(history)
        if thing:
            question = _IT.sub(lambda m: _in_place(m, thing), question)
    return question


def _in_place(pronoun: re.Match[str], name: str) -> str:
    word = pronoun[0].lower()
    owns = word in _POSSESSIVE or (word == "her" and _AFTER_HER.match(pronoun.string, pronoun.end()) is not None)
    return f"{name}'s" if owns else name


def _named_before(question: str, place: int, labels: Sequence[str]) -> bool:
    """Whether the question itself names, before a place, somebody of these kinds; anything, where none is given."""
    if labels:
        return any(e.end <= place and e.label in labels for e in entities(question))
    return any(
        chunk.end_char <= place and chunk.root.pos_ in ("NOUN", "PROPN") for chunk in parse(question).noun_chunks
    )


def _person(history: Sequence[Turn], labels: Sequence[str]) -> str | None:
    """Whom a pronoun means: whom the last questions named, else whom the answers named."""
    for turn in reversed(history[-_TURNS:]):
        for text in _texts(turn):
            named = [text[e.start : e.end] for e in entities(text) if e.label in labels]
            if named:
                return re.sub(r"['’]s$", "", named[0])
        unlabelled = _capitalised(_asked(turn)) if "PERSON" in labels else None
        if unlabelled:
            return unlabelled
    return None


def _capitalised(question: str) -> str | None:
    """A name spaCy has no label for: capital letters past the first word."""
    found = re.search(r"(?<=[a-z] )((?:[A-Z][\w’'-]+)(?: [A-Z][\w’'-]+)*)", question)
    return re.sub(r"['’]s$", "", found[1]) if found else None


def _thing(history: Sequence[Turn]) -> str | None:
    """What "it" means: what the last question was about, its subject before its objects."""
    for turn in reversed(history[-_TURNS:]):
        chunks = [chunk for chunk in parse(_asked(turn)).noun_chunks if _is_thing(chunk)]
        if chunks:
            best: Any = min(chunks, key=lambda chunk: (chunk.root.dep_ not in ("nsubj", "nsubjpass"), chunk.start))
            return str(best.text)
    return None


def _is_thing(chunk: Any) -> bool:
    named = {token.ent_type_ for token in chunk}
    return (
        chunk.root.pos_ in ("NOUN", "PROPN")
        and not named & {"PERSON", "DATE", "TIME", "CARDINAL"}
        and chunk[0].tag_ not in ("WDT", "WP", "WP$", "WRB")
    )


def _texts(turn: Turn) -> Iterator[str]:
    yield _asked(turn)
    if isinstance(turn.answer, Answer):
        yield turn.answer.text
        for citation in turn.answer.citations[:1]:
            yield citation.quote
    else:
        yield turn.answer


def _leans(question: str, history: Sequence[Turn]) -> bool:
    """Whether something in the question points back though no pronoun could be replaced."""
    if _THAT.search(question) or _HE.search(question) or _THEY.search(question):
        return not entities(question)
    said = " ".join(text.lower() for text in _texts(history[-1]))
    definite = _DEFINITE.findall(question)
    return bool(definite) and not entities(question) and any(word in said for word in definite)
