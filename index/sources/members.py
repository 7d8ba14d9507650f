"""The libraries that unpack, all behind the face that bz2, lzma and zstd share: bytes in, at most so many out."""

from __future__ import annotations

import bz2
import lzma
import sys
import zlib
from typing import Any, Protocol

__all__ = ["NAMES", "Member", "begin"]

NAMES = {"gzip": "gzip", "deflate": "deflate", "br": "Brotli", "zstd": "Zstandard", "bz2": "bzip2", "xz": "xz"}
"""What can be unpacked, and how it is called."""

_WINDOW = 27  # 2 ** 27 bytes: enough for xz -9 (65 MB) and all that zstd makes unasked; a stream may ask for 4 GB
_GZIP, _ZLIB, _RAW = 31, 15, -15  # what zlib calls these headers


class Member(Protocol):
    """One gzip member, bzip2 or xz stream, or Zstandard frame."""

    @property
    def eof(self) -> bool:
        """Whether it is at its end."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out before more is put in."""

    @property
    def unused_data(self) -> bytes:
        """What was put in beyond its end."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """What comes out, about ``max_length`` bytes of it at most; for the rest, to be called with no bytes."""


def begin(kind: str, first: int) -> tuple[Member, type[Exception]]:
    """For the next member, by its first byte, and what is raised for one that is damaged."""
    if kind == "bz2":
        return bz2.BZ2Decompressor(), OSError
    if kind == "xz":
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=2**_WINDOW), lzma.LZMAError
    if kind == "zstd":
        return _zstd()
    if kind == "br":
        import brotli  # noqa: PLC0415 - only the web packs with it

        return _Brotli(brotli.Decompressor()), brotli.error
    if kind == "deflate":
        # Meant is zlib's header, whose first byte ends in 8. Some send none: no block begins so.
        return _Zlib(_ZLIB if first & 15 == 8 else _RAW), zlib.error
    return _Zlib(_GZIP), zlib.error


def _zstd() -> tuple[Member, type[Exception]]:
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415 - as below
    else:
        from backports import zstd  # noqa: PLC0415 - few files are packed with it

    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW}), zstd.ZstdError


class _Zlib:
    def __init__(self, header: int) -> None:
        self._inner = zlib.decompressobj(header)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        out = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self.needs_input = not self._inner.unconsumed_tail and len(out) < max_length
        return out


class _Brotli:
    unused_data = b""  # the library takes what follows the end for damage

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return bool(self._inner.is_finished())

    def decompress(self, data: bytes, max_length: int) -> bytes:
        out = bytes(self._inner.process(data, output_buffer_limit=max_length))  # at most twice that and 32 KB
        self.needs_input = self._inner.can_accept_more_data() and not out  # it can hold output back without input
        return out
