"""Reciprocal rank: one by the rank of the first relevant document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.eval.metrics.graded import found_grades, relevant_grades

__all__ = ["reciprocal_rank"]


def reciprocal_rank(ranking: Sequence[str], relevant: Mapping[str, int], k: int) -> float:
    """``1 / rank`` of the first document with a grade above zero among the first ``k``, rank from one, else 0.0. Its
    mean over questions is MRR@k: Voorhees, TREC-8 question answering track, 1999; trec_eval's ``recip_rank``.

    The first relevant document is the third, which is beyond the first two.

    >>> round(reciprocal_rank(["x", "y", "a", "b"], {"a": 1, "b": 2}, 10), 4)
    0.3333
    >>> reciprocal_rank(["x", "y", "a", "b"], {"a": 1, "b": 2}, 2)
    0.0

    Raises:
        ValueError: nothing is relevant (leave such a question out), a document is ranked twice, or ``k`` is below 1.
    """
    found = found_grades(ranking, relevant, k)
    relevant_grades(relevant)
    return next((1 / rank for rank, grade in enumerate(found, 1) if grade > 0), 0.0)
