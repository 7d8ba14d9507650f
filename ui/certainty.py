"""How sure an answer is, in a word, and why, in sentences. Pure.

The confidence is a probability: of answers that are given with the same, that share answers their question. Three words
stand for it, each from a bound on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypedDict

from onrecord.rag import Answer
from onrecord.rag.kinds import Kind
from onrecord.rag.support import Support, support
from onrecord.ui.words import byline, count, listing

__all__ = ["BOUNDS", "CertaintyView", "certainty"]

Level = Literal["high", "middle", "low"]

BOUNDS: tuple[tuple[float, Level, str], ...] = (
    (0.8, "high", "Very likely"),
    (0.6, "middle", "Likely"),
    (0.0, "low", "Uncertain"),
)
"""From which confidence on which word is used."""

_IN_WORDS = {
    "Very likely": "80 per cent and more",
    "Likely": "60 per cent and more",
    "Uncertain": "less than 60 per cent",
}
_NAMED = 3  # articles or names in a sentence
_KINDS: dict[Kind, str] = {
    "who": "somebody’s name",
    "when": "a time",
    "where": "a place",
    "how many": "a number",
    "how much": "an amount",
    "how long": "a length of time",
    "how old": "an age",
}


class CertaintyView(TypedDict):
    """The word, its level for the eye, and the reasons: what it means, what was read, what speaks for it or against."""

    level: Level
    word: str
    reasons: list[str]
    against: list[str]


def certainty(answer: Answer) -> CertaintyView | None:
    """How sure an answer is; None where nothing is quoted, or what was quoted is only told again."""
    found = support(answer)
    if found is None or answer.act in ("sources", "sure", "published", "speaker"):
        return None
    _, level, word = next(one for one in BOUNDS if answer.confidence >= one[0])
    return {
        "level": level,
        "word": word,
        "reasons": [_meaning(answer.confidence, word), *_speaks_for(answer, found)],
        "against": list(_speaks_against(answer, found)),
    }


def _meaning(confidence: float, word: str) -> str:
    share = min(99, max(1, round(confidence * 100)))
    return (
        f"The first quote answers with a probability of {share} per cent: of a hundred answers given as surely, about "
        f"{share} answer their question. “{word}” stands for {_IN_WORDS[word]}."
    )


def _speaks_for(answer: Answer, found: Support) -> Iterator[str]:
    if found.passages:
        yield f"{count(found.passages, 'passage')} of {count(found.articles, 'article')} " + (
            "was read." if found.passages == 1 else "were read."
        )
    if found.looked and found.articles > 1:
        words, number = f"“{answer.citations[0].answering}”", len(found.agreeing)
        if number:
            places = [byline(one.outlet, one.published) for one in found.agreeing[:_NAMED]]
            more = [f"{number - _NAMED} more"] if number > _NAMED else []
            yield f"{words} stands in {count(number, 'other article')} of these, too: {'; '.join(places + more)}."
        else:
            yield f"{words} stands in no other article of these."
    if found.copies:
        prints = "prints" if len(found.copies) == 1 else "print"
        yield f"{count(len(found.copies), 'other article')} {prints} the same passage."


def _speaks_against(answer: Answer, found: Support) -> Iterator[str]:
    if found.unmentioned:
        yield f"The article does not mention {listing([f'“{one}”' for one in found.unmentioned[:_NAMED]], 'or')}."
    kind = answer.understood.kind if answer.understood else "what"
    if not found.fits and kind in _KINDS:
        yield f"The words do not look like {_KINDS[kind]}, which was asked for."
    if found.differing:
        numbers = [str(one) for one in found.differing]
        name, has = ("quote", "has") if len(numbers) == 1 else ("quotes", "have")
        yield f"{name.capitalize()} {listing(numbers)} {has} other words for it."
