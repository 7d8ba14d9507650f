"""Token F1: how many words answer and reference share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from onrecord.eval.metrics.text import expected, normalised

__all__ = ["f1"]


def f1(answer: str, references: Sequence[str]) -> float:
    """The harmonic mean of precision and recall of the answer's words, each counted as often as it stands, against the
    reference with which it is highest: SQuAD's F1 (Rajpurkar et al., EMNLP 2016; ``evaluate-v2.0.py``).

    Where either side has no words the score is 1.0 if both have none, else 0.0. No references mean that no answer is
    right, and a reference of which nothing is left when normalised is passed over, as for exact match.

    Two of the answer's three words are among the reference's four: precision 2/3, recall 2/4, F1 2 * 2 / (3 + 4) = 4/7.

    >>> round(f1("twelve red boats", ["Oslo", "the twelve small boats sank"]), 4)
    0.5714
    >>> f1("", []), f1("boats", []), f1("", ["boats"])
    (1.0, 0.0, 0.0)
    """
    words = normalised(answer).split()
    return max(_shared(words, reference.split()) for reference in expected(references))


def _shared(words: list[str], reference: list[str]) -> float:
    if not words or not reference:
        return float(words == reference)
    shared = (Counter(words) & Counter(reference)).total()
    return 2 * shared / (len(words) + len(reference))
