"""One network of several runs': the mean of their weights.

Runs that began from the same weights end near one another, and their mean is often better than either and surer of
what it does not know (Wortsman et al., *Model soups*, ICML 2022).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import Tensor, stack

__all__ = ["average"]


def average(states: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of each weight.

    Raises:
        ValueError: the networks are not of one make, or there are none.
    """
    if not states:
        raise ValueError("there are no weights to average; name at least one run's reader.pt")
    first = {name: value.shape for name, value in states[0].items()}
    if any({name: value.shape for name, value in state.items()} != first for state in states):
        raise ValueError("the weights are of networks of different makes; average runs of one configuration")
    return {name: stack([state[name].float() for state in states]).mean(0) for name in first}
