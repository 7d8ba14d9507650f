"""CSV with a header row: a row an article, separated by comma, semicolon or tab."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import BinaryIO

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources.bounds import MOST
from onrecord.index.sources.records import article_of
from onrecord.index.sources.sniff import codec_of, decoded, lines, unread_remark
from onrecord.index.types import Article, Rejected

__all__ = ["read_table"]

_LINE = re.compile(r"[^\r]*+\r\n?|[^\r]++")
_SAMPLE = 2**18  # bytes by which the encoding is told


def read_table(stream: BinaryIO, name: str) -> Iterator[Article | Rejected]:
    """The articles of a table, row by row; no more than a row is held at a time. What is not CSV is rejected up to the
    line where that is seen, and the next line begins a new row.

    Raises:
        SourceError: no header row, or one of more than 20 MB.
    """
    csv.field_size_limit(MOST)
    table = _Lines(lines(stream, name))
    try:
        header = next(table, "")
    except csv.Error as error:
        raise SourceError(f"{name} has a header row that is {error}") from error
    if not header.strip():
        raise SourceError(f"{name} is empty: a table needs a header row with names such as title and text")
    separator = max(",;\t", key=header.count)
    names = [field.strip() for field in next(csv.reader([header.strip("\r\n")], delimiter=separator))]
    rows = csv.reader(table, delimiter=separator, strict=True)
    while True:
        table.begin()
        first = table.number + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Rejected(f"{name} line {first}", f"is not CSV, as is seen in line {table.number}: {error}")
            continue
        if row is None:
            return
        if row:
            yield _article(dict(zip(names, row, strict=False)), f"{name} line {first}", table.unread)


def _article(record: dict[str, str], where: str, unread: int) -> Article | Rejected:
    try:
        article = article_of(record)
    except ArticleError as error:
        return Rejected(where, str(error))
    return replace(article, remarks=(*article.remarks, *unread_remark(unread))) if unread else article


class _Lines:
    """The lines of a table as text, in one encoding, for ``csv.reader``.

    ``number`` of them were given; of the present row, ``unread`` bytes could not be read.
    """

    def __init__(self, found: Iterator[bytes | None]) -> None:
        sample: list[bytes | None] = []
        size = 0
        for line in found:
            sample.append(line)
            size += len(line or b"")
            if size >= _SAMPLE:
                break
        raw = b"".join(line or b"" for line in sample)
        self._codec = "" if raw.isascii() else codec_of(raw)
        self._found = chain(sample, found)
        self._parts: list[str] = []  # of a line, last first: some programs end lines with a carriage return
        self._taken = 0
        self.number = 0
        self.unread = 0

    def begin(self) -> None:
        """A new row begins."""
        self._taken = self.unread = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if not self._parts:
            self._parts = _LINE.findall(self._line())[::-1] or [""]
        self.number += 1
        return self._parts.pop()

    def _line(self) -> str:
        line = next(self._found)
        self._taken += len(line or b"")
        if line is None or self._taken > MOST:
            self.number += 1
            raise csv.Error(f"longer than {MOST / 2**20:.0f} MB, the most that is taken for one article")
        if not self._codec and not line.isascii():
            self._codec = codec_of(line)
        text, unread = decoded(line, self._codec)
        self.unread += unread
        return text
