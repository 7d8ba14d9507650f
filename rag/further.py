"""What is asked further of the question before: "why?", "by how much?", "how many seconds?"."""

from __future__ import annotations

import re

from onrecord.rag.beings import is_person
from onrecord.rag.shape import Shape, shape

__all__ = ["further"]

_ADVERBIAL = re.compile(
    r"(?:(?:in|on|at|by|for|from|to|with|of|until|since|between|against|about|out of|after|before) )?"
    r"(?:why|when|where|how|who|whom|how (?:many|much|long|old|far|often|soon|late|early|big|high|deep|fast|hot|tall))"
    r"(?: (?:exactly|then|else|so))?",
    re.I,
)
_WITH_PREPOSITION = re.compile(
    r"(?:in|on|at|by|for|from|to|with|of|until|since|between|against|about|out of|after|before)"
    r" (?:how (?:many|much)|what|which|whom|whose)\b",
    re.I,
)
_NOT = re.compile(r"why not\b\s*(.*)$", re.I)
_STANDS_ALONE = ("when", "where", "why", "how")  # an adverb: any other takes its place
_OF_DEGREE = re.compile(r"how (?:long|old|far|big|high|deep|fast|hot|tall|wide|many|much)\b", re.I)
_NAMES = re.compile(r"\b(?:call|name|label|nickname|dub)\b(?! (?:for|off|on)\b)")
_LONGEST = 5  # words of an answer that are told
_STRANDED = re.compile(r" (?:in|on|at|by|for|from|to|with|of|about|against)$")


def further(before: str, fragment: str, answer: str = "") -> str:
    """What a question word asks of the question before.

    Args:
        before: the question before.
        fragment: the question words, as they were put.
        answer: what was answered, empty where nothing was. It stands for the question word, where it is short.

    >>> further("Will jobs go in Bonn?", "where?")
    'Where will jobs go in Bonn?'
    >>> further("Who voted against the ban?", "why?", "Jo Strand")
    'Why is it that Jo Strand voted against the ban?'
    >>> further("Why was she punished?", "how many seconds?")
    'How many seconds? (Why was she punished)'
    """
    fragment = fragment.strip(" ?.!,")
    before = before.rstrip(" ?.!")
    opened = fragment[:1].upper() + fragment[1:]
    answer = f"the {answer}" if is_person(answer) and answer.islower() else answer
    answer = answer.rstrip(" .") if 0 < len(answer.split()) <= _LONGEST else ""
    whole = shape(before)
    refused = _NOT.match(fragment)
    if refused:
        denied = _denied(before, whole, refused[1])
        if denied:
            return denied
    asks = _ADVERBIAL.fullmatch(fragment) or _WITH_PREPOSITION.match(fragment)
    if asks and whole.auxiliary and whole.acts:
        asked = _instead(before, whole, whole.auxiliary[0], opened, answer)
        if asked:
            return asked
    elif asks and answer and re.match(r"(?:who|what|which \w+)\b", before, re.I):
        told = _told(before, whole)
        if told:
            return f"{opened} is it that {answer}{told}?"
    if _ADVERBIAL.fullmatch(fragment) or refused:
        return f"{opened}? {before}?"
    return f"{opened}? ({before})"


def _denied(before: str, whole: Shape, rest: str) -> str | None:
    """For "why not?", asked of "will it open?": "why will it not open?"."""
    if not whole.auxiliary or not whole.acts or not whole.verb:
        return None
    start, end = whole.auxiliary
    words = f"Why {before[start:end].lower()}{before[end : whole.acts]} not{before[whole.acts :]}"
    return f"{words} {rest}?" if rest else f"{words}?"


def _instead(before: str, whole: Shape, at: int, opened: str, answer: str) -> str | None:
    """The other question word in the place of the one that was, and the answer in the place that this leaves empty."""
    asked, rest = before[:at].strip().lower(), before[at:]
    words = f"{opened} {rest[:1].lower()}{rest[1:]}"
    degree = _OF_DEGREE.match(asked) is not None
    if not asked or (degree and _OF_DEGREE.match(opened)):
        return f"{words}?"
    if whole.verb:
        adverb = asked in _STANDS_ALONE or (asked.startswith("how ") and not degree)
        empty = (
            _NAMES.search(before) or _STRANDED.search(rest) or rest.endswith(before[whole.verb :].split(maxsplit=1)[0])
        )
        if adverb or not empty or not answer:
            return None if _STRANDED.search(rest) and not adverb and not answer else f"{words}?"
        return f"{words} {answer}?"
    if asked == "when" or (asked in _STANDS_ALONE and not opened.startswith("Why")):
        return f"{words}?"
    return f"{words} {answer}?" if answer else None


def _told(before: str, whole: Shape) -> str:
    """What is told in "who voted against it": all behind the question word and its noun."""
    first = next((one for one in whole.phrases if one.asked and one.start == 0), None)
    return before[first.end :] if first and not whole.acts else ""
