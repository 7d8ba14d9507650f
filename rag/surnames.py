"""A last name that two people bear of whom a conversation came upon both: "what did Holm say?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from onrecord.rag.beings import is_person
from onrecord.rag.clauses import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS
from onrecord.rag.people import people_in
from onrecord.rag.recalled import as_printed, met, said_of
from onrecord.rag.referent import Referent
from onrecord.rag.types import Answer, Turn

__all__ = ["Bearers", "bearers"]

_ALONE = re.compile(r"(?:(?<=[a-zé] )|(?<=[a-z], ))[^\W\d_a-z][\w’-]{2,}\b(?! [^\W\d_a-z])")
_TURNS = 2  # in which one of them was named
_NO_NAMES = (
    AUXILIARIES | PREPOSITIONS | QUESTION_WORDS | {"the", "a", "an", "and", "but", "mr", "mrs", "ms", "dr", "sir"}
)
_FEW = 6  # articles met that are looked through


class Bearers(NamedTuple):
    """What a question calls somebody by, as a pattern, and who can be meant."""

    pattern: str
    meant: list[Referent]


def bearers(question: str, history: Sequence[Turn]) -> Bearers | None:
    """Who bears a name that a question gives alone: those of them who were last talked about together, else those of
    the articles that the last turn met. None where that is one person, or nobody."""
    last = history[-1].answer if history else None
    texts = [article.text for article in met(history[-1:])[:_FEW]] if isinstance(last, Answer) else []
    printed = as_printed(question, texts)
    for found in _ALONE.finditer(printed):
        if printed[: found.start()].rstrip().rpartition(" ")[2][:1].isupper() and found.start() > 1:
            continue  # a first name stands before it
        name = re.sub(r"['’]s$", "", found[0])
        for turn in reversed(history[-_TURNS:]):
            said = _full(name, list(said_of(turn)))
            if said:
                return Bearers(_pattern(name), _referents(said)) if len(said) > 1 else None
        quoted = _full(name, texts[:1])
        printed_by = quoted or _full(name, texts)
        if len(printed_by) > 1 and dict(people_in(f"{printed_by[0]} said so.", texts)):
            return Bearers(_pattern(name), _referents(printed_by))
    return None


def _full(name: str, texts: Sequence[str]) -> list[str]:
    """The full names in texts that end with a last name, each once, in order."""
    found: dict[str, None] = {}
    for text in texts:
        for match in re.finditer(rf"\b([^\W\d_a-z][\w’-]+) {re.escape(name)}\b", text):
            if match[1].lower().rstrip(".") not in _NO_NAMES and not is_person(match[1]):
                found[match[0]] = None
    return list(found)


def _referents(names: Sequence[str]) -> list[Referent]:
    return [Referent(name, 1.0) for name in names]


def _pattern(name: str) -> str:
    return rf"(?i:(?<![\w-]){re.escape(name)}(?![\w-]))"
