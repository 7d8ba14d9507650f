from __future__ import annotations

import pytest
import torch

from onrecord.eval.train_reader.average import average
from onrecord.eval.train_reader.model import Reader, Shape

SMALL = Shape(layers=1, width=8, heads=2, between=16, words=20, places=16)


def test_each_weight_is_the_mean_of_the_runs() -> None:
    one, two = Reader(SMALL).state_dict(), Reader(SMALL).state_dict()
    mean = average([one, two, two])
    assert mean.keys() == one.keys()
    for name, value in mean.items():
        assert torch.allclose(value, (one[name] + 2 * two[name]) / 3, atol=1e-6)
    Reader(SMALL).load_state_dict(mean)


def test_one_run_is_its_own_mean() -> None:
    one = Reader(SMALL).state_dict()
    assert all(torch.equal(value, one[name]) for name, value in average([one]).items())


def test_runs_of_other_makes_and_no_runs_are_refused() -> None:
    deeper = Reader(Shape(layers=2, width=8, heads=2, between=16, words=20, places=16))
    with pytest.raises(ValueError, match="different makes"):
        average([Reader(SMALL).state_dict(), deeper.state_dict()])
    with pytest.raises(ValueError, match=r"reader\.pt"):
        average([])
