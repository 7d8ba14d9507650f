"""Which passage length finds answers best?

Run on a BEIR-style news set::

    python -m onrecord.eval.budget ../shared/data/realtimeqa/dev --articles 900 --budgets 96 128 192 256

For each token budget an index is built over the same articles (all that the asked questions have judgements for, and
others drawn at random) and every question is searched, with the date asked. Printed: MRR@10 of judged articles, and
the share of questions whose answer string stands in the first passage, the first five, and the first 600 tokens of
passages, which is the fair one, since a longer passage holds more of everything.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from onrecord.eval.loaders import load
from onrecord.eval.metrics import holds
from onrecord.eval.types import Question
from onrecord.index import ChunkSettings, NewsIndex
from onrecord.index.tokens import count
from onrecord.rag.retrieve import Retriever

__all__ = ["main"]

_READ = 600  # tokens


def main() -> None:
    """Parse the arguments and print one line a budget."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", type=int, default=900)
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--budgets", type=int, nargs="+", default=[96, 128, 192, 256])
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    dataset = load(asked.data)
    records = {article.id: article for article in dataset.articles}
    chance = random.Random(asked.seed)  # noqa: S311
    by_name = sorted(dataset.questions, key=lambda question: question.id)
    questions = chance.sample(by_name, min(asked.questions, len(by_name)))
    wanted = {article for question in questions for article in question.relevant}
    others = chance.sample(sorted(set(records) - wanted), max(0, asked.articles - len(wanted)))
    chosen = [records[name] for name in sorted(wanted) + others]
    print(
        f"{len(chosen)} articles, {len(questions)} questions of {dataset.name}; fused, not reranked; date asked given"
    )
    print("budget passages   MRR@10  answer@1  answer@5  answer in 600 tokens  seconds to add")
    for budget in asked.budgets:
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            with NewsIndex.open(folder, create=True, settings=ChunkSettings(budget)) as index:
                index.add(chosen)
                took = time.perf_counter() - start
                rows = [_one(index, question) for question in questions]
                mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
                figures = f"{mean[0]:8.3f} {mean[1]:9.3f} {mean[2]:9.3f} {mean[3]:21.3f}"
                print(f"{budget:6} {index.passages:8} {figures} {took:15.0f}")


def _one(index: NewsIndex, question: Question) -> tuple[float, float, float, float]:
    hits = Retriever(index, rerank=0).search(question.text, 20, as_of=question.asked)
    ranks = [rank for rank, hit in enumerate(hits[:10], 1) if hit.article.id in question.relevant]
    held = [any(holds(hit.text, answer) for answer in question.answers) for hit in hits]
    used, within = 0, False
    for hit, here in zip(hits, held, strict=True):
        within, used = within or here, used + count(hit.text)
        if used >= _READ:
            break
    return (1 / ranks[0] if ranks else 0.0, float(any(held[:1])), float(any(held[:5])), float(within))


if __name__ == "__main__":
    main()
