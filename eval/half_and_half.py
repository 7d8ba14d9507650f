"""Does the confidence tell what an archive does not say? Questions of 2024, asked of news of 2024 and of older news.

    python -m onrecord.eval.half_and_half ../shared/data

As many quiz questions are asked of their own archive (``realtimeqa/dev``), where what answers is, as others of that of
2021-2023 (``realtimeqa/train``), which mostly has no answer: there every answer given counts as wrong. Printed: how
well the confidence tells the two halves apart, and right answers from all else (AUROC); and at each precision of the
answers given, what part of the questions that can be answered is answered.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from onrecord.eval.archive import built
from onrecord.eval.asking import Asking
from onrecord.eval.fit_reader import part
from onrecord.eval.judge import Judge
from onrecord.eval.loaders import load
from onrecord.eval.metrics import auroc
from onrecord.eval.types import Question, Record
from onrecord.index import Article
from onrecord.rag import Assistant, Retriever

__all__ = ["covered", "main"]

_errors = Console(stderr=True, highlight=False)
_PRECISIONS = (0.95, 0.9, 0.8, 0.7)


def main() -> None:
    """Parse the arguments, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--each", type=int, default=130, help="questions of each half")
    parser.add_argument("--articles", type=int, default=0, help="of the older archive, of 2023; 0 for all of it")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    new, old = (load(asked.data / "realtimeqa" / name) for name in ("dev", "train"))
    questions = [one for one in new.questions if one.relevant]
    random.Random(asked.seed).shuffle(questions)  # noqa: S311
    judge = Judge(new.form)
    own, other = questions[: asked.each], questions[asked.each : 2 * asked.each]
    able = list(_asked(new.articles, judge, own))
    older = part(old, asked.articles) if asked.articles else old.articles
    unable = list(_asked(older, judge, other))
    sure = [record.confidence or 0.0 for record in (*able, *unable)]
    right = [*(bool(record.right) for record in able), *(False for _ in unable)]
    halves = [True] * len(able) + [False] * len(unable)
    print(f"{len(able)} questions asked of their own archive, {len(unable)} of {len(older)} older articles")
    print(f"AUROC: {auroc(sure, halves):.3f} of the halves, {auroc(sure, right):.3f} of right answers")
    for precision in _PRECISIONS:
        print(f"at a precision of {precision:.2f}: {covered(sure, right, precision) / len(able):.3f} of the first half")
    given = [not record.declined for record in (*able, *unable)]
    print(f"as it is: {sum(given[: len(able)])} and {sum(given[len(able) :])} answered, {_share(given, right)} right")


def covered(sure: Sequence[float], right: Sequence[bool], precision: float) -> int:
    """How many right answers are given where the threshold is the lowest at which this share of those given is right.

    >>> covered([0.9, 0.8, 0.7, 0.6], [True, True, False, True], 0.75)
    3
    """
    order = np.argsort(-np.asarray(sure), kind="stable")
    good = np.cumsum(np.asarray(right)[order])
    borne = np.flatnonzero(good / np.arange(1, len(good) + 1) >= precision)
    return int(good[borne[-1]]) if len(borne) else 0


def _asked(articles: Sequence[Article], judge: Judge, questions: Sequence[Question]) -> Iterator[Record]:
    with built(articles) as (index, _):
        asking = Asking("onrecord", Assistant(index, retriever=Retriever(index, remember=0)), judge)
        for question in track(questions, console=_errors, transient=True):
            yield asking.record(question)


def _share(given: Sequence[bool], right: Sequence[bool]) -> str:
    answered = [good for said, good in zip(given, right, strict=True) if said]
    return f"{sum(answered) / len(answered):.3f}" if answered else "none"


if __name__ == "__main__":
    main()
