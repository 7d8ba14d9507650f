"""What of a question must stand in a passage as it is: numbers, and words in quotation marks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["Exact", "exact", "share"]

Exact = tuple[int, int]
"""Where it stands in the question, without its marks."""

_QUOTED = re.compile(r"“([^“”\n]{2,80})”|\"([^\"\n]{2,80})\"|(?<!\w)‘([^‘’\n]{2,80})’(?!\w)")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")
_APART = re.compile(r"\W+")


def exact(question: str, besides: Iterable[tuple[int, int]] = ()) -> list[Exact]:
    """Its quoted words and its numbers, in order; without what stands ``besides``, such as the words of a time."""
    taken = list(besides)
    found = []
    for pattern in (_QUOTED, _NUMBER):
        for match in pattern.finditer(question[:1_000]):
            start, end = match.span(match.lastindex or 0)
            if not any(start < stop and begin < end for begin, stop in taken):
                taken.append((start, end))
                found.append((start, end))
    return sorted(found)


def share(wanted: Iterable[str], text: str) -> float:
    """What part of the wanted words stands in a text, each as a whole, whatever its capitals and its marks; 0 where
    nothing is wanted.

    >>> share(["8.5", "imminent failure"], "An $8.5 billion grant for a dam in “imminent” failure.")
    1.0
    >>> share(["16"], "It was 1916.")
    0.0
    """
    told = _plain(text)
    found = [_plain(words) in told for words in wanted]
    return sum(found) / len(found) if found else 0.0


def _plain(text: str) -> str:
    return f" {_APART.sub(' ', text.casefold()).strip()} "
