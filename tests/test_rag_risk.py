from __future__ import annotations

import math
from itertools import pairwise

import pytest

from onrecord.rag.risk import RISK, RISKS, least


def test_a_lower_risk_asks_for_more_confidence() -> None:
    assert all(low < high and sure > enough for (low, sure), (high, enough) in pairwise(RISKS))
    assert all(0 < sure < 1 for _, sure in RISKS)
    assert 0 < least(RISK) < 1


def test_the_risks_that_were_measured_and_those_between() -> None:
    for risk, sure in RISKS:
        assert least(risk) == sure
        assert least(risk + 0.001) == sure


def test_everything_is_answered_at_any_risk_and_nothing_below_the_lowest() -> None:
    assert least(1) == 0
    assert least(RISKS[0][0] / 2) == 1


@pytest.mark.parametrize("risk", [0, -0.1, 1.1, math.nan, math.inf])
def test_what_is_no_risk_is_refused(risk: float) -> None:
    with pytest.raises(ValueError, match=r"share of answers above 0 and up to 1, such as 0\.1"):
        least(risk)
