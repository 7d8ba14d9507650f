"""A question and what was said before it, to a question that stands alone.

Rules, first version. A question that stands alone is passed on untouched. One that leans on the history (a pronoun
with nobody before it, "and in Texas?", "why?", "the minister" when a minister was just quoted) is completed from the
last turns, as a person would: the pronoun gives way to the name, the fragment takes the place of what it varies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from onrecord.rag.names import Entity, entities, parse
from onrecord.rag.types import Answer, Turn

__all__ = ["completed"]

_OPENER = re.compile(r"^(?:and|but|so|or|also|ok(?:ay)?|then|well)\b[\s,]+", re.I)
_WHAT_ABOUT = re.compile(r"^(?:(?:and|but|so)\s+)?(?:what|how) about\b\s*", re.I)
_WH = "why|when|where|who|how|how (?:many|much|long|old|far)|which|what|since when|by whom|says who"
_BARE = re.compile(rf"^(?:{_WH})(?: (?:not|so|exactly|then))?\s*\??$", re.I)
_FRAGMENT = re.compile(
    r"^(?:in|on|at|by|for|from|to|with|of|until|since|before|after|during|how|which|what|whose|why|when|where)\b", re.I
)
_HE = re.compile(r"\b(he|she|him|his|her|hers)\b", re.I)
_THEY = re.compile(r"\b(they|them|their|theirs)\b", re.I)
_IT = re.compile(r"\b(?:its|it(?!\s+(?:true|possible|likely|clear|known|expected|legal|safe|correct)\b))\b", re.I)
_THAT = re.compile(
    r"(?:^|\b(?:is|was|were|did|does|do|about|of|after|before|for|in|on|at|by|with|to|from|why|when|how))\s+(that|this|these|those|there|then)\b",
    re.I,
)
_WHO_OBJECT = re.compile(r"who (?:did|does|do)\b(?! (?:it|this|that)\b)", re.I)  # "who did he meet?"
_DEFINITE = re.compile(r"\bthe ([a-z]{4,})\b")
_NAME = re.compile(r"[^\W\d_a-z][\w.’'-]*(?: (?:[^\W\d_a-z][\w.’'-]*|van|von|de|la|der|al|bin)){1,4}")
_POSSESSIVE = {"his", "hers", "their", "theirs", "its"}
_AFTER_HER = re.compile(
    r"\s+(?!(?:about|to|for|in|on|at|by|when|after|before|as|with|and|or|from|because|if|that)\b)\w"
)
_PEOPLE = ("PERSON",)
_GROUPS = ("ORG", "NORP")
_SUBJECTS = ("nsubj", "nsubjpass")
_ROLES = (*_SUBJECTS, "dobj", "attr")  # of a noun phrase that "it" can mean, likeliest first
_TURNS = 3  # how far back names are looked for


def completed(question: str, history: Sequence[Turn] = ()) -> str:
    """The question as it is asked of the archive: completed from the history where it leans on it, else unchanged."""
    if not history:
        return question
    about = _WHAT_ABOUT.match(question)
    fragment = question[about.end() :] if about else _OPENER.sub("", question)
    before = _asked(history[-1])
    if _BARE.match(fragment):
        return f"{fragment.rstrip(' ?').capitalize()}? {before}"
    opened = fragment != question or _FRAGMENT.match(fragment)
    if about or (opened and not _has_verb(fragment)):
        return _varied(before, fragment)
    whole = _with_names(fragment, history)
    if whole == fragment and _leans(fragment, history):
        whole = f"{fragment.rstrip(' ?')}? ({_about(history[-1])})"
    return whole[:1].upper() + whole[1:] if whole != fragment else question


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
    return f"{before.rstrip(' ?')} {fragment[:1].lower()}{fragment[1:]}?" if fragment else before


def _alike(one: Entity, other: Entity) -> bool:
    places = {"GPE", "LOC", "FAC"}
    times = {"DATE", "TIME"}
    return one.label == other.label or any({one.label, other.label} <= kinds for kinds in (places, times))


def _with_names(question: str, history: Sequence[Turn]) -> str:
    """The question with names for the pronouns that have nobody before them in it."""
    for pronoun, labels, meant in ((_HE, _PEOPLE, _person), (_THEY, _GROUPS, _group), (_IT, (), _thing)):
        found = pronoun.search(question)
        if found and not _named_before(question, found.start(), labels):
            name = meant(history)
            if name:
                question = _replaced(pronoun, name, question)
    return question


def _replaced(pronoun: re.Pattern[str], name: str, question: str) -> str:
    return pronoun.sub(lambda found: _in_place(found, name), question)


def _in_place(pronoun: re.Match[str], name: str) -> str:
    word = pronoun[0].lower()
    owns = word in _POSSESSIVE or (word == "her" and _AFTER_HER.match(pronoun.string, pronoun.end()) is not None)
    return f"{name}'s" if owns else name


def _named_before(question: str, place: int, labels: Sequence[str]) -> bool:
    """Whether the question itself names, before a place, somebody of these kinds; anything, where none is given."""
    if any(e.end <= place and e.label in labels for e in entities(question)):
        return True
    chunks = [chunk for chunk in parse(question).noun_chunks if chunk.end_char <= place]
    if not labels:
        return any(chunk.root.pos_ in ("NOUN", "PROPN") for chunk in chunks)
    tags = ("NNP",) if labels == _PEOPLE else ("NNS", "NNPS")  # a name spaCy has no label for, or several of something
    return any(
        chunk.root.dep_ in _SUBJECTS and chunk.root.tag_ in tags and not chunk.root.ent_type_ for chunk in chunks
    )


def _person(history: Sequence[Turn]) -> str | None:
    """Whom "he" or "she" means: whom the last questions named, else whom the answers named; the other way round after
    "who did it?", where the answer is the one who did."""
    for turn in reversed(history[-_TURNS:]):
        question, *answer = _texts(turn)
        if _asks_who(question) and answer and _NAME.fullmatch(answer[0]):
            return answer[0]
        texts = [*answer, question] if _asks_who(question) else [question, *answer]
        name = _named(texts, _PEOPLE) or _capitalised(question)
        if name:
            return name
    return None


def _group(history: Sequence[Turn]) -> str | None:
    """Whom "they" means: the group or the several things the last questions were about."""
    for turn in reversed(history[-_TURNS:]):
        several = [chunk.text for chunk in _things(turn) if chunk.root.tag_ in ("NNS", "NNPS")]
        name = several[0] if several else _named([_asked(turn)], _GROUPS)
        if name:
            return str(name)
    return None


def _named(texts: Iterable[str], labels: Sequence[str]) -> str | None:
    for text in texts:
        for entity in entities(text):
            if entity.label in labels:
                return re.sub(r"['’]s$", "", text[entity.start : entity.end])
    return None


def _asks_who(question: str) -> bool:
    if _WHO_OBJECT.match(question):
        return False
    return any(t.lower_ == "who" and t.dep_ in (*_SUBJECTS, "attr") for t in parse(question))


def _capitalised(question: str) -> str | None:
    """A name spaCy has no label for: capital letters past the first word."""
    found = re.search(r"(?<=[a-z] )((?:[A-Z][\w’'-]+)(?: [A-Z][\w’'-]+)*)", question)
    return re.sub(r"['’]s$", "", found[1]) if found else None


def _thing(history: Sequence[Turn]) -> str | None:
    """What "it" means: the subject or the object of the last questions, not what they mention on the way."""
    for turn in reversed(history[-_TURNS:]):
        chunks = [chunk for chunk in _things(turn) if chunk.root.dep_ in _ROLES]
        if chunks:
            return str(min(chunks, key=lambda chunk: (_ROLES.index(chunk.root.dep_), chunk.start)).text)
    return None


def _things(turn: Turn) -> list[Any]:
    """The noun phrases of a question, but for people, times and question words."""
    return [
        chunk
        for chunk in parse(_asked(turn)).noun_chunks
        if chunk.root.pos_ in ("NOUN", "PROPN")
        and not {token.ent_type_ for token in chunk} & {"PERSON", "DATE", "TIME", "CARDINAL"}
        and not _asks(chunk)
    ]


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
    if _THAT.search(question) or any(_unbound(pattern, question) for pattern in (_HE, _THEY, _IT)):
        return not entities(question)
    said = " ".join(text.lower() for text in _texts(history[-1]))
    definite = _DEFINITE.findall(question)
    return bool(definite) and not entities(question) and any(word in said for word in definite)


def _unbound(pronoun: re.Pattern[str], question: str) -> bool:
    """Whether a pronoun stands in the question without a subject before it that it can mean."""
    found = pronoun.search(question)
    return found is not None and not any(
        chunk.end_char <= found.start() and chunk.root.dep_ in _SUBJECTS and chunk.root.pos_ in ("NOUN", "PROPN")
        for chunk in parse(question).noun_chunks
    )


def _about(turn: Turn) -> str:
    """What a turn was about, in few words: the noun phrases of its question, else the question."""
    before = _asked(turn)
    phrases = [
        chunk[1:].text if chunk[0].pos_ == "AUX" else chunk.text
        for chunk in parse(before).noun_chunks
        if not _asks(chunk)
    ]
    return ", ".join(dict.fromkeys(phrases)) or before.rstrip(" ?")


def _asks(chunk: Any) -> bool:
    return any(token.tag_ in ("WDT", "WP", "WP$", "WRB") for token in chunk)
