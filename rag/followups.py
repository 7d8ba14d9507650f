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
from typing import Any

from onrecord.index.lexical import terms
from onrecord.rag.names import entities, parse
from onrecord.rag.referents import Referent, described, groups, people, phrase, query_of, said_of, things
from onrecord.rag.types import Answer, Choice, Turn
from onrecord.rag.varied import corrected, varied

__all__ = ["Followed", "follow"]

_OPENER = re.compile(r"^(?:and|but|so|or|also|ok(?:ay)?|then|well)\b[\s,]+", re.I)
_WHAT_ABOUT = re.compile(r"^(?:(?:and|but|so)\s+)?(?:what|how) about\b\s*", re.I)
_WH = "why|when|where|who|how|how (?:many|much|long|old|far)|which|what|since when|by whom|says who"
_BARE = re.compile(rf"^(?:{_WH})(?: (?:not|so|exactly|then|else))?\s*\??$", re.I)
_FRAGMENT = re.compile(
    r"^(?:in|on|at|by|for|from|to|with|of|until|since|before|after|during|how|which|what|whose|why|when|where"
    r"|the (?:year|month|week|day) (?:before|after))\b",
    re.I,
)
_HE = re.compile(r"\b(he|she|him|his|her|hers|himself|herself)\b", re.I)
_THEY = re.compile(r"\b(they|them|their|theirs)\b", re.I)
_IT = re.compile(r"\b(?:its|it(?!\s+(?:true|possible|likely|clear|known|expected|legal|safe|correct)\b))\b", re.I)
_THAT = re.compile(
    r"(?:^|\b(?:is|was|were|did|does|do|about|of|after|before|for|in|on|at|by|with|to|from|why|when|how))\s+(that|this|these|those|there|then)\b"
    r"|\b(?:then|there)\s*\?*$",
    re.I,
)
_POINTED = re.compile(r"\b(?:that|this|these|those) ([a-z]{3,})\b")
_DEFINITE = re.compile(r"\bthe ([a-z]{4,})\b(?! (?:of|that|who|which|in|on|at|for|to|about|from|against|between)\b)")
_POSSESSIVE = {"his", "hers", "their", "theirs", "its"}
_AFTER_HER = re.compile(
    r"\s+(?!(?:about|to|for|in|on|at|by|when|after|before|as|with|and|or|from|because|if|that)\b)\w"
)
_PEOPLE = ("PERSON",)
_GROUPS = ("ORG", "NORP")
_SUBJECTS = ("nsubj", "nsubjpass")
_CLOSE = 0.9  # of the likeliest reading's weight: another as near as that may be meant as well
_CHOICES = 4
_NO_VERBS = frozenset({"year", "month", "week", "time", "kind", "case", "reason", "point", "happened"})


@dataclass(frozen=True, slots=True)
class Followed:
    """What a question is after a history: ``query`` stands alone, ``leans`` where the question does not, ``choices``
    are the readings where several are about as likely."""

    query: str
    leans: bool = False
    choices: tuple[Choice, ...] = ()


def follow(question: str, history: Sequence[Turn] = ()) -> Followed:
    """The question as it is asked of the archive: completed from the history where it leans on it, else unchanged."""
    if not history:
        return Followed(question)
    return _answered(question, history) or _completed(question, history)


def _answered(question: str, history: Sequence[Turn]) -> Followed | None:
    """Where the turn before was taken wrongly, or asked back: its question as it was meant."""
    chosen = _chosen(question, history[-1])
    if chosen:
        return Followed(chosen, leans=True)
    meant = corrected(query_of(history[-1]), question)
    if not meant:
        return None
    query, words = meant
    return _told_apart(query, words, history) or Followed(_opened(query), leans=True)


def _completed(question: str, history: Sequence[Turn]) -> Followed:
    before = query_of(history[-1])
    about = _WHAT_ABOUT.match(question)
    fragment = question[about.end() :] if about else _OPENER.sub("", question)
    if _BARE.match(fragment):
        return Followed(f"{fragment.rstrip(' ?').capitalize()}? {before}", leans=True)
    opened = fragment != question or _FRAGMENT.match(fragment)
    if about or (opened and not _has_verb(fragment)):
        return Followed(_opened(varied(before, fragment)), leans=True)
    whole, choices = _with_names(fragment, history)
    if whole == fragment and ((fragment != question and not entities(fragment)) or _leans(fragment, history)):
        whole = f"{fragment.rstrip(' ?')}? ({_about(history[-1])})"
    if whole == fragment:
        return Followed(question)
    return Followed(_opened(whole), leans=True, choices=choices)


def _chosen(question: str, before: Turn) -> str | None:
    """The reading that was chosen, where the turn before gave several and its words name one of them."""
    choices = before.answer.choices if isinstance(before.answer, Answer) else ()
    named = set(terms(question))
    fitting = [one.question for one in choices if named and named <= set(terms(one.words))]
    return fitting[0] if len(fitting) == 1 else None


def _opened(query: str) -> str:
    return query[:1].upper() + query[1:]


def _told_apart(query: str, words: str, history: Sequence[Turn]) -> Followed | None:
    """The query with the name of whoever was described ("the senator"); None where nobody is called that."""
    noun = _DEFINITE.search(words)
    meant = described(noun[1], history) if noun else []
    if not noun or not meant:
        return None
    return _named(query, re.compile(re.escape(words)), meant)


def _has_verb(text: str) -> bool:
    return any(token.pos_ in ("VERB", "AUX") for token in parse(text))


def _with_names(question: str, history: Sequence[Turn]) -> tuple[str, tuple[Choice, ...]]:
    """The question with names for what points to nobody in it, and its readings where there are several."""
    choices: tuple[Choice, ...] = ()
    for pattern, labels in ((_HE, _PEOPLE), (_THEY, _GROUPS), (_IT, ())):
        found = pattern.search(question)
        if found and not _named_before(question, found.start(), labels):
            meant = _meant(found[0].lower(), history)
            if meant:
                named = _named(question, pattern, meant)
                question, choices = named.query, choices or named.choices
    pointed = _POINTED.search(question)
    if pointed and pointed[1] not in _NO_VERBS:
        full = phrase(pointed[1], history)
        question = question.replace(pointed[0], full, 1) if full else question
    definite = _DEFINITE.search(question)
    if definite and not entities(question):
        meant = described(definite[1], history)
        if meant:
            named = _named(question, re.compile(re.escape(definite[0])), meant)
            question, choices = named.query, choices or named.choices
    return question, choices


def _meant(word: str, history: Sequence[Turn]) -> list[Referent]:
    if _HE.fullmatch(word):
        return people(history, she=word in ("she", "her", "hers", "herself"))
    return groups(history) if _THEY.fullmatch(word) else things(history)


def _named(question: str, pattern: re.Pattern[str], meant: Sequence[Referent]) -> Followed:
    """The question with the likeliest of several referents in place, and with each of those that are about as likely.

    Raises nothing: ``meant`` is not empty.
    """
    close = [one for one in meant if one.weight >= _CLOSE * meant[0].weight][:_CHOICES]
    readings = [_replaced(pattern, one.words, question) for one in close]
    choices = tuple(Choice(one.words, _opened(text)) for one, text in zip(close, readings, strict=True))
    return Followed(readings[0], True, choices if len(choices) > 1 else ())


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


def _leans(question: str, history: Sequence[Turn]) -> bool:
    """Whether something in the question points back though no pronoun could be replaced."""
    if _THAT.search(question) or _points(question) or any(_unbound(pattern, question) for pattern in (_HE, _THEY, _IT)):
        return not entities(question)
    said = " ".join(text.lower() for text in said_of(history[-1]))
    definite = _DEFINITE.findall(question)
    return bool(definite) and not entities(question) and any(word in said for word in definite)


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


def _about(turn: Turn) -> str:
    """What a turn was about, in few words: the noun phrases of its question, else the question."""
    before = query_of(turn)
    phrases = [
        chunk[1:].text if chunk[0].pos_ == "AUX" else chunk.text
        for chunk in parse(before).noun_chunks
        if not _asks(chunk)
    ]
    return ", ".join(dict.fromkeys(phrases)) or before.rstrip(" ?")


def _asks(chunk: Any) -> bool:
    return any(token.tag_ in ("WDT", "WP", "WP$", "WRB") for token in chunk)
