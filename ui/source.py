"""An article with a quote in it, as the source panel shows it. All is cut by offsets; nothing is searched for."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal, TypedDict
from urllib.parse import urlsplit

from onrecord.index import Article
from onrecord.ui.words import day

__all__ = ["Paragraph", "Piece", "SourceView", "link", "paragraphs", "pieces", "source_view"]

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


class Piece(TypedDict):
    """Text of one kind: outside the quote, inside it, or the answering words inside it."""

    kind: Literal["text", "quote", "focus"]
    text: str


class Paragraph(TypedDict):
    """A paragraph's pieces, and the blank lines after it, which are kept but not drawn."""

    pieces: list[Piece]
    gap: str


class SourceView(TypedDict):
    """What the panel shows. ``label`` says why the article is open; ``serial`` tells one opening from the next."""

    label: str
    answers: bool
    serial: int
    title: str
    outlet: str
    day: str
    authors: str
    section: str
    remarks: list[str]
    link: str
    host: str
    paragraphs: list[Paragraph]


def pieces(text: str, low: int, high: int, quote: tuple[int, int], focus: tuple[int, int] | None) -> list[Piece]:
    """``text[low:high]`` cut where ``quote`` and ``focus`` begin and end. The pieces' texts join to that slice."""
    inner = focus or (quote[0], quote[0])
    cuts = sorted({low, high, *(cut for cut in (*quote, *inner) if low < cut < high)})
    found: list[Piece] = []
    for start, end in pairwise(cuts):
        if not quote[0] <= start < quote[1]:
            kind: Literal["text", "quote", "focus"] = "text"
        else:
            kind = "focus" if inner[0] <= start < inner[1] else "quote"
        found.append({"kind": kind, "text": text[start:end]})
    return found


def paragraphs(text: str, quote: tuple[int, int], focus: tuple[int, int] | None = None) -> list[Paragraph]:
    """The whole text as paragraphs of pieces. Pieces and gaps, joined in order, are ``text`` to the character."""
    found: list[Paragraph] = []
    low = 0
    for blank in _BLANK_LINES.finditer(text):
        found.append({"pieces": pieces(text, low, blank.start(), quote, focus), "gap": blank[0]})
        low = blank.end()
    if low < len(text):
        found.append({"pieces": pieces(text, low, len(text), quote, focus), "gap": ""})
    return found


def link(url: str) -> tuple[str, str]:
    """An address that may be followed and its host, or two empty strings: only http and https with a host are."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    return (url.strip(), host) if parts.scheme in ("http", "https") and host else ("", "")


def source_view(
    article: Article,
    quote: tuple[int, int],
    focus: tuple[int, int] | None,
    *,
    label: str,
    answers: bool,
    serial: int,
) -> SourceView:
    """The article for the panel, with ``quote`` marked and ``focus`` marked more strongly inside it."""
    address, host = link(article.url)
    return {
        "label": label,
        "answers": answers,
        "serial": serial,
        "title": article.title.strip() or "Untitled article",
        "outlet": article.outlet.strip() or "Outlet unknown",
        "day": day(article.published) or "Undated",
        "authors": ", ".join(article.authors),
        "section": article.section,
        "remarks": list(article.remarks),
        "link": address,
        "host": host,
        "paragraphs": paragraphs(article.text, quote, focus),
    }
