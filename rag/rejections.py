"""What was not taken while articles were added: counted by reason, a few named, all of them written where asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console

from onrecord.index import Rejected

__all__ = ["Rejections"]

_NAMED = 3  # places named for one reason
_REASONS = 10  # reasons that are told one by one


class Rejections:
    """Takes what was rejected, as a list would, in bounded memory; a context manager, for the file.

    Args:
        path: where each is written as it comes, a JSON object with ``where`` and ``reason`` a line.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.count = 0
        self.first: list[Rejected] = []
        self._path = path
        self._file: TextIO | None = None
        self._reasons: dict[str, int] = {}
        self._places: dict[str, list[str]] = {}

    def __enter__(self) -> Self:
        if self._path is not None:
            self._file = self._path.open("w", encoding="utf-8", errors="backslashreplace")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def append(self, item: Rejected) -> None:
        """Take one."""
        self.count += 1
        if self._file is not None:
            self._file.write(json.dumps({"where": item.where, "reason": item.reason}, ensure_ascii=False) + "\n")
        reason = _without(item)
        if reason not in self._reasons and len(self._reasons) >= 100 * _REASONS:
            reason = "other reasons"
        self._reasons[reason] = self._reasons.get(reason, 0) + 1
        places = self._places.setdefault(reason, [])
        if len(places) < _NAMED:
            places.append(item.where)
        if len(self.first) < 100 * _REASONS:
            self.first.append(item)

    def extend(self, items: Iterable[Rejected]) -> None:
        """Take several."""
        for item in items:
            self.append(item)

    def reasons(self) -> list[tuple[str, int, Sequence[str]]]:
        """Each reason, how many were rejected for it, and where the first of them stood; the most frequent first."""
        ordered = sorted(self._reasons.items(), key=lambda pair: -pair[1])
        return [(reason, count, self._places.get(reason, ())) for reason, count in ordered]

    def tell(self, console: Console) -> None:
        """Say how many there were of each reason, the most frequent first."""
        ordered = self.reasons()
        for reason, count, named in ordered[:_REASONS]:
            places = ", ".join(named)
            several = f"{count}: {reason} ({places}{', …' if count > _NAMED else ''})"
            console.print(f"rejected: {several if count > 1 else f'{places}: {reason}'}")
        if len(ordered) > _REASONS:
            more = sum(count for _, count, _ in ordered[_REASONS:])
            console.print(f"rejected: {more} for {len(ordered) - _REASONS} other reasons")


def _without(item: Rejected) -> str:
    """A reason without the name of what was rejected, so that equal ones count as one."""
    return item.reason.removeprefix(item.where).lstrip(": ")
