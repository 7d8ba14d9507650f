"""A stream to jump about in: zip and Parquet have their table of contents at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from onrecord.index.errors import SourceError

__all__ = ["seekable"]

_IN_MEMORY = 8 * 2**20  # bytes
_MOST = 2**30  # bytes: what somebody pipes in; whoever has more has it in a file
_PIECE = 2**18


@contextmanager
def seekable(stream: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """The stream, or, where one can only go forward in it (a pipe, a file inside another), a temporary copy of it.

    Raises:
        SourceError: a copy would be larger than 1 GB.
    """
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        size = 0
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > _MOST:
                raise SourceError(
                    f"{name} is larger than {_MOST / 2**30:.0f} GB, too much for a copy, and without one it cannot be "
                    "read from its end; give it as a file of its own"
                )
            copy.write(piece)
        copy.seek(0)
        yield cast("BinaryIO", copy)
