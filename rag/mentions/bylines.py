"""Authors and sections by the names an archive has for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from onrecord.rag.mentions.called import Word, words_of
from onrecord.rag.mentions.cues import is_cue, signed

__all__ = ["authors_called", "sections_called", "signing", "with_sections"]

Span = tuple[int, int]
Key = tuple[str, ...]

_BETWEEN = re.compile(r" |[-'’]|\. ?")
_NOBODY = {"staff", "desk", "team", "editors", "editorial", "board", "newsroom", "agencies", "agency", "writer", "news"}
_PARTICLES = {"al", "bin", "da", "de", "del", "den", "der", "di", "du", "la", "le", "van", "von"}
_LAST_NAMES_TOO = {"april", "august", "june", "may", "will"}  # of these words, when a first name stands before them
_MOST_WORDS = 4  # of a person's name

_NAME = r"(?:[\w&/-]+\s+){0,2}[\w&/-]+"
# Compiled when a question first needs it. "In the section", "the section says", "in Sports coverage"; ``whole`` stands
# before what it is a section of.
_SECTION = rf"""(?x)
    \b(?:in|on|from|of)\s+(?:the|its|their|(?:[\w.-]+\s+){{0,4}}?[\w.-]+['’]s?)\s+(?P<name>{_NAME})
    \s+(?:section|pages)\b(?P<whole>\s+of\s+(?!the\s+(?:paper|newspaper|site|website|magazine)\b))?
  | \b(?:the|its|their|['’]s?)\s+(?P<told>{_NAME})\s+(?:section|pages)\s+(?:says?|said|reports?|reported|covers?)\b
  | \b(?:in|from)\s+(?P<capital>[A-Z][\w&/-]*(?:\s+[A-Z][\w&/-]*)?)\s+coverage\b"""


def signing(question: str) -> list[Span]:
    """Where a question names somebody as the author of something: capital letters, or, where it has none at all, two or
    three words."""
    words = [word for word in words_of(question) if question[word.start - 1 : word.end] not in ("'s", "’s")]
    spans = _in_lower_case(words) if question == question.lower() else _in_capitals(question, words)
    return [(start, end) for start, end in spans if signed(question[:start], question[end:])]


def _in_capitals(question: str, words: Sequence[Word]) -> Iterator[Span]:
    run: list[Word] = []
    for word in words:
        joined = bool(run) and _BETWEEN.fullmatch(question, run[-1].end, word.start)
        named = question[word.start].isupper() and (not is_cue(word.key) or (bool(run) and word.key in _LAST_NAMES_TOO))
        if run and not (joined and (named or word.key in _PARTICLES)):
            yield run[0].start, run[-1].end
            run = []
        if named or run:
            run.append(word)
    if run:
        yield run[0].start, run[-1].end


def _in_lower_case(words: Sequence[Word]) -> Iterator[Span]:
    for length in (3, 2):
        for place in range(len(words) - length + 1):
            inside = words[place : place + length]
            if not any(is_cue(word.key) for word in inside):
                yield inside[0].start, inside[-1].end


def authors_called(name: str, authors: Sequence[str]) -> tuple[str, ...]:
    """The authors a name means: all of a name, first and last name, or a last name that one of them alone has."""
    return _people(tuple(authors)).get(tuple(word.key for word in words_of(name)), ())


@lru_cache(maxsize=4)
def _people(authors: tuple[str, ...]) -> dict[Key, tuple[str, ...]]:
    found: dict[Key, tuple[str, ...]] = {}
    of_last_name: dict[str, dict[Key, None]] = {}
    for author in authors:
        words = tuple(word.key for word in words_of(author))
        if 1 < len(words) <= _MOST_WORDS and not _NOBODY.intersection(words):
            for key in dict.fromkeys((words, (words[0], words[-1]))):
                found[key] = (*found.get(key, ()), author)
            of_last_name.setdefault(words[-1], {})[words[0], words[-1]] = None
    for last, people in of_last_name.items():
        if len(people) == 1 and len(last) > 2:
            found[last,] = found[next(iter(people))]
    return found


def with_sections(question: str, outlets: Sequence[int]) -> list[Span]:
    """Where a question names a section of a paper; ``outlets`` are the places at which outlets are named."""
    if not re.search(r"section|pages|coverage", question):
        return []
    return [
        next(found.span(group) for group in ("name", "told", "capital") if found[group])
        for found in re.finditer(_SECTION, question)
        if not found["whole"] or found.end("whole") in outlets
    ]


def sections_called(name: str, sections: Sequence[str]) -> tuple[str, ...]:
    """The sections a name means: those of that name, else those with a part of it, as in ``World/Europe``, else those
    that end with it, as ``US Politics``."""
    asked = _stem(name)
    by_name = tuple(section for section in sections if _stem(section) == asked)
    by_part = tuple(section for section in sections if asked in map(_stem, re.split(r"[/|>:]", section)))
    by_end = tuple(section for section in sections if len(asked) == 1 and _stem(section)[-1:] == asked)
    return (by_name or by_part or by_end) if asked else ()


def _stem(name: str) -> Key:
    """The words of a section's name, whether its plural is given or not: Sport, Sports."""
    return tuple(word.key.removesuffix("s") for word in words_of(name))
