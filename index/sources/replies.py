"""A stored HTTP reply: its status, what type it says it is, and its body as the server meant it.

Crawlers store replies as they came or already unpacked, and not all of them correct the headers: what a header says is
done only where the bytes agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onrecord.index.errors import SourceError
from onrecord.index.sources.bounds import MOST
from onrecord.index.sources.packed import ENCODINGS, Decoder

__all__ = ["Body", "Reply", "content_type", "fields", "reply"]

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\n]{0,256})?\r?\n")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9][\w.:+-]*)""", re.I)


@dataclass(frozen=True, slots=True)
class Body:
    """What was sent, and whether all of it is there."""

    content: bytes
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply without its body: ``headers`` by their names in small letters, of several the last."""

    status: int
    headers: Mapping[str, str]
    packed: bytes

    def body(self) -> Body:
        """The body, out of its chunks and unpacked.

        Raises:
            SourceError: it is packed in a way unknown here, damaged from its beginning, or larger than is taken.
        """
        body = Body(self.packed)
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            body = _out_of_chunks(self.packed)
        for stated in reversed(self.headers.get("content-encoding", "").lower().split(",")):
            encoding = stated.strip().removeprefix("x-")
            if encoding not in ("", "identity", "none"):
                body = _unpacked(body, encoding)
        return body


def reply(raw: bytes) -> Reply | None:
    """The reply that these bytes are; None where they are none."""
    status = _STATUS.match(raw)
    if not status:
        return None
    end = _HEAD_END.search(raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    return Reply(int(status[1]), fields(head.split(b"\n")[1:]), body)


def fields(lines: list[bytes]) -> dict[str, str]:
    """Header lines as a table, by names in small letters; a line that begins with a blank goes on the one before."""
    table: dict[str, str] = {}
    last = ""
    for line in lines:
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[:1] in (" ", "\t") and last:
            table[last] += f" {text.strip()}"
            continue
        name, colon, value = text.partition(":")
        last = name.strip().lower() if colon else ""
        if last:
            table[last] = value.strip()
    return table


def content_type(stated: str) -> tuple[str, str]:
    """The type and the character encoding of a ``Content-Type``; each empty where it is not stated.

    >>> content_type('text/HTML; charset="utf-8"')
    ('text/html', 'utf-8')
    """
    charset = _CHARSET.search(stated)
    return stated.partition(";")[0].strip().lower(), charset[1] if charset else ""


def _out_of_chunks(raw: bytes) -> Body:
    """A body without the lines between its chunks; one that has none was stored without them."""
    pieces: list[bytes] = []
    place = 0
    while chunk := _CHUNK.match(raw, place):
        size = int(chunk[1], 16)
        if not size:
            return Body(b"".join(pieces))
        piece = raw[chunk.end() : chunk.end() + size]
        pieces.append(piece)
        place = chunk.end() + size
        if len(piece) < size:
            break
        place += 2 if raw[place : place + 2] == b"\r\n" else 1
    return Body(b"".join(pieces), whole=False) if pieces else Body(raw)


def _unpacked(body: Body, encoding: str) -> Body:
    if encoding not in ENCODINGS:
        raise SourceError(f"it is packed as {encoding[:40]!r}, which I cannot unpack")
    pieces: list[bytes] = []
    try:
        for piece in _pieces(body.content, encoding):
            pieces.append(piece)  # noqa: PERF402 - what came before a fault is kept
    except _TooLarge:
        raise
    except SourceError:
        if pieces:
            return Body(b"".join(pieces), whole=False)
        if body.content.lstrip().startswith(b"<"):  # it was unpacked when it was stored
            return body
        raise
    return Body(b"".join(pieces), body.whole)


class _TooLarge(SourceError):
    """More than is taken for one document."""


def _pieces(packed: bytes, encoding: str) -> Iterator[bytes]:
    decoder, size = Decoder(encoding), 0
    for piece in decoder.decode(packed):
        size += len(piece)
        if size > MOST:
            raise _TooLarge(f"it unpacks to more than {MOST / 2**20:.0f} MB, the most that is taken for one document")
        yield piece
    decoder.end()
