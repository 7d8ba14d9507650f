"""OneStopQA: Guardian articles at three reading levels, and questions with the spans that answer and that mislead
(Berzak, Malmaud and Levy, 2020)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.eval.loaders.fields import entries, fields, id_of, number, parsed, shown, spoken, texts, words
from onrecord.eval.loaders.found import Found
from onrecord.eval.loaders.gathered import Gathered
from onrecord.eval.loaders.texts import RawText
from onrecord.eval.types import Mark, Question
from onrecord.index import Article, OnRecordError
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise, normalise_line

__all__ = ["LOOKS", "fits", "read"]

LOOKS = 'JSON lines with "question", "answers", and "levels" of a paragraph with their spans'
_JOIN = "\n\n"
_Place = tuple[str, str]  # an article and a level
_Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Level:
    """A paragraph at one level, and the spans in it as the index stores it."""

    text: str
    critical: _Spans
    distractor: _Spans


@dataclass(frozen=True, slots=True)
class _Line:
    """One question with its paragraph."""

    where: str
    article: str
    title: str
    paragraph: int
    place: int
    question: str
    answer: str
    levels: Mapping[str, _Level]


def fits(found: Found) -> bool:
    """Whether a file is in this form."""
    return any("levels" in record and "question" in record for record in found.records)


def read(found: Found, into: Gathered) -> None:
    """For each article and level an article ``ARTICLE/LEVEL``, its paragraphs in order with a blank line between, and
    for each line a question ``ARTICLE#paragraph#q_index``.

    The first answer is the right one, the one that the critical span supports; the others are made to tempt (the
    distractor span supports the third). Marks and distractors are those of all levels.
    """
    paragraphs: dict[tuple[_Place, int], str] = {}
    lines: list[_Line] = []
    for where, raw in found.lines(found.only):
        try:
            line = _line(fields(parsed(raw), "a line"), where)
            for level, part in line.levels.items():
                known = paragraphs.get(((line.article, level), line.paragraph), part.text)
                if known != part.text:
                    raise SourceError(
                        f"paragraph {line.paragraph} of {shown(line.article)} has another text at level {level} than "
                        f"on a line before: {shown(part.text)}"
                    )
        except OnRecordError as error:
            into.reject(where, error)
            continue
        lines.append(line)
        paragraphs |= {((line.article, level), line.paragraph): part.text for level, part in line.levels.items()}
    starts = _articles(lines, paragraphs, into)
    for line in lines:
        into.question(_question(line, starts), line.where)


def _line(record: Mapping[str, Any], where: str) -> _Line:
    answers = texts(entries(record, "answers")[:1], "answers")
    if not answers:
        raise SourceError("the first of the field answers must be the right answer; there is none")
    levels = fields(record.get("levels"), "the field levels")
    if not levels:
        raise SourceError("the field levels is empty: it must hold the paragraph")
    title = spoken(record, "title") if record.get("title") else ""
    return _Line(
        where,
        id_of(record, "article"),
        title,
        number(record, "paragraph"),
        number(record, "q_index"),
        spoken(record, "question"),
        answers[0],
        {normalise_line(level): _level(fields(levels[level], f"level {level}")) for level in levels},
    )


def _level(record: Mapping[str, Any]) -> _Level:
    text = RawText(words(record, "text"))
    return _Level(text.text, _spans(record, "critical", text), _spans(record, "distractor", text))


def _spans(record: Mapping[str, Any], field: str, text: RawText) -> _Spans:
    found: dict[tuple[int, int], None] = {}
    for pair in entries(record, field) if field in record else []:
        if not (isinstance(pair, list) and len(pair) == 2 and all(type(edge) is int for edge in pair)):
            raise SourceError(f"a {field} span must be a start and an end, not {shown(pair)}")
        span = text.span(*pair)
        if span is not None:
            found[span] = None
    return tuple(found)


def _articles(
    lines: list[_Line], paragraphs: Mapping[tuple[_Place, int], str], into: Gathered
) -> dict[tuple[_Place, int], int]:
    """Takes the articles; where each paragraph starts in its own."""
    starts: dict[tuple[_Place, int], int] = {}
    wholes: dict[_Place, tuple[_Line, list[int]]] = {}
    for line in lines:
        for level in line.levels:
            numbers = wholes.setdefault((line.article, level), (line, []))[1]
            if line.paragraph not in numbers:
                numbers.append(line.paragraph)
    for place, (line, numbers) in wholes.items():
        start, parts = 0, []
        for paragraph in sorted(numbers):
            starts[place, paragraph] = start
            parts.append(paragraphs[place, paragraph])
            start += len(parts[-1]) + len(_JOIN)
        into.article(normalise(Article("/".join(place), line.title, _JOIN.join(parts))), line.where)
    return starts


def _question(line: _Line, starts: Mapping[tuple[_Place, int], int]) -> Question:
    critical: list[Mark] = []
    distractor: list[Mark] = []
    for level, part in line.levels.items():
        first = starts[(line.article, level), line.paragraph]
        name = f"{line.article}/{level}"
        critical += [Mark(name, first + start, first + end) for start, end in part.critical]
        distractor += [Mark(name, first + start, first + end) for start, end in part.distractor]
    group = f"{line.article}#{line.paragraph}"
    articles = tuple(f"{line.article}/{level}" for level in line.levels)
    return Question(
        id=f"{group}#{line.place}",
        text=line.question,
        answers=(line.answer,),
        answerable=True,
        relevant=dict.fromkeys(articles, 1),
        given=articles,
        marks=tuple(critical),
        distractors=tuple(distractor),
        group=group,
    )
