from __future__ import annotations

from onrecord.eval.half_and_half import covered


def test_right_answers_are_counted_up_to_the_lowest_threshold_with_that_precision() -> None:
    """From the surest: 1/1, 2/2, 2/3, 3/4 right; at .75 all four are given, at .9 the first two."""
    sure, right = [0.6, 0.9, 0.8, 0.7], [True, True, True, False]
    assert covered(sure, right, 0.75) == 3
    assert covered(sure, right, 0.9) == 2


def test_where_the_surest_is_wrong_and_none_makes_up_for_it_nothing_is_covered() -> None:
    assert covered([0.9, 0.8], [False, True], 0.9) == 0
