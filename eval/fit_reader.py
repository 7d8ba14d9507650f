"""Fits what turns a reader's findings into the log odds that a quote answers, and what risk each confidence bears.

Run over the training questions::

    python -m onrecord.eval.fit_reader ../shared/data

Five kinds of questions. News quiz questions asked of an archive that has what answers (``realtimeqa/train``, 2023); of
other years, asked of the same archive, which mostly has not; those of the first kind with a name or a number put in the
place of one of theirs, which nothing answers; and questions with a paragraph given, half of them unanswerable, of the
articles that the reader's training leaves aside (``reader-train/squad2.json``); and conversations made of such
questions (``made_talks``), asked of all paragraphs together, after right answers. A quote is right when it holds the
answer's words; in an archive any that has them is, since far more articles answer than are judged.

Printed: for each feature the weight by which quotes are ranked, and that of their log odds, for ``onrecord.rag.read``;
the confidence to answer from at each risk, for ``onrecord.rag.risk``; and of questions that were not
fitted to (in five parts, each by the weights of the other four): how often the first quote is right, how well the
confidence ranks right above wrong (AUROC), and the calibration error.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import track

from onrecord.eval.archive import built
from onrecord.eval.judge import Found, Judge
from onrecord.eval.listwise import listwise
from onrecord.eval.loaders import load
from onrecord.eval.made_talks import made_talks
from onrecord.eval.metrics import auroc, expected_calibration_error
from onrecord.eval.train_reader.changed import with_another
from onrecord.eval.train_reader.config import CONFIG, Config
from onrecord.eval.train_reader.data import held
from onrecord.eval.types import Dataset, Question
from onrecord.index import Article, Filters
from onrecord.rag import Turn
from onrecord.rag.evidence import FEATURES, Evidence
from onrecord.rag.read import SpanReader
from onrecord.rag.retrieve import Retriever

__all__ = ["SINCE", "main", "part"]

Floats = npt.NDArray[np.float64]
_errors = Console(stderr=True, highlight=False)
SINCE = "2023-01-01"
_PARTS = 5
_READ = 10  # passages
_PULL = 0.01  # towards zero, L2
# What says which quote is the likeliest, and not how likely: it tells apart kinds of questions, some of them put in the
# passage's own words, and among questions of one kind the odds are better without.
_ORDERING = ("rerank", "echo", "misfit", "asked")
_RISKS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: the features of its quotes, (n, features), and which of them are right."""

    source: str
    features: Floats
    right: npt.NDArray[np.bool_]


def main() -> None:
    """Parse the arguments, gather, fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=2000, help="in the archive that is asked")
    parser.add_argument("--questions", type=int, default=400, help="that it answers, at most")
    parser.add_argument("--others", type=int, default=200, help="that it does not, of either kind, at most")
    parser.add_argument("--paragraphs", type=int, default=300)
    parser.add_argument("--talks", type=int, default=100, help="conversations")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311
    rows = list(_archive(asked.data, chance, asked.articles, asked.questions, asked.others))
    rows += _given(asked.data, chance, asked.paragraphs)
    rows += _talked(asked.data, asked.talks)
    chance.shuffle(rows)
    print(f"{len(rows)} questions, {sum(bool(row.right.any()) for row in rows)} with a right quote among those read")
    ranking = _ranked(rows)
    for name, place, weight in zip(FEATURES, ranking, _odds(rows, ranking)[1:], strict=True):
        print(f"    ({place:.3f}, {weight:.3f}),  # {name}")
    print(f"intercept {_odds(rows, ranking)[0]:.3f}")
    sure, right, able = _held_out(rows)
    for source in ("all", *sorted({row.source for row in rows})):
        some = np.array([source in ("all", row.source) for row in rows])
        _report(source, sure[some], right[some], able[some])
    before = 1.0
    for risk in _RISKS:
        least = _least(sure, right, risk)
        if least < before:
            before = least
            print(f"    ({risk}, {least:.3f}),  # {np.mean(sure >= least):.3f} of all are answered")


def part(dataset: Dataset, articles: int) -> list[Article]:
    """The articles of an archive to fit on: of ``SINCE`` and later, those that answer its questions, and others."""
    late = [article for article in dataset.articles if (article.day or "") >= SINCE]
    relevant = {name for one in dataset.questions if (one.asked or "") >= SINCE for name in one.relevant}
    rest = [article for article in late if article.id not in relevant]
    random.Random(3).shuffle(rest)  # noqa: S311
    chosen = [article for article in late if article.id in relevant][: articles * 11 // 20]
    return chosen + rest[: articles - len(chosen)]


def _archive(data: Path, chance: random.Random, articles: int, limit: int, others: int) -> Iterator[_Asked]:
    dataset = load(data / "realtimeqa" / "train")
    chosen = part(dataset, articles)
    there = {article.id for article in chosen}
    able = [one for one in dataset.questions if (one.asked or "") >= SINCE and there.intersection(one.relevant)]
    unable = [one for one in dataset.questions if not there.intersection(one.relevant)]
    judge, reader = Judge(dataset.form), SpanReader()
    with built(chosen) as (index, _):
        retriever = Retriever(index)
        kinds = {
            "archive": chance.sample(able, min(limit, len(able))),
            "elsewhere": chance.sample(unable, min(others, len(unable))),
            "changed": list(_changed(chance.sample(able, min(others, len(able))), able, chance)),
        }
        for source, questions in kinds.items():
            for question in track(questions, description=source, console=_errors, transient=True):
                yield _asked(source, retriever, reader, question, None if source == "changed" else judge)


def _given(data: Path, chance: random.Random, limit: int) -> Iterator[_Asked]:
    dataset = load(data / "reader-train" / "squad2.json")
    titles = {article.id: article.id.rpartition("#")[0] or article.id for article in dataset.articles}
    left = held(set(titles.values()), Config.read(CONFIG).data.aside)
    questions = [one for one in dataset.questions if titles[one.given[0]] in left]
    judge, reader = Judge(dataset.form), SpanReader()
    with built([replace(article, title="") for article in dataset.articles if titles[article.id] in left]) as (
        index,
        _,
    ):
        retriever = Retriever(index)
        chosen = chance.sample(questions, min(limit, len(questions)))
        for question in track(chosen, description="paragraph", console=_errors, transient=True):
            yield _asked("paragraph", retriever, reader, question, judge, Filters(articles=question.given))


def _talked(data: Path, count: int) -> Iterator[_Asked]:
    """Later turns of conversations about paragraphs that the reader was not trained on."""
    articles, talks = made_talks(data, count, seed=2, aside=True)
    texts = {article.id: article for article in articles}
    judge, reader = Judge("squad"), SpanReader()
    with built(articles) as (index, _):
        retriever = Retriever(index)
        for talk in track(talks, description="talk", console=_errors, transient=True):
            history: list[Turn] = []
            for said in talk:
                understood = retriever.understand(said.question, history)
                if history:
                    hits = retriever.best(understood, retriever.candidates(understood, count=_READ), _READ)
                    found = reader.evidence(understood.query, hits, understood.said)
                    yield _judged("talk", found, judge, said.of)
                if said.of.answerable:
                    history.append(said.turn(understood.query, texts[said.article]))


def _changed(questions: Sequence[Question], others: Sequence[Question], chance: random.Random) -> Iterator[Question]:
    """The questions with another name or number in the place of one of theirs."""
    for question in questions:
        text = with_another(question.text, "", [other.text for other in others], chance)
        if text:
            yield replace(question, text=text)


def _asked(
    source: str,
    retriever: Retriever,
    reader: SpanReader,
    question: Question,
    judge: Judge | None,
    filters: Filters | None = None,
) -> _Asked:
    """A question's quotes; all are wrong where there is no judge."""
    hits = retriever.search(question.text, filters=filters, as_of=question.asked)
    return _judged(source, reader.evidence(question.text, hits), judge, question)


def _judged(source: str, found: Sequence[Evidence], judge: Judge | None, question: Question) -> _Asked:
    pieces = [Found(e.hit.article.id, e.start, e.end, e.hit.article.text[e.start : e.end]) for e in found]
    right = [judge is not None and judge.answers(question, piece) for piece in pieces]
    features = np.array([one.features for one in found], np.float64).reshape(len(found), len(FEATURES))
    return _Asked(source, features, np.array(right, bool))


def _ranked(rows: Sequence[_Asked]) -> Floats:
    """Weights by which a question's right quotes stand first."""
    scale = _scale(rows)
    return listwise([(row.features * scale, row.right) for row in rows], _PULL) * scale


def _odds(rows: Sequence[_Asked], ranking: Floats) -> Floats:
    """Weights, the intercept first, that make the log odds of the quote that a ranking puts first: logistic regression.
    Those of ``_ORDERING`` are 0."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    scale = _scale(rows) * [name not in _ORDERING for name in FEATURES]
    some = [(row, int(np.argmax(row.features @ ranking))) for row in rows if len(row.right)]
    features = np.array([row.features[best] for row, best in some])
    right = np.array([row.right[best] for row, best in some])
    model = LogisticRegression(C=1 / (_PULL * len(right)), max_iter=2000).fit(features * scale, right)
    return np.concatenate([model.intercept_, model.coef_[0] * scale])


def _scale(rows: Sequence[_Asked]) -> Floats:
    """What brings every feature to a spread of one."""
    spread: Floats = np.concatenate([row.features for row in rows]).std(0)
    return 1 / (spread + 1e-6)


def _held_out(rows: Sequence[_Asked]) -> tuple[Floats, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Of each question, by the weights of the other parts: the first quote's probability, whether it is right, and
    whether any is."""
    sure, right = np.zeros(len(rows)), np.zeros(len(rows), bool)
    for number in range(_PARTS):
        others = [row for place, row in enumerate(rows) if place % _PARTS != number]
        ranking = _ranked(others)
        weights = _odds(others, ranking)
        for place in range(number, len(rows), _PARTS):
            row = rows[place]
            if len(row.right):
                best = int(np.argmax(row.features @ ranking))
                sure[place] = 1 / (1 + np.exp(-weights[0] - row.features[best] @ weights[1:]))
                right[place] = row.right[best]
    return sure, right, np.array([bool(row.right.any()) for row in rows])


def _least(sure: Floats, right: npt.NDArray[np.bool_], risk: float) -> float:
    """The lowest confidence from which no more than this share of the answers is wrong."""
    order = np.argsort(-sure, kind="stable")
    wrong = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    borne = np.flatnonzero(wrong <= risk)
    return float(sure[order[borne[-1]]]) if len(borne) else 1.0


def _report(name: str, sure: Floats, right: npt.NDArray[np.bool_], able: npt.NDArray[np.bool_]) -> None:
    error = expected_calibration_error(sure.tolist(), right.tolist())
    ranked = auroc(sure.tolist(), right.tolist()) if 0 < right.sum() < len(right) else float("nan")
    print(
        f"{name:9} n={len(sure)}: first quote right {right.sum()} of {able.sum()} that could be, AUROC {ranked:.3f},"
        f" calibration error {error:.3f}"
    )


if __name__ == "__main__":
    main()
