"""What a reranker is trained on: a question, passages that may answer it, and what is known of each.

Of the reading sets a question's own paragraph answers, and paragraphs of the same set that look like it do not. Of a
set with articles and judgements, the candidates are what its own articles have of the question's words.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from onrecord.eval.judge import Found, Judge
from onrecord.eval.train_reader.data import Example, Passage
from onrecord.eval.types import Dataset
from onrecord.rag.excerpt import shown
from onrecord.rag.rerank import Reranker

__all__ = ["Group", "of_archive", "of_reading", "read", "scored", "write"]


@dataclass(frozen=True, slots=True)
class Group:
    """A question with ``texts`` as a reranker is shown them. ``labels`` are 1 for one that answers, 0 for one that does
    not, -1 where nobody knows; ``scores`` the teacher's logits, empty before it was asked."""

    source: str
    question: str
    texts: tuple[str, ...]
    labels: tuple[int, ...]
    scores: tuple[float, ...] = ()


def of_reading(
    examples: Sequence[Example], passages: Sequence[Passage], swapped: Sequence[tuple[int, ...]], seed: int, most: int
) -> list[Group]:
    """At most so many groups, drawn by the seed from the questions that have an answer: the paragraph that answers
    first, then those that look like it."""
    able = [i for i, example in enumerate(examples) if example.spans and swapped[i]]
    random.Random(seed).shuffle(able)  # noqa: S311
    groups = []
    for i in able[:most]:
        numbers = (examples[i].passage, *swapped[i])
        question = examples[i].question.text
        texts = shown(question, [("", passages[number].text) for number in numbers])
        groups.append(Group(examples[i].source, question, tuple(texts), (1, *(0 for _ in swapped[i]))))
    return groups


def of_archive(
    dataset: Dataset, candidates: Callable[[str, int], list[tuple[str, Found]]], most: int
) -> Iterator[Group]:
    """A group a question: its ``most`` first candidates, passages with their titles. One that holds the answer and is
    of an article judged relevant answers; one without the answer does not."""
    judge = Judge(dataset.form)
    for question in dataset.questions:
        pieces = candidates(question.text, most)
        found = [one for _, one in pieces]
        labels = [1 if judge.relevant(question, one) else -1 if judge.answers(question, one) else 0 for one in found]
        texts = shown(question.text, [(title, one.text) for title, one in pieces])
        yield Group(dataset.name, question.text, tuple(texts), tuple(labels))


def scored(groups: Iterable[Group], teacher: Reranker) -> Iterator[Group]:
    """The groups with the teacher's logits."""
    for group in groups:
        scores = teacher.score(group.question, group.texts)
        yield Group(group.source, group.question, group.texts, group.labels, tuple(round(s, 3) for s in scores))


def write(groups: Iterable[Group], path: Path) -> int:
    """Write the groups to a file, a line of JSON each; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for group in groups:
            file.write(json.dumps(asdict(group), ensure_ascii=False) + "\n")
            count += 1
    return count


def read(path: Path) -> list[Group]:
    """The groups of a file."""
    with path.open(encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    return [
        Group(one["source"], one["question"], tuple(one["texts"]), tuple(one["labels"]), tuple(one["scores"]))
        for one in lines
    ]
