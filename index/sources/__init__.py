"""The doors articles come in by: a reader per format, chosen by one small table.

``read`` takes a file, a folder, or ``-`` for standard input. Every reader is a function from a stream to articles;
anything else that yields articles can be given to ``NewsIndex.add`` as well.
"""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path, PurePath
from typing import BinaryIO

from onrecord.index.errors import SourceError
from onrecord.index.sources import structured, tables, texts, web
from onrecord.index.sources.sniff import looks_like
from onrecord.index.types import Article, Rejected

__all__ = ["read"]

Reader = Callable[[BinaryIO, str], Iterator[Article | Rejected]]

_READERS: dict[str, Reader] = {
    ".jsonl": structured.read_lines,
    ".ndjson": structured.read_lines,
    ".json": structured.read_document,
    ".csv": tables.read_table,
    ".tsv": tables.read_table,
    ".html": web.read_page,
    ".htm": web.read_page,
    ".xhtml": web.read_page,
    ".md": texts.read_markdown,
    ".markdown": texts.read_markdown,
    ".txt": texts.read_text,
    ".text": texts.read_text,
}
_FAULTS = (OSError, EOFError, zlib.error)


def read(where: str | Path, rejects: list[Rejected] | None = None) -> Iterator[Article]:
    """The articles of a file, of every file in a folder, or of standard input (``-``); ``.gz`` is unpacked.

    The reader is chosen by suffix, then by a look at the content. In a folder, hidden files and those of no known
    suffix are passed over.

    Args:
        where: a path, or ``-``.
        rejects: gets what could not be read, a record or a file, and the rest goes on. Without it the first such
            thing is raised.

    Raises:
        SourceError: there is no such file or folder; or, without ``rejects``, a file or record that is broken.
    """
    if str(where) == "-":
        yield from _sorted_out(_found(None), rejects)
        return
    path = Path(where)
    if not path.exists():
        raise SourceError(f"there is no file or folder {path}")
    for file in _files(path) if path.is_dir() else [path]:
        yield from _sorted_out(_found(file), rejects)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and _suffix(path) in _READERS:
            yield path


def _found(path: Path | None) -> Iterator[Article | Rejected]:
    """What a file holds, or standard input; a file that cannot be read is one thing rejected."""
    name = str(path) if path else "standard input"
    try:
        with path.open("rb") if path else nullcontext(_peekable(sys.stdin.buffer)) as stream:
            yield from _stream(stream, name)
    except SourceError as error:
        yield Rejected(name, str(error))
    except _FAULTS as error:
        yield Rejected(name, f"cannot be read: {error}")


def _stream(source: io.BufferedReader, name: str) -> Iterator[Article | Rejected]:
    if source.peek(2)[:2] == b"\x1f\x8b":
        source = io.BufferedReader(gzip.GzipFile(fileobj=source))
    suffix = _suffix(PurePath(name))
    reader = _READERS.get(suffix) or _READERS[looks_like(source.peek(4096), name)]
    return reader(source, name)


def _peekable(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(io.BytesIO(stream.read()))


def _suffix(path: PurePath) -> str:
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()


def _sorted_out(found: Iterator[Article | Rejected], rejects: list[Rejected] | None) -> Iterator[Article]:
    for item in found:
        if isinstance(item, Article):
            yield item
        elif rejects is None:
            raise SourceError(f"{item.where}: {item.reason}")
        else:
            rejects.append(item)
