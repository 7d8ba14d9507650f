"""The nouns of an evaluation: a data set, its questions, what is known to be right, and what came of asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.index import Article, Rejected

__all__ = ["Dataset", "Exchange", "Mark", "Question", "Record"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A span that people marked: ``article.text[start:end]`` in the article's text as the index stores it."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """A turn before the question: what was asked, and the answer the data set gives to it (may be empty)."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question and everything the data set knows of it.

    Args:
        id: unique in its data set.
        text: as it is asked; it may lean on ``history``.
        answers: reference answers, several wordings of the same thing; empty where the set has none, or where the
            question is unanswerable.
        answerable: False where the archive is known not to answer it; None where nobody said.
        asked: the day it was asked, ``YYYY-MM-DD``.
        relevant: article ids with a grade above zero.
        given: article ids the reader is given in a reading test; empty where the set has no such thing.
        marks: spans that people marked as answering; any one of them will do.
        distractors: spans marked as tempting and wrong.
        history: the turns before it, oldest first.
        quote: verbatim words of a relevant article that answer, where the set gives them so; they become marks once the
            articles are known.
        rewrite: the same question as a person completed it, so that it stands alone; or empty.
        group: questions that lean on the same text, drawn together when an interval is estimated (a conversation, a
            paragraph); empty where the question stands for itself.
        labels: what figures are broken down by, such as ``{"domain": "cnn", "turn": "3"}``.
    """

    id: str
    text: str
    answers: tuple[str, ...] = ()
    answerable: bool | None = None
    asked: str | None = None
    relevant: Mapping[str, int] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    distractors: tuple[Mark, ...] = ()
    history: tuple[Exchange, ...] = ()
    quote: str = ""
    rewrite: str = ""
    group: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions, and the articles they are asked of.

    ``form`` says which format was recognised: ``squad``, ``coqa``, ``beir``, ``onestopqa``, ``trec``, ``smart`` or
    ``pairs``. ``articles`` is empty where the set brings none (pairs). ``sha256`` is of the files read. ``rejected``
    are records that were passed over, with their place.
    """

    name: str
    form: str
    questions: tuple[Question, ...]
    articles: tuple[Article, ...] = ()
    sha256: str = ""
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """What came of one question with one system.

    ``expected`` are the reference answers, ``relevant`` the ids of the articles that were judged to answer; ``able``
    says whether it can be answered, as far as the set tells. ``scores`` are numbers whose mean is a figure; a
    measure that does not apply is left out. ``best`` is the quote that was given, or would have been had nothing been
    declined; ``right`` says whether it answers, ``declined`` whether it was held back. ``hits`` are the passages found,
    best first; ``ranking`` the articles they come from. ``lost`` names the step that lost the answer, if one did.
    """

    id: str
    system: str
    question: str
    query: str = ""
    asked: str | None = None
    expected: tuple[str, ...] = ()
    relevant: tuple[str, ...] = ()
    able: bool | None = None
    group: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
    confidence: float | None = None
    right: bool | None = None
    declined: bool | None = None
    text: str = ""
    citations: Sequence[Mapping[str, Any]] = ()
    best: Mapping[str, Any] | None = None
    hits: Sequence[Mapping[str, Any]] = ()
    ranking: tuple[str, ...] = ()
    lost: str = ""
