"""NewsML 1.0 to 1.2, which archives and some agencies still hold: the texts of its news items.

The identity is made of provider, day and ``NewsItemId``, as the standard has it, without the revision: that is the
version. ``published`` is ``FirstCreated``, ``modified`` ``ThisRevisionCreated``. An embargo ends when
``StatusWillChange`` says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.index.sources import nitf
from onrecord.index.sources.markup import plain, text_of
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
from onrecord.index.sources.xml import LANGUAGE, attribute, children, first, words
from onrecord.index.types import Article, Found, Rejected, Withdrawal

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["found"]


def found(root: _Element, name: str) -> Iterator[Found]:
    """The news items of a ``NewsML`` element that hold text, or withdraw one; of others as ``newsml.read`` has it."""
    others: list[str] = []
    anything = False
    for item in children(root, "NewsItem"):
        if _killed(item) or any(True for _ in _texts(item)):
            anything = True
            yield _item(item, name)
        else:
            others += _holds(item)
    if not anything:
        yield Rejected(name, f"no text to take: it holds {', '.join(dict.fromkeys(others)) or 'no items'}")


def _item(item: _Element, name: str) -> Found:
    identifier = first(item, "Identification", "NewsIdentifier")
    parts = [words(first(identifier, part)) for part in ("ProviderId", "DateId", "NewsItemId")]
    urn = f"urn:newsml:{':'.join(parts)}"
    if not all(parts):
        return Rejected(f"{name} {urn}", "the item has no NewsIdentifier, by which its next revision would be known")
    comments = (*children(item, "Comment"), *children(first(item, "NewsManagement"), "Comment"))
    notes = [words(note) for note in comments if words(note)]
    killed = _killed(item)
    if killed:
        return Withdrawal(urn, reason(killed, notes))
    article = _article(item, urn, words(first(identifier, "RevisionId")))
    if not article.text:
        return Rejected(f"{name} {urn}", "no text: its contents hold none")
    signalled = any(code(word).startswith(("correct", "rectif")) for word in _instructions(item))
    told = tuple(dict.fromkeys((*remarks(notes, signalled, article.text), *article.remarks)))
    return replace(article, remarks=told)


def _killed(item: _Element) -> str:
    """The word that an item must not be used, or nothing."""
    return next(filter(gone, (_formal(first(item, "NewsManagement"), "Status"), *_instructions(item))), "")


def _instructions(item: _Element) -> list[str]:
    return [attribute(at, "FormalName") for at in children(first(item, "NewsManagement"), "Instruction")]


def _article(item: _Element, urn: str, version: str) -> Article:
    management, lines = first(item, "NewsManagement"), _below(item, "NewsLines")
    inner, text = _text(item)
    outlet = _party(item) or words(first(lines, "CreditLine")) or urn.split(":")[2]
    title = words(first(lines, "HeadLine")) or inner.title
    byline = words(first(lines, "ByLine"))
    return Article(
        id=urn,
        title=title,
        text=untitled(text, title),
        outlet=outlet,
        published=dated(words(first(management, "FirstCreated"))) or inner.published,
        authors=authors(byline, outlet) or inner.authors,
        language=_formal(_below(item, "DescriptiveMetadata"), "Language") or inner.language or _language(item),
        modified=dated(words(first(management, "ThisRevisionCreated"))),
        section=inner.section,
        dateline=words(first(lines, "DateLine")) or inner.dateline,
        slug=words(first(lines, "SlugLine")) or words(first(item, "Identification", "NameLabel")) or inner.slug,
        rights=statement(words(first(lines, "CopyrightLine")), words(first(lines, "RightsLine"))) or inner.rights,
        version=version,
        embargo=_embargo(management) or inner.embargo,
        remarks=inner.remarks,
    )


def _embargo(management: _Element | None) -> str | None:
    if code(_formal(management, "Status")) != "embargoed":
        return None
    return dated(words(first(management, "StatusWillChange", "DateAndTime"))) or NO_END


def _text(item: _Element) -> tuple[Article, str]:
    """The richest of an item's texts, and what NITF among them states. Captions of pictures are none."""
    inner = Article("", "", "")
    texts: list[tuple[str, bool]] = []
    for content in _texts(item):
        inline = first(content, "nitf")
        if inline is not None:
            inner = nitf.article(inline)
            texts.append((inner.text, True))
        elif len(content):
            texts.append((text_of(content), True))
        else:
            texts.append((plain(content.text or ""), False))
    return inner, richest(texts)


def _texts(item: _Element) -> Iterator[_Element]:
    """What stands in the item as text: encoded data is none, nor is a component that is another's caption."""
    for content in item.iter("{*}ContentItem"):
        role = _formal(content.getparent(), "Role").lower()
        if _formal(content, "MediaType").lower() in {"", "text"} and "caption" not in role:
            yield from (data for data in children(content, "DataContent") if first(content, "Encoding") is None)


def _holds(item: _Element) -> list[str]:
    return [_formal(content, "MediaType").lower() or "no contents" for content in item.iter("{*}ContentItem")]


def _party(item: _Element) -> str:
    return attribute(first(_below(item, "AdministrativeMetadata"), "Provider", "Party"), "FormalName")


def _language(item: _Element) -> str:
    return next(filter(None, (attribute(data, LANGUAGE) for data in _texts(item))), attribute(item, LANGUAGE))


def _formal(element: _Element | None, child: str) -> str:
    return attribute(first(element, child), "FormalName")


def _below(item: _Element, name: str) -> _Element | None:
    """The first element of a name in the item's components, the outer before the inner."""
    return next(item.iter(f"{{*}}{name}"), None)
