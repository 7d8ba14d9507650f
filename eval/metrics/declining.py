"""Declining to answer: whether it was done where it should have been, and only there."""

from __future__ import annotations

import math
from collections.abc import Sequence

from onrecord.eval.metrics.columns import columns

__all__ = ["declining"]


def declining(declined: Sequence[bool], answerable: Sequence[bool]) -> tuple[float, float]:
    """Precision and recall of declining: of the questions declined, the share that is unanswerable; of the unanswerable
    ones, the share declined. Plain precision and recall (van Rijsbergen, Information Retrieval, 1979, chapter 7) with
    declining as what is looked for. nan where there are none to take a share of.

    Three are declined, two of them rightly, and of four unanswerable ones two are answered: 2/3 and 2/4.

    >>> precision, recall = declining([True, True, True, False, False], [False, False, True, False, False])
    >>> round(precision, 4), recall
    (0.6667, 0.5)

    Raises:
        ValueError: columns of different length.
    """
    silent, possible = columns(declined=declined, answerable=answerable)
    rightly = float((silent * (1 - possible)).sum())
    return _share(rightly, silent.sum()), _share(rightly, (1 - possible).sum())


def _share(part: float, whole: float) -> float:
    return part / float(whole) if whole else math.nan
