"""Zip: the files in one, unpacked as they are read."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.index.errors import SourceError
from onrecord.index.sources.budget import Budget
from onrecord.index.sources.inside import FAULTS, Member, hostile, inner_name, reader, shown
from onrecord.index.sources.spool import seekable
from onrecord.index.types import Rejected

__all__ = ["of_zip"]

_DIRECTORY = 32 * 2**20  # bytes of a table of contents: some 300,000 names, which take ten times as much memory
_HEADER = 30  # bytes before each member, at least
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack as much at once as a bomb wants


def of_zip(stream: io.BufferedReader, name: str) -> Iterator[Member | Rejected]:
    """As ``containers.members``."""
    with seekable(stream, name) as file:
        try:
            archive = zipfile.ZipFile(_Bounded(file, name))
        except FAULTS as error:
            raise SourceError(f"{name} is not a zip file, or not all of one: {error}") from error
        entries = archive.infolist()
        _check_places(entries, file.seek(0, io.SEEK_END), name)
        budget, seen = Budget(name), set[str]()
        for entry in entries:
            inner = "" if entry.filename.endswith("/") else inner_name(entry.filename)
            fault = hostile(entry.orig_filename) or _unfit(entry) or (inner in seen and "its name comes twice")
            if fault:
                yield Rejected(shown(name, entry.orig_filename), fault)
            elif inner:
                seen.add(inner)
                yield from _opened(archive, entry, f"{name}/{inner}", budget)


def _opened(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, where: str, budget: Budget
) -> Iterator[Member | Rejected]:
    try:
        opened = archive.open(entry)
    except FAULTS as error:
        yield Rejected(where, f"it cannot be unpacked: {error}")
        return
    budget.took(entry.compress_size)

    def read(size: int) -> bytes:
        piece = opened.read(size)
        budget.gave(len(piece))
        return piece

    with opened, reader(read, where) as member:
        yield where, member


def _unfit(entry: zipfile.ZipInfo) -> str:
    """Why a member is not read, or nothing."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "it is a link"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "it is a device, or another thing that is no file"
    if entry.flag_bits & 0x2041:  # a password; a certificate; names hidden as well
        return "it is encrypted; unpack it first"
    if entry.compress_type not in _PLAIN:
        return f"it is packed by method {entry.compress_type}; 0 (stored) and 8 (deflate) are read, so unpack it first"
    return ""


def _check_places(entries: list[zipfile.ZipInfo], size: int, name: str) -> None:
    """Where members share their bytes, a few of these unpack to any number of others. No honest program does that."""
    end, last = 0, ""
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            pair = f"{shown(name, last)} and {shown('', entry.filename)}"
            raise SourceError(f"{name} is made to do harm: members of it overlap, {pair}")
        end, last = entry.header_offset + _HEADER + entry.compress_size, entry.filename
    if end > size:
        raise SourceError(f"{name} is damaged: {shown(name, last)} would go on behind its end")


class _Bounded:
    """A file of which only so much is read at once: ``ZipFile`` reads the whole table of contents in one go."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name
        self.seek, self.tell, self.seekable, self.close = file.seek, file.tell, file.seekable, file.close

    def read(self, size: int = -1) -> bytes:
        if size > _DIRECTORY:
            raise SourceError(
                f"the table of contents of {self._name} has {size / 2**20:.0f} MB, where at most "
                f"{_DIRECTORY / 2**20:.0f} MB are taken; unpack it, or pack it as tar"
            )
        return self._file.read(size)
