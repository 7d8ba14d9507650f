"""A BEIR folder: articles, queries and judgements (Thakur et al., 2021), with what news sets add to a query's
``metadata``: the day it was asked, and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from onrecord.eval.loaders.fields import fields, id_of, parsed, shown, spoken, texts
from onrecord.eval.loaders.found import Found
from onrecord.eval.loaders.gathered import Gathered
from onrecord.eval.loaders.judged import judged, judgements, relevant
from onrecord.eval.types import Question
from onrecord.index import OnRecordError
from onrecord.index.dates import to_day
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise, normalise_line
from onrecord.index.sources.records import article_of

__all__ = ["LOOKS", "fits", "read", "read_articles"]

LOOKS = "a folder with articles.jsonl or corpus.jsonl, queries.jsonl, and judgements in qrels/*.tsv"
_ARTICLES = ("articles.jsonl", "corpus.jsonl")
_QUERIES = "queries.jsonl"
_LABELS = ("outlet", "kind", "domain")
_LONGEST_LABEL = 60  # characters


def fits(found: Found) -> bool:
    """Whether a folder is in this form: two of its three members are there, so that the third can be missed."""
    grades = any(_columns(found, name) == 3 for name in _qrels(found))
    return found.folder and sum((grades, bool(found.member(*_ARTICLES)), bool(found.member(_QUERIES)))) >= 2


def read(found: Found, into: Gathered) -> None:
    """Articles, and each query that has a judgement or an answer (the file holds the queries of all splits).

    Of several files of judgements ``test.tsv`` is taken, else ``dev.tsv``, else the only one. Nothing says that a
    query is unanswerable but ``answerable`` in its metadata.

    Raises:
        SourceError: a member is missing, or it is not clear which judgements are meant.
    """
    articles, queries = found.member(*_ARTICLES), found.member(_QUERIES)
    if articles is None:
        raise SourceError(f"{found.path} has neither articles.jsonl nor corpus.jsonl (nor either as .gz)")
    if queries is None:
        raise SourceError(f"{found.path} has no queries.jsonl (nor queries.jsonl.gz)")
    qrels = _chosen(found)
    read_articles(found, articles, into)
    asked = _queries(found, queries, into)
    grades = judged(
        judgements(found.lines(qrels), 3, into), {question.id for question, _ in asked}, into.articles, into
    )
    for question, where in asked:
        if question.id in grades or question.answers or question.answerable is not None:
            into.question(replace(question, relevant=relevant(grades.get(question.id, {}))), where)


def read_articles(found: Found, member: str, into: Gathered) -> None:
    """The articles of a file of JSON lines. What stands in a record's ``metadata`` counts as its fields."""
    for where, line in found.lines(member):
        try:
            record = fields(parsed(line), "an article")
            within = record.get("metadata")
            article = normalise(article_of({**(within if isinstance(within, Mapping) else {}), **record}))
        except OnRecordError as error:
            into.reject(where, error)
            continue
        into.article(article, where)


def _qrels(found: Found) -> list[str]:
    return [name for name in found.files if name.startswith("qrels/") and name.endswith((".tsv", ".tsv.gz"))]


def _columns(found: Found, name: str) -> int:
    return len(next((line for line in found.head(name).splitlines() if line.strip()), "").split())


def _chosen(found: Found) -> str:
    files = _qrels(found)
    chosen = found.member("qrels/test.tsv", "qrels/dev.tsv") or (files[0] if len(files) == 1 else None)
    if chosen is None:
        there = ", ".join(files) or "no such file"
        raise SourceError(f"{found.path} needs qrels/test.tsv, qrels/dev.tsv or one other qrels/*.tsv; it has {there}")
    return chosen


def _queries(found: Found, member: str, into: Gathered) -> list[tuple[Question, str]]:
    asked: dict[str, tuple[Question, str]] = {}
    for where, line in found.lines(member):
        try:
            question = _question(fields(parsed(line), "a query"))
            if question.id in asked:
                raise SourceError(f"a query before it has the id {shown(question.id)} already")
        except OnRecordError as error:
            into.reject(where, error)
            continue
        asked[question.id] = (question, where)
    return list(asked.values())


def _question(record: Mapping[str, Any]) -> Question:
    more = fields(record.get("metadata") or {}, "the field metadata")
    answerable, asked = more.get("answerable"), more.get("asked")
    if not (answerable is None or isinstance(answerable, bool)):
        raise SourceError(f"the field answerable must be true or false, not {shown(answerable)}")
    if not (asked is None or isinstance(asked, str)):
        raise SourceError(f"the field asked must hold a date, not {shown(asked)}")
    answers = (*texts(more.get("answer"), "answer"), *texts(more.get("answers"), "answers"))
    return Question(
        id=id_of(record, "_id", "id"),
        text=spoken(record, "text"),
        answers=tuple(dict.fromkeys(answers)),
        answerable=answerable,
        asked=to_day(asked),
        labels={name: normalise_line(more[name]) for name in _LABELS if _short(more.get(name))},
    )


def _short(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST_LABEL
