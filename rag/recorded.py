"""An answer's record (``records.py``) read back: what was asked, what was quoted and where from, as it was told then.

A record comes from a file that anybody may have edited, so every field is looked at before it is used. What a record
has beside these fields is of no concern here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.index import Article
from onrecord.rag.understood import Choice

__all__ = ["MALFORMED", "Near", "Quoted", "Recorded", "Source", "number_of", "quotes_of", "recorded", "text_of"]

MALFORMED = ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError
"""What reading data of unknown origin raises where they are not what they should be."""


@dataclass(frozen=True, slots=True)
class Source:
    """An article as it was named beside a quote."""

    article_id: str
    title: str = ""
    outlet: str = ""
    published: str | None = None
    url: str = ""

    @property
    def article(self) -> Article:
        """The same as an article without a text."""
        return Article(self.article_id, self.title, "", self.url, self.outlet, self.published)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation as it was told: ``quote`` is said to have stood at ``start`` to ``end`` of that revision.

    ``focus`` are the answering words, as offsets into the article too. ``remarks`` is what was known of the article
    then, and ``also`` where else the passage stood.
    """

    number: int
    source: Source
    revision: int
    start: int
    end: int
    quote: str
    focus: tuple[int, int] | None = None
    remarks: tuple[str, ...] = ()
    also: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """A passage that came near and did not answer, with its scores."""

    passage: Quoted
    score: float
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer as it was told; ``Answer`` says what its fields are."""

    question: str
    query: str
    text: str
    quotes: tuple[Quoted, ...]
    confidence: float
    abstained: bool
    reason: str
    cause: str | None
    act: str | None
    choices: tuple[Choice, ...]
    nearest: tuple[Near, ...]
    timings: Mapping[str, float]


def recorded(stated: Mapping[str, Any]) -> Recorded:
    """What an answer's record says. Raises one of ``MALFORMED`` where it is no such record."""
    abstained, cause, act = stated["abstained"], stated.get("cause"), stated.get("act")
    if not isinstance(abstained, bool):
        raise ValueError(f"{abstained!r:.40} stands where there should be true or false")
    return Recorded(
        question=text_of(stated["question"]),
        query=text_of(stated["query"]),
        text=text_of(stated["text"]),
        quotes=quotes_of(stated),
        confidence=float(stated["confidence"]),
        abstained=abstained,
        reason=text_of(stated["reason"]),
        cause=None if cause is None else text_of(cause),
        act=None if act is None else text_of(act),
        choices=tuple(Choice(text_of(one["words"]), text_of(one["question"])) for one in _objects(stated, "choices")),
        nearest=tuple(_near(one) for one in _objects(stated, "nearest")),
        timings=_numbers(stated.get("timings", {})),
    )


def quotes_of(stated: Mapping[str, Any]) -> tuple[Quoted, ...]:
    """The quotes of an answer's record. Raises one of ``MALFORMED`` where it is no such record."""
    _list(stated["citations"])
    return tuple(_quoted(one, "quote") for one in _objects(stated, "citations"))


def text_of(value: object) -> str:
    """Text, and such as can be written again. Raises ValueError where it is something else."""
    if not isinstance(value, str):
        raise ValueError(f"{value!r:.40} stands where there should be text")
    value.encode()  # halves of characters cannot be
    return value


def number_of(value: object) -> int:
    """A whole number from nought on. Raises ValueError where it is something else."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r:.40} stands where there should be a whole number from 0 on")
    return value


def _quoted(stated: Mapping[str, Any], words: str) -> Quoted:
    revision, start, end = (number_of(stated[name]) for name in ("revision", "start", "end"))
    focus = stated.get("focus")
    if focus is not None:
        low, high = map(number_of, focus)
        if not start <= low < high <= end:
            raise ValueError(f"the answering words are said to stand at {low} to {high}, outside the quote")
        focus = low, high
    remarks = tuple(text_of(one) for one in _list(stated.get("remarks", [])))
    also = tuple(_source(one) for one in _objects(stated, "also"))
    number = number_of(stated.get("number", 0))
    return Quoted(number, _source(stated), revision, start, end, text_of(stated[words]), focus, remarks, also)


def _near(stated: Mapping[str, Any]) -> Near:
    return Near(_quoted(stated, "text"), float(stated["score"]), _numbers(stated["signals"]))


def _source(stated: Mapping[str, Any]) -> Source:
    published = stated.get("published")
    title, outlet, url = (text_of(stated.get(name, "")) for name in ("title", "outlet", "url"))
    return Source(text_of(stated["article_id"]), title, outlet, published and text_of(published), url)


def _numbers(stated: Mapping[str, Any]) -> dict[str, float]:
    return {text_of(name): float(value) for name, value in stated.items()}


def _objects(stated: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A list of objects in an object; none where it is not there."""
    found = _list(stated.get(name, []))
    for one in found:
        if not isinstance(one, dict):
            raise ValueError(f"{one!r:.40} stands where there should be an object")
    return found


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{value!r:.40} stands where there should be a list")
    return value
