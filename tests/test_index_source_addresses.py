"""A URL that a person names: what is there is told by what comes."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator

import pytest
from newspaper import LONG, Newspaper, reader

from onrecord.index import Article, Rejected, Withdrawal
from onrecord.index.errors import SourceError
from onrecord.index.fetch import FetchError
from onrecord.index.sources import addresses
from onrecord.index.sources.addresses import feed_at, read_address
from onrecord.index.sources.feeds import SUMMARY
from onrecord.index.types import Found

Read = Callable[..., list[Found]]


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with Newspaper() as paper:
        yield paper


@pytest.fixture
def read(paper: Newspaper) -> Read:
    """What is at a path; anything of another format becomes one rejected thing with its bytes."""

    def otherwise(stream: io.BufferedReader, name: str) -> Iterator[Found]:
        yield Rejected(name, stream.read().decode())

    def call(path: str, **options: bool) -> list[Found]:
        with reader() as web:
            return list(read_address(paper.url(path), web, otherwise, **options))

    return call


def named(found: list[Found]) -> list[str]:
    return [one.url if isinstance(one, Article) else one.where for one in found if not isinstance(one, Withdrawal)]


# ---- pages, feeds and others -----------------------------------------------------------------------------------------


def test_a_page_is_an_article(paper: Newspaper, read: Read) -> None:
    paper.print_page("/fog", "Fog", LONG)
    (article,) = read("/fog")
    assert isinstance(article, Article)
    assert (article.text, article.url) == (LONG.strip(), paper.url("/fog"))


@pytest.mark.parametrize("content_type", ["application/rss+xml", "text/xml", "text/html", "text/plain", ""])
def test_a_feed_is_its_entries_whatever_it_is_called(paper: Newspaper, read: Read, content_type: str) -> None:
    raw = f"<rss version='2.0'><channel><title>c</title>{paper.item('/fog', 'Fog', LONG * 3)}</channel></rss>"
    paper.print_raw("/feed", raw.encode(), content_type)
    assert named(read("/feed")) == [paper.url("/fog")]


def test_entries_are_followed_to_their_pages(paper: Newspaper, read: Read) -> None:
    paper.print_page("/fog", "Fog", LONG)
    paper.print_feed(
        paper.item("/fog", "Fog"), paper.item("/gone", "Gone", "A summary."), paper.item("/empty", "Empty", "")
    )
    followed, summary, empty = read("/feed")
    assert isinstance(followed, Article)
    assert isinstance(summary, Article)
    assert (followed.text, followed.remarks) == (LONG.strip(), ())
    assert (summary.text, summary.remarks) == ("A summary.", (SUMMARY,))
    assert isinstance(empty, Rejected)
    assert "404" in empty.reason
    paper.asked.clear()
    assert len(read("/feed", follow=False)) == 3
    assert paper.fetched == ["/feed"]


def test_an_entry_that_leads_to_something_else_than_a_page_is_taken_as_it_is(paper: Newspaper, read: Read) -> None:
    paper.print_raw("/fog", b"%PDF-1.7", "application/pdf")
    paper.print_feed(paper.item("/fog", "Fog", "A summary."))
    (article,) = read("/feed")
    assert isinstance(article, Article)
    assert article.text == "A summary."


def test_what_a_feed_deletes_is_withdrawn(paper: Newspaper, read: Read) -> None:
    gone = (
        '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="urn:1" when="2025-07-05T10:00:00Z"/>'
    )
    paper.print_raw("/feed", f'<feed xmlns="http://www.w3.org/2005/Atom">{gone}</feed>'.encode(), "application/xml")
    assert read("/feed") == [Withdrawal("urn:1", "deleted from the feed on 2025-07-05T10:00:00Z")]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b'{"text": "x"}', "application/json"), (b"words", "text/plain"), (b"<nitf/>", "text/xml")],
)
def test_another_format_is_left_to_its_reader(paper: Newspaper, read: Read, body: bytes, content_type: str) -> None:
    paper.print_raw("/x", body, content_type)
    assert read("/x") == [Rejected(paper.url("/x"), body.decode())]
    paper.print_raw("/x", gzip.compress(body), "application/octet-stream")
    assert read("/x") == [Rejected(paper.url("/x"), body.decode())]


def test_what_is_not_there_is_said(paper: Newspaper, read: Read) -> None:
    with pytest.raises(FetchError, match="404"):
        read("/nothing")
    paper.print_raw("/feed", b'<!DOCTYPE rss [<!ENTITY a "b">]><rss/>', "text/xml")
    with pytest.raises(SourceError):
        read("/feed")


def test_links_that_lead_inside_are_not_followed(paper: Newspaper, read: Read) -> None:
    paper.print_feed(
        "<item><title>a</title><link>file:///etc/passwd</link><description>Words.</description></item>",
        "<item><title>b</title><link>javascript:alert(1)</link><description>Words.</description></item>",
    )
    assert [article.text for article in read("/feed") if isinstance(article, Article)] == ["Words."] * 2
    assert paper.fetched == ["/feed"]


# ---- sitemaps --------------------------------------------------------------------------------------------------------


def print_map(paper: Newspaper, path: str, *pages: str, news: str = "") -> None:
    urls = "".join(f"<url><loc>{paper.url(page)}</loc>{news}</url>" for page in pages)
    raw = f'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'.encode()
    paper.print_raw(path, gzip.compress(raw) if path.endswith(".gz") else raw, "application/xml")


def print_index(paper: Newspaper, path: str, *maps: str) -> None:
    raw = "".join(f"<sitemap><loc>{paper.url(one)}</loc></sitemap>" for one in maps)
    paper.print_raw(path, f"<sitemapindex>{raw}</sitemapindex>".encode(), "application/xml")


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap.xml.gz"])
def test_a_sitemap_is_its_pages(paper: Newspaper, read: Read, path: str) -> None:
    paper.print_page("/fog", "Fog", LONG)
    print_map(paper, path, "/fog", "/gone", "/fog")
    fog, gone = read(path)
    assert isinstance(fog, Article)
    assert fog.text == LONG.strip()
    assert isinstance(gone, Rejected)
    assert (gone.where, "404" in gone.reason) == (paper.url("/gone"), True)


def test_what_a_news_sitemap_states_counts_first(paper: Newspaper, read: Read) -> None:
    paper.print_raw("/fog", f"<html><body><article><p>{LONG}</p></article></body></html>".encode(), "text/html")
    publication = "<n:publication><n:name>The Courier</n:name><n:language>en</n:language></n:publication>"
    stated = (
        f"{publication}<n:publication_date>2025-07-04T18:30:00+02:00</n:publication_date><n:title>Fog today</n:title>"
    )
    print_map(paper, "/news.xml", "/fog", news=f"<n:news>{stated}</n:news>")
    (article,) = read("/news.xml")
    assert isinstance(article, Article)
    assert (article.outlet, article.published) == ("The Courier", "2025-07-04T18:30:00+02:00")
    assert (article.title, article.language) == ("Fog today", "en")


def test_an_index_leads_to_all_its_sitemaps_once(paper: Newspaper, read: Read) -> None:
    for name in ("a", "b"):
        paper.print_page(f"/{name}", name, f"{name} {LONG}")
        print_map(paper, f"/{name}.xml", f"/{name}", "/a")
    print_index(paper, "/sitemap.xml", "/a.xml", "/b.xml", "/a.xml", "/broken.xml", "/sitemap.xml")
    paper.print_raw("/broken.xml", b"<urlset>", "application/xml")
    assert named(read("/sitemap.xml")) == [paper.url(path) for path in ("/a", "/b", "/broken.xml")]
    assert len(paper.fetched) == len({"/sitemap.xml", "/a.xml", "/b.xml", "/broken.xml", "/a", "/b"})


def test_indexes_without_end_are_left(paper: Newspaper, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    for depth in range(6):
        print_index(paper, f"/{depth}.xml", f"/{depth + 1}.xml")
    (deep,) = read("/0.xml")
    assert isinstance(deep, Rejected)
    assert (deep.where, "indexes deep" in deep.reason) == (paper.url("/3.xml"), True)
    monkeypatch.setattr(addresses, "_MOST_MAPS", 4)
    for number in range(10, 20):
        print_map(paper, f"/{number}.xml")
    print_index(paper, "/wide.xml", *(f"/{number}.xml" for number in range(10, 20)))
    (wide,) = read("/wide.xml")
    assert isinstance(wide, Rejected)
    assert "comes after 4 other sitemaps" in wide.reason


def test_pages_that_ask_programs_to_stay_away_are_rejected(paper: Newspaper, read: Read) -> None:
    paper.print_raw("/robots.txt", b"User-agent: *\nDisallow: /fog\n", "text/plain")
    paper.print_page("/fog", "Fog", LONG)
    print_map(paper, "/sitemap.xml", "/fog")
    (found,) = read("/sitemap.xml")
    assert isinstance(found, Rejected)
    assert "robots.txt" in found.reason


# ---- the feed at an address ------------------------------------------------------------------------------------------


def test_the_feed_of_a_page_is_found_if_there_is_one(paper: Newspaper) -> None:
    paper.print_feed(title="The Courier")
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    with reader() as web:
        assert feed_at(paper.url("/feed"), web)[0] == paper.url("/feed")
        for names, reason in ((("/feed",), ""), (("/feed", "/b"), "/feed, http://"), ((), "no feed")):
            page = f"<html><head>{''.join(map(link.format, names))}</head></html>"
            paper.print_raw("/", page.encode(), "text/html")
            if reason:
                with pytest.raises(SourceError, match=reason):
                    feed_at(paper.url("/"), web)
            else:
                url, found = feed_at(paper.url("/"), web)
                assert (url, found.title) == (paper.url("/feed"), "The Courier")
