"""CoQA: stories, and conversations about them, turn by turn (Reddy, Chen and Manning, 2019)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.eval.loaders.fields import entries, fields, id_of, items, number, shown, spoken, words
from onrecord.eval.loaders.found import Found
from onrecord.eval.loaders.gathered import Gathered
from onrecord.eval.loaders.texts import RawText
from onrecord.eval.types import Exchange, Mark, Question
from onrecord.index import Article, OnRecordError
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise, normalise_line, normalise_text

__all__ = ["LOOKS", "fits", "read"]

LOOKS = 'a JSON object whose list "data" holds entries with "story" and "questions"'
_FILE = re.compile(r"[/\\_]|\.\w{1,5}$|\.\d+$")
_MARKS = re.compile(r"[^\w\s]")


@dataclass(frozen=True, slots=True)
class _Reference:
    """One person's answer to one turn, and where in the story it is from."""

    text: str
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Story:
    article: Article
    domain: str
    text: RawText


def fits(found: Found) -> bool:
    """Whether a file is in this form."""
    return any(isinstance(entry, Mapping) and "story" in entry for entry in items(found.document, "data"))


def read(found: Found, into: Gathered) -> None:
    """Stories as articles, and every turn as a question ``STORY_turn`` with the turns before it as its history.

    ``answers`` keeps the answer and all additional answers, in order and with what is said twice, because CoQA's own
    scoring leaves each out in turn. "unknown" is an answer like any other there, so it stays among them too;
    ``answerable`` is False where more than half of the references say it. ``marks`` are the references' rationales.

    The label ``kind`` is by the first reference: ``yes/no``, ``unknown``, ``span`` where it stands in the story word
    for word (without regard to case and to a full stop at its end), else ``free``.
    """
    for place, entry in enumerate(found.document["data"]):
        where = f"data[{place}]"
        try:
            story = _story(fields(entry, "an entry"))
            turns, answers = entries(entry, "questions"), entries(entry, "answers")
            others = fields(entry.get("additional_answers") or {}, "the field additional_answers")
            for key in others:
                entries(others, key)
            if story.article.id in into.articles:
                raise SourceError(f"a story before it has the id {shown(story.article.id)} already")
        except OnRecordError as error:
            into.reject(where, error)
            for inner in range(len(items(entry, "questions"))):
                into.reject(f"{where}.questions[{inner}]", f"its story was rejected: {error}")
            continue
        into.article(story.article, where)
        given = [_references(answers, story.text, f"{where}.answers", into)]
        given += [_references(others[key], story.text, f"{where}.additional_answers.{key}", into) for key in others]
        _turns(story, turns, given, where, into)


def _story(entry: Mapping[str, Any]) -> _Story:
    text = RawText(words(entry, "story"))
    stated = entry.get("name")
    named = isinstance(stated, str) and stated != entry.get("filename") and not _FILE.search(stated)
    article = normalise(Article(id_of(entry, "id"), str(stated) if named else "", text.raw))
    return _Story(article, spoken(entry, "source") if entry.get("source") else "", text)


def _references(answers: list[Any], story: RawText, where: str, into: Gathered) -> dict[int, _Reference]:
    """One person's answers, by turn."""
    found: dict[int, _Reference] = {}
    for inner, answer in enumerate(answers):
        place = f"{where}[{inner}]"
        try:
            turn = number(fields(answer, "an answer"), "turn_id")
            text = normalise_text(words(answer, "input_text"))
            if turn in found:
                raise SourceError(f"an answer to turn {turn} stands before it")
        except OnRecordError as error:
            into.reject(place, error)
            continue
        span = None
        try:
            span = _rationale(answer, story)
        except OnRecordError as error:
            into.reject(f"{place}.span_start", f"the answer stays and its rationale goes: {error}")
        found[turn] = _Reference(text, span)
    return found


def _rationale(answer: Mapping[str, Any], story: RawText) -> tuple[int, int] | None:
    """Where the words are that an answer was drawn from; None where it has none (CoQA then writes -1)."""
    if "span_start" not in answer:
        return None
    start, end = number(answer, "span_start"), number(answer, "span_end")
    if start < 0:
        return None
    stated = answer.get("span_text")
    return story.marked(start, end, stated) if isinstance(stated, str) else story.span(start, end)


def _turns(story: _Story, turns: list[Any], given: list[dict[int, _Reference]], where: str, into: Gathered) -> None:
    history: list[Exchange] = []
    fault = ""
    for inner, entry in enumerate(turns):
        place = f"{where}.questions[{inner}]"
        try:
            turn = number(fields(entry, "a turn"), "turn_id")
            text = spoken(entry, "input_text")
            if fault:
                raise SourceError(f"it leans on {fault}, which was rejected")
            if turn not in given[0]:
                raise SourceError(f"there is no answer to turn {turn}")
        except OnRecordError as error:
            into.reject(place, error)
            fault = fault or f"questions[{inner}]"
            continue
        references = [answers[turn] for answers in given if turn in answers]
        if into.question(_question(story, turn, text, references, history), place):
            history.append(Exchange(text, references[0].text))


def _question(story: _Story, turn: int, text: str, given: list[_Reference], history: list[Exchange]) -> Question:
    name = story.article.id
    spans = dict.fromkeys(reference.span for reference in given if reference.span)
    unknown = sum(_plain(reference.text) == "unknown" for reference in given)
    return Question(
        id=f"{name}_{turn}",
        text=text,
        answers=tuple(reference.text for reference in given),
        answerable=unknown * 2 <= len(given),
        relevant={name: 1},
        given=(name,),
        marks=tuple(Mark(name, start, end) for start, end in spans),
        history=tuple(history),
        group=name,
        labels={"domain": story.domain, "turn": str(turn), "kind": _kind(given[0].text, story.article.text)},
    )


def _kind(answer: str, story: str) -> str:
    plain = _plain(answer)
    if plain in ("yes", "no"):
        return "yes/no"
    if plain == "unknown":
        return "unknown"
    exact = normalise_line(answer).rstrip(".").casefold()
    stands = re.search(rf"(?<!\w){re.escape(exact)}(?!\w)", normalise_line(story).casefold()) if exact else None
    return "span" if stands else "free"


def _plain(answer: str) -> str:
    return " ".join(_MARKS.sub(" ", answer.casefold()).split())
