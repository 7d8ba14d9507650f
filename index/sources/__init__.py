"""The doors articles come in by.

``read`` takes a file, a folder, an address on the web, or ``-`` for standard input; ``formats`` has the table of what
is read. Anything else that yields articles can be given to ``NewsIndex.add`` as well.
"""

from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.normalise import normalise
from onrecord.index.types import Article, Found, Item, Rejected

__all__ = ["Gauge", "Rejects", "read", "size_of"]

_FAULTS = (OSError, EOFError, zlib.error)
_ADDRESS = ("http://", "https://")


class Rejects(Protocol):
    """Where what could not be read is put; a list is one."""

    def append(self, item: Rejected, /) -> object:
        """Take one."""


@dataclass(slots=True)
class Gauge:
    """Bytes of files that have been read, to show how far a long addition is."""

    done: int = 0


def read(
    where: str | Path, rejects: Rejects | None = None, gauge: Gauge | None = None, *, name: str = ""
) -> Iterator[Item]:
    """The articles of a file, of every file in a folder, of a web address, or of standard input (``-``), in the form
    in which they are stored; among them withdrawals, where an agency takes an article back.

    The reader is chosen by suffix, then by a look at the content; what is packed is unpacked. In a folder, hidden files
    and those of no known suffix are passed over.

    Args:
        where: a path, an address that begins ``http://`` or ``https://``, or ``-``.
        rejects: gets what could not be read, a record or a file, and the rest goes on. Without it the first such
            thing is raised.
        gauge: is told how many bytes of files have been read.
        name: what a single file is called, where that is not what it is called here: its format is told by it, and
            an article that states no id of its own is known by it.

    Raises:
        SourceError: there is no such file or folder; or, without ``rejects``, a file or record that is broken.
    """
    found = _file(Path(where), gauge or Gauge(), name) if name else _found(str(where), gauge or Gauge())
    yield from _sorted_out(found, rejects)


def size_of(places: Iterable[str | Path]) -> int | None:
    """The bytes of the files at these places; None where one of them has no size beforehand."""
    total = 0
    for where in places:
        path = Path(where)
        if str(where) == "-" or str(where).startswith(_ADDRESS) or not path.exists():
            return None
        total += sum(file.stat().st_size for file in _files(path))
    return total


def _found(where: str, gauge: Gauge) -> Iterator[Found]:
    if where == "-":
        yield from _file(None, gauge)
    elif where.startswith(_ADDRESS):
        yield from _address(where)
    elif not Path(where).exists():
        raise SourceError(f"there is no file or folder {where}")
    else:
        for file in _files(Path(where)):
            yield from _file(file, gauge)


def _address(url: str) -> Iterator[Found]:
    from onrecord.index.fetch import Fetcher  # noqa: PLC0415 - only what fetches loads what that takes
    from onrecord.index.sources import formats  # noqa: PLC0415
    from onrecord.index.sources.addresses import read_address  # noqa: PLC0415

    try:
        with Fetcher() as web:
            yield from read_address(url, web, formats.found)
    except SourceError as error:
        yield Rejected(url, str(error))


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    from onrecord.index.sources import formats  # noqa: PLC0415

    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.is_file() and not hidden and formats.takes(file.name):
            yield file


def _file(path: Path | None, gauge: Gauge, name: str = "") -> Iterator[Found]:
    """What a file holds, or standard input; a file that cannot be read is one thing rejected."""
    from onrecord.index.sources import formats  # noqa: PLC0415 - whoever needs one format should not load all of them

    name = name or (str(path) if path else "standard input")
    try:
        with _opened(path, gauge) if path else nullcontext(_peekable(sys.stdin.buffer)) as stream:
            yield from formats.found(stream, name)
    except SourceError as error:
        yield Rejected(name, str(error))
    except _FAULTS as error:
        yield Rejected(name, f"cannot be read: {error}")


def _opened(path: Path, gauge: Gauge) -> io.BufferedReader:
    return io.BufferedReader(_Gauged(path, gauge))


class _Gauged(io.FileIO):
    """A file whose bytes are counted as they are read."""

    def __init__(self, path: Path, gauge: Gauge) -> None:
        super().__init__(path)
        self._gauge = gauge

    def readinto(self, buffer: object, /) -> int:
        """Read, and count."""
        count = super().readinto(buffer)  # type: ignore[arg-type]
        self._gauge.done += count or 0
        return count or 0


def _peekable(stream: BinaryIO) -> io.BufferedReader:
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(io.BytesIO(stream.read()))


def _sorted_out(found: Iterator[Found], rejects: Rejects | None) -> Iterator[Item]:
    for item in found:
        if isinstance(item, Article):
            try:
                yield normalise(item)
                continue
            except ArticleError as error:
                refused = Rejected(item.id[:200], str(error))
        elif isinstance(item, Rejected):
            refused = item
        else:
            yield item
            continue
        if rejects is None:
            raise SourceError(f"{refused.where}: {refused.reason}")
        rejects.append(refused)
