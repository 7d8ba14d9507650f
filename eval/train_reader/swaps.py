"""Unanswerables made here: a question with a passage that looks right and does not answer it.

For each question, the passages of its set that share most with it by TF-IDF, other passages of its own article before
those of others, without those that hold the words of a reference answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

import numpy as np

from onrecord.eval.metrics import holds
from onrecord.eval.train_reader.data import Example, Passage
from onrecord.eval.train_reader.news import by_words

__all__ = ["swaps"]

_KIN = 0.15  # cosine by which a passage of the same article is preferred
_CANDIDATES = 8
_AT_ONCE = 512
_NO_MARKS = str.maketrans("", "", ".,")  # which may stand inside a word
_WORD = re.compile(r"[a-z]{2,}")


def swaps(examples: Sequence[Example], passages: Sequence[Passage], most: int = 3) -> list[tuple[int, ...]]:
    """For each example, the numbers of at most ``most`` passages of the same set that do not answer its question,
    the most similar first; none where it has no answer in its own passage either."""
    found: list[tuple[int, ...]] = [()] * len(examples)
    for source in sorted({example.source for example in examples}):
        asked = [i for i, example in enumerate(examples) if example.source == source and example.spans]
        if asked:
            titles = {example.passage: example.title for example in examples if example.source == source}
            chosen_for = _of_one_set([examples[i] for i in asked], titles, passages, most)
            for i, chosen in zip(asked, chosen_for, strict=True):
                found[i] = chosen
    return found


def _of_one_set(
    examples: list[Example], titles: dict[int, str], passages: Sequence[Passage], most: int
) -> list[tuple[int, ...]]:
    numbers = np.array(sorted(titles))
    names = np.array([titles[number] for number in numbers.tolist()])
    weigher, rows = by_words([passages[number].text for number in numbers])
    bare = {number: _bare(passages[number].text) for number in titles}
    found = []
    for start in range(0, len(examples), _AT_ONCE):
        part = examples[start : start + _AT_ONCE]
        likeness = (weigher.transform([example.question.text for example in part]) @ rows.T).toarray()
        for example, row in zip(part, likeness, strict=True):
            worth = np.where(numbers == example.passage, -1, row + _KIN * (names == example.title))
            best = np.argsort(-worth, kind="stable")[:_CANDIDATES]
            likely = (int(numbers[i]) for i in best if worth[i] > 0)
            found.append(tuple(islice((n for n in likely if not _answers(example, passages[n].text, bare[n])), most)))
    return found


def _answers(example: Example, text: str, bare: str) -> bool:
    # Most texts lack a word of the answer, which is seen much sooner than whether they hold it.
    answers = example.question.answers
    return any(all(word in bare for word in _WORD.findall(_bare(one))) and holds(text, one) for one in answers)


def _bare(text: str) -> str:
    return text.lower().translate(_NO_MARKS)
