"""An answer's record (``records.py``) read back: what was asked, what was quoted and where from, as it was told then.

A record comes from a file that anybody may have edited, so every field is looked at before it is used. What a record
has beside these fields is of no concern here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from onrecord.index import Article
from onrecord.rag.kinds import Kind
from onrecord.rag.mentions import Mention
from onrecord.rag.understood import Choice, Understood
from onrecord.rag.when import Time

__all__ = ["MALFORMED", "Near", "Quoted", "Recorded", "Source", "number_of", "quotes_of", "recorded", "text_of"]

MALFORMED = ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError
"""What reading data of unknown origin raises where they are not what they should be."""

_SOURCES: tuple[Literal["outlet", "author", "section"], ...] = ("outlet", "author", "section")


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
    """An answer as it was told; ``Answer`` says what its fields are. ``understood`` is what its question said of
    itself, without what it leaned on; None where that was not written down."""

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
    understood: Understood | None = None


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
        understood=_understood(stated),
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


def _understood(stated: Mapping[str, Any]) -> Understood | None:
    """What was understood of the question; None in a record that holds it in words alone, as the first ones did."""
    found = stated.get("understood")
    if found is None or "times" not in found:
        return None
    query = text_of(found["query"])
    times = [Time(*_within(query, one["start"], one["end"]), *_days(one)) for one in _objects(found, "times")]
    return Understood(
        question=text_of(stated["question"]),
        query=query,
        kind=next((kind for kind in get_args(Kind) if kind == found["kind"]), "what"),
        times=tuple(times),
        mentions=tuple(_mention(query, one) for one in _objects(found, "mentions")),
        exact=tuple(_within(query, *span) for span in _list(found["exact"])),
        latest=found["latest"] is True,
    )


def _within(query: str, start: object, end: object) -> tuple[int, int]:
    """Where words of a question stand in it."""
    low, high = number_of(start), number_of(end)
    if not low < high <= len(query):
        raise ValueError(f"words of a question of {len(query)} characters are said to stand at {low} to {high}")
    return low, high


def _days(stated: Mapping[str, Any]) -> Iterator[str | None]:
    """The first and the last day of a time."""
    for name in ("first", "last"):
        yield stated[name] and date.fromisoformat(text_of(stated[name])).isoformat()


def _mention(query: str, stated: Mapping[str, Any]) -> Mention:
    what = next((one for one in _SOURCES if one == stated["what"]), None)
    if what is None:
        raise ValueError(f"{stated['what']!r:.40} stands where there should be {', '.join(_SOURCES)}")
    names = tuple(text_of(name) for name in _list(stated["names"]))
    return Mention(*_within(query, stated["start"], stated["end"]), what, names)


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
