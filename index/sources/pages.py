"""A web page to the fields of its article: the text by trafilatura, the rest by what the page states.

This runs where it can be killed (see ``guarded``). What no article needs is refused before anything looks at it: an
extractor's time grows faster than the number of elements, and libxml2's with the square of the attributes of one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from onrecord.index.errors import SourceError
from onrecord.index.sources.hidden import drop_hidden
from onrecord.index.sources.pieces import join_pieces
from onrecord.index.sources.shown import shown
from onrecord.index.sources.sniff import decoded, unread_remark
from onrecord.index.sources.stated import fields, notes_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["extract"]

_TAGS = 300_000  # signs that begin one, in scripts too; the largest news pages have a tenth of it
_ELEMENTS = 30_000  # of which an extractor takes about three seconds; large pages have 2,000
_ATTRIBUTES = 1_000  # of one element; pages have up to 64
_LEAST = 25  # characters of one line at least, if none is a sentence: anything less is a menu, or "Page not found"
_STOPS = (".", "!", "?", "…", '"', "”", "»", "。", "！", "？", "।", "؟", "۔")
_TOP = 3  # lines among which a headline stands
_MANY, _SHORT = 100, 20  # lines, and characters of one on average: a menu
_RULE = re.compile(r"-{3,}")  # under the heads of a table
_HEAD = 4_096  # bytes in which a page names its encoding
_NAMED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
_XML = re.compile(rb"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,40})[\"']")
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*>")
_ATTRIBUTE = r"[\s/]++[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>\"'][^\s>]*+)?)?+"
_TAG = re.compile(rf"<(?:(?P<comment>!--)|(?P<name>[A-Za-z][^\s/>]*+)(?P<attributes>(?:{_ATTRIBUTE})*+))")
_ONE = re.compile(_ATTRIBUTE)
_ENDS = {name: re.compile(f"</{name}", re.I) for name in ("script", "style")} | {"!--": re.compile("-->")}


def extract(raw: bytes, options: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the article on a page.

    Args:
        raw: the page, in any encoding.
        options: ``url`` where it was fetched, and ``encoding`` as the server states it.

    Raises:
        SourceError: no article on it; or more of something than any article has.
    """
    text, unread = decoded(raw, options.get("encoding") or _encoding_in(raw))
    tree = _parsed(text)
    notes = notes_of(tree)
    drop_hidden(tree)
    seen = shown(tree)
    article = fields(notes, seen, options.get("url", ""))
    join_pieces(tree)
    for element in tree.xpath("//nav|//footer[not(ancestor::article)]"):
        element.drop_tree()
    main = _main_text(tree, {_folded(line) for line in (article["title"], seen.heading, seen.title)} - {""})
    if not any(len(line) >= _LEAST or line.endswith(_STOPS) for line in main.split("\n")):
        raise SourceError("no article text found on this page")
    return {**article, "text": main, "remarks": list(unread_remark(unread))}


def _encoding_in(raw: bytes) -> str:
    """The encoding a page names, or nothing."""
    found = _NAMED.search(raw[:_HEAD]) or _XML.match(raw[:_HEAD])
    return found[1].decode("ascii") if found else ""


def _parsed(text: str) -> HtmlElement:
    from lxml import html  # noqa: PLC0415 - only what reads pages needs it
    from lxml.etree import ParserError  # noqa: PLC0415

    _refuse_excess(text)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    clean = _DECLARATION.sub("", text, count=1).encode("utf-8", "replace").translate(None, _CONTROLS)
    try:
        tree = html.document_fromstring(clean, parser=parser)
    except ParserError as error:
        raise SourceError("no article text found on this page: it is empty") from error
    for fault in parser.error_log:
        # Otherwise what stands behind would be lost, and nobody told.
        if fault.type_name == "ERR_RESOURCE_LIMIT":
            deep = "its elements are nested more than 255 deep"
            long = "a text, a script or an attribute in it is longer than 10 million bytes"
            raise SourceError(f"{deep if 'depth' in fault.message else long}, as no article's is")
    count = int(tree.xpath("count(//*)"))
    if count > _ELEMENTS:
        raise SourceError(f"it has {count:,} elements, where {_ELEMENTS:,} are taken")
    return tree


def _refuse_excess(text: str) -> None:
    """Nothing, if the page has no more tags, and no tag has more attributes, than libxml2 reads in time.

    Raises:
        SourceError: it has.
    """
    count = text.count("<")
    if count > _TAGS:
        raise SourceError(f"it has about {count:,} tags, where {_TAGS:,} are taken")
    at = 0
    while tag := _TAG.search(text, at):
        at = tag.end()
        stated = tag["attributes"] or ""
        if len(stated) > 2 * _ATTRIBUTES:
            count = sum(1 for _ in _ONE.finditer(stated))
            if count > _ATTRIBUTES:
                raise SourceError(f"an element of it has {count:,} attributes, where {_ATTRIBUTES:,} are taken")
        end = _ENDS.get(tag["comment"] or tag["name"].lower())
        if end:
            ended = end.search(text, at)
            at = ended.end() if ended else len(text)


def _main_text(tree: HtmlElement, headlines: Collection[str]) -> str:
    """The text of the article without its headline: a blank line between paragraphs, a line to each item of a list and
    to each row of a table."""
    text = _extracted(tree, fast=True)
    if _is_menu(text):
        # Where an article is very short, all there is on the page is taken for it. Others find it then, but not always.
        text = _extracted(tree, fast=False) or text
    lines = [(mark, line) for mark, line in map(_line, text.split("\n")) if line]
    top = [one for one in lines[:_TOP] if _folded(one[1]) not in headlines]
    joined, before = "", ""
    for mark, line in [*top, *lines[_TOP:]]:
        joined += ("\n" if mark and mark == before else "\n\n") + line
        before = mark
    return joined.strip()


def _extracted(tree: HtmlElement, *, fast: bool) -> str:
    from trafilatura import bare_extraction  # noqa: PLC0415 - half a second to import, and only pages need it
    from trafilatura.settings import Document  # noqa: PLC0415

    found = bare_extraction(tree, fast=fast, include_comments=False)
    return found.text or "" if isinstance(found, Document) else ""


def _is_menu(text: str) -> bool:
    """Whether it is hardly text: a hundred lines of a word or two."""
    return text.count("\n") > _MANY and len(text) < _SHORT * text.count("\n")


def _line(line: str) -> tuple[str, str]:
    """A line, and before it the sign of a list's item or a table's row; of a row, the cells up to the last that holds
    something."""
    line = line.strip()
    if not line.startswith("|"):
        return "-" if line.startswith("- ") else "", line
    cells = [part.strip() for part in line.strip("|").split("|")]
    while cells and not cells[-1]:
        cells.pop()
    return "|", "" if all(map(_RULE.fullmatch, cells)) else " | ".join(cells)


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
