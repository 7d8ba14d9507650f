"""Recall at k: the share of the relevant documents that are among the first k."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.eval.metrics.graded import found_grades, relevant_grades

__all__ = ["recall"]


def recall(ranking: Sequence[str], relevant: Mapping[str, int], k: int) -> float:
    """Relevant documents (grade above zero) among the first ``k``, by all relevant documents: trec_eval's ``recall_k``
    (``m_recall.c``).

    Two of the three relevant documents are among the first three, and the third comes later: 2/3.

    >>> round(recall(["a", "x", "b", "c"], {"a": 1, "b": 2, "c": 1, "x": 0}, 3), 4)
    0.6667

    Raises:
        ValueError: nothing is relevant (leave such a question out), a document is ranked twice, or ``k`` is below 1.
    """
    found = found_grades(ranking, relevant, k)
    return sum(grade > 0 for grade in found) / len(relevant_grades(relevant))
