"""What lies at a path: a file or a folder's files, unpacked, and their hash."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePath
from typing import Any

from onrecord.eval.loaders.fields import parsed, shown
from onrecord.index.errors import SourceError
from onrecord.index.sources.sniff import decoded

__all__ = ["Found"]

_HEAD = 65_536  # bytes of a folder's file looked at to tell what it is
_FIRST = 20  # lines looked at for a record
_GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_PIECE = 1 << 20  # bytes checked at a time
_FAULTS = (OSError, EOFError, zlib.error)


class Found:
    """A file, or a folder with its files by their paths in it, in order of name; hidden ones are not seen.

    Raises:
        SourceError: nothing is there; later, a file that cannot be read or is not text.
    """

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise SourceError(f"there is no file or folder {path}")
        self.path = path
        self.folder = path.is_dir()
        self.files = dict(_below(path)) if self.folder else {path.name: path}
        self._heads: dict[str, str] = {}
        self._contents: dict[str, bytes] = {}
        self._raw: dict[str, bytes] = {}

    def member(self, *names: str) -> str | None:
        """The first of the files that the folder has, each also as ``.gz``; None where it has none of them."""
        packed = [form for name in names for form in (name, f"{name}.gz")]
        return next((name for name in packed if self.folder and name in self.files), None)

    def head(self, name: str) -> str:
        """How a file begins. What is only looked at is not in the hash."""
        if name not in self._heads:
            path = self.files[name]
            try:
                with path.open("rb") as file:
                    packed = file.read(2) == _GZIP
                with gzip.open(path) if packed else path.open("rb") as unpacked:
                    self._heads[name] = unpacked.read(_HEAD).decode("utf-8", "replace").removeprefix("\ufeff")
            except _FAULTS as error:
                raise SourceError(f"{path} cannot be read: {error}") from error
        return self._heads[name]

    def text(self, name: str) -> str:
        """The whole of a file."""
        return self._content(name).decode("utf-8")

    def lines(self, name: str) -> Iterator[tuple[str, str]]:
        """The lines of a file that are not blank, each with its place."""
        for number, raw in enumerate(io.BytesIO(self._content(name)), 1):
            if raw.strip():
                yield f"{name} line {number}", raw.decode("utf-8").rstrip("\r\n")

    def _content(self, name: str) -> bytes:
        """A file unpacked, in UTF-8: as text a large one would take up to four times the memory."""
        if name not in self._contents:
            path = self.files[name]
            try:
                raw = path.read_bytes()
                content = gzip.decompress(raw) if raw[:2] == _GZIP else raw
            except _FAULTS as error:
                raise SourceError(f"{path} cannot be read: {error}") from error
            if b"\x00" in content:
                raise SourceError(f"{path} is not text")
            self._raw[name] = raw
            self._contents[name] = content.removeprefix(_BOM) if _utf8(content) else decoded(content)[0].encode("utf-8")
        return self._contents[name]

    @property
    def only(self) -> str:
        """The name of the file, where it is one."""
        return self.path.name

    @property
    def document(self) -> Any:
        """The JSON of a file that is one document; None for anything else."""
        return self._json[0]

    @cached_property
    def records(self) -> tuple[Mapping[str, Any], ...]:
        """The first objects of a file of JSON lines."""
        return () if self.folder else tuple(_objects(line for _, line in islice(self.lines(self.only), _FIRST)))

    @cached_property
    def _json(self) -> tuple[Any, str]:
        """The one JSON document of a file, or None and why not."""
        if self.folder or (text := self.text(self.only)).lstrip()[:1] not in ("{", "["):
            return None, ""
        try:
            return parsed(text), ""
        except SourceError as error:
            return None, str(error)

    @property
    def sha256(self) -> str:
        """SHA-256 of the files read, as they lie on the disk, one after the other in order of name."""
        digest = hashlib.sha256()
        for name in sorted(self._raw):
            digest.update(self._raw[name])
        return digest.hexdigest()

    def describe(self) -> str:
        """What was found, for a message."""
        if self.folder:
            names = list(self.files)
            more = f" and {len(names) - 8} more" if len(names) > 8 else ""
            return f"a folder with the files {', '.join(names[:8])}{more}" if names else "a folder without files"
        document, fault = self._json
        if isinstance(document, list):
            return f"a JSON list of {len(document)}"
        if isinstance(document, Mapping):
            return f"a JSON object with {_keys(document)}"
        if self.records:
            return f"lines of JSON with {_keys(self.records[0])}"
        text = self.text(self.only).strip()
        if fault:
            return f"text that begins {shown(text)} and is {fault}"
        return f"text that begins {shown(text)}" if text else "an empty file"


def _utf8(content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _PIECE):
            decoder.decode(content[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    found = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    yield from sorted((name.as_posix(), path) for name, path in found.items() if not _hidden(name))


def _hidden(name: PurePath) -> bool:
    return any(part.startswith(".") for part in name.parts)


def _objects(lines: Iterator[str]) -> Iterator[Mapping[str, Any]]:
    for line in lines:
        if not line.lstrip().startswith("{"):
            continue
        try:
            value = parsed(line)
        except SourceError:
            continue
        if isinstance(value, Mapping):
            yield value


def _keys(record: Mapping[str, Any]) -> str:
    return "the fields " + ", ".join(map(str, islice(record, 12))) if record else "no fields"
