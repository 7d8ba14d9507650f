"""A ranking seen through the judgements of its documents: what all ranking measures begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["found_grades", "relevant_grades"]


def found_grades(ranking: Sequence[str], relevant: Mapping[str, int], k: int | None = None) -> list[int]:
    """The grades of the first ``k`` documents, or of all, best ranked first; 0 for one that nobody judged or that was
    judged below zero, as in trec_eval.

    >>> found_grades(["b", "x", "a", "c"], {"a": 2, "b": 1, "c": -1}, 3)
    [1, 0, 2]

    Raises:
        ValueError: the ranking names a document twice, wherever that is, or ``k`` is below 1.
    """
    if k is not None and k < 1:
        raise ValueError(f"k must be 1 or more, not {k}")
    seen: set[str] = set()
    for document in ranking:
        if document in seen:
            raise ValueError(f"the ranking names {document!r} twice; rank each document once, at its best place")
        seen.add(document)
    return [max(relevant.get(document, 0), 0) for document in ranking[:k]]


def relevant_grades(relevant: Mapping[str, int]) -> list[int]:
    """The grades above zero, highest first: what a perfect ranking would find.

    >>> relevant_grades({"a": 1, "b": 0, "c": 3})
    [3, 1]

    Raises:
        ValueError: nothing is relevant, so that no ranking can be good or bad.
    """
    grades = sorted((grade for grade in relevant.values() if grade > 0), reverse=True)
    if not grades:
        raise ValueError("no document is judged relevant; leave such a question out of the mean")
    return grades
