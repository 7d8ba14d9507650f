"""CSV with a header row: a row an article, separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources.records import article_of
from onrecord.index.sources.sniff import decode
from onrecord.index.types import Article, Rejected

__all__ = ["read_table"]

_LONGEST = 2**31 - 1  # characters of a field: the most that every platform takes


def read_table(stream: BinaryIO, name: str) -> Iterator[Article | Rejected]:
    """The articles of a table, row by row.

    Raises:
        SourceError: no header row, or a table that breaks off.
    """
    csv.field_size_limit(_LONGEST)
    text = io.StringIO(decode(stream.read()), newline="")
    header = text.readline()
    if not header.strip():
        raise SourceError(f"{name} is empty: a table needs a header row with names such as title and text")
    separator = max(",;\t", key=header.count)
    names = next(csv.reader([header], delimiter=separator))
    rows = csv.DictReader(text, fieldnames=[field.strip() for field in names], delimiter=separator, strict=True)
    try:
        for row in rows:
            try:
                yield article_of(row)
            except ArticleError as error:
                yield Rejected(f"{name} line {rows.line_num + 1}", str(error))
    except csv.Error as error:
        raise SourceError(f"{name} line {rows.line_num + 1} is not CSV: {error}") from error
