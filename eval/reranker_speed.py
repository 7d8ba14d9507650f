"""How many pairs a second reranking takes as a search does it, and the plain way.

Run on a set with articles and questions::

    python -m onrecord.eval.reranker_speed ../shared/data/realtimeqa/dev

The same candidates of the same questions, in turns: whole passages below their titles through the twelve layers of the
packaged cross-encoder, int8 on ONNX Runtime, padded together, all of a question's in one run on all cores; and excerpts
through the six layers taught by it, sorted by length, in several streams of one thread. Printed: pairs a second of
either, their ratio, and how often both put the same passage first.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from tokenizers import Tokenizer

from onrecord.eval import machine
from onrecord.eval.archive import built
from onrecord.eval.loaders import load
from onrecord.index.onnx import session
from onrecord.index.weights import CROSS_ENCODER
from onrecord.rag.excerpt import shown
from onrecord.rag.rerank import CrossEncoder
from onrecord.rag.retrieve import Retriever

__all__ = ["main"]

_errors = Console(stderr=True, highlight=False)
_MAX_TOKENS = 320


class _Plain:
    """The packaged model as its users run it."""

    def __init__(self) -> None:
        folder = CROSS_ENCODER.locate()
        self._session = session(folder / "model.onnx", threads=len(os.sched_getaffinity(0)))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_padding()
        self._tokenizer.enable_truncation(_MAX_TOKENS, strategy="longest_first")

    def score(self, query: str, texts: list[str]) -> list[float]:
        found = self._tokenizer.encode_batch([(query, text) for text in texts])
        ids, mask, types = (
            np.array([getattr(one, name) for one in found], np.int64) for name in ("ids", "attention_mask", "type_ids")
        )
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        return [float(row[0]) for row in self._session.run(None, feed)[0]]


def main() -> None:
    """Parse the arguments, rerank in turns, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="a set with articles and questions")
    parser.add_argument("--limit", type=int, default=60, help="a random sample of so many questions")
    asked = parser.parse_args()
    dataset = load(asked.data)
    questions = [question for question in dataset.questions if not question.history]
    random.Random(0).shuffle(questions)  # noqa: S311
    plain, own = _Plain(), CrossEncoder()
    took, pairs, same = [0.0, 0.0], 0, 0
    with built(dataset.articles) as (index, _):
        retriever = Retriever(index, own)
        retriever.search("What was reported?")  # models are loaded before anything is timed
        for question in track(questions[: asked.limit], console=_errors, transient=True):
            understood = retriever.understand(question.text, as_of=question.asked)
            found = retriever.candidates(understood, as_of=question.asked, count=retriever.rerank)
            pieces = [(hit.article.title, hit.text) for hit in found.hits[: retriever.rerank]]
            marks = [time.perf_counter()]
            whole = plain.score(understood.query, [f"{title}\n{text}" for title, text in pieces])
            marks.append(time.perf_counter())
            cut = own.score(understood.query, shown(understood.query, pieces))
            marks.append(time.perf_counter())
            took = [took[0] + marks[1] - marks[0], took[1] + marks[2] - marks[1]]
            pairs += len(pieces)
            same += int(np.argmax(whole)) == int(np.argmax(cut))
    known = machine.machine()
    print(f"{dataset.name}: {asked.limit} questions, {pairs} pairs; {known['processor']}, {known['cores']} cores")
    print(f"whole passages, one run      {pairs / took[0]:6.1f} pairs a second")
    print(f"excerpts, as a search does   {pairs / took[1]:6.1f} pairs a second, {took[0] / took[1]:.1f} times as many")
    print(f"the same passage first       {same} of {min(asked.limit, len(questions))}")


if __name__ == "__main__":
    main()
