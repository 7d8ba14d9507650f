"""Packed streams, unpacked as they are read: gzip, bzip2, xz, Zstandard and Brotli, and deflate on the web.

Nothing is held but one piece, so gigabytes pass through flat memory. What is small and unpacks to far more than text
ever does is not unpacked to its end.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from onrecord.index.errors import SourceError
from onrecord.index.sources.members import NAMES, Member, begin

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["ENCODINGS", "Decoder", "bare", "unpacked"]

ENCODINGS = ("gzip", "deflate", "br", "zstd")
"""What a ``Decoder`` reads of the web's content encodings."""

_DEEP = 2  # .gz.gz happens by accident; more is done on purpose
_FREE = 64 * 2**20  # bytes that any stream may unpack to: less than a second's work
_TIMES = 200  # bytes out for one in, beyond that: news packs 3 to 8 times, its metadata up to 50, a bomb 1,000 or more
_PIECE = 2**15  # bytes taken at once; small, because each short gzip member has what follows it copied
_OUT = 2**16  # bytes given at once

_ALONE = ("deflate", "br")  # of the others several may follow each other
_PADDED = ("gzip", "xz")  # tapes and block devices leave zeros after them
_SUFFIXES = {".gz": "", ".gzip": "", ".bz2": "", ".xz": "", ".zst": "", ".zstd": "", ".br": ""}
_SUFFIXES |= {".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar"}


def unpacked(stream: io.BufferedReader, name: str) -> io.BufferedReader:
    """What a stream holds: itself, or, where it begins as a packed one does, what is in it, two layers deep.

    Brotli has no such beginning and is known by the suffix ``.br``. The stream given is not closed with the one
    returned. Reading raises SourceError, after what could be read has been given, where the stream is damaged or
    breaks off, needs a window of more than 128 MB, or is a bomb: more than 64 MB, and more than 200 times what was
    read of it.

    Raises:
        SourceError: packed three times over, or broken from its first bytes on.
    """
    inner = name
    for _ in range(_DEEP):
        kind = _kind(stream, inner)
        if not kind:
            return stream
        stream = io.BufferedReader(_Unpacking(stream, kind, name), 2 * _OUT)
        inner = _less(inner)
    if _kind(stream, inner):
        raise SourceError(f"{name} is packed more than {_DEEP} times over; unpack it first")
    return stream


def bare(name: str) -> str:
    """A file's name without what says that it is packed.

    >>> bare("news/2025.jsonl.gz"), bare("news.tgz"), bare("page.html")
    ('news/2025.jsonl', 'news.tar', 'page.html')
    """
    for _ in range(_DEEP):
        name = _less(name)
    return name


def _less(name: str) -> str:
    suffix = PurePath(name).suffix
    instead = _SUFFIXES.get(suffix.lower())
    return name if instead is None else name.removesuffix(suffix) + instead


def _kind(stream: io.BufferedReader, name: str) -> str:
    if PurePath(name).suffix.lower() == ".br":
        return "br"
    head = stream.peek(10)[:10]
    if head.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if head.startswith(b"BZh") and head[4:10] in (b"1AY&SY", b"\x17rE8P\x90"):  # a block, or at once the end
        return "bz2"
    if head.startswith(b"\xfd7zXZ\x00"):
        return "xz"
    skippable = head[1:4] == b"*M\x18" and 0x50 <= head[0] <= 0x5F
    return "zstd" if head.startswith(b"\x28\xb5\x2f\xfd") or skippable else ""


class _Unpacking(io.RawIOBase):
    """One layer: raw bytes for a BufferedReader."""

    def __init__(self, stream: io.BufferedReader, kind: str, name: str) -> None:
        self._stream, self._kind, self._name = stream, kind, name
        self._taken = 0
        self._outermost: _Unpacking = stream.raw._outermost if isinstance(stream.raw, _Unpacking) else self
        self._pieces = self._unpack()
        self._left = memoryview(b"")
        self._fault: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """As many bytes as there is room for. A fault is raised once everything before it has been given."""
        room = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(room) and self._more():
            part = self._left[: len(room) - filled]
            room[filled : filled + len(part)] = part
            self._left = self._left[len(part) :]
            filled += len(part)
        if not filled and self._fault and len(room):
            raise self._fault
        return filled

    def _more(self) -> bool:
        if not self._left and not self._fault:
            try:
                self._left = memoryview(next(self._pieces, b""))
            except (SourceError, OSError) as error:
                self._fault = error
        return len(self._left) > 0

    def _unpack(self) -> Iterator[bytes]:
        decoder, given = Decoder(self._kind, _OUT), 0
        try:
            while packed := self._stream.read1(_PIECE):  # read() would lose what comes before a fault
                self._taken += len(packed)
                for piece in decoder.decode(packed):
                    given += len(piece)
                    self._check(given)
                    yield piece
            decoder.end()
        except SourceError as error:
            where = "" if str(error).startswith(self._name) else f"{self._name}: "
            raise SourceError(f"{where}{error}") from error

    def _check(self, given: int) -> None:
        read = self._outermost._taken
        if given > max(_FREE, _TIMES * read):
            raise SourceError(
                f"{read:,} bytes of it unpack to more than {given - 1:,}, as no text does; "
                "if it is meant to be so, unpack it first"
            )


class Decoder:
    """Unpacks bytes as they come, never giving more than ``most`` at once, so that whoever asks can stop.

    Args:
        encoding: ``gzip``, ``deflate`` (with zlib's header or, as some servers send it, without), ``br``, ``zstd``,
            ``bz2`` or ``xz``.
        most: bytes of one piece.

    Raises:
        SourceError: another encoding.
    """

    def __init__(self, encoding: str, most: int = _OUT) -> None:
        if encoding not in NAMES:
            raise SourceError(f"{encoding!r} is not a way of packing that I can unpack: {', '.join(NAMES)}")
        self._kind, self._most = encoding, most
        self._member: Member | None = None
        self._faults: type[Exception] = SourceError
        self._ended = False
        self._given = 0

    def decode(self, packed: bytes) -> Iterator[bytes]:
        """What comes out of the next bytes, piece by piece; to be read to its end before the next call.

        Raises:
            SourceError: the bytes are damaged.
        """
        while packed:
            if self._member is None:
                if self._ended and self._kind in _PADDED:
                    packed = packed.lstrip(b"\0")
                if not packed:
                    return
                if self._ended and self._kind in _ALONE:
                    raise SourceError(f"something follows the end of the {NAMES[self._kind]} stream")
                self._member, self._faults = begin(self._kind, packed[0])
            yield from self._out(self._member, packed)
            packed = b""
            if self._member.eof:
                packed = self._member.unused_data
                self._member, self._ended = None, True

    def end(self) -> None:
        """To be called when there are no more bytes.

        Raises:
            SourceError: the stream is not at its end.
        """
        if self._member is not None:
            raise SourceError(f"the {NAMES[self._kind]} stream breaks off after {self._given:,} unpacked bytes")

    def _out(self, member: Member, packed: bytes) -> Iterator[bytes]:
        while True:
            try:
                out = member.decompress(packed, self._most)
            except self._faults as error:
                where = f"after {self._given:,} unpacked bytes"
                raise SourceError(f"the {NAMES[self._kind]} stream is damaged {where}: {error}") from error
            packed = b""
            self._given += len(out)
            for start in range(0, len(out), self._most):
                yield out[start : start + self._most]
            if member.eof or member.needs_input:
                return
