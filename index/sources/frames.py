"""Messages between two processes: a head that is JSON and a body of bytes, each after its length. No pickle: what comes
from a process that reads hostile documents is data, and is checked."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Mapping
from typing import Any

__all__ = ["MOST_BODY", "MOST_HEAD", "Broken", "put", "take"]

MOST_HEAD = 64 * 2**20  # bytes: the text of the longest document that is taken, three times over
MOST_BODY = 2**31
_LENGTHS = struct.Struct(">4sII")
_MARK = b"onrc"
_PIECE = 2**20


class Broken(Exception):
    """What came is no message, or not all of one."""


def put(pipe: io.RawIOBase, head: Mapping[str, Any], body: bytes = b"") -> None:
    """Send a message.

    Raises:
        OSError: nobody is there to read it. ValueError: the head is larger than is taken.
    """
    packed = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(packed) > MOST_HEAD:
        raise ValueError(f"a message of {len(packed):,} bytes, where {MOST_HEAD:,} are taken")
    for piece in (_LENGTHS.pack(_MARK, len(packed), len(body)) + packed, body):
        left = memoryview(piece)
        while left:
            left = left[pipe.write(left) :]


def take(pipe: io.RawIOBase, most: int = MOST_BODY) -> tuple[dict[str, Any], bytes] | None:
    """The next message, or None where the other side is gone.

    Args:
        pipe: where it comes from.
        most: bytes of a body that are taken.

    Raises:
        Broken: something else came.
    """
    begun = _exactly(pipe, _LENGTHS.size)
    if not begun:
        return None
    mark, head_size, body_size = _LENGTHS.unpack(begun) if len(begun) == _LENGTHS.size else (b"", 0, 0)
    if mark != _MARK or head_size > MOST_HEAD or body_size > most:
        raise Broken(f"no message, but {begun[:12]!r}")
    head, body = _exactly(pipe, head_size), _exactly(pipe, body_size)
    if len(head) < head_size or len(body) < body_size:
        raise Broken("the message breaks off")
    try:
        read = json.loads(head.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise Broken(f"no JSON: {error}") from error
    if not isinstance(read, dict):
        raise Broken("no object")
    return read, body


def _exactly(pipe: io.RawIOBase, size: int) -> bytes:
    """As many bytes, or fewer where they end."""
    pieces = []
    while size and (piece := pipe.read(min(size, _PIECE))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)
