"""The doors: a reader per format, chosen by one small table.

Every reader is a function from a stream and its name to articles, withdrawals and what is rejected.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import BinaryIO

from onrecord.index.errors import SourceError
from onrecord.index.sources import (
    containers,
    docx,
    feeds,
    mail,
    newsml,
    nitf,
    parquet,
    pdf,
    sitemaps,
    structured,
    tables,
    texts,
    warc,
    web,
    xml,
)
from onrecord.index.sources.magic import binary
from onrecord.index.sources.packed import bare, unpacked
from onrecord.index.sources.sniff import looks_like
from onrecord.index.types import Found, Rejected

__all__ = ["SUFFIXES", "found", "takes"]

Reader = Callable[[BinaryIO, str], Iterator[Found]]

_READERS: dict[str, Reader] = {
    ".jsonl": structured.read_lines,
    ".ndjson": structured.read_lines,
    ".json": structured.read_document,
    ".csv": tables.read_table,
    ".tsv": tables.read_table,
    ".parquet": parquet.read_parquet,
    ".html": web.read_page,
    ".htm": web.read_page,
    ".xhtml": web.read_page,
    ".md": texts.read_markdown,
    ".markdown": texts.read_markdown,
    ".txt": texts.read_text,
    ".text": texts.read_text,
    ".eml": mail.read_mail,
    ".mbox": mail.read_mailbox,
    ".docx": docx.read_docx,
    ".pdf": pdf.read_pdf,
    ".warc": warc.read_warc,
    ".wet": warc.read_warc,
    ".rss": feeds.read_feed,
    ".atom": feeds.read_feed,
    ".rdf": feeds.read_feed,
}
_ROOTS: dict[str, Reader] = {
    **dict.fromkeys(("newsmessage", "newsitem", "packageitem", "newsml"), newsml.read),
    **dict.fromkeys(feeds.ROOTS, feeds.read_feed),
    "nitf": nitf.read,
    "html": web.read_page,
}
_ELSEWHERE = {
    **dict.fromkeys(sitemaps.ROOTS, "that lists pages: add its address instead, and they are fetched"),
    "opml": "that lists feeds: subscribe to them with onrecord feed import",
}
_CONTAINERS = (".zip", ".tar")
_UNPACKING = (".warc", ".wet")  # packed record by record: their reader goes on behind one that is damaged
_DEEPEST = 2  # containers within containers
_LOOKED_AT = 4096


SUFFIXES = (*_READERS, *_CONTAINERS, ".xml")
"""What the names of the formats that are read end with, unpacked."""


def takes(name: str) -> bool:
    """Whether the name is one of a format that is read."""
    return _suffix(name) in SUFFIXES


def found(source: io.BufferedReader, name: str, depth: int = _DEEPEST) -> Iterator[Found]:
    """What a stream holds, unpacked; the reader is chosen by the suffix of ``name``, then by a look at the content.

    Raises:
        SourceError: it is of no format that is read, or broken as a whole.
    """
    if _suffix(name) in _UNPACKING:
        return _READERS[_suffix(name)](source, name)
    source = unpacked(source, name)
    start = source.peek(_LOOKED_AT)[:_LOOKED_AT]
    suffix = _suffix(name) if takes(name) else binary(start) or _marked(start) or looks_like(start, name)
    if suffix in _CONTAINERS:
        return _within(source, name, depth)
    return _reader(suffix, start, name)(source, name)


def _suffix(name: str) -> str:
    """What tells the format: ``.jsonl`` of ``day.jsonl.gz``."""
    return PurePath(bare(name)).suffix.lower()


def _marked(start: bytes) -> str:
    """XML says that it is, or begins with an element that one of the readers takes."""
    declared = start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml")
    return ".xml" if declared or xml.root_of(start) in _ROOTS else ""


def _reader(suffix: str, start: bytes, name: str) -> Reader:
    if suffix != ".xml":
        return _READERS[suffix]
    root = xml.root_of(start)
    if root not in _ROOTS:
        advice = _ELSEWHERE.get(root, "of no kind that is read: NewsML, NITF, RSS, Atom and XHTML are")
        raise SourceError(f"{name} is XML {advice}")
    return _ROOTS[root]


def _within(source: io.BufferedReader, name: str, depth: int) -> Iterator[Found]:
    """What the members of a container hold; those of no known suffix are passed over, as in a folder."""
    if not depth:
        yield Rejected(name, f"lies in more than {_DEEPEST} containers within each other")
        return
    for member in containers.members(source, name):
        if isinstance(member, Rejected):
            yield member
            continue
        inner, stream = member
        if not takes(inner):
            continue
        try:
            yield from found(stream, inner, depth - 1)
        except SourceError as error:
            yield Rejected(inner, str(error))
