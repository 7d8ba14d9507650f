"""A file of many gzip members, of which some may be damaged: unpacked up to the damage, and on behind it.

``packed`` stops at damage, as for one document it must. Here each member is a record of its own.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from onrecord.index.sources.budget import Budget
from onrecord.index.sources.packed import unpacked

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Unreadable", "parts"]

_PACKED = 2**15  # bytes given to zlib at once; small, because each short member has what follows it copied
_KEPT = 2**17  # of them that are looked through again after damage
_MAGIC = b"\x1f\x8b\x08"
_GZIP = 31  # what zlib calls gzip's header


class Unreadable(Exception):
    """Bytes that cannot be unpacked, or are not there."""


def parts(stream: io.BufferedReader, name: str) -> Iterator[io.BufferedReader]:
    """What can be unpacked at a stretch: of gzip, behind damage another part begins; of all else there is one part."""
    if not stream.peek(3).startswith(_MAGIC):
        yield unpacked(stream, name)
        return
    packed = _Packed(stream, name)
    while packed.to_next_member():
        yield io.BufferedReader(_Unpacked(packed), 2**17)


class _Packed:
    """What has been read of a packed file and not been unpacked yet (``ahead``)."""

    def __init__(self, stream: io.BufferedReader, name: str) -> None:
        self._stream = stream
        self.budget = Budget(name)
        self.ahead = b""

    def more(self) -> bytes:
        """What is ahead; only at the end of the file nothing."""
        if not self.ahead:
            self.ahead = self._stream.read1(_PACKED)
            self.budget.took(len(self.ahead))
        return self.ahead

    def to_next_member(self) -> bool:
        """Passes over what is no gzip member; whether there is one."""
        while self.more():
            place = self.ahead.find(_MAGIC)
            if place >= 0:
                self.ahead = self.ahead[place:]
                return True
            kept, self.ahead = self.ahead[1 - len(_MAGIC) :], b""  # it may stand half here, half in what comes
            self.ahead = kept + self.more() if self.more() else b""
        return False


class _Unpacked(io.RawIOBase):
    """gzip members one after the other, up to the end, or up to damage, which stays ahead of what was unpacked."""

    def __init__(self, packed: _Packed) -> None:
        self._packed = packed
        self._member = zlib.decompressobj(_GZIP)
        self._begun = False
        self._taken = b""  # the last of the member's bytes: what damage is may become clear only in the next member
        self._fault: Unreadable | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """As much as there is room for, 0 at the end; a fault is raised again whenever more is asked for."""
        room = memoryview(buffer).cast("B")
        while not self._fault and self._packed.more():
            out = self._next(len(room))
            room[: len(out)] = out
            if out:
                return len(out)
        if self._begun and not self._fault:
            self._fault = Unreadable("the file breaks off")
        if self._fault:
            raise self._fault
        return 0

    def _next(self, most: int) -> bytes:
        packed = self._packed
        if not self._begun and not packed.ahead.strip(b"\0"):  # what tapes and block devices leave after a file
            packed.ahead = b""
            return b""
        try:
            out = self._member.decompress(packed.ahead, most)
        except zlib.error as error:
            packed.ahead = (self._taken + packed.ahead)[1:]
            self._fault = Unreadable(f"it cannot be unpacked to its end: {error}")
            return b""
        rest = self._member.unused_data or self._member.unconsumed_tail
        self._taken = (self._taken + packed.ahead[: len(packed.ahead) - len(rest)])[-_KEPT:]
        packed.ahead = rest
        self._begun = True
        packed.budget.gave(len(out))
        if self._member.eof:
            self._member, self._begun, self._taken = zlib.decompressobj(_GZIP), False, b""
        return out
