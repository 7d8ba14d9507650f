"""A web archive of any size, made while it is read, of articles' pages and of what else a crawler writes down."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle

__all__ = ["Generated", "archive"]

Page = tuple[str, bytes]
"""An address, and the page that is there."""

_IMAGES = 16  # different ones, over and over: making gigabytes of noise takes longer than reading them


class Generated(io.RawIOBase):
    """A stream of pieces that are made as they are asked for, and counted."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, memoryview(b"")
        self.given = 0

    def readable(self) -> bool:
        """It is, forwards."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """The next bytes."""
        self._left = self._left or memoryview(next(self._pieces, b""))
        part = self._left[: len(buffer)]
        buffer[: len(part)] = part
        self._left = self._left[len(part) :]
        self.given += len(part)
        return len(part)


def archive(pages: Sequence[Page], size: int, *, packed: bool) -> Iterator[bytes]:
    """A WARC file of at least so many bytes before packing, record by record: for each page what was asked, what came
    and what was noted; between them images until it is as large as it should be."""
    noise = random.Random(7)  # noqa: S311 - what cannot be packed, the same in every run
    pack: Callable[[bytes], bytes] = gzip.compress if packed else bytes
    images = cycle([_image(noise, pack) for _ in range(_IMAGES if size else 0)])
    yield pack(_warc("warcinfo", "", "application/warc-fields", b"software: onrecord\r\n"))
    given = 0
    for number, (address, page) in enumerate(pages, 1):
        asked = b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"
        response = _response(address, "text/html; charset=utf-8", page)
        yield pack(_warc("request", address, "application/http; msgtype=request", asked))
        yield pack(response)
        yield pack(_warc("metadata", address, "application/warc-fields", b"fetchTimeMs: 120\r\n"))
        given += len(response)
        while given * len(pages) < size * number:
            length, image = next(images)
            yield image
            given += length


def _image(noise: random.Random, pack: Callable[[bytes], bytes]) -> tuple[int, bytes]:
    """How large a record with an image is, and the record, packed."""
    made = _response("https://news.example/a.jpg", "image/jpeg", noise.randbytes(noise.randrange(2**19, 2**22)))
    return len(made), pack(made)


def _response(address: str, kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    return _warc("response", address, "application/http; msgtype=response", head + body)


def _warc(kind: str, address: str, form: str, content: bytes) -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2025-07-04T10:00:00Z\r\n"
    head += f"Content-Type: {form}\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content + b"\r\n\r\n"
