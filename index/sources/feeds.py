"""RSS and Atom: a feed, its entries, and the article an entry is."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from html import unescape
from typing import Any, BinaryIO

from onrecord.index.sources import guarded
from onrecord.index.sources.bounds import whole
from onrecord.index.sources.links import absolute
from onrecord.index.types import Article, Found, Rejected, Withdrawal

__all__ = ["ROOTS", "SUMMARY", "Deleted", "Entry", "Feed", "article_of_entry", "feed", "named_on", "read_feed"]

ROOTS = frozenset({"rss", "feed", "rdf"})
"""The first elements of feeds, in small letters and without their prefix."""

_STATED = ("title", "outlet", "published", "authors", "language", "modified", "section", "rights")
_HEAD = 200_000  # bytes of a page in which its feeds are named
_LINK = re.compile(r"<link\b([^<>]{1,2000})>", re.I)
_ATTRIBUTE = re.compile(r"""([a-z-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_FEED_TYPE = re.compile(r"\s*application/(?:rss|atom|rdf)\+xml\b", re.I)

SUMMARY = "Only the summary that stands in the feed."
"""The remark on an article of which the feed has no more, and whose page was not read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article.

    Args:
        id: the article's: the entry's own, where that is an address or a tag and no other entry of the feed has it;
            else the link; else the feed's name, and the entry's own id or a hash of its title and date.
        guid: the entry's own id as stated; empty where there is none.
        link: where the article stands, an absolute address of the web, or empty.
        text: the longest text there is, without markup.
        whole: whether that is the article, and not a summary of it.
        fault: why there is no text, where there is one that cannot be taken.
        published: ISO 8601, or as stated where it cannot be read; so is ``modified``.
    """

    id: str
    guid: str
    link: str
    title: str
    text: str
    whole: bool
    fault: str
    outlet: str
    published: str | None
    modified: str | None
    authors: tuple[str, ...]
    language: str
    section: str
    rights: str

    @property
    def digest(self) -> str:
        """A hash of everything it says: another one, and the article is looked at again."""
        return _hash(json.dumps(asdict(self)))


@dataclass(frozen=True, slots=True)
class Deleted:
    """An entry the feed says was deleted, by its own id."""

    guid: str
    reason: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was found; ``notes`` say what was wrong with it, a sentence each."""

    title: str
    site: str
    entries: tuple[Entry, ...]
    deleted: tuple[Deleted, ...]
    notes: tuple[str, ...]


def feed(raw: bytes, name: str, *, url: str = "", encoding: str = "") -> Feed:
    """The feed in these bytes. What can be read of a broken one is.

    Args:
        raw: RSS 0.9x, 1.0 or 2.0, or Atom.
        name: what it is called in messages, and what ids begin with that mean nothing outside of it.
        url: where it is, to resolve links against.
        encoding: as the server states it.

    Raises:
        SourceError: no feed; declarations of entities; more than can be read in time.
    """
    found = guarded.run("feed", raw, {"name": name, "url": url, "encoding": encoding})
    stated = list(_distinct(found["entries"]))
    guids, links = (Counter(one[key] for one in stated) for key in ("guid", "link"))
    entries = tuple(
        Entry(**{**one, "id": _id(one, guids, links, name), "authors": tuple(one["authors"])}) for one in stated
    )
    # An entry that is there again is not deleted, whatever the feed still says of its time away.
    deleted = tuple(Deleted(guid, reason) for guid, reason in found["deleted"] if not guids[guid])
    return Feed(found["title"], found["site"], entries, deleted, tuple(found["notes"]))


def article_of_entry(entry: Entry, page: Article | None = None) -> Article | Rejected:
    """The article an entry is: its own text, or that of the page it leads to; what the entry does not state, the page
    does. A page with less text than the summary asks for a login, and is left. An entry with no more than a summary is
    remarked as such."""
    article = Article(
        id=entry.id,
        title=entry.title,
        text=entry.text,
        url=entry.link,
        outlet=entry.outlet,
        published=entry.published,
        authors=entry.authors,
        language=entry.language,
        modified=entry.modified,
        section=entry.section,
        rights=entry.rights,
        remarks=() if entry.whole else (SUMMARY,),
    )
    if page and len(page.text) >= len(entry.text):
        stated = {name: getattr(article, name) or getattr(page, name) for name in _STATED}
        return replace(page, id=entry.id, url=page.url or entry.link, **stated)
    if not entry.text:
        return Rejected(
            entry.id, f"the entry has no text: {entry.fault or 'nothing stands in it but a title or a link'}"
        )
    return article


def named_on(page: bytes, url: str) -> list[str]:
    """The addresses of the feeds that a web page names in its head."""
    found = []
    for link in _LINK.finditer(page[:_HEAD].decode("utf-8", "replace")):
        stated = {one[1].lower(): unescape(one[2] or one[3] or one[4] or "") for one in _ATTRIBUTE.finditer(link[1])}
        if "alternate" in stated.get("rel", "").lower().split() and _FEED_TYPE.match(stated.get("type", "")):
            found.append(absolute(stated.get("href"), url))
    return [one for one in dict.fromkeys(found) if one]


def read_feed(stream: BinaryIO, name: str) -> Iterator[Found]:
    """The articles of a feed in a file, from what stands in it alone: no link is followed.

    Raises:
        SourceError: no feed.
    """
    found = feed(whole(stream, name), name)
    yield from (article_of_entry(entry) for entry in found.entries)
    yield from (Withdrawal(one.guid, one.reason) for one in found.deleted)


def _distinct(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The entries without those that are there again."""
    seen = set()
    for entry in entries:
        known = entry["guid"], entry["link"], entry["guid"] or entry["title"]
        if known not in seen:
            yield entry
        seen.add(known)


def _id(entry: dict[str, Any], guids: Counter[str], links: Counter[str], name: str) -> str:
    guid, link = entry["guid"], entry["link"]
    own = guid and guids[guid] == 1
    if own and guid.startswith(("http:", "https:", "tag:", "urn:")):
        return str(guid)
    if link and links[link] == 1:
        return str(link)
    # A bare number is an id within its feed alone.
    return f"{name}#{guid if own else _hash(entry['title'] + str(entry['published']))}"


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:32]
