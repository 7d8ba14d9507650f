"""What a file inside another is called, and its bytes, when neither can be trusted.

A name that would lead out of the archive, were it unpacked, is refused all the same: names become part of ids and
messages, and whoever writes such a name means no good.
"""

from __future__ import annotations

import io
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from onrecord.index.errors import SourceError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["FAULTS", "PIECE", "Member", "hostile", "inner_name", "reader", "shown"]

Member = tuple[str, io.BufferedReader]
"""A name such as ``archive.zip/folder/page.html``, and a stream that can be read until the next is asked for."""

FAULTS = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, struct.error),
    *(EOFError, LookupError, ValueError, OverflowError, NotImplementedError, RuntimeError),
)
"""What the libraries raise for an archive that is damaged, or was never one."""

PIECE = 2**16  # bytes read at once
_LONGEST = 4096  # characters of a name: the most that file systems have
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:")


def inner_name(name: str) -> str:
    """A member's name as it is shown: with slashes, without what means nothing; empty where it is passed over."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    hidden = any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts)
    return "" if hidden else "/".join(parts)


def hostile(name: str) -> str:
    """What is wrong with a name, or nothing."""
    if len(name) > _LONGEST:
        return f"its name has more than {_LONGEST:,} characters"
    if _CONTROLS.search(name):
        return "its name has control characters in it"
    if _ABSOLUTE.match(name):
        return "its name is that of a place outside of the archive"
    if ".." in name.replace("\\", "/").split("/"):
        return "its name leads out of the archive"
    return ""


def shown(archive: str, name: str) -> str:
    """A name that may be hostile, for a message."""
    return f"{archive}/" + "".join(letter if letter.isprintable() else "\ufffd" for letter in name[:300])


def reader(read: Callable[[int], bytes], where: str) -> io.BufferedReader:
    """A member's bytes as a stream, by a function that gives at most so many of them at once.

    What it raises for damage becomes a SourceError that names the member.
    """
    return io.BufferedReader(_Bytes(read, where), PIECE)


class _Bytes(io.RawIOBase):
    def __init__(self, read: Callable[[int], bytes], where: str) -> None:
        self._read, self._where = read, where

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer).cast("B")
        try:
            piece = self._read(min(len(room), PIECE))
        except FAULTS as error:
            reason = f": {error}" if str(error) else ", it breaks off"
            raise SourceError(f"{self._where} cannot be unpacked{reason}") from error
        room[: len(piece)] = piece
        return len(piece)
