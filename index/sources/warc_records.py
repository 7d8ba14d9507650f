"""Web archive files (WARC) to their records, one after the other; what is damaged costs itself and no more.

A record is a line ``WARC/1.0``, headers, an empty line, as many bytes as its headers say, and two line ends. In a
``.warc.gz`` each is a gzip member of its own. Where the bytes are not what they should be, reading goes on at the next
place where a record begins: the next gzip member, or the next line that starts with ``WARC/``.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from onrecord.index.errors import SourceError
from onrecord.index.sources.bounds import MOST
from onrecord.index.sources.replies import fields
from onrecord.index.sources.warc_gzip import Unreadable, parts
from onrecord.index.types import Rejected

__all__ = ["Record", "Wanted", "records"]

_BEGINS = re.compile(rb"WARC/\d")
_LENGTH = re.compile(r"[0-9]{1,18}")
_LINE = 2**16  # bytes of a header line: the longest addresses are a few thousand
_HEAD = 2**18  # bytes of all headers of a record
_LOOK = 2**16  # bytes of a content by which it is decided whether it is wanted
_PIECE = 2**16  # bytes passed over at once


@dataclass(frozen=True, slots=True)
class Record:
    """One record: where it stands, its headers by their names in small letters, and its content."""

    where: str
    headers: Mapping[str, str]
    content: bytes


Wanted = Callable[[Mapping[str, str], bytes], bool]
"""Whether a record with these headers and these first 64 KB of content is to be read."""


def records(stream: io.BufferedReader, name: str, wanted: Wanted) -> Iterator[Record | Rejected]:
    """The records that are wanted, of a file as it is or packed. The others are passed over; what is damaged
    or too large is told and passed over.

    Raises:
        SourceError: not a WARC file, or a gzip bomb.
    """
    reading = _Reading(name, wanted)
    for part in parts(stream, name):
        try:
            yield from reading.part(part)
        except (_Damaged, Unreadable) as damage:
            if not reading.number:
                raise SourceError(f"{name} is not a WARC file: {damage}") from damage
            yield Rejected(reading.where, str(damage))


class _Damaged(Exception):
    """Bytes that are not those of a record."""


class _Reading:
    """How far a file has been read. ``number`` counts records, ``where`` is the one that is being read."""

    def __init__(self, name: str, wanted: Wanted) -> None:
        self._name, self._wanted = name, wanted
        self.number, self.where = 0, name

    def part(self, part: io.BufferedReader) -> Iterator[Record | Rejected]:
        """What is in a part of the file that could be unpacked at a stretch."""
        line = part.readline(_LINE)
        while line:
            try:
                if line.strip():
                    yield from self._record(line, part)
                line = part.readline(_LINE)
            except _Damaged as damage:
                if not self.number:
                    raise
                yield Rejected(self.where, str(damage))
                line = _next_beginning(part)

    def _record(self, line: bytes, part: io.BufferedReader) -> Iterator[Record | Rejected]:
        if not _BEGINS.match(line):
            raise _Damaged(f"what follows it is no record: it begins {line[:20]!r}")
        headers = self._headers(part)
        stated = headers.get("content-length", "")
        if not _LENGTH.fullmatch(stated):
            raise _Damaged(f"its length is no number: {stated[:40]!r}")
        length = int(stated)
        content = part.read(min(length, _LOOK))
        wanted = self._wanted(headers, content)
        if wanted and len(content) < length <= MOST:
            content += part.read(length - len(content))
        got = len(content) + _passed_over(part, length - len(content))
        if got < length:
            raise _Damaged(f"it breaks off after {got:,} of {length:,} bytes")
        if not _ends_here(part):
            raise _Damaged(f"it does not end after the {length:,} bytes it says it has")
        if wanted and length > MOST:
            yield Rejected(self.where, f"larger than {MOST / 2**20:.0f} MB, the most that is taken for one document")
        elif wanted:
            yield Record(self.where, headers, content)

    def _headers(self, part: io.BufferedReader) -> dict[str, str]:
        lines, size = [], 0
        while (line := part.readline(_LINE)) not in (b"\r\n", b"\n"):
            size += len(line)
            if not line.endswith(b"\n") or size > _HEAD:
                raise _Damaged(f"the headers of the record after it break off, or have more than {_HEAD // 1024} KB")
            lines.append(line)
        headers = fields(lines)
        self.number += 1
        address = headers.get("warc-target-uri", "")[:300]
        self.where = f"{self._name} record {self.number}" + (f" ({address})" if address else "")
        return headers


def _passed_over(part: io.BufferedReader, size: int) -> int:
    """How many of so many bytes there were."""
    left = size
    while left and (piece := part.read(min(left, _PIECE))):
        left -= len(piece)
    return size - left


def _ends_here(part: io.BufferedReader) -> bool:
    """Whether a record may end here. A fault behind it is not its own: whoever reads on meets it again."""
    try:
        after = part.peek(1)[:5]
    except Unreadable:
        return True
    return after[:1] in (b"", b"\r", b"\n") or b"WARC/".startswith(after)


def _next_beginning(part: io.BufferedReader) -> bytes:
    """The next line with which a record begins, or nothing."""
    at_start = True
    while line := part.readline(_LINE):
        if at_start and _BEGINS.match(line):
            return line
        at_start = line.endswith(b"\n")
    return b""
