"""Exact match: whether the answer is one of the references, small differences aside."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.eval.metrics.text import expected, normalised

__all__ = ["exact_match"]


def exact_match(answer: str, references: Sequence[str]) -> float:
    """1.0 where answer and any reference are the same once normalised, else 0.0: SQuAD's EM (Rajpurkar et al., EMNLP
    2016; ``evaluate-v2.0.py``).

    No references mean that no answer is right: then the empty answer, or one of which nothing is left when normalised,
    scores 1.0 and any other 0.0. A reference of which nothing is left is passed over, as in the script.

    >>> exact_match("The Hague.", ["Amsterdam", "hague"]), exact_match("in The Hague", ["The Hague"])
    (1.0, 0.0)
    >>> exact_match("", []), exact_match("The Hague", []), exact_match("", ["The Hague"])
    (1.0, 0.0, 0.0)
    """
    return float(normalised(answer) in expected(references))
