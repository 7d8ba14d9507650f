"""Zip and tar: the files in them one by one, as streams. Nothing is unpacked to the disk."""

from __future__ import annotations

import io
from collections.abc import Iterator

from onrecord.index.sources.inside import Member
from onrecord.index.sources.tars import of_tar
from onrecord.index.sources.zips import of_zip
from onrecord.index.types import Rejected

__all__ = ["members"]


def members(stream: io.BufferedReader, name: str) -> Iterator[Member | Rejected]:
    """The files in a zip or tar, each as its name (``archive.zip/folder/page.html``) and a stream that can be read
    until the next is asked for. Folders, hidden files and what macOS puts beside them are passed over.

    Rejected are links and devices, hostile names, and in a zip what is encrypted, packed in a rare way or named twice.
    (A tar is added to by appending: what comes twice in it is read twice, the newer version last.) Reading a member
    raises SourceError where it is damaged or a bomb; the next can still be asked for.

    Raises:
        SourceError: neither zip nor tar, damaged so that the rest cannot be read, or made to do harm.
    """
    yield from (of_zip if stream.peek(2)[:2] == b"PK" else of_tar)(stream, name)
