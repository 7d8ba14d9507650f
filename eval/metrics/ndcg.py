"""nDCG at k: how close the ranking comes to the one that has the highest grades first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from onrecord.eval.metrics.graded import found_grades, relevant_grades

__all__ = ["ndcg"]


def ndcg(ranking: Sequence[str], relevant: Mapping[str, int], k: int) -> float:
    """Discounted cumulative gain of the first ``k``, by that of the best possible first ``k``.

    A document gains its grade (below zero counts as zero), divided by ``log2(rank + 1)``, rank from one: Järvelin and
    Kekäläinen, ACM TOIS 2002, with the discount of trec_eval (``m_ndcg_cut.c``).

    Grades 1, 0, 2 were found where 2, 1 was best: (1/1 + 2/2) / (2/1 + 1/1.58496) = 2 / 2.63093 = 0.7602.

    >>> round(ndcg(["b", "x", "a"], {"a": 2, "b": 1}, 3), 4)
    0.7602

    Raises:
        ValueError: nothing is relevant (leave such a question out), a document is ranked twice, or ``k`` is below 1.
    """
    return _gain(found_grades(ranking, relevant, k)) / _gain(relevant_grades(relevant)[:k])


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))
