"""Web archive files: the pages in a WARC, as crawlers keep them and CC-NEWS publishes them, to articles.

Of the millions of records in such a file, pages that were sent with status 200 are read, and the texts of ``.wet``
files. Requests, images, redirects, repeated visits and what else a crawler notes down are passed over without a word.
The date of a record says when it was fetched, which is never taken for the date of publication.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO, cast

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources import web
from onrecord.index.sources.records import article_of
from onrecord.index.sources.replies import Body, content_type, reply
from onrecord.index.sources.sniff import decoded, unread_remark
from onrecord.index.sources.warc_records import Record, records
from onrecord.index.types import Article, Found, Rejected

__all__ = ["read_warc"]

_PAGES = ("text/html", "application/xhtml+xml")
_CUT = "Only its beginning was stored by the crawler."


def read_warc(stream: BinaryIO, name: str) -> Iterator[Found]:
    """The articles of a WARC file, as it is or packed; memory does not grow with it.

    Give it the packed bytes of a ``.warc.gz``: then damage costs the records it hits, and not all that follow. A page
    without an article in it, a record that is damaged and one larger than 20 MB are each rejected by themselves.

    Raises:
        SourceError: not a WARC file, or a gzip bomb.
    """
    source = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    for record in records(source, name, _is_page):
        if isinstance(record, Rejected):
            yield record
        elif _kind(record.headers) == "conversion":
            yield _text(record)
        else:
            yield from _page(record)


def _is_page(headers: Mapping[str, str], start: bytes) -> bool:
    kind = _kind(headers)
    if kind == "conversion":
        return content_type(headers.get("content-type", ""))[0] == "text/plain"
    if kind == "resource":
        return content_type(headers.get("content-type", ""))[0] in _PAGES
    answer = reply(start) if kind == "response" else None
    if not answer or answer.status != 200:
        return False
    stated = content_type(answer.headers.get("content-type", ""))[0]
    return (stated or headers.get("warc-identified-payload-type", "").lower()) in _PAGES


def _page(record: Record) -> Iterator[Found]:
    answer = reply(record.content) if _kind(record.headers) == "response" else None
    _, charset = content_type((answer.headers if answer else record.headers).get("content-type", ""))
    try:
        body = answer.body() if answer else Body(record.content)
    except SourceError as error:
        yield Rejected(record.where, str(error))
        return
    cut = not body.whole or "warc-truncated" in record.headers or "warc-segment-number" in record.headers
    for found in web.page(body.content, record.where, url=_address(record), encoding=charset):
        yield replace(found, remarks=(*found.remarks, _CUT)) if cut and isinstance(found, Article) else found


def _text(record: Record) -> Article | Rejected:
    """The text of a page as a ``.wet`` file has it: the page's title, then everything that stood on it."""
    text, unread = decoded(record.content)
    text, address = text.strip(), _address(record)
    try:
        found = article_of({"url": address, "title": text.partition("\n")[0], "text": text})
    except ArticleError as error:
        return Rejected(record.where, str(error))
    return replace(found, remarks=unread_remark(unread))


def _kind(headers: Mapping[str, str]) -> str:
    return headers.get("warc-type", "").lower()


def _address(record: Record) -> str:
    """The page's address on the web; crawlers write others (``urn:``, ``file:``) for what they made themselves."""
    address = record.headers.get("warc-target-uri", "").strip("<> ")
    return address if address.lower().startswith(("http://", "https://")) else ""
