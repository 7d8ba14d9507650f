from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from onrecord.eval.metrics import Difference, auroc, interval, interval_of, paired


def each_alone(questions: int) -> list[str]:
    return [f"q{number}" for number in range(questions)]


def clustered(chance: np.random.Generator, groups: int, size: int) -> tuple[list[float], list[str]]:
    """Questions whose groups differ as much as questions within one do: the mean is 0."""
    values = chance.normal(size=(groups, 1)) + chance.normal(size=(groups, size))
    return values.ravel().tolist(), [f"g{number}" for number in range(groups) for _ in range(size)]


# ---- intervals of a mean ---------------------------------------------------------------------------------------------


def test_an_interval_of_95_percent_covers_the_true_mean_about_that_often() -> None:
    """Of 200 sets, 190 are expected; 180 to 198 is 3.2 standard deviations below and 2.6 above."""
    chance = np.random.default_rng(11)
    covered = 0
    for _ in range(200):
        low, high = interval(chance.normal(3.0, 1.0, size=60).tolist(), each_alone(60), times=500)
        covered += low <= 3.0 <= high
    assert 180 <= covered <= 198


def test_groups_are_covered_only_if_they_are_drawn_whole() -> None:
    chance = np.random.default_rng(12)
    whole = parted = 0
    for _ in range(200):
        values, groups = clustered(chance, 40, 8)
        low, high = interval(values, groups, times=400)
        whole += low <= 0 <= high
        low, high = interval(values, each_alone(len(values)), times=400)
        parted += low <= 0 <= high
    assert 178 <= whole <= 198
    assert parted < 150


def test_an_interval_over_groups_is_wider_than_one_that_ignores_them() -> None:
    """The standard error over 40 groups of 8: sqrt((1 + 1/8) / 40) = 0.168; ignoring them sqrt(2 / 320) = 0.079."""
    values, groups = clustered(np.random.default_rng(13), 40, 8)
    low, high = interval(values, groups)
    naive_low, naive_high = interval(values, each_alone(len(values)))
    assert high - low > 1.6 * (naive_high - naive_low)


def test_a_large_group_weighs_as_many_questions_as_it_has() -> None:
    """Nine questions right in one group, one wrong in another: half of the resamples have both, and 0.9 for a mean, not
    0.5; a quarter has 0 and a quarter 1."""
    values, groups = [1.0] * 9 + [0.0], ["a"] * 9 + ["b"]
    assert interval(values, groups, level=0.4) == pytest.approx((0.9, 0.9))
    assert interval(values, groups) == (0.0, 1.0)


def test_the_interval_is_about_as_wide_as_the_normal_one() -> None:
    values = np.random.default_rng(14).normal(size=400)
    mean, error = float(values.mean()), float(values.std()) / 20
    normal = (mean - 1.96 * error, mean + 1.96 * error)
    assert interval(values.tolist(), each_alone(400), times=8000) == pytest.approx(normal, abs=0.15 * error)


def test_a_lower_level_gives_a_narrower_interval() -> None:
    values = np.random.default_rng(15).random(50).tolist()
    wide, narrow = interval(values, each_alone(50), level=0.99), interval(values, each_alone(50), level=0.8)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_a_question_without_a_group_stands_for_itself() -> None:
    values = np.random.default_rng(16).random(30).tolist()
    assert interval(values, [""] * 30) == interval(values, each_alone(30))


def test_names_of_groups_do_not_matter_and_need_not_stand_together() -> None:
    values = np.random.default_rng(17).random(6).tolist()
    assert interval(values, list("abcabc")) == interval(values, list("zyxzyx"))
    swapped = [values[place] for place in (0, 3, 1, 4, 2, 5)]
    assert interval(values, list("abcabc")) == pytest.approx(interval(swapped, list("aabbcc")))


def test_the_same_seed_gives_the_same_and_another_another() -> None:
    values, groups = clustered(np.random.default_rng(18), 30, 3)
    other = [value + 0.1 for value in values]
    assert interval(values, groups, seed=4) == interval(values, groups, seed=4)
    assert interval(values, groups, seed=4) != interval(values, groups, seed=5)
    assert paired(values, other[::-1], groups, seed=4) == paired(values, other[::-1], groups, seed=4)


def test_many_questions_are_drawn_in_blocks_without_a_difference() -> None:
    """3,000 groups a million draws at a time are 333 resamples a block; one by one, they are the same resamples."""
    values = np.random.default_rng(19).random(3000)
    by_mean = interval_of(lambda drawn: float(values[drawn].mean()), each_alone(3000), times=700)
    assert interval(values.tolist(), each_alone(3000), times=700) == pytest.approx(by_mean)


# ---- intervals of anything -------------------------------------------------------------------------------------------


def test_a_mean_worked_out_from_places_has_the_same_interval() -> None:
    chance = np.random.default_rng(20)
    values = chance.random(40)
    groups = [f"g{number}" for number in chance.integers(0, 9, size=40)]
    by_mean = interval_of(lambda drawn: float(values[drawn].mean()), groups, seed=3)
    assert interval(values.tolist(), groups, seed=3) == pytest.approx(by_mean)


def test_groups_are_drawn_whole_and_as_many_as_there_are() -> None:
    groups = list("abacbc")
    seen: list[list[str]] = []

    def noted(drawn: npt.NDArray[np.int64]) -> float:
        seen.append(sorted(groups[place] for place in drawn))
        return 0.0

    interval_of(noted, groups, times=50)
    assert len(seen) == 50
    assert all(len(names) == 6 and all(names.count(name) % 2 == 0 for name in names) for names in seen)
    assert len({tuple(names) for names in seen}) > 5


def test_resamples_that_have_no_value_are_left_out() -> None:
    """With one positive of four, a third of resamples have none, and their AUROC is not a number."""
    score, positive = np.array([0.9, 0.2, 0.5, 0.1]), np.array([True, False, False, False])
    found = interval_of(lambda drawn: auroc(score[drawn].tolist(), positive[drawn].tolist()), each_alone(4))
    assert found == (1.0, 1.0)
    low, high = interval_of(lambda _: math.nan, each_alone(4), times=20)
    assert math.isnan(low)
    assert math.isnan(high)


# ---- two systems -----------------------------------------------------------------------------------------------------


def test_a_clear_difference_has_a_small_p_and_an_interval_above_zero() -> None:
    chance = np.random.default_rng(21)
    base = chance.random(100)
    found = paired(base.tolist(), (base + chance.normal(0.3, 0.2, size=100)).tolist(), each_alone(100))
    assert found.p == 1 / 2001
    assert 0.2 < found.low < found.difference < found.high < 0.4


def test_p_is_about_that_of_the_normal_distribution() -> None:
    """A mean two standard errors from zero has a two-sided p of 0.0455."""
    chance = np.random.default_rng(22)
    differences = chance.normal(size=400)
    differences += 2 * differences.std() / 20 - differences.mean()
    assert paired([0.0] * 400, differences.tolist(), each_alone(400), times=10_000).p == pytest.approx(0.0455, abs=0.01)


def test_without_a_difference_p_is_spread_evenly() -> None:
    """300 sets: below 0.05, 0.25, 0.5 and 0.75 there should be that share, give or take three standard deviations."""
    chance = np.random.default_rng(23)
    found = []
    for _ in range(300):
        values, groups = clustered(chance, 50, 3)
        found.append(paired([0.0] * len(values), values, groups, times=400).p)
    for share in (0.05, 0.25, 0.5, 0.75):
        assert np.mean(np.array(found) <= share) == pytest.approx(share, abs=3 * math.sqrt(share * (1 - share) / 300))


def test_the_same_twice_is_no_difference_at_all() -> None:
    values = np.random.default_rng(24).random(30).tolist()
    assert paired(values, values, each_alone(30)) == Difference(0.0, 0.0, 0.0, 1.0)


def test_the_other_way_round_is_the_other_way_round() -> None:
    chance = np.random.default_rng(25)
    base, other = chance.random(50).tolist(), chance.random(50).tolist()
    there, back = paired(base, other, each_alone(50)), paired(other, base, each_alone(50))
    assert (there.difference, there.low, there.high) == pytest.approx((-back.difference, -back.high, -back.low))
    assert there.p == back.p


def test_as_far_the_other_way_counts_whatever_rounding_does() -> None:
    """Of 49 questions one is better by 3 and one worse by 1. Resamples are off by a whole number of 49ths, and those
    off by exactly as much as the difference, either way, count however their sums were rounded: p is the chance that
    3 A - B is at least 2 away from 2, with A and B the times the two were drawn."""
    other = [3.0, -1.0] + [0.0] * 47
    chance = sum(
        math.comb(49, a) * math.comb(49 - a, b) / 49 ** (a + b) * (47 / 49) ** (49 - a - b)
        for a in range(20)
        for b in range(20)
        if abs(3 * a - b - 2) >= 2
    )
    assert paired([0.0] * 49, other, each_alone(49), times=20_000).p == pytest.approx(chance, abs=0.015)


def test_few_groups_that_differ_prove_no_more_than_flipping_their_signs() -> None:
    """Three of three better: of the eight ways their signs could fall, two are as far from zero."""
    assert paired([0.0] * 3, [1.0] * 3, each_alone(3)).p == 0.25
    assert paired([0.0] * 49, [1.0] + [0.0] * 48, each_alone(49)).p == 1.0


# ---- what there is too little of -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("values", "groups"), [([0.1, 0.2, 0.4], ["a"] * 3), ([0.7], ["a"]), ([0.7], [""])])
def test_a_single_group_tells_nothing_of_others(values: list[float], groups: list[str]) -> None:
    mean = sum(values) / len(values)
    assert interval(values, groups) == pytest.approx((mean, mean))
    assert interval_of(lambda drawn: float(np.array(values)[drawn].mean()), groups) == pytest.approx((mean, mean))
    found = paired([0.0] * len(values), values, groups)
    assert (found.difference, found.low, found.high, found.p) == pytest.approx((mean, mean, mean, 1.0))


REFUSED: list[tuple[Callable[[], Any], str]] = [
    (lambda: interval([], []), "no questions"),
    (lambda: interval_of(lambda _: 0.0, []), "no questions"),
    (lambda: paired([], [], []), "no questions"),
    (lambda: interval([1.0, 2.0], ["a"]), "2 questions and 1 groups"),
    (lambda: paired([1.0], [1.0, 2.0], ["a"]), "1 of base, 2 of other"),
    (lambda: interval([math.nan], ["a"]), "nan"),
    (lambda: interval([1.0], ["a"], level=95), "not 95"),
    (lambda: interval_of(lambda _: 0.0, ["a"], times=0), "not 0"),
]


@pytest.mark.parametrize(("call", "reason"), REFUSED)
def test_what_cannot_be_resampled_is_refused(call: Callable[[], Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        call()
