"""A link to the article it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.index.errors import SourceError
from onrecord.index.sources.web import page
from onrecord.index.types import Article, Rejected

if TYPE_CHECKING:
    from onrecord.index.fetch import Fetcher

__all__ = ["PAGES", "article_at"]

PAGES = frozenset({"text/html", "application/xhtml+xml"})
"""The media types of web pages."""


def article_at(url: str, web: Fetcher) -> Article:
    """The article of the page at a URL that a feed or a sitemap names, where the site lets programs fetch it.

    Raises:
        FetchError: it was not fetched. SourceError: there is no article.
    """
    from onrecord.index.fetch import FetchError  # noqa: PLC0415 - only for those who fetch

    if not web.allowed_to(url):
        raise FetchError(f"{url}: the site asks programs not to fetch it (robots.txt)", 403)
    got = web.get(url)
    if got.content_type and got.content_type not in PAGES:
        raise SourceError(f"{url} is no page but {got.content_type}")
    for found in page(got.body, got.url, url=got.url, encoding=got.encoding):
        if isinstance(found, Article):
            return found
        if isinstance(found, Rejected):
            raise SourceError(f"{url}: {found.reason}")
    raise SourceError(f"{url}: no article on this page")
