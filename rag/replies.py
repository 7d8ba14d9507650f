"""What is said to a question that was asked back, or was taken wrongly: "2", "the one from Bonn", "no, I meant her"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.index.lexical import terms
from onrecord.rag.corrected import corrected, meant
from onrecord.rag.described import described
from onrecord.rag.naming import Named, with_name
from onrecord.rag.recalled import query_of
from onrecord.rag.referents import distance
from onrecord.rag.types import Answer, Choice, Turn

__all__ = ["chosen", "corrected_to"]

_SAYS_MEANT = re.compile(r"\b(?:i mean|i meant|no|sorry|please)\b[\s,]*|['’]s\b", re.I)
_AND = re.compile(r"^(?:and|what about|how about|and what about)\s+", re.I)
_OTHER = re.compile(r"^(?:the )?other(?: one)?$", re.I)
_NO_CHOICE = frozenset(terms("the a an one ones other"))
_NUMBERS = ("1", "2", "3", "4")  # of choices, as a terminal shows them
_LONGEST = 4  # words of a choice made in words
_AGO = 2  # turns since several readings were given, of which another may be asked for
_DEFINITE = re.compile(r"\bthe ([a-z]{4,})\b(?! (?:of|that|who|which|in|on|at|for|to|about|from|against|between)\b)")


def chosen(question: str, history: Sequence[Turn]) -> str | None:
    """The reading that was chosen, where the turn before gave several: the one whose number is given, or whose words
    are named, or nearest to which the articles have what is said of it. "And the other?" chooses once more."""
    said = question.strip(" .)?!")
    choices = _choices(history[-1])
    if choices and said in _NUMBERS[: len(choices)]:
        return choices[_NUMBERS.index(said)].question
    once_more = _AND.sub("", said) if _AND.match(said) or _OTHER.match(said) else ""
    if not choices and once_more:
        choices = next(filter(None, (_choices(turn) for turn in reversed(history[-_AGO - 1 : -1]))), ())
        asked = query_of(history[-1])
        choices = tuple(one for one in choices if one.question.rstrip(" ?") != asked.rstrip(" ?"))
        if _OTHER.match(once_more):
            return choices[0].question if len(choices) == 1 else None
        said = once_more
    told = [word for word in terms(_SAYS_MEANT.sub("", said)) if word not in _NO_CHOICE]
    if not choices or not told or len(told) > _LONGEST:
        return None
    named = [one.question for one in choices if set(told) <= set(terms(one.words))]
    if named:
        return named[0] if len(named) == 1 else None
    nearest = sorted((distance(one.words, told, history), one.question) for one in choices)
    return nearest[0][1] if nearest[0][0] < (nearest[1][0] if len(nearest) > 1 else float("inf")) else None


def _choices(turn: Turn) -> tuple[Choice, ...]:
    return turn.answer.choices if isinstance(turn.answer, Answer) else ()


def corrected_to(question: str, history: Sequence[Turn]) -> Named | None:
    """The question before as it was meant, where a question takes back what that named; what is then asked of it,
    where it asks."""
    said = meant(question)
    if not said:
        return None
    before = query_of(history[-1])
    if not said.words:
        return Named(said.asked)
    if said.asked:
        return _asked_of(said.words, said.asked)
    query = corrected(before, said.words)
    noun = _DEFINITE.search(said.words)
    named = described(noun[1], history) if noun else []
    return with_name(query, re.compile(re.escape(said.words)), named) if named else Named(query)


def _asked_of(words: str, asked: str) -> Named:
    """What is asked of somebody or something by a pronoun, with what it is called in the pronoun's place."""
    pronoun = re.compile(r"\b(?:he|she|him|it|they|them|that)\b", re.I)
    return Named(pronoun.sub(words, asked, count=1) if pronoun.search(asked) else f"{asked.rstrip(' ?')}? ({words})")
