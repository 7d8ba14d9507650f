"""What a reranker is trained on: questions, each with passages as a search would show them to it.

Of the reading sets, a question's own paragraph and others of its set that look like it. Of an archive of news, what its
articles have of the words of quiz questions, and of questions made of what one article tells and others tell too.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from onrecord.eval.judge import Found
from onrecord.eval.train_reader.data import Example, Passage
from onrecord.rag.excerpt import shown

__all__ = ["Group", "of_archive", "of_reading", "read", "write"]

_FIRST = 8  # of an archive's candidates that are taken
_LATER = 8  # of the others
_LOOKED_AT = 40


class Group(NamedTuple):
    """A question, and texts as a reranker is shown them."""

    question: str
    texts: tuple[str, ...]


def of_reading(
    examples: Sequence[Example], passages: Sequence[Passage], swapped: Sequence[tuple[int, ...]], seed: int, most: int
) -> Iterator[Group]:
    """At most so many groups, drawn by the seed: the question's paragraph first, then those that look like it."""
    order = list(range(len(examples)))
    random.Random(seed).shuffle(order)  # noqa: S311
    for i in order[:most]:
        question = examples[i].question.text
        pieces = [("", passages[number].text) for number in (examples[i].passage, *swapped[i])]
        yield Group(question, tuple(shown(question, pieces)))


def of_archive(questions: Iterable[str], candidates: Callable[[str, int], list[tuple[str, Found]]]) -> Iterator[Group]:
    """A group a question: its first candidates, passages with their titles, and some of those behind."""
    for question in questions:
        found = candidates(question, _LOOKED_AT)
        behind = found[_FIRST:]
        chosen = found[:_FIRST] + random.Random(question).sample(behind, min(_LATER, len(behind)))  # noqa: S311
        yield Group(question, tuple(shown(question, [(title, piece.text) for title, piece in chosen])))


def write(groups: Iterable[Group], path: Path) -> int:
    """Write the groups to a file, a line of JSON each; returns how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for group in groups:
            file.write(json.dumps(group, ensure_ascii=False) + "\n")
            count += 1
    return count


def read(path: Path) -> list[Group]:
    """The groups of a file."""
    with path.open(encoding="utf-8") as file:
        return [Group(question, tuple(texts)) for question, texts in map(json.loads, file)]
