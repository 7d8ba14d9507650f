"""Sitemaps: which pages a site has, and, in a news sitemap, what it says of each."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise_line
from onrecord.index.sources.bounds import whole
from onrecord.index.sources.links import absolute
from onrecord.index.sources.packed import unpacked
from onrecord.index.sources.xml import children, first, local, parsed, words

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["ROOTS", "Listed", "Sitemap", "sitemap"]

ROOTS = frozenset({"urlset", "sitemapindex"})
"""The first elements of sitemaps, in small letters and without their prefix."""

_MOST = 50_000  # addresses of one sitemap, as the protocol has it


@dataclass(frozen=True, slots=True)
class Listed:
    """A page in a sitemap; what is beside its address stands in news sitemaps alone. ``published`` is as stated."""

    url: str
    title: str = ""
    published: str | None = None
    outlet: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages of a sitemap, or the sitemaps of an index of them, in order, each once."""

    pages: tuple[Listed, ...]
    maps: tuple[str, ...]


def sitemap(raw: bytes, name: str, url: str = "") -> Sitemap:
    """The sitemap in these bytes, which may be packed.

    Args:
        raw: XML, or XML in gzip.
        name: what it is called in messages.
        url: where it is, to resolve addresses against.

    Raises:
        SourceError: no sitemap; not XML, or XML that is not safe; more than 50,000 addresses.
    """
    root = parsed(whole(unpacked(io.BufferedReader(io.BytesIO(raw)), name), name), name)
    kind = local(root)
    if kind.lower() not in ROOTS:
        raise SourceError(f"{name} is no sitemap: its first element is <{kind}>, not <urlset> or <sitemapindex>")
    if len(root) > _MOST:
        raise SourceError(f"{name} lists {len(root):,} addresses; a sitemap has {_MOST:,} at most")
    pages = {one.url: one for one in (_listed(child, url) for child in children(root, "url")) if one.url}
    maps = dict.fromkeys(filter(None, (_address(child, url) for child in children(root, "sitemap"))))
    return Sitemap(tuple(pages.values()), tuple(maps))


def _listed(element: _Element, base: str) -> Listed:
    news = first(element, "news")
    return Listed(
        _address(element, base),
        normalise_line(words(first(news, "title"))),
        words(first(news, "publication_date")) or None,
        normalise_line(words(first(news, "publication", "name"))),
        words(first(news, "publication", "language")),
    )


def _address(element: _Element, base: str) -> str:
    return absolute(words(first(element, "loc")), base)
