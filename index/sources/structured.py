"""JSON: a line an article, or a document that holds one article or a list of them."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources.records import article_of
from onrecord.index.sources.sniff import decode
from onrecord.index.types import Article, Rejected

__all__ = ["read_document", "read_lines"]

_LISTS = ("articles", "items", "data", "documents", "results")
_TWO_RECORDS = re.compile(rb"\s*\{[^\n]*\}\s*?\n\s*\{")  # what is called JSON and is JSONL


def read_lines(stream: BinaryIO, name: str) -> Iterator[Article | Rejected]:
    """JSONL: an object a line; blank lines are passed over."""
    for number, line in enumerate(stream, 1):
        if line.strip():
            yield _record(line, f"{name} line {number}")


def read_document(stream: BinaryIO, name: str) -> Iterator[Article | Rejected]:
    """JSON: an article, a list of them, or an object that holds such a list under a usual name.

    Raises:
        SourceError: not JSON.
    """
    raw = stream.read()
    try:
        document = _parsed(decode(raw))
    except (ValueError, RecursionError) as error:
        if _TWO_RECORDS.match(raw):
            yield from read_lines(io.BytesIO(raw), name)
            return
        raise SourceError(f"{name} is not JSON: {error}") from error
    if isinstance(document, dict):
        inner = next((document[key] for key in _LISTS if isinstance(document.get(key), list)), None)
        if inner is None:
            yield _article(document, name)
            return
        document = inner
    if not isinstance(document, list):
        raise SourceError(f"{name} holds neither an article nor a list of articles")
    for number, record in enumerate(document, 1):
        yield _article(record, f"{name} article {number}")


def _parsed(text: str) -> Any:
    """JSON; NaN and Infinity, which are not, are written by some programs for what is missing."""
    return json.loads(text, parse_constant=lambda _: None)


def _record(line: bytes, where: str) -> Article | Rejected:
    try:
        return _article(_parsed(line.decode("utf-8-sig")), where)
    except UnicodeDecodeError as error:
        return Rejected(where, f"not UTF-8: {error.reason} at byte {error.start}")
    except (ValueError, RecursionError) as error:
        return Rejected(where, f"not JSON: {error}")


def _article(record: Any, where: str) -> Article | Rejected:
    try:
        return article_of(record)
    except ArticleError as error:
        return Rejected(where, str(error))
