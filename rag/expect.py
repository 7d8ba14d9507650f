"""What kind of words would answer a question, and which words of a sentence are of that kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.index.lexical import terms
from onrecord.rag.names import Entity, entities, parse

__all__ = ["Expected", "expected", "focus"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Expected:
    """The kind of an answer: entity ``labels`` that can be it, best first, and a pattern its words must match."""

    labels: tuple[str, ...] = ()
    pattern: str = ""

    def __bool__(self) -> bool:
        return bool(self.labels)


_UNIT = r"\b(?:second|minute|hour|day|night|week|month|year|decade|centur)"
_COUNT = (
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozen|hundred|thousand|million)"
)
_PLACES = "country state city town nation capital region county island province continent place village district"
_GROUPS = "company organisation organization team club party agency university group airline bank firm union newspaper"
_PEOPLE = "person man woman actor actress singer player president minister politician celebrity athlete senator judge"


def _which(nouns: str) -> str:
    return rf"\b(?:which|what) (?:{'|'.join(nouns.split())})\b"


# The pattern found first in a question says what kind of words would answer it; of two at one place, the one above.
_KINDS: tuple[tuple[str, Expected], ...] = (
    (
        r"\bhow long\b|\bhow much time\b|\bhow many (?:seconds|minutes|hours|days|weeks|months|years)\b",
        Expected(("TIME", "DATE", "QUANTITY"), _UNIT),
    ),
    (r"\bhow old\b|\b(?:what|which) age\b", Expected(("DATE", "CARDINAL"), _COUNT)),
    (_which("year month day date time weekday") + r"|\bwhen\b", Expected(("DATE", "TIME"))),
    (r"\bwhat (?:percentage|percent|share|proportion)\b|\bwhat per cent\b", Expected(("PERCENT", "CARDINAL"))),
    (
        r"\bhow much\b|\bwhat (?:is |was )?the (?:price|cost|fine|budget|value)\b|\bcosts?\b",
        Expected(("MONEY", "PERCENT", "QUANTITY", "CARDINAL")),
    ),
    (
        r"\bhow (?:far|tall|high|deep|wide|heavy|big|large|fast|hot|cold)\b",
        Expected(("QUANTITY", "CARDINAL", "TIME", "PERCENT")),
    ),
    (
        r"\bhow (?:many|often)\b|\bwhat (?:number|score)\b",
        Expected(("CARDINAL", "QUANTITY", "PERCENT", "MONEY"), _COUNT),
    ),
    (_which(_PLACES), Expected(("GPE", "LOC", "FAC"))),
    (r"\bwhere\b", Expected(("GPE", "LOC", "FAC"))),
    (_which(_GROUPS), Expected(("ORG", "NORP", "PERSON", "GPE", "PRODUCT"))),
    (r"\bwho(?:m|se)?\b|" + _which(_PEOPLE), Expected(("PERSON", "ORG", "NORP"))),
)
_COMPILED = tuple((re.compile(pattern, re.I), kind) for pattern, kind in _KINDS)
_WORD = re.compile(r"\w+")
_NOT = re.compile(r"\b(?:not|never|no longer)\b|n['’]t\b", re.I)
_DENIED = re.compile(rf"(?:{_NOT.pattern})[^,;:.!?–—“”\"]*$", re.I)
_OLD = re.compile(r"\bhow old\b|\bwh(?:at|ich) age\b", re.I)
_AGED = re.compile(r"\b(?:aged?|years?[- ]old|old)\b", re.I)
_ANYTHING = re.compile("")


def expected(question: str) -> Expected:
    """The kind of answer a question asks for; an empty one where any words could be it."""
    found = [(match.start(), kind) for pattern, kind in _COMPILED if (match := pattern.search(question))]
    return min(found, key=lambda one: one[0], default=(0, Expected()))[1]


def focus(question: str, sentence: str, kind: Expected | None = None) -> Span | None:
    """The words of a sentence that are of the expected kind and that the question does not itself name, as offsets
    into the sentence, or None. What a clause denies ("will not reopen next week") is no answer.

    Of several: a number of what is counted ("how many people": "two people") or an age, then the one nearest to the
    question's own words.
    """
    kind = expected(question) if kind is None else kind
    if not kind:
        return None
    asked = set(terms(question))
    found = [e for e in entities(sentence) if e.label in kind.labels and _fits(sentence[e.start : e.end], kind, asked)]
    if not _NOT.search(question):
        found = [e for e in found if not _DENIED.search(sentence[: e.start])]
    if not found:
        return None
    places = [m.start() for m in _WORD.finditer(sentence) if asked.intersection(terms(m[0]))]
    beside, before, after = _beside(question)
    best = min(
        found,
        key=lambda e: (
            not beside.search(sentence[max(0, e.start - before) : e.end + after]),
            kind.labels.index(e.label) > 1,
            _distance(e, places),
            e.start,
        ),
    )
    return best.start, best.end


def _fits(words: str, kind: Expected, asked: set[str]) -> bool:
    if kind.pattern and not re.search(kind.pattern, words, re.I):
        return False
    told = set(terms(words))
    return bool(told) and not told <= asked


def _distance(entity: Entity, places: list[int]) -> float:
    """Mean distance in characters to the three nearest of the question's words."""
    near = sorted(min(abs(entity.start - place), abs(entity.end - place)) for place in places)[:3]
    return sum(near) / len(near) if near else float(entity.start)


def _beside(question: str) -> tuple[re.Pattern[str], int, int]:
    """What stands beside the right number, and how many characters before and after it are looked at: what is counted
    stands after a number, that it is an age close on either side; anything for other questions."""
    if _OLD.search(question):
        return _AGED, 8, 12
    if "how many" not in question.casefold():
        return _ANYTHING, 0, 0
    counted = next((c for c in parse(question).noun_chunks if any(t.lower_ == "many" for t in c)), None)
    things = re.compile(rf"\b{re.escape(counted.root.text[:5])}", re.I) if counted else _ANYTHING
    return things, 0, 24
