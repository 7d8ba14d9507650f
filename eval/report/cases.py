"""Single questions with what came of them, worst first: where the main system of a run fails."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from textwrap import shorten
from typing import Any

from onrecord.eval.report.measures import HEADLINES
from onrecord.eval.report.numbers import day, ratio
from onrecord.eval.types import Record

__all__ = ["Case", "Hit", "Pieces", "Source", "cases", "plain", "score_of"]

_LONGEST = 1500  # characters of any one text; a whole article as an expected answer would swamp the page
_HITS = 5
_EXCERPT = 110


@dataclass(frozen=True, slots=True)
class Source:
    """An article as it is named under a quote."""

    title: str
    byline: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: its article, and how the passage begins, since an article may have several."""

    title: str
    byline: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Pieces:
    """A quote in three: what stands before the answering words, those words, and what stands after them."""

    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question as the page shows it. All text is plain.

    ``query`` is what was searched for, where it differs from the question. ``nothing`` says that the set knows of no
    answer in the archive. ``declined`` says that there was no answer; ``said``, ``quote`` and ``source`` are then what
    would have been given. ``said`` is empty where all of the quote answers. ``more`` counts the further quotes.
    ``verdict`` says what became of it where no step ``lost`` the answer.
    """

    id: str
    question: str
    asked: str = ""
    query: str = ""
    expected: tuple[str, ...] = ()
    nothing: bool = False
    declined: bool = False
    said: str = ""
    quote: Pieces | None = None
    source: Source | None = None
    more: int = 0
    hits: tuple[Hit, ...] = ()
    confidence: str = ""
    lost: str = ""
    verdict: str = ""
    score: str = ""


def cases(records: Iterable[Record], task: str) -> list[Case]:
    """The questions of one system, worst first: those whose answer was lost, before them the ones that were answered
    wrongly, by falling confidence; then the rest, the lowest score first."""
    rows = list(records)
    metric = score_of(rows, task)
    ordered = sorted(rows, key=lambda record: _badness(record, metric))
    return [_case(record, metric, task) for record in ordered]


def score_of(records: Iterable[Record], task: str) -> str:
    """The metric that cases are scored by: words shared where there are answers, else the task's first figure that
    says most of a single question."""
    having = {name: None for record in records for name in record.scores}
    wanted = ("ndcg@10", "passage-ndcg@10", "answer-recall@5") if task == "retrieval" else ("f1",)
    return next((name for name in (*wanted, *HEADLINES.get(task, ()), *having) if name in having), "")


def plain(case: Case) -> dict[str, Any]:
    """A case as data for a script, without what is empty."""
    return {name: value for name, value in asdict(case).items() if value}


def _badness(record: Record, metric: str) -> tuple[bool, bool, float, float]:
    answered = not record.declined
    sure = record.confidence if record.confidence is not None and not math.isnan(record.confidence) else 0.0
    wrong = answered and not record.scores.get("right", not record.lost)
    score = record.scores.get(metric, 1.0)
    return (not record.lost, not wrong, -sure if record.lost else score, score if record.lost else -sure)


def _case(record: Record, metric: str, task: str) -> Case:
    cited = record.citations[0] if record.citations else record.best
    query = _cut(record.query)
    said = record.text or _text(cited, "answering")
    return Case(
        id=record.id,
        question=_cut(record.question),
        asked=day(record.asked),
        query="" if query.split() == _cut(record.question).split() else query,
        expected=tuple(_cut(text) for text in dict.fromkeys(record.expected)),
        nothing=record.able is False,
        declined=bool(record.declined),
        said="" if said == _text(cited, "quote") else _cut(said),
        quote=_pieces(cited) if cited else None,
        source=_source(cited) if cited else None,
        more=max(0, len(record.citations) - 1),
        hits=tuple(_hit(hit, record.relevant) for hit in record.hits[:_HITS]) if task == "retrieval" else (),
        confidence="" if record.confidence is None else ratio(record.confidence),
        lost=record.lost,
        verdict="" if record.lost else _verdict(record, task),
        score=ratio(record.scores[metric]) if metric in record.scores else "",
    )


def _verdict(record: Record, task: str) -> str:
    if task == "retrieval":
        return "found"
    if record.able is None:
        return "not judged"
    if not record.scores.get("right"):
        return "wrong"
    return "rightly declined" if record.able is False else "right"


def _pieces(cited: Mapping[str, Any]) -> Pieces:
    """A quote and its answering words, by the places the citation gives; where all of it answers, nothing is marked."""
    quote = _text(cited, "quote")
    focus: Sequence[int] | None = cited.get("focus")
    start, end = (at - cited["start"] for at in focus) if focus else (len(quote), len(quote))
    if len(quote) > _LONGEST:
        return Pieces(_cut(quote), "", "")
    return Pieces(quote[:start], quote[start:end], quote[end:])


def _source(article: Mapping[str, Any]) -> Source:
    outlet, when = _text(article, "outlet"), day(_text(article, "published"))
    name = _text(article, "title") or _text(article, "article_id")
    return Source(_cut(name), _cut(", ".join(filter(None, (outlet, when)))))


def _hit(passage: Mapping[str, Any], relevant: Sequence[str]) -> Hit:
    source = _source(passage)
    judged = "judged relevant" if passage.get("article_id") in relevant else ""
    return Hit(
        source.title,
        ", ".join(filter(None, (source.byline, judged))),
        shorten(_text(passage, "text"), _EXCERPT, placeholder=" …"),
    )


def _text(of: Mapping[str, Any] | None, name: str) -> str:
    return str((of or {}).get(name) or "")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …"
