"""Which outlets, authors and sections of the archive a question names as its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from onrecord.rag.mentions.bylines import authors_called, sections_called, signing, with_sections
from onrecord.rag.mentions.called import ARTICLED, ORDINARY, Called, Directory, Word, directory, words_of
from onrecord.rag.mentions.cues import FUNCTION, is_cue, source, tells

__all__ = ["Mention", "Names", "mentions"]

_LONGEST = 1_000  # characters of a question that are read
_BETWEEN = re.compile(r" |[-'’.&+]|\. ?|['’] | & ")  # the words of one name
_JOINED = re.compile(r"\s*(?:,|,?\s+(?:and|or|&))\s*")  # two names for which one cue counts
_GLUED = re.compile(r"[-@.]\w")
_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.I)
_SMALL = {"the", "of", "and", "for", "in", "magazine", "newspaper", "website", "online"}
# Without capitals they mean something else even after "the".
_COMMON = {"advocate", "age", "citizen", "hill", "journal", "mail", "nation", "observer", "post", "press", "record"}
_COMMON |= {"register", "reporter", "review", "star"}


class Names(Protocol):
    """The names an archive has; a ``Snapshot`` is one."""

    def outlets(self) -> list[str]:
        """Those of the outlets."""

    def authors(self) -> list[str]:
        """Those of the authors."""

    def sections(self) -> list[str]:
        """Those of the sections."""


@dataclass(frozen=True, slots=True)
class Mention:
    """``question[start:end]`` names these as a source, as they are stored: several where a short form fits several."""

    start: int
    end: int
    what: Literal["outlet", "author", "section"]
    names: tuple[str, ...]


def mentions(question: str, archive: Names) -> list[Mention]:
    """What a question names as its source, in order. The first 1,000 characters are read.

    A name counts only with a cue beside it ("according to", "reported", "by"). Names are asked of the archive only
    where there is a cue, those of authors and sections only where what is beside it may be one.
    """
    question = question[:_LONGEST]
    words = words_of(question)
    if not words or not tells([word.key for word in words]):
        return []
    outlets = list(_outlets(question, archive))
    found = [*outlets, *_sections(question, archive, outlets), *_authors(question, archive, outlets)]
    return sorted(found, key=lambda one: one.start)


def _sections(question: str, archive: Names, outlets: Sequence[Mention]) -> Iterator[Mention]:
    spans = with_sections(question, [one.start for one in outlets])
    known = archive.sections() if spans else []
    for start, end in spans:
        names = sections_called(question[start:end], known)
        if names:
            yield Mention(start, end, "section", names)


def _authors(question: str, archive: Names, outlets: Sequence[Mention]) -> Iterator[Mention]:
    free = [
        (start, end) for start, end in signing(question) if all(end <= one.start or one.end <= start for one in outlets)
    ]
    known = archive.authors() if free else []
    for start, end in free:
        names = authors_called(question[start:end], known)
        if names:
            yield Mention(start, end, "author", names)


# ---- outlets ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    start: int  # with an article before it
    end: int
    called: Called
    word: bool  # one word, which may have another meaning


def _outlets(question: str, archive: Names) -> Iterator[Mention]:
    for together in _together(question, list(_named(question, directory(tuple(archive.outlets()))))):
        before, after = question[: together[0].start], question[together[-1].end :]
        for found in together:
            titled = question.startswith("The ", found.start) and bool(re.search(r"[^.?!\s]\s*$", before))
            if source(before, after, plain=found.word and not titled):
                yield Mention(found.start, found.end, "outlet", found.called.names)


def _together(question: str, named: Sequence[_Found]) -> Iterator[list[_Found]]:
    """The names, with those in one list that are joined by "and", "or" and commas alone."""
    group: list[_Found] = []
    for found in named:
        if group and not _JOINED.fullmatch(question, group[-1].end, found.start):
            yield group
            group = []
        group.append(found)
    if group:
        yield group


def _named(question: str, book: Directory) -> Iterator[_Found]:
    """Outlets by name, whatever is said of them; of names that overlap the first one, and the longest."""
    words = words_of(question)
    place = 0
    while place < len(words):
        longest = 0 if words[place].key in FUNCTION else _run(question, words, place, book.longest)
        lengths = range(longest, 0, -1)
        named = ((length, _at(question, words, place, length, book)) for length in lengths)
        length, found = next((pair for pair in named if pair[1]), (1, None))
        if found:
            yield found
        place += length


def _run(question: str, words: Sequence[Word], place: int, longest: int) -> int:
    """The number of words from a place on that may be one name."""
    length = 1
    while length < min(longest, len(words) - place):
        one, other = words[place + length - 1], words[place + length]
        if not _BETWEEN.fullmatch(question, one.end, other.start):
            break
        length += 1
    return length


def _at(question: str, words: Sequence[Word], place: int, length: int, book: Directory) -> _Found | None:
    inside = words[place : place + length]
    start, end = inside[0].start, inside[-1].end
    written = question[start:end]
    address = _ADDRESS.fullmatch(written) is not None
    called = book.find(tuple(word.key for word in inside), address=address)
    if called is None or _GLUED.match(question, end) or re.search(r"\w[-@.]$", question[max(0, start - 2) : start]):
        return None
    article = place > 0 and words[place - 1].key == "the" and question[words[place - 1].end : start] == " "
    if address:
        return _Found(start, end, called, word=False)
    if not _written_as_a_name(question, written, called) or not _alone(question, words, place, length, article):
        return None
    if length == 1 and called.plain and not _as_such(question, words, place, article):
        return None
    return _Found(words[place - 1].start if article else start, end, called, word=length == 1 and called.plain)


def _written_as_a_name(question: str, written: str, called: Called) -> bool:
    if called.capitals:
        return written.isupper()
    if question == question.lower():
        return not (called.plain and called.short)
    if len(written) < 3:
        return written.isupper()
    return not called.plain or all(word[0].isupper() for word in re.findall(r"\w+", written) if word not in _SMALL)


def _alone(question: str, words: Sequence[Word], place: int, length: int, article: bool) -> bool:
    """Whether a name does not go on before or after these words: the Times of the Sunday Times is not the Times."""
    first, last = words[place], words[place + length - 1]
    capital = question[first.start].isupper()
    if place and not article:
        before = words[place - 1]
        beside = question[before.end : first.start] == " " and not is_cue(before.key)
        if beside and (not capital or question[before.start].isupper()):
            return False
    if place + length < len(words):
        after = words[place + length]
        beside = question[last.end : after.start] == " " and not is_cue(after.key)
        return not (beside and question[after.start].isupper())
    return True


def _as_such(question: str, words: Sequence[Word], place: int, article: bool) -> bool:
    """Whether an ordinary word stands as the name of an outlet does."""
    word = words[place]
    lower = question == question.lower()
    before = question[: word.start].rstrip()
    if word.key in ARTICLED:
        asked = bool(before) and before[-1] not in ".?!" and words[place - 1].key in FUNCTION
        return (article and not (lower and word.key in _COMMON)) or (asked and not lower)
    if word.key in ORDINARY:
        return not article and not lower and bool(before) and before[-1] not in ".?!"
    return True
