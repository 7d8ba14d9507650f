"""NewsML-G2, the agencies' envelope: news items alone, in packages and in messages, versions 2.0 to 2.35.

``published`` is ``firstCreated``, else ``contentCreated``; ``modified`` is ``versionCreated``. ``guid`` is the
identity. The outlet is the provider, else the credit line, else the copyright's holder; the section the first subject
that is no person, organisation, place or event. What the item states goes before what its NITF does. NewsML 1 is in
``newsml1``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from onrecord.index.errors import SourceError
from onrecord.index.sources import newsml1, nitf
from onrecord.index.sources.bounds import whole
from onrecord.index.sources.markup import html_text, plain, text_of
from onrecord.index.sources.wire import (
    NO_END,
    authors,
    code,
    dated,
    gone,
    reason,
    remarks,
    richest,
    statement,
    untitled,
)
from onrecord.index.sources.xml import LANGUAGE, attribute, children, first, local, parsed, words
from onrecord.index.types import Article, Found, Rejected, Withdrawal

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["read"]

_ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_MEDIA = frozenset(("picture", "photo", "graphic", "animation", "video", "audio", "composite"))
_NO_SECTION = frozenset(("person", "organisation", "organization", "place", "geoarea", "poi", "event", "object"))


def read(stream: BinaryIO, name: str) -> Iterator[Found]:
    """An article to each news item that holds text; a withdrawal to each that is canceled, killed or withheld.

    A text without content is rejected. Pictures, sound, packages, concepts and plans are passed over where they come
    with text; a document that holds nothing else is one thing rejected, with what it holds.

    Raises:
        SourceError: not XML, XML that is not read, more than 20 MB, or no NewsML.
    """
    root = parsed(whole(stream, name), name)
    if local(root) == "NewsML":
        yield from newsml1.found(root, name)
        return
    if local(root) not in (*_ITEMS, "newsMessage"):
        raise SourceError(f"{name} is not NewsML: its first element is {local(root)}")
    others: list[str] = []
    anything = False
    for item in _items(root):
        kind = _kind(item)
        if kind == "text" or _status(item):
            anything = True
            yield _found(item, name)
        else:
            others.append(kind)
    if not anything:
        yield Rejected(name, f"no text to take: it holds {', '.join(dict.fromkeys(others)) or 'no items'}")


def _items(root: _Element) -> Iterator[_Element]:
    """The items of a document, in order: itself, or those of a message, also several sets of them."""
    if local(root) != "newsMessage":
        yield root
        return
    for group in children(root, "itemSet"):
        yield from children(group, *_ITEMS)


def _kind(item: _Element) -> str:
    """What an item is: ``text``, or what else. A news item of an agency's own class is text if any stands in it."""
    if local(item) != "newsItem":
        return local(item)
    stated = first(item, "itemMeta", "itemClass")
    kind = code(attribute(stated, "qcode") or attribute(stated, "uri"))
    return "text" if kind in {"", "text"} or (kind not in _MEDIA and _contents(item)) else kind


def _status(item: _Element) -> str:
    """The word that an item must not be used, or nothing."""
    stated = children(first(item, "itemMeta"), "pubStatus", "signal")
    return next(filter(gone, (attribute(at, "qcode") or attribute(at, "uri") for at in stated)), "")


def _found(item: _Element, name: str) -> Found:
    guid = attribute(item, "guid")
    where = f"{name} {guid}".strip()
    if not guid:
        return Rejected(where, "the item has no guid, by which its next version would be known")
    notes = [words(note) for note in children(first(item, "itemMeta"), "edNote") if words(note)]
    status = _status(item)
    if status:
        return Withdrawal(guid, reason(status, notes))
    try:
        article = _article(item, guid, notes)
    except SourceError as error:
        return Rejected(where, str(error))
    if article.text:
        return article
    elsewhere = bool(children(first(item, "contentSet"), "remoteContent"))
    return Rejected(where, f"no text: {'it is elsewhere, and not fetched' if elsewhere else 'its contents hold none'}")


def _article(item: _Element, guid: str, notes: list[str]) -> Article:
    meta, content = first(item, "itemMeta"), first(item, "contentMeta")
    inner, stated, language = _text(item)
    outlet = _named(first(meta, "provider")) or words(first(content, "creditline")) or _holder(item) or inner.outlet
    title = _headline(content) or inner.title or words(first(meta, "title"))
    text = untitled(stated, title)
    corrected = any(
        code(attribute(at, "qcode") or attribute(at, "uri")) == "correction" for at in children(meta, "signal")
    )
    return Article(
        id=guid,
        title=title,
        text=text,
        url=guid if guid.startswith(("http://", "https://")) else "",
        outlet=outlet,
        published=dated(*_dates(meta, "firstCreated"), *_dates(content, "contentCreated"))
        or inner.published
        or dated(*_dates(meta, "versionCreated")),
        authors=_authors(content, outlet) or inner.authors,
        language=attribute(first(content, "language"), "tag") or language or attribute(item, LANGUAGE),
        modified=dated(*_dates(meta, "versionCreated"), *_dates(content, "contentModified")) or inner.modified,
        section=_section(content) or inner.section,
        dateline=words(first(content, "dateline")) or inner.dateline or _named(first(content, "located")),
        slug=words(first(content, "slugline")) or inner.slug,
        rights=_rights(item) or inner.rights,
        version=attribute(item, "version"),
        embargo=_embargo(meta) or inner.embargo,
        remarks=tuple(dict.fromkeys((*remarks(notes, corrected, text), *inner.remarks))),
    )


def _text(item: _Element) -> tuple[Article, str, str]:
    """What NITF in an item states, and the richest of the item's contents, with its language."""
    inner = Article("", "", "")
    texts: list[tuple[str, bool]] = []
    languages: dict[str, str] = {}
    for content in _contents(item):
        inline = first(content, "nitf")
        if inline is not None:
            inner = nitf.article(inline)
            texts.append((inner.text, True))
        else:
            texts.append(_data(content) if local(content) == "inlineData" else (text_of(content), True))
        stated = [attribute(at, name) for at in (*content, content) for name in (LANGUAGE, "lang")]
        languages[texts[-1][0]] = next(filter(None, stated), inner.language if inline is not None else "")
    text = richest(texts)
    return inner, text, languages.get(text, "")


def _contents(item: _Element) -> list[_Element]:
    """What stands in the item itself; encoded data is no text, and what is elsewhere is not fetched."""
    inline = children(first(item, "contentSet"), "inlineXML", "inlineData")
    return [content for content in inline if not attribute(content, "encoding")]


def _data(content: _Element) -> tuple[str, bool]:
    text = "".join(content.itertext())
    if "html" in attribute(content, "contenttype"):
        return html_text(text), True
    return plain(text), False


def _headline(content: _Element | None) -> str:
    """The main headline, where several have roles, else the first."""
    lines = children(content, "headline")
    main = [line for line in lines if code(attribute(line, "role")) in {"", "main", "headline", "head"}]
    return next(filter(None, map(words, [*main, *lines])), "")


def _authors(content: _Element | None, outlet: str) -> tuple[str, ...]:
    """Those of the byline, else the creators that are not organisations."""
    names = [name for line in children(content, "by") for name in authors(words(line), outlet)]
    if not names:
        creators = (at for at in children(content, "creator") if not code(attribute(at, "type")).startswith("organi"))
        names = [name for name in (words(first(at, "name")) or attribute(at, "literal") for at in creators) if name]
    return tuple(dict.fromkeys(name for name in names if name.casefold() != outlet.casefold()))


def _section(content: _Element | None) -> str:
    subjects = (at for at in children(content, "subject") if code(attribute(at, "type")) not in _NO_SECTION)
    return next(filter(None, (words(first(at, "name")) for at in (*subjects, *children(content, "genre")))), "")


def _embargo(meta: _Element | None) -> str | None:
    stated = first(meta, "embargoed")
    return dated(words(stated)) or NO_END if stated is not None else None


def _rights(item: _Element) -> str:
    stated = (
        words(at) for info in children(item, "rightsInfo") for at in children(info, "copyrightNotice", "usageTerms")
    )
    return statement(_holder(item), *stated)


def _holder(item: _Element) -> str:
    return _named(first(item, "rightsInfo", "copyrightHolder"))


def _named(element: _Element | None) -> str:
    """Who or what is meant: by name, by what stands there, or by the last part of its code."""
    stated = words(first(element, "name")) or attribute(element, "literal")
    return (
        stated
        or (attribute(element, "qcode") or attribute(element, "uri")).rstrip("/").replace("/", ":").rpartition(":")[2]
    )


def _dates(element: _Element | None, *names: str) -> list[str]:
    return [words(child) for child in children(element, *names)]
