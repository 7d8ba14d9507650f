"""CSV with a header row: a row an article, separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources.records import article_of
from onrecord.index.types import Article, Rejected

__all__ = ["read_table"]


def read_table(stream: BinaryIO, name: str) -> Iterator[Article | Rejected]:
    """The articles of a table, row by row.

    Raises:
        SourceError: no header row, or a table that breaks off.
    """
    csv.field_size_limit(sys.maxsize)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
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
