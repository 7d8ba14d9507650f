"""Places in the archive as a page or an address names them: an article, a revision of it, a range in its text. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

__all__ = ["NotThere", "Place", "place_of"]

_LARGEST = 2**63 - 1  # number that the catalog can be asked for
_NUMBER = re.compile(r"[0-9]{1,19}")
_HALVES = re.compile("[\ud800-\udfff]")  # of characters, which no text that is stored has


class Place(NamedTuple):
    """An article, in a revision (None: as it is now), and a range of its text, half open, to be marked in it."""

    article: str
    revision: int | None = None
    quote: tuple[int, int] | None = None

    @property
    def told(self) -> dict[str, Any]:
        """As a page names it."""
        named: dict[str, Any] = {"act": "open", "article": self.article}
        if self.revision is not None:
            named["revision"] = self.revision
        return named | ({"start": self.quote[0], "end": self.quote[1]} if self.quote else {})


class NotThere(LookupError):
    """What was named is not in the archive. The message says what; ``instead`` is what can be opened in its place."""

    def __init__(self, message: str, instead: Place | None = None) -> None:
        super().__init__(message)
        self.instead = instead


def place_of(told: Mapping[str, Any]) -> Place:
    """The place that is named by ``article`` and, if they are there, ``revision``, and ``start`` and ``end``, or
    ``quote`` as ``START-END``. Numbers may be text, as they are in an address.

    Raises:
        NotThere: what is named can be no article, no revision or no range.
    """
    article = told.get("article")
    if not isinstance(article, str) or not article or _HALVES.search(article):
        raise NotThere("The link names no article.")
    revision = _number(told["revision"]) if _given(told, "revision") else None
    if _given(told, "revision") and not revision:
        raise NotThere("The link names a revision that there cannot be.", Place(article))
    if not any(_given(told, name) for name in ("quote", "start", "end")):
        return Place(article, revision)
    ends = str(told["quote"]).split("-") if _given(told, "quote") else [told.get("start"), told.get("end")]
    start, end = [_number(one) for one in ends] if len(ends) == 2 else (None, None)
    if start is None or end is None or start >= end:
        raise NotThere("The link names a quote that there cannot be.", Place(article, revision))
    return Place(article, revision, (start, end))


def _given(told: Mapping[str, Any], name: str) -> bool:
    return told.get(name) not in (None, "")


def _number(stated: object) -> int | None:
    """A number from 0 on that the catalog can be asked for, or None."""
    if isinstance(stated, str) and _NUMBER.fullmatch(stated):
        stated = int(stated)
    known = isinstance(stated, int) and not isinstance(stated, bool)
    return stated if known and 0 <= stated <= _LARGEST else None  # type: ignore[operator, return-value]
