"""The layout of the SMART system's collections in which TIME comes: 423 stories of TIME magazine, 1963, and 83 queries.

**What the judgements name.** A number in the judgements is the place of a document in the file, from one, and not the
number in its ``*TEXT`` heading. Headings run from 17 to 563 with gaps, and 42 numbers that are judged stand in none.
Read as places, the stories are about their queries; read as headings, they are not.

**What is lost.** The file as it is passed on lost text within ``*TEXT 504``: a story on French socialists breaks off
within a sentence and goes on in the middle of one on a Russian steamer. Two headings, 505 and 506, went with it, and
the judgements count them still. Up to number 370 the judged stories, counted as they stand, fit their queries; from 378
on those fit that stand two places earlier, and the highest two numbers, 424 and 425, would name nothing in a file of
423. No number from 371 to 377 is judged. So that story counts as three places here, and no judgement is lost. (A test
measures this on the real file. Counted as they stand, 34 of the 324 judgements would name another story or none.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.eval.loaders.fields import shown
from onrecord.eval.loaders.found import Found
from onrecord.eval.loaders.gathered import Gathered
from onrecord.eval.loaders.judged import Judgement, judged, relevant
from onrecord.eval.types import Question
from onrecord.index import Article, OnRecordError
from onrecord.index.dates import to_day
from onrecord.index.errors import DateError, SourceError
from onrecord.index.normalise import normalise, normalise_line

__all__ = ["LOOKS", "fits", "read"]

LOOKS = "a folder with documents under *TEXT headings, queries under *FIND headings, and judgements in numbers"
_TEXT = re.compile(r"\*TEXT\b")
_FIND = re.compile(r"\*FIND\b")
_STATED = re.compile(r"\*(?:TEXT|FIND)\s+(\d+)(?:\s+(\d\d)[/ ](\d\d)[/ ](\d\d)\b)?")
_NUMBERS = re.compile(r"\s*\d+(?:\s+\d+)+\s*")
_LOST = {("504", "1963-11-15"): 2}  # headings lost within a story: see above
_OUTLET = "TIME"


def fits(found: Found) -> bool:
    """Whether a folder is in this form."""
    return found.folder and bool(_members(found, _TEXT))


def read(found: Found, into: Gathered) -> None:
    """The documents as articles, by their place in the file, and the queries that were judged.

    Lines are joined with a blank: the file has a blank line after each, and none between paragraphs.

    Raises:
        SourceError: queries or judgements are missing, or there are several of either.
    """
    documents = _one(found, "documents under *TEXT headings", _members(found, _TEXT))
    queries = _one(found, "queries under *FIND headings", _members(found, _FIND))
    grades = _one(found, "judgements, lines of a query's number and documents' numbers", _judging(found))
    _articles(found, documents, into)
    asked = _queries(found, queries, into)
    known = judged(_judgements(found, grades, into), asked, into.articles, into)
    for name, (question, where) in asked.items():
        if name in known:
            into.question(Question(name, question, relevant=relevant(known[name])), where)


def _beside(found: Found) -> list[str]:
    """The files in the folder itself: a collection is not put together from several folders."""
    return [name for name in found.files if "/" not in name]


def _members(found: Found, heading: re.Pattern[str]) -> list[str]:
    return [name for name in _beside(found) if heading.match(found.head(name).lstrip())]


def _judging(found: Found) -> list[str]:
    return [name for name in _beside(found) if _mostly_numbers(found.head(name))]


def _mostly_numbers(head: str) -> bool:
    lines = [line for line in head.splitlines() if line.strip()][:20]
    return 2 * sum(_NUMBERS.fullmatch(line) is not None for line in lines) > len(lines)


def _one(found: Found, what: str, names: list[str]) -> str:
    if len(names) != 1:
        there = f"has them in {', '.join(names)}" if names else "has none"
        raise SourceError(f"{found.path} must have one file of {what}; it {there}")
    return names[0]


def _blocks(found: Found, name: str, heading: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """Each heading with its place, and the text below it as one line; ``*STOP`` ends the file."""
    where, title, lines = "", "", list[str]()
    for place, line in found.lines(name):
        if heading.match(line) or line.startswith("*STOP"):
            if title:
                yield where, title, normalise_line(" ".join(lines))
            where, title, lines = place, line, []
            if line.startswith("*STOP"):
                return
        else:
            lines.append(line)
    if title:
        yield where, title, normalise_line(" ".join(lines))


def _articles(found: Found, name: str, into: Gathered) -> None:
    place = 0
    for where, heading, text in _blocks(found, name, _TEXT):
        place += 1
        stated = _STATED.match(heading)
        if stated is None:
            into.reject(where, f"a heading needs a number, as in *TEXT 017 01/04/63, not {shown(heading)}")
            continue
        day = _day(stated)
        try:
            into.article(normalise(Article(str(place), "", text, outlet=_OUTLET, published=day)), where)
        except OnRecordError as error:
            into.reject(where, error)
        place += _LOST.get((stated[1], day or ""), 0)


def _day(stated: re.Match[str]) -> str | None:
    """The day of a heading, month first; None where it has none that is one."""
    if stated[2] is None:
        return None
    try:
        return to_day(f"19{stated[4]}-{stated[2]}-{stated[3]}")
    except DateError:
        return None


def _queries(found: Found, name: str, into: Gathered) -> dict[str, tuple[str, str]]:
    asked: dict[str, tuple[str, str]] = {}
    for where, heading, text in _blocks(found, name, _FIND):
        stated = _STATED.match(heading)
        number = str(int(stated[1])) if stated else ""
        if not number:
            into.reject(where, f"a heading needs a number, as in *FIND 1, not {shown(heading)}")
        elif not text:
            into.reject(where, f"query {number} has no text")
        elif number in asked:
            into.reject(where, f"a query before it has the number {number} already")
        else:
            asked[number] = (text, where)
    return asked


def _judgements(found: Found, name: str, into: Gathered) -> Iterator[Judgement]:
    for where, line in found.lines(name):
        if not _NUMBERS.fullmatch(line):
            into.reject(where, f"a line must hold a query's number and its documents', not {shown(line)}")
            continue
        query, *documents = (str(int(number)) for number in line.split())
        yield from (Judgement(query, document, 1, where) for document in documents)
