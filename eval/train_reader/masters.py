"""Training in bfloat16 with float32 masters: the network computes in the short form, steps are added up in the long.

On a processor with bfloat16 products this is half as quick again as autocast, which converts at every operator. After
Micikevicius et al., "Mixed Precision Training" (ICLR 2018), section 3.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

__all__ = ["Masters", "Part"]


@dataclass(frozen=True, slots=True)
class Part:
    """Weights of a network that are stepped alike: at ``peak``, the highest learning rate, with weight ``decay``."""

    weights: list[nn.Parameter]
    peak: float
    decay: float


class Masters:
    """AdamW over a network's moving weights.

    Args:
        network: is converted in place where it is to compute in the short form.
        parts: its weights that move.
        short: whether it is to; else everything stays in float32.
        clip: the longest gradient that is followed, of all weights together.
    """

    def __init__(self, network: nn.Module, parts: list[Part], *, short: bool, clip: float) -> None:
        self._network = network
        self._short = [weight for part in parts for weight in part.weights]
        self._long = [weight.detach().float().clone() if short else weight for weight in self._short]
        self._clip = clip
        if short:
            network.to(torch.bfloat16)
        longs = iter(self._long)
        groups: list[dict[str, Any]] = [
            {"params": [next(longs) for _ in part.weights], "peak": part.peak, "weight_decay": part.decay}
            for part in parts
        ]
        self._optimizer = torch.optim.AdamW(groups, lr=0.0, fused=True)

    def step(self, height: float) -> None:
        """Take a step along the gradients that the network has now, at a share of the peak rates, and drop them."""
        for group in self._optimizer.param_groups:
            group["lr"] = group["peak"] * height
        for long, short in self._apart():
            long.grad = None if short.grad is None else short.grad.float()
            short.grad = None
        nn.utils.clip_grad_norm_(self._long, self._clip)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self._show()

    def weights(self) -> dict[str, Tensor]:
        """The network's weights in float32, those that move as exact as they are known."""
        names = {id(weight): name for name, weight in self._network.named_parameters()}
        exact = {names[id(short)]: long for short, long in zip(self._short, self._long, strict=True)}
        return {name: exact.get(name, value).detach().float() for name, value in self._network.state_dict().items()}

    def state(self) -> dict[str, Any]:
        """Everything needed to go on."""
        return {"weights": self.weights(), "optimizer": self._optimizer.state_dict()}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self._network.load_state_dict(state["weights"])
        names = {id(weight): name for name, weight in self._network.named_parameters()}
        with torch.no_grad():
            for long, short in self._apart():
                long.copy_(state["weights"][names[id(short)]])
        self._optimizer.load_state_dict(state["optimizer"])

    def _show(self) -> None:
        with torch.no_grad():
            for long, short in self._apart():
                short.copy_(long)

    def _apart(self) -> Iterator[tuple[Tensor, nn.Parameter]]:
        """Masters with the weights they stand for, where these are two things."""
        return ((long, short) for long, short in zip(self._long, self._short, strict=True) if long is not short)
