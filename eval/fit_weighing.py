"""Fits what is added to a reranker's logit: how recent an article is, how passages were found, where they stand.

Run over the training questions::

    python -m onrecord.eval.fit_weighing ../shared/data

News quiz questions of 2023 asked of an archive of that year (``realtimeqa/train``), the day asked given. A listwise
logistic regression (ListNet's top-one probabilities: Cao et al., ICML 2007) over each question's candidates: passages
that hold the answer, in articles that were judged to where there are such, against the others. Printed: the weights,
the reranker's own as 1, as ``onrecord.rag.weighing`` and ``onrecord.rag.reranking`` have them; and how often a passage
that holds the answer stands first, and among the first five: by the reranker alone, by weights fitted to the other half
of the questions, and as the system has it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import track

from onrecord.eval.archive import built
from onrecord.eval.asking import found_of, itself
from onrecord.eval.fit_reader import SINCE, part
from onrecord.eval.judge import Judge
from onrecord.eval.listwise import listwise
from onrecord.eval.loaders import load
from onrecord.index import Hit
from onrecord.rag.exact import share
from onrecord.rag.retrieve import Retriever
from onrecord.rag.understood import Understood
from onrecord.rag.weighing import recent

__all__ = ["main"]

Floats = npt.NDArray[np.float64]
_PARTS = ("reranker", "fused", "scored", "recent", "of the week", "lead", "exact")
_PULL = 0.02  # towards zero, L2
_errors = Console(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question's candidates: features (n, 7), the system's own scores, and which hold the answer, or are right."""

    features: Floats
    own: Floats
    holds: npt.NDArray[np.bool_]
    right: npt.NDArray[np.bool_]


def main() -> None:
    """Parse the arguments, gather, fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=2000, help="in the archive that is asked")
    parser.add_argument("--depth", type=int, default=40, help="candidates of a question")
    asked = parser.parse_args()
    rows = _gathered(asked.data, asked.articles, asked.depth)
    random.Random(1).shuffle(rows)  # noqa: S311
    print(f"{len(rows)} questions, {sum(bool(row.right.any()) for row in rows)} with a right passage among those read")
    weights = _fit(rows)
    for name, weight in zip(_PARTS, weights / weights[0], strict=True):
        print(f"{name:12} {weight:8.2f}")
    half = len(rows) // 2
    fitted = [(row, row.features @ _fit(rows[half:])) for row in rows[:half]]
    fitted += [(row, row.features @ _fit(rows[:half])) for row in rows[half:]]
    _report("reranker alone", [(row, row.features[:, 0]) for row in rows])
    _report("fitted", fitted)
    _report("as it is", [(row, row.own) for row in rows])


def _gathered(data: Path, articles: int, depth: int) -> list[_Asked]:
    dataset = load(data / "realtimeqa" / "train")
    chosen = part(dataset, articles)
    there = {article.id for article in chosen}
    questions = [one for one in dataset.questions if (one.asked or "") >= SINCE and there.intersection(one.relevant)]
    judge, rows = Judge(dataset.form), []
    with built(chosen) as (index, _):
        retriever = Retriever(index, rerank=depth)
        for question in track(questions, console=_errors, transient=True):
            understood = retriever.understand(question.text, as_of=question.asked)
            found = retriever.candidates(understood, as_of=question.asked, count=depth)
            hits = [hit for hit in retriever.best(understood, found, depth) if "rerank" in hit.signals]
            features = np.array([_features(understood, hit, str(question.asked)) for hit in hits])
            holds = np.array([judge.answers(question, found_of(hit, itself)) for hit in hits], bool)
            right = holds & np.array([hit.article.id in question.relevant for hit in hits], bool)
            own = np.array([hit.score for hit in hits])
            if hits:
                rows.append(_Asked(features, own, holds, right if right.any() else holds))
    return rows


def _features(understood: Understood, hit: Hit, asked: str) -> list[float]:
    words = [understood.query[start:end] for start, end in understood.exact]
    aged, young = recent(hit.article.day, asked) if hit.article.day else (0.0, 0.0)
    exact = share(words, f"{hit.article.title}\n{hit.text}")
    lead = float(hit.passage.start == 0)
    fused, scored = (hit.signals.get(name, 0.0) for name in ("fused", "scored"))
    return [hit.signals["rerank"], fused, scored, aged, young, lead, exact]


def _fit(rows: Sequence[_Asked]) -> Floats:
    scale = np.ones(len(_PARTS))
    scale[1] = 100.0  # ranks are hundredths
    return listwise([(row.features * scale, row.right) for row in rows], _PULL) * scale


def _report(name: str, scored: Sequence[tuple[_Asked, Floats]]) -> None:
    places = [row.holds[np.argsort(-scores, kind="stable")] for row, scores in scored]
    first, five = (float(np.mean([held[:count].any() for held in places])) for count in (1, 5))
    print(f"{name:15} the answer in the first {first:.3f}, in the first five {five:.3f}")


if __name__ == "__main__":
    main()
