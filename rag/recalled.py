"""What the last turns of a conversation said, and the articles they met. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from onrecord.index import Article
from onrecord.index.lexical import terms
from onrecord.rag.beings import being
from onrecord.rag.clauses import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS
from onrecord.rag.types import Answer, Turn

__all__ = [
    "TURNS",
    "as_printed",
    "behind",
    "met",
    "outlets_of",
    "printed_by",
    "query_of",
    "quoted",
    "said_of",
    "texts_met",
]

TURNS = 3
"""How many turns back a word of a follow-up commonly reaches."""

_BEHIND = re.compile(r"\s*\(([^()]*)\)$")
_BEFORE = re.compile(r"^[A-Z][\w ]{1,24}\? (?=\w)")
_NAMED = 8  # turns back that a name is known
_SHORT = 500  # characters of a text that has a name but once
_FEW = 4  # words that are no question of their own, where the one that they follow stands behind them
_ASKS = re.compile(rf"(?:{'|'.join(sorted(QUESTION_WORDS | AUXILIARIES | PREPOSITIONS))})\b", re.I)
_LONGEST = 20_000  # characters of an article that are looked through
_NAME = re.compile(r"[^\W\d_a-z][\w’'-]{2,}(?: [^\W\d_a-z][\w’'-]+)*")
_NO_NAMES = (
    QUESTION_WORDS | AUXILIARIES | PREPOSITIONS | {"the", "a", "an", "and", "but", "that", "this", "its", "his", "her"}
)


def query_of(turn: Turn) -> str:
    """A turn's question as it was asked of the archive, without what was put behind or before it to complete it, its
    names in the letters in which the quoted article prints them."""
    query = turn.answer.query if isinstance(turn.answer, Answer) else turn.question
    about = _BEHIND.search(query)
    bare = _BEHIND.sub("", query)
    if about and len(bare.split()) <= _FEW and _ASKS.match(about[1]):
        bare = about[1]  # "How many seconds? (Why was she punished)"
    return as_printed(_BEFORE.sub("", bare) or query, [one.text for one in quoted([turn])])


def behind(turn: Turn) -> str:
    """What a question was said to be about, where that was put behind it; empty where nothing was."""
    found = _BEHIND.search(turn.answer.query) if isinstance(turn.answer, Answer) else None
    return found[1] if found and not _ASKS.match(found[1]) else ""


def said_of(turn: Turn) -> Iterator[str]:
    """What was said in a turn: question, answer, quote."""
    yield query_of(turn)
    if isinstance(turn.answer, Answer):
        yield turn.answer.text
        for citation in turn.answer.citations[:1]:
            yield citation.quote
    else:
        yield turn.answer


def quoted(history: Sequence[Turn], turns: int = TURNS) -> list[Article]:
    """The articles quoted first in the last turns, the last turn's first."""
    found: dict[str, Article] = {}
    for turn in reversed(history[-turns:]):
        if isinstance(turn.answer, Answer):
            for citation in turn.answer.citations[:1]:
                found.setdefault(citation.article.id, citation.article)
    return list(found.values())


def met(history: Sequence[Turn]) -> list[Article]:
    """The articles that the last turns came upon, quoted or not, the last turn's first."""
    answers = [turn.answer for turn in reversed(history[-TURNS:]) if isinstance(turn.answer, Answer)]
    found = [[one.article for one in answer.citations] + [hit.article for hit in answer.hits] for answer in answers]
    return list({article.id: article for some in found for article in some}.values())


def texts_met(history: Sequence[Turn]) -> list[str]:
    """The beginnings of the articles that the last turns came upon, the last turn's first."""
    return [article.text[:_LONGEST] for article in met(history)]


def printed_by(history: Sequence[Turn]) -> list[str]:
    """What prints the names of a conversation as they are written: the articles met, and what was asked."""
    return [*texts_met(history), *(query_of(turn) for turn in reversed(history[-_NAMED:]))]


def outlets_of(history: Sequence[Turn]) -> set[str]:
    """The words in the names of outlets that the last turns came upon: these are nobody and nothing talked about."""
    return {term for article in met(history) for term in terms(article.outlet)}


def as_printed(question: str, texts: Sequence[str]) -> str:
    """A question that was typed in small letters, with its names in those in which articles print them."""
    if question[1:] != question[1:].lower():
        return question
    for text in texts:
        for small, name in _names(text[:_LONGEST]):
            if small in question:
                question = re.sub(rf"(?<![\w-]){re.escape(small)}(?![\w-])", name, question)
    return question


@lru_cache(maxsize=64)
def _names(text: str) -> tuple[tuple[str, str], ...]:
    """The names in a text that it never prints in small letters, each with these, longest first."""
    found: dict[str, int] = {}
    for match in _NAME.finditer(text):
        words = re.sub(r"['’]s$", "", match[0]).split()
        opens = match.start() == 0 or text[match.start() - 2 : match.start()].strip() in ("", ".", "!", "?", "“", ".”")
        if opens and (len(words) == 1 or words[0].lower() in _NO_NAMES):
            del words[0]
        if words:
            name = " ".join(words)
            found[name] = found.get(name, 0) + 1
    printed = set(re.findall(r"(?<![\w-])[a-z][\w’'-]*", text))
    return tuple(
        (name.lower(), name)
        for name, times in sorted(found.items(), key=lambda pair: (-len(pair[0]), pair))
        if times >= (2 if " " not in name and len(text) > _SHORT else 1)
        and being(name) == "thing"
        and not printed.intersection(name.lower().split())
    )
