"""The text of a feed's entry, and whether it is the whole article or only the beginning of one."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise_line
from onrecord.index.sources.hidden import drop_hidden
from onrecord.index.sources.markup import plain, text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["best_text", "line"]

_MOST = 1_000_000  # characters of an entry; nobody has written an article as long as a long novel
_ENCODED = 500  # characters from which the content of an entry is taken for the whole article
_DESCRIBED = 2_000  # and its description, which is a summary by name
_TEXTS = ("text/html", "application/xhtml+xml", "text/plain")
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[[.…]+\])\W*$")
_ELSEWHERE = re.compile(  # what a link to the article says, where a text ends with one
    r"\s*\b(?:continue reading|keep reading|read (?:more|on|the (?:full|rest)\b[^\n]{0,60})|full (?:story|article)"
    r"|weiterlesen|mehr lesen|zum artikel|lire la suite|leer más|seguir leyendo|le(?:ia|r) mais|continuar a ler"
    r"|continua a leggere|leggi tutto|lees (?:meer|verder))\b[^\w\n]{0,5}$",
    re.I,
)
_TAG = re.compile(r"<[A-Za-z/!?]")
_HUGE = re.compile(r"<[^<>]{20000,}>")  # a picture written into its tag, or thousands of attributes: no words of a text
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def best_text(entry: Any) -> tuple[str, bool, str]:
    """The longest text an entry has, whether it is the whole article, and why there is none."""
    best, least, fault = "", _ENCODED, ""
    for value, (kind, enough) in _stated(entry).items():
        try:
            text = _plain(value, kind)
        except SourceError as error:
            fault = str(error)
            continue
        if len(text) > len(best):
            best, least = text, enough
    if len(best) > _MOST:
        return "", False, f"its text of {len(best):,} characters is longer than any article"
    tail = best[-200:]
    if leads := _ELSEWHERE.search(tail):
        return best[: len(best) - len(tail) + leads.start()], False, fault
    return best, len(best) >= least and not _CUT_OFF.search(tail), fault


def _stated(entry: Any) -> dict[str, tuple[str, int]]:
    """The texts of an entry, with their media type and the length from which one is taken for the article."""
    found = {}
    if entry.get("summary"):
        detail = entry.get("summary_detail") or {}
        found[entry["summary"]] = (detail.get("type", "text/html"), _DESCRIBED)
    # What is there under both names, as feedparser likes to have it, counts as content.
    for one in entry.get("content") or []:
        if one.get("value") and not one.get("src"):
            found[one["value"]] = (one.get("type", "text/html"), _ENCODED)
    return {value: stated for value, stated in found.items() if stated[0] in _TEXTS}


def line(detail: Any, value: str) -> str:
    """A title or the like on one line. Without a ``detail`` that says what it is, it may be HTML."""
    kind = detail.get("type", "text/plain") if detail else "text/html"
    try:
        return normalise_line(_plain(value, kind))
    except SourceError:
        return ""


def _plain(value: str, kind: str) -> str:
    """The words of a text or of a piece of HTML.

    Raises:
        SourceError: HTML that cannot be read.
    """
    if kind == "text/plain":
        return plain(value)
    if not _TAG.search(value):
        return plain(html.unescape(value))
    root = _parsed(_HUGE.sub(" ", value))
    if root is None:
        return ""
    drop_hidden(root)
    return text_of(root)


def _parsed(markup: str) -> HtmlElement | None:
    from lxml import etree  # noqa: PLC0415 - only feeds need it here
    from lxml.html import HTMLParser  # noqa: PLC0415

    parser = HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    root = etree.HTML(_CONTROLS.sub("", markup), parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise SourceError("its markup is nested more than 256 deep")
    return root
