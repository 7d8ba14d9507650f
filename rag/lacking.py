"""What a question names that a text does not: another person, another place, another year. Pure.

A reader follows the words of a question into a passage about something much like it, "the 2024 summit" into one about
2025's. Names and numbers tell such things apart, and a text that is about them has them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from onrecord.index import Article
from onrecord.index.lexical import terms
from onrecord.rag.clauses import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS

__all__ = ["Named", "lacking", "named", "told", "unmentioned"]

_WORD = re.compile(r"[^\W_]+(?:[.,’'-][^\W_]+)*")
_BESIDES = """
    the a an i and or but not no if that this these those his her its their our my your he she it they we you there tell
    give name list please whether because so as than then
"""
_NO_NAMES = QUESTION_WORDS | AUXILIARIES | PREPOSITIONS | frozenset(_BESIDES.split())
_LONGEST = 20_000  # characters of an article that are looked through


class Named(NamedTuple):
    """Names and numbers, each as the words of the index."""

    names: tuple[str, ...]
    numbers: tuple[str, ...]


@lru_cache(maxsize=256)
def named(question: str) -> Named:
    """What a question names: words with a capital, and numbers in digits, each once.

    A question all in small letters names nothing, and one all in capitals neither. Its first word counts where it is
    none that questions begin with.

    >>> named("Which party did Jo Strand's 12 rivals in Port Halvard leave?")
    Named(names=('jo', 'strand', 'port', 'halvard'), numbers=('12',))
    """
    names: dict[str, None] = {}
    numbers: dict[str, None] = {}
    capitals = not question.isupper()
    for match in _WORD.finditer(question[:1_000]):
        word = match[0]
        if word[0].isdigit():
            numbers.update(dict.fromkeys(terms(word)))
        elif capitals and word[0].isupper() and word.lower() not in _NO_NAMES:
            names.update(dict.fromkeys(terms(re.sub(r"[’']s$", "", word))))
    return Named(tuple(names), tuple(numbers))


def lacking(wanted: Iterable[str], held: Collection[str]) -> float:
    """What part of the wanted words a text does not have; 0 where nothing is wanted."""
    missing = [word not in held for word in wanted]
    return sum(missing) / len(missing) if missing else 0.0


def told(article: Article) -> frozenset[str]:
    """The words of an article: of its title, its text, its outlet, its authors and its date."""
    day = article.day or ""
    around = " ".join((article.title, article.outlet, " ".join(article.authors), day.replace("-", " ")))
    return frozenset(terms(f"{around} {article.text[:_LONGEST]}"))


def unmentioned(question: str, articles: Iterable[Article]) -> list[str]:
    """The names and numbers of a question that none of the articles has, neighbours together, as they stand in it."""
    wanted = {word for words in named(question) for word in words}
    held = frozenset[str]().union(*(told(article) for article in articles))
    missing = wanted - held
    found: list[tuple[int, int]] = []
    for match in re.finditer(r"[\w.,’'-]*\w", question):
        if missing.intersection(terms(match[0])) and (match[0][0].isupper() or match[0][0].isdigit()):
            if found and question[found[-1][1] : match.start()] == " ":
                found[-1] = found[-1][0], match.end()
            else:
                found.append(match.span())
    return [re.sub(r"[’']s$", "", question[start:end]) for start, end in found]
