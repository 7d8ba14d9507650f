"""What is fuzzed: each door, and what must hold of it whatever comes in.

A door yields articles, withdrawals and rejections, and raises nothing but the project's own errors. What it yields is
stored in a form whose passages are exact cuts of it. Doors whose readers run in a process of their own are entered
through it: what counts is that the process that asks is neither hurt nor kept waiting.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from onrecord.eval.made_documents import column, docx, p, pdf
from onrecord.index import Article
from onrecord.index.chunking import passages
from onrecord.index.errors import OnRecordError
from onrecord.index.normalise import normalise
from onrecord.index.sources import formats, opml, sitemaps
from onrecord.index.types import Found

__all__ = ["SECONDS", "TARGETS", "Target", "hold"]

SECONDS = 4.0
"""That one input may take: the three of the process apart, and what surrounds it."""

_TEXT = "The last ferry left Port Velm at noon."
_PAGE = f"<html><head><title>Ferry</title></head><body><article><p>{_TEXT}</p></article></body></html>".encode()
_NITF = f"<nitf><body><body.head><hedline><hl1>Ferry</hl1></hedline></body.head><body.content><p>{_TEXT}</p>"
_NEWSML = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a" version="1" standard="NewsML-G2"><itemMeta>'
    f'<itemClass qcode="ninat:text"/></itemMeta><contentSet><inlineData>{_TEXT}</inlineData></contentSet></newsItem>'
)
_RSS = f"<rss version='2.0'><channel><title>C</title><item><title>F</title><guid>urn:a</guid><description>{_TEXT}"
_REPLY = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _PAGE
_WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://c.example/a\r\nContent-Type: application/http;"
    b" msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(_REPLY), _REPLY)
)


@dataclass(frozen=True, slots=True)
class Target:
    """A door.

    Args:
        enter: lets bytes in, and yields what came of them.
        seed: bytes that it takes, to begin with.
    """

    enter: Callable[[bytes], Iterator[Found]]
    seed: bytes


def hold(target: Target, data: bytes) -> None:
    """Let bytes in.

    Raises:
        AssertionError: something does not hold. Whatever else is raised should not have been.
    """
    began = time.monotonic()
    try:
        for item in target.enter(data):
            if isinstance(item, Article):
                _stored(item)
    except OnRecordError:
        pass
    assert time.monotonic() - began < SECONDS, "it takes too long"


def _stored(stated: Article) -> None:
    try:
        article = normalise(stated)
    except OnRecordError:
        return
    assert normalise(article) == article
    covered = 0
    for start, end in passages(article.text):
        assert 0 <= start < end <= len(article.text)
        assert not article.text[covered:start].strip()
        covered = end
    assert not article.text[covered:].strip()


def _named(name: str) -> Callable[[bytes], Iterator[Found]]:
    return lambda data: formats.found(io.BufferedReader(io.BytesIO(data)), name)  # type: ignore[arg-type]


def _map(data: bytes) -> Iterator[Found]:
    sitemaps.sitemap(data, "x.xml", "https://c.example/x.xml")
    return iter(())


def _outline(data: bytes) -> Iterator[Found]:
    opml.outlines(data, "x.opml")
    return iter(())


def _date(data: bytes) -> Iterator[Found]:
    stated = data.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode()
    yield Article("a", "", "x", published=stated, modified=stated, embargo=stated)


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", _TEXT)
        archive.writestr("b/c.json", json.dumps({"text": _TEXT}))
    return out.getvalue()


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = len(_TEXT)
        archive.addfile(info, io.BytesIO(_TEXT.encode()))
    return out.getvalue()


TARGETS = {
    "anything": Target(_named("unnamed"), _TEXT.encode()),
    "csv": Target(_named("x.csv"), f"id,title,text\na,Ferry,{_TEXT}\n".encode()),
    "date": Target(_date, b"Fri, 4 July 2025 18:30:00 +0200"),
    "docx": Target(_named("x.docx"), docx(p(_TEXT))),
    "eml": Target(_named("x.eml"), f"From: a@c.example\nSubject: Ferry\nMessage-ID: <1@c>\n\n{_TEXT}\n".encode()),
    "html": Target(_named("x.html"), _PAGE),
    "json": Target(_named("x.json"), json.dumps([{"id": "a", "title": "Ferry", "text": _TEXT}]).encode()),
    "jsonl": Target(_named("x.jsonl"), json.dumps({"id": "a", "date": "2025-07-04", "text": _TEXT}).encode()),
    "markdown": Target(_named("x.md"), f"---\ntitle: Ferry\n---\n# Ferry\n\n{_TEXT}\n\n- [a](b)\n".encode()),
    "newsml": Target(_named("x.xml"), _NEWSML.encode()),
    "ninjs": Target(_named("x.json"), json.dumps({"uri": "a", "headline": "Ferry", "body_text": _TEXT}).encode()),
    "nitf": Target(_named("x.xml"), f"{_NITF}</body.content></body></nitf>".encode()),
    "opml": Target(_outline, b"<opml><body><outline xmlUrl='https://c.example/f' text='C'/></body></opml>"),
    "packed": Target(_named("x.txt.gz"), gzip.compress(_TEXT.encode())),
    "pdf": Target(_named("x.pdf"), pdf([column([_TEXT] * 4)])),
    "rss": Target(_named("x.rss"), f"{_RSS}</description></item></channel></rss>".encode()),
    "sitemap": Target(_map, b"<urlset><url><loc>https://c.example/a</loc></url></urlset>"),
    "tar": Target(_named("x.tar"), _tar()),
    "text": Target(_named("x.txt"), f"Ferry\n\n{_TEXT}\n".encode()),
    "warc": Target(_named("x.warc"), _WARC),
    "zip": Target(_named("x.zip"), _zip()),
}
