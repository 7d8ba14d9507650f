"""JSON: a line an article, or a document that holds one article or a list of them; records, or news items in ninjs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from itertools import chain
from typing import Any, BinaryIO

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources import ninjs
from onrecord.index.sources.bounds import MOST, whole
from onrecord.index.sources.records import article_of
from onrecord.index.sources.sniff import decoded, lines, unread_remark
from onrecord.index.types import Article, Found, Rejected

__all__ = ["read_document", "read_lines"]

_LISTS = ("articles", "items", "data", "documents", "results")
_MOST = 256 * 2**20  # bytes of a document, which may hold many articles; in memory it takes some four times that
_TOO_LONG = f"longer than {MOST / 2**20:.0f} MB, the most that is taken for one article"
_LONGEST = 1_000  # digits of a number; one of more stays the text it is


def read_lines(stream: BinaryIO, name: str) -> Iterator[Found]:
    """JSONL: an object a line; blank lines are passed over. No more than a line is held at a time.

    Raises:
        SourceError: UTF-16 or UTF-32 of more than 20 MB.
    """
    yield from _records(lines(stream, name), name)


def read_document(stream: BinaryIO, name: str) -> Iterator[Found]:
    """JSON: an article, a list of them, or an object that holds such a list under a usual name. What is JSONL after all
    is read as that.

    Raises:
        SourceError: not JSON, or more than 256 MB.
    """
    first = stream.readline(MOST)
    if _is_record(first):
        yield from _records(chain([first.removeprefix(b"\xef\xbb\xbf")], lines(stream, name)), name)
        return
    text, unread = decoded(first + whole(stream, name, _MOST), "utf-8")
    try:
        document = _parsed(text)
    except (ValueError, RecursionError) as error:
        first, _, rest = text.lstrip().encode("utf-8", "surrogatepass").partition(b"\n")
        if rest.strip() and _is_record(first):
            yield from read_lines(BytesIO(text.encode("utf-8", "surrogatepass")), name)
            return
        raise SourceError(f"{name} is not JSON: {error}") from error
    if isinstance(document, dict):
        inner = _list_in(document)
        if inner is None:
            yield from _items([document], [name], name, unread)
            return
        document = inner
    if not isinstance(document, list):
        raise SourceError(f"{name} holds neither an article nor a list of articles")
    yield from _items(document, [f"{name} article {number + 1}" for number in range(len(document))], name, unread)


def _parsed(text: str) -> Any:
    """JSON; NaN and Infinity, which are not, are written by some programs for what is missing."""
    return json.loads(text, parse_constant=lambda _: None, parse_int=_number)


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST else digits


def _is_record(line: bytes) -> bool:
    """Whether a line is an object that is no list of articles."""
    if not line.rstrip().endswith(b"}"):
        return False
    try:
        found = _parsed(decoded(line, "utf-8")[0])
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and _list_in(found) is None


def _list_in(document: dict[str, Any]) -> list[Any] | None:
    return next((document[key] for key in _LISTS if isinstance(document.get(key), list)), None)


def _records(found: Iterable[bytes | None], name: str) -> Iterator[Found]:
    for number, line in enumerate(found, 1):
        if line is None:
            yield Rejected(f"{name} line {number}", _TOO_LONG)
        elif line.strip():
            yield from _record(line, f"{name} line {number}")


def _record(line: bytes, where: str) -> Iterator[Found]:
    text, unread = decoded(line, "utf-8")
    try:
        record = _parsed(text)
    except (ValueError, RecursionError) as error:
        yield Rejected(where, f"not JSON: {error}")
    else:
        yield from _items([record], [where], where, unread)


def _items(records: list[Any], places: list[str], name: str, unread: int) -> Iterator[Found]:
    """What records hold that stand at these places, or why it is nothing. Of what an agency sends, pictures and the
    like are passed over beside texts. ``unread`` bytes stand in one of them, or in others beside it."""
    agency = any(map(ninjs.is_item, records))
    found = ninjs.found(records, places, name) if agency else map(_article, records, places)
    for item in found:
        if unread and isinstance(item, Article):
            marks = f"{item.title}{item.text}".count("\ufffd")
            yield replace(item, remarks=(*item.remarks, *unread_remark(min(unread, marks))))
        else:
            yield item


def _article(record: Any, where: str) -> Found:
    try:
        return article_of(record)
    except ArticleError as error:
        return Rejected(where, str(error))
