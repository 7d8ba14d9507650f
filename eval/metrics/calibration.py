"""Calibration: whether answers given with a confidence of 0.7 are right seven times in ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.eval.metrics.columns import columns, filled_columns

__all__ = ["Bin", "bins", "expected_calibration_error"]


@dataclass(frozen=True, slots=True)
class Bin:
    """The ``n`` answers whose confidence is at least ``low`` and below ``high`` (1.0 is in the last bin): their mean
    confidence, and the share of them that is right."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


def bins(confidence: Sequence[float], right: Sequence[bool], count: int = 10) -> list[Bin]:
    """Answers in ``count`` bins of equal width from 0 to 1, empty ones left out: a reliability diagram's data.

    >>> bins([0.5, 0.75, 1.0], [True, False, True], 2)
    [Bin(low=0.5, high=1.0, n=3, confidence=0.75, accuracy=0.6666666666666666)]

    Raises:
        ValueError: a confidence outside 0 to 1, ``count`` below 1, columns of different length, or nan.
    """
    sure, good = columns(confidence=confidence, right=right)
    if count < 1:
        raise ValueError(f"count must be 1 or more, not {count}")
    outside = sure[(sure < 0) | (sure > 1)]
    if len(outside):
        raise ValueError(f"a confidence is a probability from 0 to 1, not {outside[0]}")
    edges = np.arange(count + 1) / count
    place = np.minimum(np.searchsorted(edges, sure, side="right") - 1, count - 1)
    return [
        Bin(
            low=float(edges[number]),
            high=float(edges[number + 1]),
            n=int(inside.sum()),
            confidence=float(sure[inside].mean()),
            accuracy=float(good[inside].mean()),
        )
        for number in np.unique(place)
        for inside in [place == number]
    ]


def expected_calibration_error(confidence: Sequence[float], right: Sequence[bool], count: int = 10) -> float:
    """The distance of mean confidence and accuracy in each bin, averaged over the answers: Naeini, Cooper and
    Hauskrecht, AAAI 2015; Guo et al., ICML 2017.

    0.25 and 0.35 stand for 0.3 on average and half are right, 0.9 alone is right: (2 * 0.2 + 1 * 0.1) / 3 = 0.1667.

    >>> round(expected_calibration_error([0.25, 0.35, 0.9], [True, False, True], 2), 4)
    0.1667

    Raises:
        ValueError: as for ``bins``, or no answers.
    """
    filled_columns(confidence=confidence, right=right)
    return sum(one.n * abs(one.accuracy - one.confidence) for one in bins(confidence, right, count)) / len(confidence)
