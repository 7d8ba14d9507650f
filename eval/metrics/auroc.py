"""AUROC: how well a score tells two kinds of questions apart."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from onrecord.eval.metrics.columns import columns

__all__ = ["auroc"]


def auroc(score: Sequence[float], positive: Sequence[bool]) -> float:
    """The chance that a positive drawn at random scores higher than a negative drawn at random, an equal score counted
    as half: the area under the ROC curve, by the rank sum (Hanley and McNeil, Radiology 1982; Fawcett, Pattern
    Recognition Letters 2006). nan where either kind is missing.

    Of four pairs the positives win (0.9, 0.5), (0.9, 0.2), (0.5, 0.2) and draw (0.5, 0.5): 3.5 / 4.

    >>> auroc([0.9, 0.5, 0.5, 0.2], [True, True, False, False])
    0.875

    Raises:
        ValueError: columns of different length, or nan among the scores.
    """
    scores, kinds = columns(score=score, positive=positive)
    positives = int(kinds.sum())
    negatives = len(kinds) - positives
    if not positives or not negatives:
        return math.nan
    _, group, sizes = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(sizes) - (sizes - 1) / 2)[group]  # from one; equal scores share the mean of their ranks
    wins = ranks[kinds > 0].sum() - positives * (positives + 1) / 2
    return float(wins / (positives * negatives))
