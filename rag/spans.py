"""From logits to the likeliest answers in a text. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from onrecord.rag.network import Logits

__all__ = ["LONGEST", "Answering", "spans"]

LONGEST = 40  # tokens in an answer
_EDGES = 12  # of the likeliest starts, and of the ends


class Answering(NamedTuple):
    """Words that may answer, ``text[start:end]``. ``margin`` is how much the logits of their start and end exceed those
    of no answer; ``no_answer`` and ``relevance`` are logits of the window they stand in."""

    start: int
    end: int
    margin: float
    no_answer: float
    relevance: float

    def moved(self, by: int) -> Answering:
        """The same words in a text that begins so many characters before."""
        return self._replace(start=self.start + by, end=self.end + by)


def spans(windows: Iterable[Logits], most: int = 3, longest: int = LONGEST) -> list[Answering]:
    """The likeliest answers in a text, best first, none of which share a word.

    Args:
        windows: of one text.
        most: how many at most.
        longest: tokens in one.
    """
    found = sorted((one for window in windows for one in _of(window, longest)), key=lambda one: -one.margin)
    kept: list[Answering] = []
    for one in found:
        if len(kept) == most:
            break
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return kept


def _of(window: Logits, longest: int) -> Iterable[Answering]:
    firsts, lasts = (np.argsort(-logits)[:_EDGES] for logits in (window.start, window.end))
    for first in firsts.tolist():
        for last in lasts.tolist():
            if first <= last < first + longest:
                margin = float(window.start[first] + window.end[last]) - window.nowhere
                start, end = int(window.offsets[first, 0]), int(window.offsets[last, 1])
                yield Answering(start, end, margin, window.no_answer, window.relevance)
