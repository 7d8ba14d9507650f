"""Sitemaps to the addresses of pages, and what news sitemaps say of them."""

from __future__ import annotations

import gzip
import socket
import time

import pytest

from onrecord.index.errors import SourceError
from onrecord.index.sources.sitemaps import Listed, Sitemap, sitemap

URL = "https://courier.example/sitemap.xml"
SPACE = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def urlset(*urls: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {SPACE}>{"".join(urls)}</urlset>'.encode()


def read(raw: bytes) -> Sitemap:
    return sitemap(raw, URL, URL)


def why(raw: bytes) -> str:
    with pytest.raises(SourceError, match=URL) as raised:
        read(raw)
    return str(raised.value)


def test_the_pages_of_a_sitemap_come_in_order_each_once() -> None:
    urls = ("https://courier.example/b", " /a?x=1&amp;y=2\n", "https://courier.example/b")
    raw = urlset(*(f"<url><loc>{url}</loc><lastmod>2025-07-04</lastmod><priority>1</priority></url>" for url in urls))
    assert read(raw) == Sitemap((Listed("https://courier.example/b"), Listed("https://courier.example/a?x=1&y=2")), ())


def test_a_news_sitemap_says_what_its_pages_are() -> None:
    news = """<news:news><news:publication><news:name>The Courier</news:name><news:language>en</news:language>
      </news:publication><news:publication_date>2025-07-04T18:30:00+02:00</news:publication_date>
      <news:title>Ferry late &amp; cold</news:title></news:news>"""
    raw = urlset(f"<url><loc>https://courier.example/ferry</loc>{news}</url>")
    assert read(raw).pages == (
        Listed("https://courier.example/ferry", "Ferry late & cold", "2025-07-04T18:30:00+02:00", "The Courier", "en"),
    )


def test_an_index_names_other_sitemaps() -> None:
    maps = "<sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/b.xml.gz</loc></sitemap>"
    assert read(f"<sitemapindex {SPACE}>{maps}</sitemapindex>".encode()) == Sitemap(
        (), ("https://courier.example/a.xml", "https://courier.example/b.xml.gz")
    )


def test_a_packed_sitemap_is_unpacked() -> None:
    raw = urlset("<url><loc>https://courier.example/a</loc></url>")
    assert read(gzip.compress(raw)) == read(raw)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "", "ftp://courier.example/a", "https://[x/"]
)
def test_what_is_no_address_of_the_web_is_passed_over(address: str) -> None:
    raw = urlset(f"<url><loc>{address}</loc></url>", "<url/>", "<url><loc>https://courier.example/a</loc></url>")
    assert [page.url for page in sitemap(raw, URL).pages] == ["https://courier.example/a"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not XML"),
        (b"<html/>", "<html>, not <urlset>"),
        (b"<urlset>", "not XML"),
        (b"User-agent: *", "not XML"),
        (gzip.compress(b"<urlset/>", mtime=0)[:-9], "damaged|breaks off|ends"),
    ],
)
def test_what_is_no_sitemap_is_refused_by_what_it_is(raw: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read(raw)


def test_a_sitemap_has_fifty_thousand_addresses_at_most() -> None:
    pages = [f"<url><loc>https://courier.example/{number}</loc></url>" for number in range(50_001)]
    assert len(read(urlset(*pages[:50_000])).pages) == 50_000
    assert "50,001 addresses" in why(urlset(*pages))


HOSTILE = {
    "a bomb": f'<!DOCTYPE a [<!ENTITY a "xxxx"><!ENTITY b "{"&a;" * 99}">]><urlset><url><loc>&b;</loc></url></urlset>',
    "a file": '<!DOCTYPE urlset [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>',
    "a DTD": '<!DOCTYPE urlset [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]><urlset/>',
    "depth": f"<urlset>{'<url>' * 20_000}",
    "attributes": "<urlset " + " ".join(f'a{n}="1"' for n in range(20_000)) + "/>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_sitemap_that_means_harm_is_refused_in_time(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("a connection was opened"))
    began = time.monotonic()
    try:
        assert read(HOSTILE[name].encode()) == Sitemap((), ())
    except SourceError as error:
        assert URL in str(error)  # noqa: PT017 - either is right
    assert time.monotonic() - began < 5


def test_a_packed_bomb_stops_at_the_limit() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 40_000_000)
    began = time.monotonic()
    with pytest.raises(SourceError):
        read(bomb)
    assert time.monotonic() - began < 5
