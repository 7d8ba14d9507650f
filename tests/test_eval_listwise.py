from __future__ import annotations

import numpy as np
import pytest

from onrecord.eval.listwise import listwise


def test_two_of_which_one_is_right_give_the_known_weight() -> None:
    """Features 1 (right) and 0: the slope 1 / (1 + e^w) = pull * w, which w = 1 meets with a pull of 1 / (1 + e)."""
    lists = [(np.array([[1.0], [0.0]]), np.array([True, False]))]
    assert listwise(lists, 1 / (1 + np.e)) == pytest.approx([1.0], abs=1e-4)


def test_a_feature_that_tells_nothing_apart_counts_nothing() -> None:
    lists = [(np.array([[1.0, 5.0], [0.0, 5.0]]), np.array([True, False]))]
    first, second = listwise(lists, 0.1)
    assert first > 0.5
    assert second == pytest.approx(0, abs=1e-6)


def test_lists_without_a_right_one_are_passed_over_and_none_is_refused() -> None:
    nothing = (np.array([[1.0], [9.0]]), np.array([False, False]))
    one = (np.array([[1.0], [0.0]]), np.array([True, False]))
    assert listwise([nothing, one], 0.1) == pytest.approx(listwise([one], 0.1))
    with pytest.raises(ValueError, match="nothing to fit to"):
        listwise([nothing], 0.1)
