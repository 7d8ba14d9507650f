"""Average precision: the mean, over the relevant documents, of the precision where each is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.eval.metrics.graded import found_grades, relevant_grades

__all__ = ["average_precision"]


def average_precision(ranking: Sequence[str], relevant: Mapping[str, int]) -> float:
    """The sum of the precision at the rank of every relevant document found, by the number of all that are relevant
    (grade above zero); one that is not found adds nothing. Its mean over questions is MAP: Buckley and Voorhees,
    SIGIR 2000; trec_eval's ``map`` (``m_map.c``).

    Of three relevant documents the first has rank 1 (1 of 1), the second rank 3 (2 of 3), and the third is not found:
    (1 + 2/3 + 0) / 3 = 0.5556.

    >>> round(average_precision(["a", "x", "b", "y"], {"a": 1, "b": 2, "c": 1}), 4)
    0.5556

    Raises:
        ValueError: nothing is relevant (leave such a question out), or a document is ranked twice.
    """
    relevant_ranks = [rank for rank, grade in enumerate(found_grades(ranking, relevant), 1) if grade > 0]
    precisions = [number / rank for number, rank in enumerate(relevant_ranks, 1)]
    return sum(precisions) / len(relevant_grades(relevant))
