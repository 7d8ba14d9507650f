"""Times as figures."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

import numpy as np

__all__ = ["Clock", "Spread"]


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle, the 95th percentile and the greatest of ``n`` times, in milliseconds. ``cpu`` is the middle of what
    the thread spent computing, None where that is unknown: on a machine that has other work it says more."""

    p50: float
    p95: float
    most: float
    n: int
    cpu: float | None = None

    @classmethod
    def of(cls, seconds: Iterable[float], cpu: Iterable[float] = ()) -> Self:
        """Of times in seconds, at least one."""
        times, spent = np.array(list(seconds)) * 1000, np.array(list(cpu)) * 1000
        p50, p95 = np.percentile(times, [50, 95]).tolist()
        middle = round(float(np.median(spent)), 2) if len(spent) else None
        return cls(round(p50, 2), round(p95, 2), round(float(times.max()), 2), len(times), middle)


class Clock:
    """Times whatever is done in its ``with`` blocks: ``seconds`` and ``cpu``, one of each a block."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.cpu: list[float] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """What is timed."""
        start, spent = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            self.put(time.perf_counter() - start, time.thread_time() - spent)

    def put(self, seconds: float, cpu: float) -> None:
        """Note a block that was timed otherwise."""
        self.seconds.append(seconds)
        self.cpu.append(cpu)

    def less(self, other: Clock) -> Clock:
        """These times without those of another, block by block."""
        left = Clock()
        left.seconds = [one - two for one, two in zip(self.seconds, other.seconds, strict=True)]
        left.cpu = [one - two for one, two in zip(self.cpu, other.cpu, strict=True)]
        return left

    def spread(self, times: float = 1.0) -> Spread:
        """The figures, multiplied."""
        return Spread.of([times * one for one in self.seconds], [times * one for one in self.cpu])
