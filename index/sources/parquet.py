"""Parquet: a row an article; only the columns whose names are known are read, a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources.bounds import MOST
from onrecord.index.sources.records import article_of, stated
from onrecord.index.sources.sniff import decoded
from onrecord.index.sources.spool import seekable
from onrecord.index.types import Article, Found, Rejected

if TYPE_CHECKING:
    from pyarrow import RecordBatch, Scalar
    from pyarrow.parquet import ParquetFile

__all__ = ["read_parquet"]

_ROWS = 8  # at a time: a text that is stored once for a million rows is unpacked for so many of them
_BUFFER = 2**20  # bytes read at once of a column
_FOOTER = 64 * 2**20  # bytes of what the file says of itself, before it is believed
_FREE = 64 * 2**20  # bytes to which a column of a row group may be unpacked in any case, and
_TIMES = 200  # how many times its packed size beyond that


def read_parquet(stream: BinaryIO, name: str) -> Iterator[Found]:
    """The articles of a Parquet file. A group of rows that is damaged, or a bomb, is rejected by itself.

    Raises:
        SourceError: no Parquet, encrypted, or without a column that could be an article's text.
    """
    from pyarrow import ArrowException, PythonFile  # noqa: PLC0415 - a heavy library, and only Parquet needs it
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    with seekable(stream, name) as file:
        try:
            table = ParquetFile(
                PythonFile(file, mode="r"),
                buffer_size=_BUFFER,
                pre_buffer=False,
                page_checksum_verification=True,
                thrift_string_size_limit=_FOOTER,
                thrift_container_size_limit=_FOOTER // 64,
            )
            columns = _columns(table, name)
        except (ArrowException, OSError) as error:
            raise SourceError(f"{name} is not Parquet that can be read: {_first_line(error)}") from error
        before = 0
        for group in range(table.num_row_groups):
            rows = table.metadata.row_group(group).num_rows
            where = f"{name} rows {before + 1} to {before + rows}"
            try:
                yield from _group(table, group, columns, name, before)
            except (ArrowException, OSError, _Bomb) as error:
                yield Rejected(where, f"cannot be read: {_first_line(error)}")
            before += rows


class _Bomb(Exception):
    """A column that is unpacked to far more than text ever is."""


def _columns(table: ParquetFile, name: str) -> list[str]:
    """The columns to be read."""
    names = table.schema_arrow.names
    if not any(_says(column, "text") for column in names):
        shown = ", ".join(names[:20])[:300]
        raise SourceError(f"{name} has no column for the text of articles; its columns are {shown or 'none'}")
    known = [field.name for field in fields(Article)]
    return [column for column in dict.fromkeys(names) if any(_says(column, field) for field in known)]


def _says(column: str, field: str) -> bool:
    return stated({column.lower(): True}, field) is not None


def _group(table: ParquetFile, group: int, columns: list[str], name: str, before: int) -> Iterator[Found]:
    said = table.metadata.row_group(group)
    for place in range(said.num_columns):
        column = said.column(place)
        packed, size = column.total_compressed_size, column.total_uncompressed_size
        if column.path_in_schema.partition(".")[0] in columns and size > max(_FREE, _TIMES * packed):
            raise _Bomb(f"{packed:,} bytes of {column.path_in_schema} unpack to {size:,}, as no text does")
    for batch in table.iter_batches(_ROWS, row_groups=[group], columns=columns, use_threads=False):
        for row in range(batch.num_rows):
            before += 1
            yield _article(batch, row, f"{name} row {before}")


def _article(batch: RecordBatch, row: int, where: str) -> Found:
    try:
        return article_of({name: _value(batch.column(name)[row], name) for name in batch.schema.names})
    except ArticleError as error:
        return Rejected(where, str(error))


def _value(value: Scalar, name: str) -> Any:
    """A value as JSON would have it."""
    from pyarrow import types  # noqa: PLC0415

    kind = value.type
    if types.is_dictionary(kind):
        return _value(value.value, name) if value.is_valid else None
    if not value.is_valid:
        return None
    if types.is_list(kind) or types.is_large_list(kind):
        return [_value(part, name) for part in value.values] if len(value.values) <= 1000 else None
    if types.is_struct(kind):
        return {key: _value(part, name) for key, part in value.items()}
    if hasattr(value, "as_buffer") and value.as_buffer().size > MOST:
        raise ArticleError(f"the field {name} is larger than {MOST / 2**20:.0f} MB, the most that is taken")
    return _plain(value, name)


def _plain(value: Scalar, name: str) -> Any:
    from pyarrow import ArrowException, timestamp, types  # noqa: PLC0415

    try:
        if types.is_timestamp(value.type):  # Python's datetimes have no nanoseconds
            value = value.cast(timestamp("us", value.type.tz), safe=False)
        found = value.as_py()
    except (ArrowException, ValueError, OverflowError, LookupError) as error:
        raise ArticleError(f"the field {name} has a value that cannot be read: {_first_line(error)}") from error
    if isinstance(found, bytes):
        return decoded(found)[0]
    return found.isoformat() if isinstance(found, date) else found


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:300]
