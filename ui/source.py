"""An article as the source panel shows it, with the quotes of an answer marked in it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypedDict
from urllib.parse import urlencode

from onrecord.index import Article
from onrecord.ui.marks import Mark, Paragraph, Piece, paragraphs, pieces
from onrecord.ui.places import Place
from onrecord.ui.stated import by, length, link, moment

__all__ = ["Piece", "RevisionView", "SourceView", "Walk", "deep_link", "heading", "pieces", "source_view"]


class Walk(TypedDict):
    """Where an open quote stands among those of its answer: ``place`` of ``of``, and the numbers of those before and
    after it, 0 where there is none. ``kind`` is ``quote``, or ``nearest`` for passages that do not answer."""

    turn: int
    kind: Literal["quote", "nearest"]
    number: int
    place: int
    of: int
    previous: int
    next: int


class RevisionView(TypedDict):
    """A revision of an article, and since when the archive has it."""

    number: int
    since: str


class SourceView(TypedDict):
    """What the panel shows. ``label`` says why the article is open; ``serial`` tells one opening from the next.

    ``walk`` is None where the article was not opened from an answer. ``asked`` is what opens this very place again,
    and ``link`` the part of an address that does. ``notes`` are what is to be known before reading, a sentence each.
    ``revisions`` are all there are, oldest first; none where there is one alone.
    """

    kind: Literal["article"]
    serial: int
    label: str
    answers: bool
    walk: Walk | None
    asked: dict[str, Any]
    link: str
    article: str
    revision: int
    title: str
    outlet: str
    section: str
    by: str
    when: str
    updated: str
    dateline: str
    length: str
    language: str
    rights: str
    remarks: list[str]
    address: str
    host: str
    notes: list[str]
    revisions: list[RevisionView]
    paragraphs: list[Paragraph]


def source_view(
    article: Article,
    revision: int,
    marks: Sequence[Mark],
    *,
    label: str,
    serial: int,
    answers: bool = True,
    walk: Walk | None = None,
    asked: dict[str, Any] | None = None,
    notes: Sequence[str] = (),
    revisions: Sequence[RevisionView] = (),
) -> SourceView:
    """The article for the panel, with its quotes marked.

    Args:
        article: in the revision that is shown.
        revision: its number.
        marks: the quotes; the current one's place is what a link to this article names.
        label: why it is open.
        serial: of this opening.
        answers: whether the current mark answers, or only comes near.
        walk: where the quote stands among those of its answer.
        asked: what opens it again; None where its place does.
        notes: what is to be known before reading.
        revisions: all of them, where there are several.
    """
    address, host = link(article.url)
    now = next((mark for mark in marks if mark.current), None)
    place = Place(article.id, revision, (now.start, now.end) if now else None)
    return {
        "kind": "article",
        "serial": serial,
        "label": label,
        "answers": answers,
        "walk": walk,
        "asked": asked or place.told,
        "link": deep_link(place),
        "article": article.id,
        "revision": revision,
        "title": heading(article),
        "outlet": article.outlet.strip() or "Outlet unknown",
        "section": article.section.strip(),
        "by": by(article.authors),
        "when": moment(article.published) or "Undated",
        "updated": moment(article.modified) if article.modified != article.published else "",
        "dateline": article.dateline.strip(),
        "length": length(article.text),
        "language": article.language,
        "rights": article.rights.strip(),
        "remarks": list(article.remarks),
        "address": address,
        "host": host,
        "notes": list(notes),
        "revisions": list(revisions) if len(revisions) > 1 else [],
        "paragraphs": paragraphs(article.text, marks),
    }


def heading(article: Article) -> str:
    """What an article is called."""
    return article.title.strip() or "Untitled article"


def deep_link(place: Place) -> str:
    """The part of an address that opens a place: ``?article=a1&revision=1&quote=34-79``."""
    named: dict[str, object] = {"article": place.article}
    if place.revision is not None:
        named["revision"] = place.revision
    if place.quote is not None:
        named["quote"] = f"{place.quote[0]}-{place.quote[1]}"
    return f"?{urlencode(named)}"
