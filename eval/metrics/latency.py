"""Latency: what most questions take, and what the slow ones do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from onrecord.eval.metrics.columns import filled_columns

__all__ = ["percentiles"]


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile, in between two values by linear interpolation, as numpy does it unless told
    otherwise (definition 7 of Hyndman and Fan, The American Statistician 1996).

    Of four values the median is at place 0.5 * 3 = 1.5, counted from zero, and the 95th percentile at 2.85.

    >>> median, slow = percentiles([4.0, 1.0, 3.0, 2.0])
    >>> median, round(slow, 4)
    (2.5, 3.85)

    Raises:
        ValueError: no values, or nan.
    """
    (taken,) = filled_columns(seconds=seconds)
    median, slow = np.percentile(taken, [50, 95])
    return float(median), float(slow)
