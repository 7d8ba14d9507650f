"""Tar: the files in one, read forwards and without remembering them, for there may be millions."""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from onrecord.index.errors import SourceError
from onrecord.index.sources.inside import FAULTS, PIECE, Member, hostile, inner_name, reader, shown
from onrecord.index.types import Rejected

__all__ = ["of_tar"]

_MOST_PAX = 1000  # fields said once for all members
_NUMBER = re.compile(rb"\d{200}")  # older versions of the library take time by the square of its digits


def of_tar(stream: io.BufferedReader, name: str) -> Iterator[Member | Rejected]:
    """As ``containers.members``."""
    source = _Forward(stream)
    try:
        archive = tarfile.TarFile(fileobj=cast("BinaryIO", source), encoding="utf-8", errors="replace")
    except FAULTS as error:
        raise SourceError(f"{name} is neither a zip nor a tar file: {error}") from error
    while entry := _next(archive, name, source):
        archive.members.clear()  # type: ignore[attr-defined]  # it keeps them all, and there may be millions
        if len(archive.pax_headers) > _MOST_PAX:
            raise SourceError(f"{name} is made to do harm: it has more than {_MOST_PAX:,} global fields")
        inner = inner_name(entry.name)
        fault = hostile(entry.name) or _no_file(entry)
        if fault:
            yield Rejected(shown(name, entry.name), fault)
        elif inner and not entry.isdir():
            where = f"{name}/{inner}"
            with reader(source.upto(entry.size), where) as member:
                yield where, member


def _next(archive: tarfile.TarFile, name: str, source: _Forward) -> tarfile.TarInfo | None:
    try:
        entry = archive.next()
    except FAULTS as error:
        raise SourceError(f"{name} is damaged, and what comes later in it cannot be read: {error}") from error
    if entry is None and source.last.strip(b"\0"):  # the library takes a broken header for the end
        raise SourceError(f"{name} is damaged after {source.tell():,} bytes, and what comes later in it cannot be read")
    return entry


def _no_file(entry: tarfile.TarInfo) -> str:
    if entry.issym() or entry.islnk():
        return "it is a link"
    if entry.sparse is not None:
        return "it is a file with holes (sparse)"
    return "" if entry.isreg() or entry.isdir() else "it is a device, or another thing that is no file"


class _Forward:
    """A stream that is only read forwards, in the way ``TarFile`` asks for it, but never much at once.

    ``last`` is what ``TarFile`` read last: at the end, a block of zeros or nothing.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._place = 0
        self.last = b""

    def tell(self) -> int:
        return self._place

    def seek(self, place: int) -> int:
        if place < self._place:
            raise tarfile.ReadError("a member says it has less than no bytes")
        while self._place < place and self._take(place - self._place):
            pass
        return self._place

    def read(self, size: int) -> bytes:
        if not 0 <= size <= PIECE:
            raise tarfile.ReadError(f"a header says it has {size:,} bytes")
        self.last = self._take(size)
        if _NUMBER.search(self.last):
            raise tarfile.ReadError("a header has a number of hundreds of digits")
        return self.last

    def upto(self, size: int) -> Callable[[int], bytes]:
        """A function that reads the next ``size`` bytes, so many at a time as it is asked for."""
        left = size

        def read(most: int) -> bytes:
            nonlocal left
            piece = self._take(min(most, left))
            if left and not piece:
                raise EOFError
            left -= len(piece)
            return piece

        return read

    def _take(self, size: int) -> bytes:
        piece = self._stream.read(min(size, PIECE))
        self._place += len(piece)
        return piece
