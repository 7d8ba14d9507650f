"""What was found last: results kept for questions that come again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar, cast

__all__ = ["Remembered"]

_Value = TypeVar("_Value")


class Remembered(Generic[_Value]):
    """The values of the keys asked for last. Safe to use from several threads; two that ask for one new key at once may
    both make its value.

    Args:
        most: how many are kept; 0 keeps none.
    """

    def __init__(self, most: int = 128) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """The value kept for a key, or one made now."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("_Value", self._kept[key])
        value = make()
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value
