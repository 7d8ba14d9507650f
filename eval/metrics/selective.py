"""Risk and coverage: how wrong the answers are if only the most confident of them are given."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onrecord.eval.metrics.columns import FloatArray, filled_columns

__all__ = ["aurc", "risk_coverage"]


def risk_coverage(confidence: Sequence[float], right: Sequence[bool]) -> tuple[FloatArray, FloatArray]:
    """Coverages ``1/n, 2/n, ... 1`` and the risk at each, the share of wrong answers among that many most confident
    ones: El-Yaniv and Wiener, JMLR 2010; Geifman and El-Yaniv, NeurIPS 2017.

    Answers of equal confidence are one group: a part of it is taken to have the group's own share of wrong ones, which
    is what is expected of a part drawn at random. The order of the input does not matter.

    The surest is right, of the next two, equally sure, one is wrong, the last is wrong: 0/1, 0.5/2, 1/3, 2/4.

    >>> coverage, risk = risk_coverage([0.9, 0.5, 0.5, 0.1], [True, False, True, False])
    >>> coverage.tolist(), risk.round(4).tolist()
    ([0.25, 0.5, 0.75, 1.0], [0.0, 0.25, 0.3333, 0.5])

    Raises:
        ValueError: no questions, columns of different length, or nan.
    """
    sure, good = filled_columns(confidence=confidence, right=right)
    _, group, sizes = np.unique(-sure, return_inverse=True, return_counts=True)
    wrong_share = np.bincount(group, weights=1 - good) / sizes
    given = np.arange(1, len(sure) + 1)
    return given / len(sure), np.cumsum(np.repeat(wrong_share, sizes)) / given


def aurc(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """The area under that curve: the mean of the risk over all coverages, 0.0 at best (Geifman, Uziel and El-Yaniv,
    ICLR 2019).

    (0 + 0.25 + 0.3333 + 0.5) / 4 for the curve above.

    >>> round(aurc([0.9, 0.5, 0.5, 0.1], [True, False, True, False]), 4)
    0.2708

    Raises:
        ValueError: no questions, columns of different length, or nan.
    """
    return float(risk_coverage(confidence, right)[1].mean())
