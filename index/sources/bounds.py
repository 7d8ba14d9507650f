"""How much of a stream is taken at once: what is larger is refused before it fills the memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from onrecord.index.errors import SourceError

__all__ = ["MOST", "lines", "whole"]

MOST = 20 * 2**20  # bytes of one page, document or record: the longest article there is takes a hundredth of it
_PIECE = 2**16


def whole(stream: BinaryIO, name: str, most: int = MOST) -> bytes:
    """Everything that is left of a stream.

    Raises:
        SourceError: it is more than ``most`` bytes.
    """
    pieces, size = [], 0
    while piece := stream.read(min(_PIECE, most + 1 - size)):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise SourceError(f"{name} is larger than {most / 2**20:.0f} MB, the most that is taken for one document")
    return b"".join(pieces)


def lines(stream: BinaryIO, most: int = MOST) -> Iterator[bytes | None]:
    """The lines of a stream with their ends; None in the place of one of more than ``most`` bytes, which is passed
    over."""
    while line := stream.readline(most + 1):
        if len(line) <= most:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(most)
        yield None
