"""What each step of a search is worth and costs: ``python -m onrecord.eval.ablation SET``.

The same questions of one archive, searched by the system with one step after another put to it, and by the whole
system with one step left out. Prints a table: whether a reference answer stands in the first passage, in the first five
(where answers are known), reciprocal rank and average precision of articles (where these are judged), milliseconds a
question. In brackets: 95 % intervals by bootstrap over questions.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track

from onrecord.eval import machine
from onrecord.eval.archive import built
from onrecord.eval.asking import found_of, itself
from onrecord.eval.judge import Judge
from onrecord.eval.loaders import load
from onrecord.eval.metrics import interval
from onrecord.eval.searching import BOTH, plain
from onrecord.eval.tables import table
from onrecord.eval.types import Question
from onrecord.index import Hit, NewsIndex
from onrecord.rag.fusion import collapse, fuse
from onrecord.rag.reranking import USUAL
from onrecord.rag.retrieve import FAST, Retriever, read
from onrecord.rag.understood import ASPECTS, Aspect

__all__ = ["main", "measured", "printed", "steps"]

_MEASURES = ("answer-recall@1", "answer-recall@5", "recall@1", "recall@5", "mrr@10", "map")
_FIRST = 20  # hits judged
Search = Callable[[str, str | None], list[Hit]]
_errors = Console(stderr=True, highlight=False)


def steps(index: NewsIndex) -> Iterator[tuple[str, Search]]:
    """The searches by name, each without the memory of the one before."""
    depth = Retriever(index).depth
    yield "words (BM25)", lambda query, _: index.search(query, depth, by="lexical")
    yield "meaning (dense)", lambda query, _: index.search(query, depth, by="dense")
    yield "both, by normalised scores", lambda query, _: _by_scores(index, query, depth)
    yield "both, by ranks", lambda query, _: plain(Retriever(index), query)
    fused = Retriever(index, rerank=0, remember=0)
    yield "and the day asked", lambda query, day: fused.search(query, _FIRST, as_of=day, ignore=ASPECTS)
    yield "and what the question states", lambda query, day: fused.search(query, _FIRST, as_of=day)
    for count in (FAST, 16, USUAL, Retriever(index).rerank):
        whole = Retriever(index, rerank=count, remember=0)
        yield f"and {count} reranked", _whole(whole)
    whole = Retriever(index, remember=0)
    for aspect in ASPECTS[1:3] + ASPECTS[-1:]:
        yield f"all, without {aspect}", _ignoring(whole, aspect)
    yield "all, without the day asked", lambda query, _: whole.search(query, _FIRST)


def _whole(retriever: Retriever) -> Search:
    return lambda query, day: retriever.search(query, _FIRST, as_of=day)


def _ignoring(retriever: Retriever, aspect: Aspect) -> Search:
    return lambda query, day: retriever.search(query, _FIRST, as_of=day, ignore=(aspect,))


def _by_scores(index: NewsIndex, query: str, depth: int) -> list[Hit]:
    """Both rankings' scores brought to between 0 and 1 and added."""
    now = index.snapshot()
    fused = fuse({by: now.ranked(query, depth, by=by) for by in BOTH})
    fused.sort(key=lambda one: (-one.signals["scored"], BOTH[0] not in one.signals))
    return collapse(read(now, fused, None))


def measured(name: str, search: Search, questions: Sequence[Question], judge: Judge, dates: bool) -> list[str]:
    """A row of the table."""
    scores: dict[str, list[float]] = {}
    took = []
    for question in track(questions, description=name, console=_errors, transient=True):
        start = time.perf_counter()
        hits = search(question.rewrite or question.text, question.asked if dates else None)
        took.append(1000 * (time.perf_counter() - start))
        found = [found_of(hit, itself) for hit in hits[:_FIRST]]
        for measure, value in judge.retrieval(question, found, lambda _: []).items():
            scores.setdefault(measure, []).append(value)
    row = [name]
    for measure in _MEASURES:
        values = scores.get(measure, [])
        low, high = interval(values, [""] * len(values)) if values else (0.0, 0.0)
        row.append(f"{np.mean(values):.3f} [{low:.3f}, {high:.3f}]" if values else "")
    return [*row, f"{np.median(took):.0f} / {np.quantile(took, 0.95):.0f}"]


def printed(data: Path, limit: int | None = None, *, dates: bool = True, only: Sequence[str] = ()) -> str:
    """The table of a set, with a line above it that says what was asked and where.

    Args:
        data: a set with articles and questions.
        limit: how many of these, a random sample; None for all.
        dates: whether the day asked is given, where the set has it.
        only: words of which a step's name has one, where not all steps are wanted.

    Raises:
        SourceError: the set cannot be read.
    """
    dataset = load(data)
    questions = [question for question in dataset.questions if not question.history]
    random.Random(0).shuffle(questions)  # noqa: S311
    questions = questions[:limit]
    dates = dates and any(question.asked for question in questions)
    with built(dataset.articles) as (index, _):
        Retriever(index).search("What was reported?")  # models are loaded before anything is timed
        rows = [
            measured(name, search, questions, Judge(dataset.form), dates)
            for name, search in steps(index)
            if not only or any(word in name for word in only)
        ]
        known = machine.machine()
        asked = f"{dataset.name}: {len(questions)} questions, {index.passages} passages"
        where = f"{known['processor']}, {known['cores']} cores"
    used = [0, *(i for i in range(1, len(rows[0]) - 1) if any(row[i] for row in rows)), len(rows[0]) - 1]
    heads = ["step", *_MEASURES, "ms p50 / p95"]
    body = table([heads[i] for i in used], [[row[i] for i in used] for row in rows])
    return f"{asked}; the day asked {'' if dates else 'not '}given; {where}\n\n{body}"


def main() -> None:
    """Parse the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="a set with articles and questions")
    parser.add_argument("--limit", type=int, help="a random sample of so many questions")
    parser.add_argument("--no-dates", action="store_true", help="do not say on which day a question was asked")
    parser.add_argument("--only", nargs="+", metavar="WORD", help="only the steps that have one of these in their name")
    asked = parser.parse_args()
    print(printed(asked.data, asked.limit, dates=not asked.no_dates, only=asked.only or ()))


if __name__ == "__main__":
    main()
