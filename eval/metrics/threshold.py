"""The threshold on confidence at which answering or declining scores best."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from onrecord.eval.metrics.columns import filled_columns

__all__ = ["best_threshold"]

_EQUAL = 1e-9  # sums that differ by less differ by rounding


def best_threshold(
    confidence: Sequence[float], answered_score: Sequence[float], answerable: Sequence[bool]
) -> tuple[float, float]:
    """The threshold and the mean score with it, if a question is answered just where its confidence is the threshold or
    more: SQuAD 2.0's ``find_best_thresh`` (Rajpurkar, Jia and Liang, ACL 2018; ``evaluate-v2.0.py``), which has the
    probability of no answer, the other way round, and would part questions of equal confidence; here they go together.

    Args:
        confidence: of the answer that would be given; finite.
        answered_score: what it scores if given, such as EM or F1: 0 for an unanswerable question, unless what would be
            given is the empty answer. Declining scores 1 for an unanswerable question and 0 for an answerable one.
        answerable: whether the question has an answer.

    Every confidence is tried, the lowest of which answers all, and infinity, which declines all. Of several that are
    equally good the highest is returned. It is fitted to these questions: report the score on others.

    Declining all scores 1 of 3. Answering the first adds 0.8, the second takes 1 away and the third adds 0.5: the
    totals are 1, 1.8, 0.8, 1.3.

    >>> threshold, mean = best_threshold([0.9, 0.6, 0.3], [0.8, 0.0, 0.5], [True, False, True])
    >>> threshold, round(mean, 4)
    (0.9, 0.6)

    Raises:
        ValueError: no questions, a confidence that is not finite, columns of different length, or nan.
    """
    sure, gained, possible = filled_columns(confidence=confidence, answered_score=answered_score, answerable=answerable)
    if np.isinf(sure).any():
        raise ValueError("a confidence is infinite, which a threshold cannot be above")
    declined = 1 - possible
    falling, group = np.unique(-sure, return_inverse=True)
    change = np.cumsum(np.bincount(group, weights=gained - declined))
    totals = declined.sum() + np.concatenate([[0.0], change])
    best = int(np.argmax(totals >= totals.max() - _EQUAL))
    return (-float(falling[best - 1]) if best else math.inf), float(totals[best] / len(sure))
