"""A URL that a person names, to articles: a page, a feed, a sitemap, or a file of any format, told by what comes."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.index.errors import SourceError
from onrecord.index.sources import feeds, sitemaps
from onrecord.index.sources.bounds import whole
from onrecord.index.sources.following import PAGES, article_at
from onrecord.index.sources.packed import unpacked
from onrecord.index.sources.web import page
from onrecord.index.sources.xml import root_of
from onrecord.index.types import Article, Found, Rejected, Withdrawal

if TYPE_CHECKING:
    from onrecord.index.fetch import Fetched, Fetcher

__all__ = ["Door", "feed_at", "followed", "read_address"]

Door = Callable[[io.BufferedReader, str], Iterator[Found]]

_START = 4096  # bytes that are looked at
_MOST_MAPS = 1_000  # sitemaps of an index, and of those it names
_DEEPEST = 2  # indexes within an index, of which the protocol knows none


def read_address(url: str, web: Fetcher, otherwise: Door, *, follow: bool = True) -> Iterator[Found]:
    """What is at a URL: the article of a page, the entries of a feed, each with the page it leads to, the pages of a
    sitemap and of those it names, or what ``otherwise`` finds in anything else.

    Args:
        url: of ``http`` or ``https``.
        web: fetches, as politely as it was made to.
        otherwise: reads the other formats, by name and content.
        follow: fetch the pages that a feed leads to; else its entries' own texts are taken.

    Raises:
        FetchError: it was not fetched. SourceError: it cannot be read.
    """
    got = web.get(url)
    if _is_page(got):
        yield from page(got.body, got.url, url=got.url, encoding=got.encoding)
        return
    stream = unpacked(io.BufferedReader(io.BytesIO(got.body)), got.url)
    kind = root_of(stream.peek(_START)[:_START])
    if kind in feeds.ROOTS:
        found = feeds.feed(whole(stream, got.url), got.url, url=got.url, encoding=got.encoding)
        yield from (followed(entry, web) if follow else feeds.article_of_entry(entry) for entry in found.entries)
        yield from (Withdrawal(one.guid, one.reason) for one in found.deleted)
    elif kind in sitemaps.ROOTS:
        yield from _mapped(sitemaps.sitemap(whole(stream, got.url), got.url, got.url), got.url, web)
    else:
        yield from otherwise(stream, got.url)


def feed_at(url: str, web: Fetcher) -> tuple[str, feeds.Feed]:
    """The feed at a URL, or the only one that the page there names, with its address.

    Raises:
        FetchError: it was not fetched. SourceError: no feed, or a page that names several.
    """
    got = web.get(url)
    if not _is_page(got):
        return url, feeds.feed(got.body, url, url=got.url, encoding=got.encoding)
    named = feeds.named_on(got.body, got.url)
    if len(named) != 1:
        those = f"these feeds: {', '.join(named)}" if named else "no feed"
        raise SourceError(f"{url} is a web page, which names {those}")
    found = web.get(named[0])
    return named[0], feeds.feed(found.body, named[0], url=found.url, encoding=found.encoding)


def followed(entry: feeds.Entry, web: Fetcher) -> Article | Rejected:
    """The article of an entry: its own text if that is all of it, else that of the page it leads to, else the summary,
    with a remark that it is one."""
    if entry.whole or not entry.link:
        return feeds.article_of_entry(entry)
    try:
        return feeds.article_of_entry(entry, article_at(entry.link, web))
    except SourceError as error:
        found = feeds.article_of_entry(entry)
        if isinstance(found, Rejected):
            return Rejected(found.where, f"{found.reason}, and its page was not read: {error}")
        return found


def _is_page(got: Fetched) -> bool:
    root = root_of(got.body[:_START])
    return root == "html" or (got.content_type in PAGES and root not in feeds.ROOTS | sitemaps.ROOTS)


def _mapped(top: sitemaps.Sitemap, url: str, web: Fetcher) -> Iterator[Found]:
    """The pages of a sitemap and of all that it names, each once."""
    seen: set[str] = set()
    for here in _maps(top, url, web):
        if isinstance(here, Rejected):
            yield here
            continue
        for listed in here.pages:
            if listed.url not in seen:
                seen.add(listed.url)
                yield _listed(listed, web)


def _maps(top: sitemaps.Sitemap, url: str, web: Fetcher) -> Iterator[sitemaps.Sitemap | Rejected]:
    """A sitemap and all that it names, each once and fetched when it is asked for."""
    yield top
    seen = {url}
    waiting = deque((one, 1) for one in top.maps)
    while waiting:
        url, depth = waiting.popleft()
        if url in seen:
            continue
        seen.add(url)
        if len(seen) > _MOST_MAPS:
            yield Rejected(url, f"it comes after {_MOST_MAPS:,} other sitemaps, so it and the rest were left")
            return
        if depth > _DEEPEST:
            yield Rejected(url, f"a sitemap more than {_DEEPEST} indexes deep; add it by itself")
            continue
        try:
            got = web.get(url)
            here = sitemaps.sitemap(got.body, url, got.url)
        except SourceError as error:
            yield Rejected(url, str(error))
            continue
        yield here
        waiting.extend((one, depth + 1) for one in here.maps)


def _listed(listed: sitemaps.Listed, web: Fetcher) -> Article | Rejected:
    """The article of a page in a sitemap. A page's title may have more in it than the headline, and an outlet that it
    does not name is a guess: what the sitemap states counts first."""
    try:
        found = article_at(listed.url, web)
    except SourceError as error:
        return Rejected(listed.url, str(error))
    return replace(
        found,
        title=listed.title or found.title,
        url=found.url or listed.url,
        outlet=listed.outlet or found.outlet,
        published=listed.published or found.published,
        language=listed.language or found.language,
    )
