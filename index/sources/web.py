"""A saved web page to an article: main text and metadata by trafilatura."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from onrecord.index.errors import ArticleError
from onrecord.index.sources.records import article_of
from onrecord.index.sources.sniff import decode
from onrecord.index.sources.texts import file_id
from onrecord.index.types import Article, Rejected

__all__ = ["read_page"]


def read_page(stream: BinaryIO, name: str) -> Iterator[Article | Rejected]:
    """The article of a page; its canonical URL is its id, or the file's place where it states none."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second to import, and only pages need it
    from trafilatura.settings import Document  # noqa: PLC0415

    page = decode(stream.read())
    found = bare_extraction(page, fast=True, with_metadata=True, include_comments=False) if page.strip() else None
    if not isinstance(found, Document) or not (found.text or "").strip():
        yield Rejected(name, "no article text found on this page")
        return
    stated = {
        "id": found.url or file_id(name),
        "title": found.title,
        "text": (found.text or "").replace("\n", "\n\n"),
        "url": found.url,
        "outlet": found.sitename,
        "published": found.date,
        "authors": found.author,
    }
    try:
        yield article_of(stated)
    except ArticleError as error:
        yield Rejected(name, str(error))
