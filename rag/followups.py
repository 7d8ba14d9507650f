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
from onrecord.rag.lacking import named as named_in
from onrecord.rag.names import entities, parse
from onrecord.rag.pointing import HE, PRONOUNS, THEY, asks, definites, leans, named_before
from onrecord.rag.referents import Referent, described, distance, groups, outlets_of, people, phrase, query_of, things
from onrecord.rag.types import Answer, Choice, Turn
from onrecord.rag.varied import corrected, varied

__all__ = ["Followed", "follow"]

_OPENER = re.compile(r"^(?:and|but|so|or|also|ok(?:ay)?|then|well)\b[\s,]+", re.I)
_WHAT_ABOUT = re.compile(r"^(?:(?:and|but|so)\s+)?(?:what|how) about\b\s*", re.I)
_WH = "why|when|where|who|how|how (?:many|much|long|old|far)|which|what|since when|by whom|says who"
_BARE = re.compile(
    rf"^(?:(?:in|on|at|by|for|from|to|with|of|until|since|between|against|about) )?(?:{_WH}|whom)"
    r"(?: (?:not|so|exactly|then|else|people|day|year|grounds))?\s*\??$",
    re.I,
)
_OUTLET = re.compile(r"^(?:in |from |by |according to )?((?:the )?[A-Z][\w’']+(?: (?:&|[A-Z][\w’']+)){0,3})\s*\?*$")
_OUTLET_SAYS = re.compile(
    r"^[Ww]hat (?:does|did) ((?:the )?[A-Z][\w’']+(?: (?:&|[A-Z][\w’']+)){0,3}) (?:say|report|write)"
    r"(?: (?:about|on|of) (?:it|this|that))?\s*\?*$"
)
_BACK = re.compile(r"^(?:ok(?:ay)?[,.]? )?(?:back|returning|going back) to (.{3,60}?)[.,:;!]+ (.+)$", re.I)
_FRAGMENT = re.compile(
    r"^(?:in|on|at|by|for|from|to|with|of|until|since|before|after|during|how|which|what|whose|why|when|where"
    r"|the (?:year|month|week|day) (?:before|after))\b",
    re.I,
)
_POINTED = re.compile(r"\b(?:that|this|these|those) ([a-z]{3,})\b")
_DEFINITE = re.compile(r"\bthe ([a-z]{4,})\b(?! (?:of|that|who|which|in|on|at|for|to|about|from|against|between)\b)")
_POSSESSIVE = {"his", "hers", "their", "theirs", "its"}
_AFTER_HER = re.compile(
    r"\s+(?!(?:about|to|for|in|on|at|by|when|after|before|as|with|and|or|from|because|if|that)\b)\w"
)
_CLOSE = 0.9  # of the likeliest reading's weight: another as near as that may be meant as well
_TURNS = 3  # how far back is looked
_SURE = 0.5  # of a weight: of those that were only quoted, the first is taken
_CHOICES = 4
_WHO_IS_THE = re.compile(r"^(?:and )?who(?:'s|’s| is| was) the\b", re.I)
_SAYS_MEANT = re.compile(r"\b(?:i mean|i meant|no|sorry|please)\b[\s,]*|['’]s\b", re.I)
_NO_CHOICE = frozenset(terms("the a an one ones other"))
_NUMBERS = ("1", "2", "3", "4")  # of choices, as a terminal shows them
_LONGEST = 4  # words of a choice made in words
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
    for way in (_answered, _gone_back, _fragment):
        found = way(question, history)
        if found:
            return found
    return _completed(question, history)


def _answered(question: str, history: Sequence[Turn]) -> Followed | None:
    """Where the turn before was taken wrongly, or asked back: its question as it was meant."""
    chosen = _chosen(question, history)
    if chosen:
        return Followed(chosen, leans=True)
    meant = corrected(query_of(history[-1]), question)
    if not meant:
        return None
    query, words = meant
    return _told_apart(query, words, history) or Followed(_opened(query), leans=True)


def _gone_back(question: str, history: Sequence[Turn]) -> Followed | None:
    """A question about what was talked about earlier, named once more: its pronouns mean that."""
    back = _BACK.match(question)
    if not back:
        return None
    noun = _DEFINITE.search(back[1])
    meant = (described(noun[1], history) if noun else []) or [Referent(back[1], 1.0)]
    for pattern, _ in PRONOUNS:
        if pattern.search(back[2]):
            return _named(_opened(back[2]), pattern, meant[:1])
    return Followed(question)


def _fragment(question: str, history: Sequence[Turn]) -> Followed | None:
    """Less than a question: "why?", "and the Chronicle?", "in June?"; it varies the one before."""
    before = query_of(history[-1])
    about = _WHAT_ABOUT.match(question)
    fragment = question[about.end() :] if about else _OPENER.sub("", question)
    if _BARE.match(fragment):
        return Followed(f"{fragment.rstrip(' ?').capitalize()}? {before}", leans=True)
    outlet = _OUTLET.match(fragment) or _OUTLET_SAYS.match(fragment)
    if outlet and set(terms(outlet[1])) - _NO_CHOICE <= outlets_of(history):
        return Followed(_opened(_by_outlet(before, outlet[1], outlets_of(history))), leans=True)
    opened = fragment != question or _FRAGMENT.match(fragment)
    if about or (opened and not _has_verb(fragment)):
        return Followed(_opened(varied(before, fragment)), leans=True)
    return None


def _completed(question: str, history: Sequence[Turn]) -> Followed:
    """A whole question, with names for what points to nobody in it."""
    asked = _OPENER.sub("", question)
    whole, choices = _with_names(asked, history)
    if whole != asked:
        return Followed(_opened(whole), leans=True, choices=choices)
    if (asked != question and not entities(asked)) or leans(asked):
        about = _about(history)
        return Followed(_opened(f"{asked.rstrip(' ?')}? ({about})" if about else asked), leans=True)
    return Followed(question)


def _by_outlet(before: str, outlet: str, outlets: set[str]) -> str:
    """The question before, asked of another outlet."""
    for found in re.finditer(r"(?:[Tt]he )?[A-Z][\w’']+(?: (?:&|and|[A-Z][\w’']+))*", before):
        if found.start() and set(terms(found[0])) - _NO_CHOICE <= outlets:
            return before[: found.start()] + outlet + before[found.end() :]
    return f"{before.rstrip(' ?')}, according to {outlet}?"


def _chosen(question: str, history: Sequence[Turn]) -> str | None:
    """The reading that was chosen, where the turn before gave several: the one whose number is given, or whose words
    are named, or nearest to which the articles have what is said of it."""
    answer = history[-1].answer
    choices = answer.choices if isinstance(answer, Answer) else ()
    number = question.strip(" .)")
    if number in _NUMBERS[: len(choices)]:
        return choices[_NUMBERS.index(number)].question
    told = [word for word in terms(_SAYS_MEANT.sub("", question)) if word not in _NO_CHOICE]
    if not choices or not told or len(told) > _LONGEST:
        return None
    named = [one.question for one in choices if set(told) <= set(terms(one.words))]
    if named:
        return named[0] if len(named) == 1 else None
    first, second = sorted((distance(one.words, told, history), one.question) for one in choices)[:2]
    return first[1] if first[0] < second[0] else None


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
    for pattern, labels in PRONOUNS:
        found = pattern.search(question)
        if found and not named_before(question, found.start(), labels):
            meant = _meant(found[0].lower(), history)
            if meant:
                named = _named(question, pattern, meant)
                question, choices = named.query, choices or named.choices
    pointed = _POINTED.search(question)
    if pointed and pointed[1] not in _NO_VERBS:
        full = phrase(pointed[1], history)
        question = question.replace(pointed[0], full, 1) if full else question
    for phrase_, noun in [] if named_in(question).names or _WHO_IS_THE.match(question) else definites(question):
        meant = described(noun, history)
        if meant:
            named = _named(question, re.compile(re.escape(phrase_)), meant)
            return named.query, choices or named.choices
    return question, choices


def _meant(word: str, history: Sequence[Turn]) -> list[Referent]:
    if HE.fullmatch(word):
        return people(history, she=word in ("she", "her", "hers", "herself"))
    return groups(history) if THEY.fullmatch(word) else things(history)


def _named(question: str, pattern: re.Pattern[str], meant: Sequence[Referent]) -> Followed:
    """The question with the likeliest of several referents in place, and with each of those that are about as likely.

    Raises nothing: ``meant`` is not empty.
    """
    near = _CLOSE * meant[0].weight if meant[0].weight >= _SURE else meant[0].weight
    close = [one for one in meant if one.weight >= near][: _CHOICES if meant[0].weight >= _SURE else 1]
    readings = [_replaced(pattern, one.words, question) for one in close]
    choices = tuple(Choice(one.words, _opened(text)) for one, text in zip(close, readings, strict=True))
    return Followed(readings[0], True, choices if len(choices) > 1 else ())


def _replaced(pronoun: re.Pattern[str], name: str, question: str) -> str:
    return pronoun.sub(lambda found: _in_place(found, name), question)


def _in_place(pronoun: re.Match[str], name: str) -> str:
    word = pronoun[0].lower()
    owns = word in _POSSESSIVE or (word == "her" and _AFTER_HER.match(pronoun.string, pronoun.end()) is not None)
    return f"{name}'s" if owns else name


def _about(history: Sequence[Turn]) -> str:
    """What the last turns were about, in few words: the noun phrases of the last question that has any."""
    for turn in reversed(history[-_TURNS:]):
        phrases = [
            chunk[1:].text if chunk[0].pos_ == "AUX" else chunk.text
            for chunk in parse(query_of(turn)).noun_chunks
            if not asks(chunk) and chunk.root.pos_ in ("NOUN", "PROPN")
        ]
        if phrases:
            return ", ".join(dict.fromkeys(phrases))
    return ""
