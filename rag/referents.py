"""Whom and what the words of a follow-up can mean: people, groups and things of the turns before, likeliest first.

What was asked counts more than what was answered, except where "who?" was asked; a subject counts more than what is
mentioned on the way; a turn counts half as much as the one after it; and who is called "she" in the quoted article is
not "he".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from onrecord.index import Article
from onrecord.index.lexical import terms
from onrecord.rag.clauses import PREPOSITIONS
from onrecord.rag.names import entities, parse
from onrecord.rag.titled import titled
from onrecord.rag.types import Answer, Turn

__all__ = [
    "Referent",
    "described",
    "distance",
    "groups",
    "outlets_of",
    "people",
    "phrase",
    "query_of",
    "said_of",
    "things",
]

_TURNS = 3  # how far back is looked
_FADE = 0.5
_ASKED, _MENTIONED, _ANSWERED, _QUOTED = 1.0, 0.7, 0.6, 0.3  # as a subject, elsewhere in a question, as the answer ...
_WHO = 1.2  # the answer to "who?"
_WRONG_SEX = 0.1
_BEHIND = re.compile(r"\s*\([^()]*\)$")
_BEFORE = re.compile(r"^[A-Z][\w ]{1,24}\? (?=\w)")
_WHO_IS = re.compile(
    r"who(?:'s|’s| is| was| are| were) (?!(?:the|that|this|it|he|she|they|to|[a-z]+(?:ing|ed))\b)([\w.’' -]+?)\??$",
    re.I,
)
_WHICH = re.compile(
    r"(?:which|what) (?:company|firm|party|team|club|agency|union|group|bank|country|city|court|university|hospital"
    r"|ship|ferry|boat)\b",
    re.I,
)
_WHO_OBJECT = re.compile(r"who (?:did|does|do)\b(?! (?:it|this|that)\b)", re.I)  # "who did he meet?"
_MANY = ("police", "people", "staff", "crew")
_CLOSE = (20, 40, 60)  # characters
_OF = ("of", "on", "about", "over", "for", "against", "between", "with")
_NAME = re.compile(r"[^\W\d_a-z][\w.’'-]*(?: (?:[^\W\d_a-z][\w.’'-]*|van|von|de|la|der|al|bin)){0,4}")
_CAPITALISED = re.compile(r"(?<=[a-z] )((?:[A-Z][\w’'-]+)(?: [A-Z][\w’'-]+)*)")
_SUBJECTS = ("nsubj", "nsubjpass")
_ROLES = (*_SUBJECTS, "dobj", "attr")  # of a noun phrase that "it" can mean, likeliest first


class Referent(NamedTuple):
    """Somebody or something that a word can mean, with how likely, against others of the same list."""

    words: str
    weight: float


def query_of(turn: Turn) -> str:
    """A turn's question as it was asked of the archive, without what was put behind or before it to complete it."""
    query = turn.answer.query if isinstance(turn.answer, Answer) else turn.question
    return _BEFORE.sub("", _BEHIND.sub("", query)) or query


def said_of(turn: Turn) -> Iterator[str]:
    """What was said in a turn: question, answer, quote."""
    yield query_of(turn)
    if isinstance(turn.answer, Answer):
        yield turn.answer.text
        for citation in turn.answer.citations[:1]:
            yield citation.quote
    else:
        yield turn.answer


def outlets_of(history: Sequence[Turn]) -> set[str]:
    """The words in the names of outlets that the last turns came upon: these are nobody and nothing talked about."""
    return {term for article in _met(history) for term in terms(article.outlet)}


def distance(name: str, words: Sequence[str], history: Sequence[Turn]) -> float:
    """Within how many characters of a name, about, the last turns' articles have all these words, as of the index;
    infinite where they are not close."""
    for near in _CLOSE:
        for article in _met(history):
            for found in re.finditer(re.escape(name), article.text):
                if set(words) <= set(terms(article.text[max(0, found.start() - near) : found.end() + near])):
                    return near
    return math.inf


def people(history: Sequence[Turn], she: bool | None) -> list[Referent]:
    """Whom "he" (``she`` False) or "she" means; None where the word does not tell."""
    weights: dict[str, float] = {}
    fullest: dict[str, str] = {}
    articles = " ".join(_articles(history))
    outlets = outlets_of(history)
    for back, turn in enumerate(reversed(history[-_TURNS:])):
        for name, weight in _people(turn):
            if outlets.issuperset(terms(name)):
                continue
            key = name.split()[-1].lower()
            agrees = she is None or _she(name.split()[-1], articles) in (None, she)
            worth = weight * _FADE**back * (1.0 if agrees else _WRONG_SEX)
            weights[key] = max(worth, weights.get(key, 0.0))
            fullest[key] = max(fullest.get(key, ""), name, key=len)
    return _ranked({fullest[key]: weight for key, weight in weights.items()})


def groups(history: Sequence[Turn]) -> list[Referent]:
    """Whom "they" means: those who were named together, the answer to "which company?", the several things or the
    group that the last questions were about."""
    outlets = outlets_of(history)
    for turn in reversed(history[-_TURNS:]):
        question, *answer = said_of(turn)
        together = [chunk for chunk in parse(question).noun_chunks if _joined(chunk)]
        several = [chunk.text for chunk in _things(turn) if chunk.root.tag_ == "NNS"]
        asked = [answer[0]] if answer and _WHICH.match(question) and _NAME.fullmatch(answer[0]) else []
        counted = [f"the {chunk[2:].text}" for chunk in parse(question).noun_chunks if _counted(chunk)]
        named = [
            one.text for one in parse(question).ents if one.label_ in ("ORG", "NORP") and one.root.dep_ in _SUBJECTS
        ]
        named = [name for name in named if not outlets.issuperset(terms(name))]
        names = [_joined(chunk) for chunk in together] + asked + several + counted + named
        if names:
            return [Referent(names[0], 1.0)]
    return []


def things(history: Sequence[Turn]) -> list[Referent]:
    """What "it" means: the answer to "which company?", else the subject or the object of the last questions, not what
    they mention on the way."""
    outlets = outlets_of(history)
    for turn in reversed(history[-_TURNS:]):
        question, *answer = said_of(turn)
        if answer and _WHICH.match(question) and _NAME.fullmatch(answer[0]):
            return [Referent(answer[0], 1.0)]
        chunks = [chunk for chunk in _things(turn) if chunk.root.dep_ in _ROLES]
        chunks = [chunk for chunk in chunks if not outlets.issuperset(terms(chunk.text))]
        chunks = [chunk for chunk in chunks if chunk.root.tag_ != "NNS" and chunk.root.lower_ not in _MANY]
        if chunks:
            best = min(chunks, key=lambda chunk: (_ROLES.index(chunk.root.dep_), chunk.start))
            return [Referent(best.text, 1.0)]
    return []


def described(noun: str, history: Sequence[Turn]) -> list[Referent]:
    """Whom or what "the minister", "the company" means: by the quotes, else by the articles they are from."""
    last = history[-_TURNS:][::-1]
    for texts in ([text for turn in last for text in said_of(turn)], _articles(history)):
        names = titled(noun, texts)
        if names:
            return [Referent(name, 1.0) for name in names]
    return []


def phrase(noun: str, history: Sequence[Turn]) -> str | None:
    """The fuller phrase by which the last turns spoke of a thing: of "vote", "the vote on the budget"."""
    for turn in reversed(history[-_TURNS:]):
        for text in said_of(turn):
            for chunk in parse(text[:500]).noun_chunks:
                if chunk.root.lower_ == noun:
                    full = _with_complement(chunk)
                    if full.lower() not in (noun, f"the {noun}", f"a {noun}", f"that {noun}", f"this {noun}"):
                        return full
    return None


def _with_complement(chunk: Any) -> str:
    """A noun phrase and the prepositional phrase that follows it."""
    end = chunk.end
    document = chunk.doc
    if end < len(document) and document[end].lower_ in _OF:
        end = max(token.i for token in document[end].subtree) + 1
    text = document[chunk.start : min(end, chunk.start + 10)].text
    return re.sub(r"^(?:an?|this|that|these|those)\s", "the ", text, flags=re.I)


def _joined(chunk: Any) -> str:
    """The names that a subject joins by "and", from this one on; empty where it joins none."""
    root = chunk.root
    others = [token for token in root.conjuncts if token.pos_ == "PROPN"]
    if root.pos_ != "PROPN" or not others or root.dep_ not in _SUBJECTS:
        return ""
    return str(chunk.doc[chunk.start : max(token.i for token in others) + 1].text)


def _counted(chunk: Any) -> bool:
    """Whether it is the "how many people" of a question."""
    return len(chunk) > 2 and chunk[:2].text.lower() == "how many"


def _people(turn: Turn) -> Iterator[tuple[str, float]]:
    question, *answer = said_of(turn)
    asked_about = _WHO_IS.match(question)
    if asked_about and not PREPOSITIONS.intersection(asked_about[1].lower().split()):
        yield _bare(asked_about[1]), _WHO
    who = bool(answer) and not asked_about and _asks_who(question)
    roles = {token.i: _role(token) for token in parse(question)}
    for entity in parse(question).ents:
        if entity.label_ == "PERSON":
            weight = _ASKED if roles[entity.root.i] in _SUBJECTS else _MENTIONED
            yield _bare(entity.text), weight * (_ANSWERED if who else 1.0)
    if not entities(question):
        found = _CAPITALISED.search(question)
        if found:
            yield _bare(found[1]), _MENTIONED
    if answer and answer[0]:
        for name in [answer[0]] if who and _NAME.fullmatch(answer[0]) else _labelled(answer[0], ("PERSON",)):
            yield _bare(name), _WHO if who else _ANSWERED
    for quote in answer[1:]:
        for name in _labelled(quote, ("PERSON",)):
            yield _bare(name), _ANSWERED if who else _QUOTED


def _role(token: Any) -> str:
    """What a token is in its clause; of things joined by "and", what the first of them is."""
    while token.dep_ == "conj" and token.head is not token:
        token = token.head
    return str(token.dep_)


def _she(name: str, text: str) -> bool | None:
    """Whether an article says "she" of somebody; None where it says neither."""
    found = re.findall(rf"\b{re.escape(name)}\b[^\n]{{0,120}}?\b(he|she|his|her|him)\b", text)
    women = sum(word in ("she", "her") for word in found)
    return None if 2 * women == len(found) else 2 * women > len(found)


def _met(history: Sequence[Turn]) -> list[Article]:
    """The articles that the last turns came upon, the last turn's first."""
    answers = [turn.answer for turn in reversed(history[-_TURNS:]) if isinstance(turn.answer, Answer)]
    found = [[one.article for one in answer.citations] + [hit.article for hit in answer.hits] for answer in answers]
    return list({article.id: article for some in found for article in some}.values())


def _articles(history: Sequence[Turn]) -> list[str]:
    """The articles quoted in the last turns, the last first."""
    found: dict[str, str] = {}
    for turn in reversed(history[-_TURNS:]):
        if isinstance(turn.answer, Answer):
            for citation in turn.answer.citations[:1]:
                found.setdefault(citation.article.id, citation.article.text)
    return list(found.values())


def _labelled(text: str, labels: Iterable[str]) -> Iterator[str]:
    for entity in entities(text):
        if entity.label in labels:
            yield text[entity.start : entity.end]


def _asks_who(question: str) -> bool:
    if _WHO_OBJECT.match(question):
        return False
    return any(t.lower_ == "who" and t.dep_ in (*_SUBJECTS, "attr") for t in parse(question))


def _things(turn: Turn) -> list[Any]:
    """The noun phrases of a question, but for people, times and question words."""
    return [
        chunk
        for chunk in parse(query_of(turn)).noun_chunks
        if chunk.root.pos_ in ("NOUN", "PROPN")
        and chunk.root.ent_type_ not in ("DATE", "TIME", "CARDINAL")
        and not any(token.ent_type_ == "PERSON" for token in chunk)
        and not any(token.tag_ in ("WDT", "WP", "WP$", "WRB") for token in chunk)
    ]


def _bare(name: str) -> str:
    return re.sub(r"['’]s$", "", name)


def _ranked(weights: dict[str, float]) -> list[Referent]:
    return sorted((Referent(*one) for one in weights.items()), key=lambda one: -one.weight)
