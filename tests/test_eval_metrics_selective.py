from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.eval.metrics import (
    aurc,
    auroc,
    best_threshold,
    bins,
    declining,
    expected_calibration_error,
    percentiles,
    risk_coverage,
)

confidences = st.integers(0, 8).map(lambda eighths: eighths / 8)
judged = st.lists(st.tuples(confidences, st.booleans()), min_size=1, max_size=12)
Judged = list[tuple[float, bool]]


def apart(rows: Judged) -> tuple[list[float], list[bool]]:
    return [sure for sure, _ in rows], [good for _, good in rows]


# ---- risk and coverage -----------------------------------------------------------------------------------------------


@given(st.lists(st.booleans(), min_size=1, max_size=15), st.randoms(use_true_random=False))
def test_the_curve_of_distinct_confidences_is_what_counting_gives(right: list[bool], chance: random.Random) -> None:
    rows = [(place / 100, good) for place, good in enumerate(right)]
    chance.shuffle(rows)
    ranked = [good for _, good in sorted(rows, reverse=True)]
    risks = [ranked[:given].count(False) / given for given in range(1, len(ranked) + 1)]
    coverage, risk = risk_coverage(*apart(rows))
    assert coverage.tolist() == pytest.approx([given / len(rows) for given in range(1, len(rows) + 1)])
    assert risk.tolist() == pytest.approx(risks)
    assert aurc(*apart(rows)) == pytest.approx(sum(risks) / len(risks))


@given(judged.filter(lambda rows: len(rows) <= 6))
def test_among_equal_confidences_risk_is_the_mean_over_all_their_orders(rows: Judged) -> None:
    curves = []
    for order in itertools.permutations(rows):
        ranked = [good for _, good in sorted(order, key=lambda row: -row[0])]
        curves.append([ranked[:given].count(False) / given for given in range(1, len(ranked) + 1)])
    assert risk_coverage(*apart(rows))[1].tolist() == pytest.approx(np.mean(curves, axis=0).tolist())


@given(judged, st.randoms(use_true_random=False))
def test_the_order_of_questions_changes_nothing(rows: Judged, chance: random.Random) -> None:
    shuffled = chance.sample(rows, len(rows))
    assert aurc(*apart(shuffled)) == aurc(*apart(rows))
    assert auroc(*apart(shuffled)) == pytest.approx(auroc(*apart(rows)), nan_ok=True)


def test_all_right_has_no_risk_and_all_wrong_nothing_else() -> None:
    assert aurc([0.1, 0.5], [True, True]) == 0.0
    assert aurc([0.1, 0.5], [False, False]) == 1.0


# ---- telling apart ---------------------------------------------------------------------------------------------------


@given(judged)
def test_auroc_is_the_share_of_pairs_in_order(rows: Judged) -> None:
    yes = [score for score, positive in rows if positive]
    no = [score for score, positive in rows if not positive]
    pairs = [1.0 if one > other else 0.5 if one == other else 0.0 for one in yes for other in no]
    expected = sum(pairs) / len(pairs) if pairs else math.nan
    assert auroc(*apart(rows)) == pytest.approx(expected, nan_ok=True)


def test_auroc_without_one_kind_is_not_a_number() -> None:
    assert math.isnan(auroc([0.1, 0.2], [True, True]))
    assert math.isnan(auroc([0.1, 0.2], [False, False]))
    assert math.isnan(auroc([], []))


# ---- calibration -----------------------------------------------------------------------------------------------------


def test_a_value_on_an_edge_is_in_the_bin_above_and_one_is_in_the_last() -> None:
    found = bins([0.0, 0.1, 0.3, 0.3, 0.95, 1.0], [False, False, True, False, True, True])
    assert [(one.low, one.high, one.n, one.accuracy) for one in found] == [
        (0.0, 0.1, 1, 0.0),
        (0.1, 0.2, 1, 0.0),
        (0.3, 0.4, 2, 0.5),
        (0.9, 1.0, 2, 1.0),
    ]
    assert [one.confidence for one in found] == pytest.approx([0.0, 0.1, 0.3, 0.975])


@given(judged, st.integers(1, 100))
def test_every_answer_is_in_one_bin_that_has_room_for_it(rows: Judged, count: int) -> None:
    found = bins(*apart(rows), count)
    assert sum(one.n for one in found) == len(rows)
    assert all(one.low <= one.confidence <= one.high and one.n > 0 for one in found)
    for one in found:
        inside = [
            good for sure, good in rows if one.low <= sure and (sure < one.high or (sure == 1.0 and one.high == 1.0))
        ]
        assert one.n == len(inside)
        assert one.accuracy == pytest.approx(sum(inside) / len(inside))


def test_a_value_that_times_the_number_of_bins_rounds_down_is_in_its_own_bin() -> None:
    """0.29 * 100 is 28.999999999999996 in floating point."""
    assert [(one.low, one.high) for one in bins([0.29], [True], 100)] == [(0.29, 0.3)]


def test_calibration_error_by_hand() -> None:
    """Of five answers: 0.2 twice, one right, |0.5 - 0.2| = 0.3; 0.8 three times, all right, |1 - 0.8| = 0.2:
    (2 * 0.3 + 3 * 0.2) / 5 = 0.24. In one bin: 4 / 5 right, 0.56 sure, 0.24 too, for all errors have one sign."""
    sure, right = [0.2, 0.2, 0.8, 0.8, 0.8], [True, False, True, True, True]
    assert expected_calibration_error(sure, right) == pytest.approx(0.24)
    assert expected_calibration_error(sure, right, 1) == pytest.approx(0.24)


def test_over_and_underconfidence_do_not_make_up_for_each_other() -> None:
    """0.1 and right, 0.9 and wrong: 0.9 off in each bin, though half are right and 0.5 is the mean confidence."""
    assert expected_calibration_error([0.1, 0.9], [True, False]) == pytest.approx(0.9)
    assert expected_calibration_error([0.1, 0.9], [True, False], 1) == pytest.approx(0.0)


@pytest.mark.parametrize("sure", [-0.01, 1.01])
def test_a_confidence_that_is_no_probability_is_refused(sure: float) -> None:
    with pytest.raises(ValueError, match=str(sure)):
        expected_calibration_error([0.5, sure], [True, True])


def test_less_than_one_bin_is_refused() -> None:
    with pytest.raises(ValueError, match="not 0"):
        bins([0.5], [True], 0)


# ---- declining -------------------------------------------------------------------------------------------------------


def test_declining() -> None:
    """Four declined, three of them unanswerable; five are unanswerable."""
    declined = [True, True, True, True, False, False, False]
    answerable = [False, False, False, True, False, False, True]
    assert declining(declined, answerable) == pytest.approx((0.75, 0.6))


def test_what_never_happened_has_no_share() -> None:
    precision, recalled = declining([False, False], [False, True])
    assert math.isnan(precision)
    assert recalled == 0.0
    precision, recalled = declining([True, False], [True, True])
    assert precision == 0.0
    assert math.isnan(recalled)
    assert all(map(math.isnan, declining([], [])))


# ---- threshold -------------------------------------------------------------------------------------------------------

asked = st.lists(
    st.tuples(confidences, st.sampled_from([0.0, 1 / 3, 0.5, 2 / 3, 1.0]), st.booleans()), min_size=1, max_size=12
).map(lambda rows: [(sure, score if possible else 0.0, possible) for sure, score, possible in rows])
Asked = list[tuple[float, float, bool]]


def score_at(threshold: float, rows: Asked) -> float:
    """Every question by itself: answered or declined."""
    scores = []
    for sure, score, possible in rows:
        if sure >= threshold:
            scores.append(score)
        else:
            scores.append(0.0 if possible else 1.0)
    return sum(scores) / len(scores)


@given(asked)
def test_no_threshold_is_better_than_the_best_and_of_equals_it_is_the_highest(rows: Asked) -> None:
    columns = list(zip(*rows, strict=True))
    threshold, mean = best_threshold(*columns)
    every = {candidate: score_at(candidate, rows) for candidate in {math.inf, *(sure for sure, _, _ in rows)}}
    assert mean == pytest.approx(max(every.values()))
    assert mean == pytest.approx(score_at(threshold, rows))
    assert threshold == max(candidate for candidate, score in every.items() if score > max(every.values()) - 1e-9)


@given(asked, st.randoms(use_true_random=False))
def test_the_order_of_questions_does_not_move_the_threshold(rows: Asked, chance: random.Random) -> None:
    columns = list(zip(*rows, strict=True))
    shuffled = list(zip(*chance.sample(rows, len(rows)), strict=True))
    assert best_threshold(*shuffled) == pytest.approx(best_threshold(*columns))


def test_declining_all_and_answering_all_are_both_possible() -> None:
    assert best_threshold([0.9, 0.1], [0.0, 0.0], [False, False]) == (math.inf, 1.0)
    assert best_threshold([0.9, 0.1], [1.0, 0.5], [True, True]) == (0.1, 0.75)


def test_questions_of_equal_confidence_are_not_parted() -> None:
    """Answering only the first of the two would score 1 + 1; together they score 1 + 0, declined 0 + 1."""
    assert best_threshold([0.5, 0.5], [1.0, 0.0], [True, False]) == (math.inf, 0.5)


def test_an_empty_answer_to_an_unanswerable_question_costs_nothing() -> None:
    assert best_threshold([0.9, 0.5], [1.0, 1.0], [False, True]) == (0.5, 1.0)


def test_an_infinite_confidence_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        best_threshold([math.inf], [1.0], [True])


# ---- latency ---------------------------------------------------------------------------------------------------------


def test_percentiles_lie_between_values_in_proportion() -> None:
    """Of 0 to 20 the 95th percentile is at place 19, of 0 to 10 at 9.5."""
    assert percentiles([float(value) for value in range(21)]) == (10.0, 19.0)
    assert percentiles([float(value) for value in range(11)]) == (5.0, 9.5)
    assert percentiles([0.25]) == (0.25, 0.25)


# ---- what cannot be measured -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", [aurc, risk_coverage, auroc, bins, expected_calibration_error, declining])
def test_columns_of_different_length_are_refused(measure: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match=r"2 of \w+, 1 of"):
        measure([0.5, 0.5], [True])


@pytest.mark.parametrize("measure", [aurc, risk_coverage, auroc, bins, expected_calibration_error])
def test_a_missing_confidence_is_refused(measure: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match="1 is nan"):
        measure([0.5, math.nan], [True, False])


def test_a_mean_over_no_questions_is_refused() -> None:
    for measure in (aurc, risk_coverage, expected_calibration_error):
        with pytest.raises(ValueError, match="no questions"):
            measure([], [])
    with pytest.raises(ValueError, match="no questions"):
        best_threshold([], [], [])
    with pytest.raises(ValueError, match="no questions"):
        percentiles([])
    assert bins([], []) == []
