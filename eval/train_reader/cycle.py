"""One cycle of the learning rate: it rises, stays, and falls to zero, by batches or by the clock, whichever is further.

After Smith, "Super-convergence" (2017), with straight lines. A run on a machine that others use too does not know how
far it will come: with a time to be done by, the fall ends there.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Cycle"]


@dataclass(slots=True)
class Cycle:
    """Where a run is in its cycle.

    Args:
        warm: the share of the run in which the rate rises.
        fall: the share, at its end, in which it falls.
        steps: batches in the whole run.
        finish_seconds: how long the fall takes that :meth:`finish` begins.
        begun: seconds by the clock when this sitting began.
        until: seconds by the clock when the run is to be over; None for when its batches are.
        progress: the share of the run that lies behind; of a resumed one, what earlier sittings did.
    """

    warm: float
    fall: float
    steps: int
    finish_seconds: float
    begun: float = 0.0
    until: float | None = None
    progress: float = 0.0
    _origin: float = field(init=False)
    _finish: tuple[float, float] | None = field(init=False, default=None)  # when, and the height to fall from

    def __post_init__(self) -> None:
        self._origin = self.progress

    def height(self, step: int, now: float) -> float:
        """What share of the peak rate batch number ``step``, from 0, is given; 0 when the run is over.

        >>> cycle = Cycle(warm=0.2, fall=0.5, steps=10, finish_seconds=60)
        >>> [round(cycle.height(step, 0.0), 2) for step in range(11)]
        [0.25, 0.75, 1.0, 1.0, 1.0, 0.9, 0.7, 0.5, 0.3, 0.1, 0.0]
        """
        done = (step + 0.5) / self.steps if step < self.steps else 1.0
        if self.until is not None:
            share = (now - self.begun) / max(self.until - self.begun, 1e-9)
            done = max(done, self._origin + (1 - self._origin) * share)
        self.progress = min(1.0, max(self.progress, done))
        height = min(1.0, (1 - self.progress) / self.fall)
        if self.warm:
            height = min(height, self.progress / self.warm)
        if self._finish:
            at, start = self._finish
            height = min(height, start * (1 - (now - at) / self.finish_seconds))
        return max(0.0, height)

    def finish(self, step: int, now: float) -> None:
        """Begin the fall now, unless it was begun this way before."""
        if self._finish is None:
            self._finish = now, self.height(step, now)
