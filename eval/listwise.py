"""Listwise logistic regression: weights by which the right ones of each list stand first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

__all__ = ["listwise"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def listwise(lists: Sequence[tuple[Floats, Bools]], pull: float) -> Floats:
    """The weights, (features,), that make the softmax over each list's scores most likely to fall on a right one:
    ListNet's top-one probabilities (Cao et al., ICML 2007).

    Args:
        lists: features, (n, features), brought to about one spread, and which of them are right; lists without a right
            one say nothing.
        pull: the L2 penalty, towards zero.

    Raises:
        ValueError: no list has a right one.
    """
    some = [(features, right) for features, right in lists if right.any()]
    if not some:
        raise ValueError("no list has a right one; there is nothing to fit to")

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros(len(weights))
        for features, right in some:
            odds = np.exp(features @ weights - np.max(features @ weights))
            every, meant = odds / odds.sum(), odds * right / (odds * right).sum()
            total -= float(np.log((odds * right).sum() / odds.sum())) / len(some)
            slope += (every - meant) @ features / len(some)
        return total + pull * float(weights @ weights) / 2, slope + pull * weights

    found: Floats = minimize(loss, np.zeros(some[0][0].shape[1]), jac=True, method="L-BFGS-B").x
    return found
