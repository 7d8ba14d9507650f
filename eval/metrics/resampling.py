"""How far a figure would move with other questions of the same kind: the bootstrap over groups of questions.

Questions of one conversation, or of one paragraph, are right or wrong together, and counting them as if they were apart
makes intervals too narrow. So whole groups are drawn, with replacement, as many as there are: Efron and Tibshirani, An
Introduction to the Bootstrap, 1993 (percentile intervals, chapter 13); Davison and Hinkley, Bootstrap Methods and their
Application, 1997 (groups: section 3.8). A mean is of questions, not of groups' means, so a resample's size varies.

``groups`` names each question's group. A question whose group is the empty name stands for itself, as in ``Question``.
Results depend on ``seed`` and on the order of the questions, and on nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.eval.metrics.columns import FloatArray, filled_columns

__all__ = ["Difference", "interval", "interval_of", "paired"]

IntArray = npt.NDArray[np.int64]

_BLOCK = 1_000_000  # groups drawn at a time: some 30 MB
_EQUAL = 1e-12  # differences of means that are no further apart differ by rounding


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean of the other less mean of the base, its interval, and how probable one as large is by chance alone."""

    difference: float
    low: float
    high: float
    p: float


def interval(
    values: Sequence[float], groups: Sequence[str], *, level: float = 0.95, times: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """The percentile interval of the mean of ``values``. With one group there is nothing to draw: (mean, mean).

    Of two groups, 0 and 1, the resamples are 00, 01, 10, 11: a quarter has mean 0 and a quarter mean 1, far more than
    the 2.5 % left out at either end.

    >>> interval([0.0, 1.0], ["a", "b"])
    (0.0, 1.0)

    Raises:
        ValueError: no values, nan, another number of groups, ``level`` not between 0 and 1, or ``times`` below 1.
    """
    (column,) = filled_columns(values=values)
    members = _members(groups, len(column))
    _check(level, times)
    if not members.any():
        return float(column.mean()), float(column.mean())
    return _middle(_means(column, members, times, seed), level)


def interval_of(
    statistic: Callable[[IntArray], float],
    groups: Sequence[str],
    *,
    level: float = 0.95,
    times: int = 2000,
    seed: int = 0,
) -> tuple[float, float]:
    """The percentile interval of any figure, given how it is worked out of the questions drawn: their places in
    ``groups``, a question as often as its group was drawn. Resamples for which it is nan (an AUROC without a positive)
    are left out; (nan, nan) if it is nan for all.

    >>> values = np.array([0.0, 1.0])
    >>> interval_of(lambda drawn: values[drawn].max(), ["a", "b"])
    (0.0, 1.0)

    Raises:
        ValueError: no groups, ``level`` not between 0 and 1, or ``times`` below 1.
    """
    members = _members(groups, len(groups))
    _check(level, times)
    if not members.any():
        value = float(statistic(np.arange(len(members), dtype=np.int64)))
        return value, value
    found = np.array([statistic(drawn) for drawn in _draws(members, times, seed)], dtype=np.float64)
    found = found[~np.isnan(found)]
    return _middle(found, level) if len(found) else (math.nan, math.nan)


def paired(
    base: Sequence[float],
    other: Sequence[float],
    groups: Sequence[str],
    *,
    level: float = 0.95,
    times: int = 2000,
    seed: int = 0,
) -> Difference:
    """Two systems on the same questions: the mean difference, its percentile interval, and a two-sided p.

    For p the resampled differences are shifted to be around zero, as they would be if the systems were equally good
    (Efron and Tibshirani 1993, section 16.4; for retrieval Smucker, Allan and Carterette, CIKM 2007), and ``b`` of them
    are as far from zero as the difference found, or further: ``(b + 1) / (times + 1)`` (Davison and Hinkley 1997,
    chapter 4), which is never zero. Where few groups differ the bootstrap makes too much of it (if all differ alike, no
    resample is far from the mean), so p is never below that of flipping the signs of those groups' differences,
    ``2 / 2 ** groups`` (Fisher 1935). With one group nothing can be told: the difference three times, and p = 1.0.

    The differences are 0 and 1, 0.5 on average, and only one group differs, which proves nothing.

    >>> found = paired([1.0, 0.0], [1.0, 1.0], ["a", "b"])
    >>> found.difference, found.low, found.high, found.p
    (0.5, 0.0, 1.0, 1.0)

    Raises:
        ValueError: as for ``interval``, or columns of different length.
    """
    before, after = filled_columns(base=base, other=other)
    members = _members(groups, len(before))
    _check(level, times)
    difference = float((after - before).mean())
    if not members.any():
        return Difference(difference, difference, difference, 1.0)
    means = _means(after - before, members, times, seed)
    as_far = int((np.abs(means - difference) >= abs(difference) - _EQUAL).sum())
    differing = int((np.abs(np.bincount(members, after - before)) > _EQUAL).sum())
    least = min(1.0, 2 * 0.5**differing)
    return Difference(difference, *_middle(means, level), max(least, (as_far + 1) / (times + 1)))


def _check(level: float, times: int) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, such as 0.95, not {level}")
    if times < 1:
        raise ValueError(f"times must be 1 or more, not {times}")


def _members(groups: Sequence[str], questions: int) -> IntArray:
    """The number of each question's group, in order of first appearance."""
    if not questions:
        raise ValueError("no questions: groups must hold at least one name")
    if len(groups) != questions:
        raise ValueError(f"every question has one group, but there are {questions} questions and {len(groups)} groups")
    numbers: dict[str | int, int] = {}
    return np.array([numbers.setdefault(name or place, len(numbers)) for place, name in enumerate(groups)])


def _means(values: FloatArray, members: IntArray, times: int, seed: int) -> FloatArray:
    """The mean of each resample, from the groups' sums and sizes."""
    sums, sizes = np.bincount(members, weights=values), np.bincount(members)
    chance = np.random.default_rng(seed)
    means = np.empty(times)
    rows = max(1, _BLOCK // len(sums))
    for start in range(0, times, rows):
        drawn = chance.integers(len(sums), size=(min(rows, times - start), len(sums)))
        means[start : start + rows] = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    return means


def _draws(members: IntArray, times: int, seed: int) -> Iterator[IntArray]:
    """The questions of each resample: the same draws as of the means, for the same seed."""
    by_group = np.argsort(members, kind="stable")
    sizes = np.bincount(members)
    starts = np.cumsum(sizes) - sizes
    chance = np.random.default_rng(seed)
    for _ in range(times):
        drawn = chance.integers(len(sizes), size=len(sizes))
        ends = np.cumsum(sizes[drawn])
        # Place i of the resample, in a group that begins at place b of it and at s of by_group, is s + i - b there.
        shift = np.repeat(starts[drawn] - (ends - sizes[drawn]), sizes[drawn])
        yield by_group[shift + np.arange(ends[-1])]


def _middle(found: FloatArray, level: float) -> tuple[float, float]:
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
