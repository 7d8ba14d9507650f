"""Whom "he" and "she" in a follow-up can mean: people of the turns before, likeliest first.

What was asked counts more than what was answered, except where "who?" was asked; a subject counts more than what is
mentioned on the way; a turn counts half as much as the one after it; and who is called "she" in the quoted article is
not "he".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.index.lexical import terms
from onrecord.rag.beings import is_person
from onrecord.rag.clauses import PREPOSITIONS
from onrecord.rag.people import in_full, is_name, people_in, sex
from onrecord.rag.pointing import HE
from onrecord.rag.recalled import outlets_of, query_of, quoted, said_of
from onrecord.rag.referent import Referent
from onrecord.rag.shape import shape
from onrecord.rag.types import Turn

__all__ = ["asks_who", "people"]

_FAR = 5  # turns back that a person is remembered
_FADE = 0.5
_ASKED, _MENTIONED, _ANSWERED, _QUOTED = 1.0, 0.7, 0.6, 0.3  # as a subject, elsewhere in a question, as the answer ...
_QUOTED_BY_WHO = 0.55
_WHO = 1.2  # the answer to "who?"
_WRONG_SEX = 0.02
_WHO_IS = re.compile(
    r"who(?:'s|’s| is| was| are| were) (?!(?:the|that|this|it|he|she|they|to|[a-z]+(?:ing|ed))\b)([\w.’' -]+?)\??$",
    re.I,
)
_WHO_OBJECT = re.compile(r"who (?:did|does|do)\b(?! (?:it|this|that)\b)", re.I)  # "who did he meet?"
_WHO_DID = re.compile(r"who\b", re.I)


def people(history: Sequence[Turn], she: bool | None) -> list[Referent]:
    """Whom "he" (``she`` False) or "she" means; None where the word does not tell. Quotes are looked through where
    nobody likely was asked about or answered."""
    last = history[-_FAR:]
    articles = [article.text for article in quoted(last, _FAR)]
    outlets = outlets_of(last)
    weights: dict[str, float] = {}
    for within in (_people, _people_quoted):
        for back, turn in enumerate(reversed(last)):
            for name, weight in within(turn, articles):
                if outlets.issuperset(terms(name)):
                    continue
                told = _called(turn, name)
                told = sex(name, articles) if told is None else told
                agrees = she is None or told in (None, she)
                key = next((known for known in weights if _same(known, name)), name)
                worth = max(weight * _FADE**back * (1.0 if agrees else _WRONG_SEX), weights.pop(key, 0.0))
                weights[max(key, name, key=len)] = worth
        if max(weights.values(), default=0.0) > _ANSWERED:
            break
    found = sorted((Referent(*one) for one in weights.items()), key=lambda one: -one.weight)
    return [Referent(in_full(words, articles), weight) for words, weight in found]


def _called(turn: Turn, name: str) -> bool | None:
    """Whether whoever asked said "she" of somebody, whose name stands in the place of that now; None where nobody
    said."""
    said = {word.lower() for word in HE.findall(turn.question)}
    if not said or name.rpartition(" ")[2].lower() in turn.question.lower() or name not in query_of(turn):
        return None
    return bool(said & {"she", "her", "hers"})


def _same(one: str, other: str) -> bool:
    """Whether a name is a shorter form of another: "Strand" of "Jo Strand", but not "Eva Strand"."""
    first, second = set(one.lower().split()), set(other.lower().split())
    return first <= second or second <= first


def _people(turn: Turn, articles: Sequence[str]) -> Iterator[tuple[str, float]]:
    question, *answer = said_of(turn)
    asked_about = _WHO_IS.match(question)
    if asked_about and (PREPOSITIONS.intersection(asked_about[1].lower().split()) or _is_common(asked_about[1])):
        asked_about = None
    if asked_about:
        yield re.sub(r"['’]s$", "", asked_about[1]), _WHO
    who = bool(answer and answer[0]) and not asked_about and asks_who(question)
    for name, acts in people_in(question, articles, described=True):
        yield name, (_ASKED if acts else _MENTIONED) * (_ANSWERED if who else 1.0)
    if answer and answer[0]:
        named = [answer[0]] if who and is_name(answer[0]) else [name for name, _ in people_in(answer[0], articles)]
        last = answer[0].rstrip(" .").rpartition(" ")[2]
        alone = is_person(last) and not any(one.many for one in shape(answer[0]).phrases)
        if who and not named and alone and len(answer[0].split()) <= 4:
            named = [re.sub(r"^(?:(?:the|an?) )?", "the ", answer[0].rstrip(" ."), flags=re.I)]
        for name in named:
            yield name, _WHO if who else _ANSWERED


def _people_quoted(turn: Turn, articles: Sequence[str]) -> Iterator[tuple[str, float]]:
    question, _, *quotes = said_of(turn)
    for quote in quotes:
        for name, _ in people_in(quote, articles):
            yield name, _QUOTED_BY_WHO if asks_who(question) else _QUOTED


def _is_common(words: str) -> bool:
    """Whether words say what somebody is, and not who."""
    return words.islower() and (
        is_person(words.rpartition(" ")[2]) or re.match(r"(?:an?|his|her|their) ", words) is not None
    )


def asks_who(question: str) -> bool:
    """Whether a question asks who did something, and not whom something was done to."""
    return bool(_WHO_DID.match(question)) and not _WHO_OBJECT.match(question)
