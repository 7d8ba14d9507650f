"""NITF, the text format of news agencies and newspapers: versions 2.5 to 3.6, with and without a namespace.

``published`` is ``date.issue``, else the publication's date; ``modified`` the latest entry of the revision history. A
``date.release`` is an embargo if it is after the issue, if there is none, or if the status says so. ``doc-id`` is the
identity, ``du-key`` has the version. The outlet is the publication (``pubdata``), else the distributor, else the
copyright's holder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from onrecord.index.errors import SourceError
from onrecord.index.sources.bounds import whole
from onrecord.index.sources.markup import text_of
from onrecord.index.sources.texts import file_id
from onrecord.index.sources.wire import NO_END, authors, code, dated, gone, later, reason, remarks, statement, untitled
from onrecord.index.sources.xml import LANGUAGE, attribute, children, first, local, parsed, words
from onrecord.index.types import Article, Found, Rejected, Withdrawal

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["article", "read"]


def read(stream: BinaryIO, name: str) -> Iterator[Found]:
    """The story of one document. Without a ``doc-id``, the file's place is its id.

    A document whose ``management-status`` is canceled or withheld is a withdrawal; so is what it says of another
    (``management-doc-idref``).

    Raises:
        SourceError: not XML, XML that is not read, more than 20 MB, or no NITF.
    """
    root = parsed(whole(stream, name), name)
    if local(root) != "nitf":
        raise SourceError(f"{name} is not NITF: its first element is {local(root)}")
    docdata = first(root, "head", "docdata")
    found = article(root)
    story = replace(found, id=found.id or file_id(name))
    notes = [note for note, _ in _notes(docdata) if note]
    other, fate = attribute(docdata, "management-doc-idref"), attribute(docdata, "management-idref-status")
    if other and gone(fate):
        yield Withdrawal(other, reason(fate, notes))
    status = _status(docdata)
    if status:
        yield Withdrawal(story.id, reason(status, notes))
    elif story.text:
        yield story
    elif not (other and gone(fate)):
        yield Rejected(name, "no text: body.content is empty")


def article(root: _Element) -> Article:
    """The article of an ``nitf`` element, with whatever it states: the id and the text may be empty."""
    docdata, pubdata = first(root, "head", "docdata"), first(root, "head", "pubdata")
    head, content = first(root, "body", "body.head"), first(root, "body", "body.content")
    told = first(head, "dateline", "story.date")
    issued = dated(
        attribute(first(docdata, "date.issue"), "norm"),
        attribute(pubdata, "date.publication"),
        attribute(told, "norm"),
    )
    release = dated(attribute(first(docdata, "date.release"), "norm"))
    outlet = _outlet(docdata, pubdata, head)
    title = words(first(head, "hedline", "hl1")) or words(first(root, "head", "title"))
    text = untitled(_text(content) or _text(first(head, "abstract")), title)
    return Article(
        id=attribute(first(docdata, "doc-id"), "id-string"),
        title=title,
        text=text,
        outlet=outlet,
        published=issued or release,
        authors=_authors(head, outlet),
        language=_language(root),
        modified=_modified(root),
        section=_section(root, pubdata),
        dateline=words(first(head, "dateline")).rstrip(" -–—"),
        slug=_slug(root, docdata),
        rights=_rights(docdata, head),
        version=attribute(first(docdata, "du-key"), "version"),
        embargo=_embargo(docdata, issued, release),
        remarks=remarks(*_corrected(docdata, head), text),
    )


def _text(element: _Element | None) -> str:
    return text_of(element) if element is not None else ""


def _status(docdata: _Element | None) -> str:
    """The word that this document must not be used, or nothing."""
    return next(filter(gone, [attribute(docdata, "management-status"), *(kind for _, kind in _notes(docdata))]), "")


def _embargo(docdata: _Element | None, issued: str | None, release: str | None) -> str | None:
    if code(attribute(docdata, "management-status")) == "embargoed":
        return release or NO_END
    return release if not issued or later(release, issued) else None


def _notes(docdata: _Element | None) -> list[tuple[str, str]]:
    """What is said to editors, with the kind of message it is."""
    messages = children(docdata, "ed-msg", "correction")
    return [(attribute(message, "info"), attribute(message, "msg-type")) for message in messages]


def _corrected(docdata: _Element | None, head: _Element | None) -> tuple[list[str], bool]:
    """The notes to editors, and whether this version is marked as a correction; then what that says is enough."""
    correction = first(docdata, "correction")
    if correction is not None:
        return [attribute(correction, "info")] if attribute(correction, "info") else [], True
    notes = [note for note, _ in _notes(docdata) if note] + [words(note) for note in children(head, "note")]
    return notes, any(code(kind) == "correction" for _, kind in _notes(docdata))


def _outlet(docdata: _Element | None, pubdata: _Element | None, head: _Element | None) -> str:
    holder = attribute(first(docdata, "doc.copyright"), "holder")
    return (
        attribute(pubdata, "name")
        or words(first(head, "distributor"))
        or holder
        or attribute(first(docdata, "doc-id"), "regsrc")
    )


def _authors(head: _Element | None, outlet: str) -> tuple[str, ...]:
    """The persons a byline names; where it marks none, the names in its words, without the line on who they are."""
    found: list[str] = []
    for byline in children(head, "byline"):
        people = [words(person) for person in children(byline, "person")]
        title = words(first(byline, "byttl"))
        found += people or authors(words(byline).removesuffix(title), outlet)
    return tuple(dict.fromkeys(filter(None, found)))


def _modified(root: _Element) -> str | None:
    head = first(root, "head")
    entries = children(head, "revision-history")
    dates = [date for date in (dated(attribute(entry, "norm")) for entry in entries) if date]
    latest = dates[0] if dates else None
    for date in dates:
        latest = date if later(date, latest) else latest
    return latest


def _section(root: _Element, pubdata: _Element | None) -> str:
    subject = first(root, "head", "tobject", "tobject.subject")
    kinds = ("tobject.subject.type", "tobject.subject.matter", "tobject.subject.detail")
    return attribute(pubdata, "position.section") or next(
        filter(None, (attribute(subject, kind) for kind in kinds)), ""
    )


def _slug(root: _Element, docdata: _Element | None) -> str:
    head = first(root, "head")
    metas = children(head, "meta")
    slug = next((attribute(meta, "content") for meta in metas if "slug" in attribute(meta, "name").lower()), "")
    return slug or attribute(first(docdata, "du-key"), "key")


def _rights(docdata: _Element | None, head: _Element | None) -> str:
    holder, year = (
        attribute(first(docdata, "doc.copyright"), "holder"),
        attribute(first(docdata, "doc.copyright"), "year")[:4],
    )
    terms = first(docdata, "doc.rights")
    stated = (attribute(terms, name) for name in ("owner", "agent", "geography", "limitations"))
    return statement(f"{year} {holder}".strip() if holder else "", *stated, words(first(head, "rights")))


def _language(root: _Element) -> str:
    places = (first(root, "body", "body.content"), first(root, "body"), root)
    return next(filter(None, (attribute(at, name) for at in places for name in (LANGUAGE, "lang", "baselang"))), "")
