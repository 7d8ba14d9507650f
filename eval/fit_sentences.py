"""Fits what turns the cross-encoder's logits into the log odds that a sentence answers.

Run over the training questions::

    python -m onrecord.eval.fit_sentences ../shared/data --questions 400 --articles 1200

Two kinds of questions: news quiz questions asked of an archive (``realtimeqa/train``; of a third of them the articles
that answer are left out), and questions with a paragraph given, half of them unanswerable
(``reader-train/squad2.json``). A sentence is right when it holds the answer; in an archive any that has the answer's
words is, since far more articles answer than are judged. Printed: the weights, and on held-aside questions how often
the best sentence is right, how well the confidence ranks right above wrong (AUROC), precision and coverage at
``--least``, and the calibration error.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from onrecord.eval.judge import Found, Judge
from onrecord.eval.loaders import load
from onrecord.eval.metrics import auroc, expected_calibration_error
from onrecord.eval.types import Question
from onrecord.index import Hit, NewsIndex, Passage
from onrecord.rag.read import SentenceReader
from onrecord.rag.rerank import CrossEncoder
from onrecord.rag.retrieve import Retriever

__all__ = ["main"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question: features of its sentences, shape (n, 4), and which of them are right."""

    source: str
    features: Floats
    right: npt.NDArray[np.bool_]


def main() -> None:
    """Parse the arguments, gather, fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--articles", type=int, default=1200)
    parser.add_argument("--paragraphs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--index", type=Path, help="a folder to keep the index of the drawn articles in, for another run"
    )
    parser.add_argument("--least", type=float, default=0.35, help="the confidence from which an answer is given")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311
    reader = SentenceReader(CrossEncoder())
    rows = list(_paragraphs(asked.data, reader, chance, asked.paragraphs))
    with tempfile.TemporaryDirectory() as folder:
        rows += _archive(asked.data, asked.index or Path(folder), reader, chance, asked.questions, asked.articles)
    chance.shuffle(rows)
    half = len(rows) // 2
    print(f"{len(rows)} questions, {sum(bool(row.right.any()) for row in rows)} with a right sentence among those read")
    weights = _fit(rows[:half])
    print("weights (intercept, logit, echo, focused, unfocused):", np.round(weights, 3).tolist())
    for name in ("all", "archive", "paragraph"):
        _report(name, [row for row in rows[half:] if name in ("all", row.source)], weights, asked.least)


def _paragraphs(data: Path, reader: SentenceReader, chance: random.Random, limit: int) -> Iterator[_Asked]:
    dataset = load(data / "reader-train" / "squad2.json")
    articles = {article.id: article for article in dataset.articles}
    judge = Judge(dataset.form)
    for question in chance.sample(dataset.questions, min(limit, len(dataset.questions))):
        article = replace(articles[question.given[0]], title="")
        hits = _scored(reader, question.text, [Hit(Passage(0, article.id, 1, 0, len(article.text)), article, 0.0)])
        yield _asked("paragraph", reader, question, hits, judge)


def _archive(
    data: Path, folder: Path, reader: SentenceReader, chance: random.Random, limit: int, articles: int
) -> Iterator[_Asked]:
    dataset = load(data / "realtimeqa" / "train")
    records = {article.id: article for article in dataset.articles}
    by_name = sorted(dataset.questions, key=lambda question: question.id)
    questions = chance.sample(by_name, min(limit, len(by_name)))
    unanswered = len(questions) // 3
    held = {article for question in questions[:unanswered] for article in question.relevant}
    wanted = {article for question in questions[unanswered:] for article in question.relevant} - held
    others = chance.sample(sorted(set(records) - wanted - held), max(0, articles - len(wanted)))
    judge = Judge(dataset.form)
    with NewsIndex.open(folder, create=True) as index:
        index.add(records[name] for name in sorted(wanted) + others)
        for question in questions:
            hits = Retriever(index, reader.scorer).search(question.text, as_of=question.asked)
            yield _asked("archive", reader, question, hits, judge)


def _asked(source: str, reader: SentenceReader, question: Question, hits: list[Hit], judge: Judge) -> _Asked:
    found = reader.evidence(question.text, hits)
    features = np.array([e.features() for e in found], np.float64).reshape(len(found), 4)
    pieces = [Found(e.hit.article.id, e.start, e.end, e.text) for e in found]
    return _Asked(source, features, np.array([judge.answers(question, piece) for piece in pieces], bool))


def _scored(reader: SentenceReader, question: str, hits: list[Hit]) -> list[Hit]:
    scores = reader.scorer.score(question, [hit.text for hit in hits])
    return [Hit(h.passage, h.article, s, {"rerank": s}) for h, s in zip(hits, scores, strict=True)]


def _fit(rows: list[_Asked]) -> Floats:
    """Logistic regression of "right" on the features, each question's best three sentences by logit, so that the odds
    are those of a sentence that could be chosen."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    chosen = [(row.features[i], row.right[i]) for row in rows for i in np.argsort(-row.features[:, 0])[:3]]
    model = LogisticRegression(C=10.0).fit(np.array([f for f, _ in chosen]), np.array([r for _, r in chosen]))
    return np.concatenate([model.intercept_, model.coef_[0]])


def _report(name: str, rows: list[_Asked], weights: Floats, least: float) -> None:
    best, right = [], []
    for row in rows:
        odds = weights[0] + row.features @ weights[1:]
        top = int(np.argmax(odds))
        best.append(float(1 / (1 + np.exp(-odds[top]))))
        right.append(bool(row.right[top]))
    sure, good = np.array(best), np.array(right)
    able = np.array([bool(row.right.any()) for row in rows])
    given = sure >= least
    print(
        f"{name:9} n={len(rows)} best sentence right {good.sum()}/{able.sum()} answerable, "
        f"AUROC {auroc(best, right):.3f}, at {least}: precision {good[given].mean():.3f}, "
        f"answered {given[able].mean():.3f} of answerable, {given[~able].mean():.3f} of the rest, "
        f"ECE {expected_calibration_error(best, right):.3f}"
    )


if __name__ == "__main__":
    main()
