"""Web pages, saved or fetched, to articles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources import guarded
from onrecord.index.sources.bounds import whole
from onrecord.index.sources.records import article_of
from onrecord.index.sources.texts import file_id
from onrecord.index.types import Found, Rejected

__all__ = ["page", "read_page"]


def read_page(stream: BinaryIO, name: str) -> Iterator[Found]:
    """The article of a page in a file.

    Raises:
        SourceError: larger than 20 MB.
    """
    yield from page(whole(stream, name), name)


def page(raw: bytes, name: str, *, url: str = "", encoding: str = "") -> Iterator[Found]:
    """The article of a page, or why there is none.

    Its id is the page's canonical address, if it states one that can be its own; else the address it was fetched from;
    else the place of the file.

    Args:
        raw: the page.
        name: what it is called where it is rejected, and the path of its file.
        url: where it was fetched, empty if it was not.
        encoding: as the server states it.
    """
    try:
        fields = guarded.run("page", raw, {"url": url, "encoding": encoding})
        yield article_of({"id": fields["url"] or file_id(name), **fields})
    except (SourceError, ArticleError) as error:
        yield Rejected(name, str(error))
