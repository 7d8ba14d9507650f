"""OPML: lists of feeds, as feed readers exchange them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise_line
from onrecord.index.sources.xml import children, first, local, parsed

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Subscription", "outlines", "written"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that is followed: its address, its title, the site it belongs to, and the titles of the groups it stands
    in, the outermost first."""

    url: str
    title: str = ""
    site: str = ""
    groups: tuple[str, ...] = ()


def outlines(raw: bytes, name: str) -> list[Subscription]:
    """The feeds of a list, in order.

    Raises:
        SourceError: no OPML; not XML, or XML that is not safe; no feed in it.
    """
    root = parsed(raw, name)
    body = first(root, "body")
    if local(root).lower() != "opml" or body is None:
        raise SourceError(f"{name} is no OPML: its first element is <{local(root)}>, or it has no <body>")
    found = list(_feeds(body, ()))
    if not found:
        raise SourceError(f"{name} lists no feed: no outline of it has an xmlUrl")
    return found


def written(feeds: Iterable[Subscription], title: str) -> bytes:
    """A list of feeds as OPML 2.0, those of a group together."""
    from lxml import etree  # noqa: PLC0415 - only for OPML

    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = normalise_line(title)
    body = etree.SubElement(root, "body")
    places: dict[tuple[str, ...], _Element] = {(): body}
    for feed in feeds:
        for depth in range(1, len(feed.groups) + 1):
            group = feed.groups[:depth]
            if group not in places:
                name = normalise_line(group[-1])
                places[group] = etree.SubElement(places[group[:-1]], "outline", text=name, title=name)
        name = normalise_line(feed.title) or feed.url
        element = etree.SubElement(places[feed.groups], "outline", type="rss", text=name, title=name, xmlUrl=feed.url)
        if feed.site:
            element.set("htmlUrl", feed.site)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _feeds(parent: _Element, groups: tuple[str, ...]) -> Iterator[Subscription]:
    """The feeds below an element; nested no deeper than the parser allows."""
    for outline in children(parent, "outline"):
        stated = {name.lower(): normalise_line(str(value)) for name, value in outline.attrib.items()}
        title = stated.get("title") or stated.get("text") or ""
        if url := stated.get("xmlurl"):
            yield Subscription(_of_the_web(url), title, stated.get("htmlurl", ""), groups)
        if len(outline):
            yield from _feeds(outline, (*groups, title) if title and not url else groups)


def _of_the_web(url: str) -> str:
    """An address without the scheme that some readers put before it or in its place."""
    rest = url[5:] if url.lower().startswith("feed:") else url
    return f"https:{rest}" if rest.startswith("//") else rest
