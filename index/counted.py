"""Items that are counted as they pass."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.index.types import Item

__all__ = ["Counted"]


class Counted:
    """Passes items on; ``count`` is how many so far."""

    def __init__(self, items: Iterator[Item]) -> None:
        self.count = 0
        self._items = items

    def __iter__(self) -> Iterator[Item]:
        for item in self._items:
            self.count += 1
            yield item
