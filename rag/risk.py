"""How sure an answer must be to be given, for the share of wrong answers that is put up with. Pure."""

from __future__ import annotations

from bisect import bisect_left

__all__ = ["RISK", "RISKS", "least"]

RISKS: tuple[tuple[float, float], ...] = (
    (0.02, 0.995),  # 0.008 of all are answered
    (0.05, 0.965),  # 0.073 of all are answered
    (0.1, 0.742),  # 0.367 of all are answered
    (0.15, 0.610),  # 0.484 of all are answered
    (0.2, 0.471),  # 0.571 of all are answered
    (0.25, 0.355),  # 0.641 of all are answered
    (0.3, 0.273),  # 0.708 of all are answered
    (0.4, 0.097),  # 0.875 of all are answered
    (0.5, 0.006),  # 1.000 of all are answered
)
"""Pairs of a risk and the confidence from which answers are given at it, the risk rising: of the risk-coverage curve of
questions held aside, five in eight of them with an answer, as ``python -m onrecord.eval.fit_reader`` prints them."""

RISK = 0.25
"""The share of answers given that may be wrong, unless another is asked for."""


def least(risk: float) -> float:
    """The confidence under which nothing is quoted.

    Args:
        risk: the share of answers that may be wrong, above 0 and up to 1; with 1 everything is answered. Between two
            that were measured, the lower one counts.

    Raises:
        ValueError: it is no such share.
    """
    if not 0 < risk <= 1:
        raise ValueError(f"a risk is a share of answers above 0 and up to 1, such as 0.1, not {risk}")
    if risk == 1:
        return 0.0
    place = bisect_left(RISKS, (risk + 1e-9,)) - 1
    return RISKS[place][1] if place >= 0 else 1.0
