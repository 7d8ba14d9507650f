"""A feed's bytes to plain entries, by feedparser: what runs in a child that can be killed, so it returns only what JSON
holds. ``feeds`` makes articles of it.
"""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from onrecord.index.dates import to_iso
from onrecord.index.errors import DateError, SourceError
from onrecord.index.normalise import normalise_line
from onrecord.index.sources.entry_texts import best_text, line
from onrecord.index.sources.links import absolute
from onrecord.index.sources.sniff import decoded
from onrecord.index.sources.xml import children, parsed, refuse_declarations, root_of, words

__all__ = ["MOST_ENTRIES", "extract"]

MOST_ENTRIES = 1_000  # a second or two; feeds of news hold ten to a hundred
_STATED = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']""")
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*>")
_ENTRY_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>", re.I)
_TOMBSTONES = b"http://purl.org/atompub/tombstones/1.0"


def extract(raw: bytes, options: Mapping[str, str]) -> dict[str, Any]:
    """A feed as plain data: ``title``, ``site``, ``entries``, ``deleted`` (pairs of an id and a reason) and ``notes``,
    what there is to say of its faults, a sentence each.

    Args:
        raw: RSS 0.9x, 1.0 or 2.0, or Atom.
        options: ``name`` for messages, ``url`` to resolve links against, ``encoding`` as the server states it.

    Raises:
        SourceError: no feed; declarations of entities.
    """
    import feedparser  # noqa: PLC0415 - only feeds need it

    name, url = options.get("name") or "the feed", options.get("url", "")
    clean, unread = _utf8(raw, options.get("encoding", ""))
    refuse_declarations(clean, name)
    clean, more = _first_entries(clean)
    # Bytes in a stream: anything else it might take for an address or a file. Whatever the server called it, these
    # bytes are XML in UTF-8. Its own repairs of markup would only be undone by text_of.
    found = feedparser.parse(
        io.BytesIO(clean),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    version = found.get("version", "")  # of nothing at all it says nothing
    if not version and not found.entries:
        raise SourceError(_no_feed(clean, name))
    deleted, notes = _deleted(clean, name)
    if unread:
        notes.append(f"{unread} bytes could not be read as text")
    if found.bozo:
        notes.append(f"not well-formed ({found.get('bozo_exception')}); what could be read of it was")
    if more:
        notes.append(f"{more} entries after the first {MOST_ENTRIES:,} were left")
    atom = version.startswith("atom")
    return {
        "title": line(found.feed.get("title_detail"), found.feed.get("title", "")),
        "site": absolute(found.feed.get("link"), url),
        "entries": [_entry(entry, found.feed, url, atom=atom) for entry in found.entries[:MOST_ENTRIES]],
        "deleted": deleted,
        "notes": notes,
    }


def _utf8(raw: bytes, stated: str) -> tuple[bytes, int]:
    """A document in UTF-8, without its XML declaration, and how many bytes could not be read: what is checked for
    declarations is then what is parsed."""
    own = _STATED.match(raw[:400])
    text, unread = decoded(raw, own[1].decode() if own else stated)
    return _DECLARATION.sub("", text, count=1).encode("utf-8", "replace"), unread


def _first_entries(clean: bytes) -> tuple[bytes, int]:
    """A feed with as many entries as are taken, and how many were cut out."""
    ends = [end.end() for end in _ENTRY_END.finditer(clean)]
    if len(ends) <= MOST_ENTRIES:
        return clean, 0
    return clean[: ends[MOST_ENTRIES - 1]] + clean[ends[-1] :], len(ends) - MOST_ENTRIES


def _no_feed(clean: bytes, name: str) -> str:
    root = root_of(clean[:4096])
    if root in ("html", "head", "body"):
        return f"{name} is a web page, not a feed; look for the address of its feed on it"
    return f"{name} is not a feed: " + (f"its first element is <{root}>, not <rss> or <feed>" if root else "no XML")


def _deleted(clean: bytes, name: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Entries that were withdrawn (RFC 6721), which feedparser passes over."""
    if _TOMBSTONES not in clean:
        return [], []
    try:
        marks = list(children(parsed(clean, name), "deleted-entry"))
    except SourceError as error:
        return [], [f"which entries were deleted could not be read: {error}"]
    gone = []
    for mark in marks[:MOST_ENTRIES]:
        when = f" on {mark.get('when')}" if mark.get("when") else ""
        why = next((f": {words(one)}" for one in children(mark, "comment") if words(one)), "")
        gone.append((normalise_line(str(mark.get("ref", ""))), f"deleted from the feed{when}{why}"))
    return [one for one in gone if one[0]], []


def _entry(entry: Any, feed: Any, url: str, *, atom: bool) -> dict[str, Any]:
    text, whole, fault = best_text(entry)
    # Asked for by `in` first: feedparser gives the published date for a missing updated one, with a warning.
    stated = _date(entry.get("published"), entry.get("published_parsed"))
    updated = _date(entry["updated"], entry.get("updated_parsed")) if "updated" in entry else None
    published = stated or updated
    source = entry.get("source") or {}
    return {
        "guid": normalise_line(str(entry.get("id", ""))),
        "link": _link(entry, url),
        "title": line(entry.get("title_detail"), entry.get("title", "")),
        "text": text,
        "whole": whole,
        "fault": fault,
        "outlet": line(None, source.get("title", "")) or line(feed.get("title_detail"), feed.get("title", "")),
        "published": published,
        "modified": updated if updated != published else None,
        "authors": _authors(entry) or (_authors(source) or _authors(feed) if atom else []),
        "language": _language(entry, feed),
        "section": next(_sections(entry.get("tags") or []), ""),
        "rights": line(entry.get("rights_detail"), entry.get("rights", "") or feed.get("rights", "")),
    }


def _date(stated: str | None, moment: Any) -> str | None:
    """A date as stated, in ISO 8601 if it can be read. feedparser reads more forms than ``to_iso``; what it makes of a
    date without a time is a guess."""
    if not stated:
        return None
    try:
        return to_iso(stated)
    except DateError:
        pass
    try:
        read = moment and ":" in stated
        return datetime.fromtimestamp(timegm(moment), UTC).isoformat() if read else normalise_line(stated)
    except (ValueError, OverflowError, OSError):
        return normalise_line(stated)


def _authors(stated: Any) -> list[str]:
    named = [one.get("name") or one.get("email") or "" for one in stated.get("authors") or []]
    return [name for name in dict.fromkeys(map(normalise_line, named)) if name]


def _language(entry: Any, feed: Any) -> str:
    details = (entry.get("content") or [None])[0], entry.get("summary_detail"), entry.get("title_detail")
    stated = (entry.get("language"), *(one.get("language") for one in details if one), feed.get("language"))
    return next((normalise_line(one) for one in stated if one), "")


def _sections(tags: Iterable[Any]) -> Iterator[str]:
    for tag in tags:
        name = normalise_line(tag.get("label") or tag.get("term") or "")
        if name and "://" not in name:
            yield name


def _link(entry: Any, url: str) -> str:
    """Where the article stands. A counting service's own link gives way to the one it leads to."""
    stated = entry.get("feedburner_origlink"), entry.get("link")
    others = (one.get("href") for one in entry.get("links") or [] if one.get("rel") == "alternate")
    return next(filter(None, (absolute(one, url) for one in (*stated, *others))), "")
