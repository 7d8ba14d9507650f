"""SQuAD 1.1 and 2.0: paragraphs, and questions with the spans that answer them (Rajpurkar et al., 2016 and 2018).

Every paragraph is an article of its own, because questions are asked of one paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from onrecord.eval.loaders.fields import entries, fields, id_of, items, number, shown, spoken, words
from onrecord.eval.loaders.found import Found
from onrecord.eval.loaders.gathered import Gathered
from onrecord.eval.loaders.texts import RawText
from onrecord.eval.types import Mark, Question
from onrecord.index import Article, OnRecordError
from onrecord.index.dates import to_day
from onrecord.index.errors import DateError, SourceError
from onrecord.index.normalise import normalise, normalise_line

__all__ = ["LOOKS", "fits", "read"]

LOOKS = 'a JSON object whose list "data" holds entries with "paragraphs"'
_URL = re.compile(r"https?://\S+$")
_DAY = re.compile(r"/(\d{4})/(\d{1,2})/(\d{1,2})(?:/|$)")


@dataclass(frozen=True, slots=True)
class _Source:
    """What the paragraphs of one entry have in common."""

    id: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    published: str | None = None


def fits(found: Found) -> bool:
    """Whether a file is in this form."""
    return any(isinstance(entry, Mapping) and "paragraphs" in entry for entry in items(found.document, "data"))


def read(found: Found, into: Gathered) -> None:
    """Paragraphs as articles ``TITLE#1``, ``TITLE#2`` ... and their questions.

    A second entry of the same title is ``TITLE (2)``. A title that is a URL is the paragraphs' URL, and tells the
    outlet (its host) and the day where its path has one. A question of a file of version 2 is unanswerable where
    ``is_impossible`` says so or it has no answers; its plausible answers are not read. An answer that does not stand
    where the file says is rejected, and with the last of them the question.
    """
    data = found.document["data"]
    second = _second(found.document)
    taken: set[str] = set()
    for place, entry in enumerate(data):
        where = f"data[{place}]"
        try:
            source = _source(fields(entry, "an entry"), where, taken)
            paragraphs = entries(entry, "paragraphs")
        except OnRecordError as error:
            into.reject(where, error)
            continue
        taken.add(source.id)
        for inner, paragraph in enumerate(paragraphs):
            _paragraph(paragraph, f"{source.id}#{inner + 1}", source, second, f"{where}.paragraphs[{inner}]", into)


def _second(document: Mapping[str, Any]) -> bool:
    """Whether a file is of version 2: it says so, or its questions say whether they are impossible."""
    if re.match(r"v?2\b", str(document.get("version", ""))):
        return True
    paragraphs = [part for entry in document["data"] for part in items(entry, "paragraphs")]
    return any("is_impossible" in qa for part in paragraphs for qa in items(part, "qas") if isinstance(qa, Mapping))


def _source(entry: Mapping[str, Any], where: str, taken: set[str]) -> _Source:
    stated = normalise_line(words(entry, "title")) if entry.get("title") else ""
    name, again = stated or where, 1
    while name in taken:
        again += 1
        name = f"{stated} ({again})"
    if not _URL.match(stated):
        return _Source(name, " ".join(stated.replace("_", " ").split()))
    day = _DAY.search(urlsplit(stated).path)
    return _Source(name, "", stated, (urlsplit(stated).hostname or "").removeprefix("www."), _day(day))


def _day(found: re.Match[str] | None) -> str | None:
    """The day in a URL's path, where it is one: numbers there can mean anything."""
    try:
        return to_day("{}-{:0>2}-{:0>2}".format(*found.groups())) if found else None
    except DateError:
        return None


def _paragraph(paragraph: Any, name: str, source: _Source, second: bool, where: str, into: Gathered) -> None:
    try:
        context = RawText(words(fields(paragraph, "a paragraph"), "context"))
        questions = entries(paragraph, "qas")
        article = normalise(
            Article(name, source.title, context.raw, source.url, source.outlet, source.published),
        )
    except OnRecordError as error:
        into.reject(where, error)
        for inner in range(len(items(paragraph, "qas"))):
            into.reject(f"{where}.qas[{inner}]", f"its paragraph was rejected: {error}")
        return
    into.article(article, where)
    for inner, qa in enumerate(questions):
        place = f"{where}.qas[{inner}]"
        try:
            into.question(_question(qa, article.id, context, second, place, into), place)
        except OnRecordError as error:
            into.reject(place, error)


def _question(qa: Any, article: str, context: RawText, second: bool, where: str, into: Gathered) -> Question:
    qa = fields(qa, "a question")
    name, text = id_of(qa, "id"), spoken(qa, "question")
    impossible = qa.get("is_impossible", False)
    if not isinstance(impossible, bool):
        raise SourceError(f"the field is_impossible must be true or false, not {shown(impossible)}")
    stated = [] if impossible else entries(qa, "answers")
    if not stated:
        if not second:
            raise SourceError(f"question {shown(name)} has no answers, which a file of version 1.1 must give")
        return Question(name, text, answerable=False, given=(article,), group=article)
    spans = _spans(stated, context, where, into)
    if not spans:
        raise SourceError(f"none of the answers of question {shown(name)} can be used")
    return Question(
        name,
        text,
        answers=tuple(dict.fromkeys(context.text[start:end] for start, end in spans)),
        answerable=True,
        relevant={article: 1},
        given=(article,),
        marks=tuple(Mark(article, start, end) for start, end in spans),
        group=article,
    )


def _spans(answers: list[Any], context: RawText, where: str, into: Gathered) -> list[tuple[int, int]]:
    """The answers' places, each once, in order."""
    found: dict[tuple[int, int], None] = {}
    for inner, answer in enumerate(answers):
        try:
            text = words(fields(answer, "an answer"), "text")
            start = number(answer, "answer_start")
            span = context.marked(start, start + len(text), text)
            if span is not None:
                found[span] = None
        except OnRecordError as error:
            into.reject(f"{where}.answers[{inner}]", error)
    return list(found)
