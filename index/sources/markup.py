"""XHTML, HTML and NITF to text: paragraphs kept, tables and lists as lines, pictures and their captions left out.

A tree of elements and a piece of HTML in some field both become the same events. HTML is read here by one regular
expression, in time that grows with its length alone: libxml2 takes minutes over a tag of 100,000 attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import TYPE_CHECKING

from onrecord.index.errors import SourceError
from onrecord.index.sources.xml import local

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["html_text", "plain", "text_of"]

_Event = tuple[str, str]  # "start", "end" or "text", and the element's name or the words


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_LEFT_OUT = _names(
    "media figure figcaption picture object video audio canvas svg math iframe head title script style noscript "
    "template form button select nav nitf-table-metadata"
)
_PARAGRAPHS = _names(
    "p div section article main header footer aside body body.content abstract block bq blockquote note fn h1 h2 h3 "
    "h4 h5 h6 hl1 hl2 ul ol dl table caption pre address hr details summary datasource"
)
_LINES = _names("li dt dd tr credit")
_CELLS = _names("td th")
_ROWS = _names("tr table tbody thead")
_TAG = re.compile(  # no part of it reads over the next bracket, so that what is no tag is not read over and over
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)|<[!?][^<>]*+>|"
    r"<(?P<end>/?)(?P<name>[A-Za-z][^\s/<>]*+)(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+>",
    re.S,
)
# Text cannot hold these, so they can stand for breaks, and for blanks that count, until all of it is there.
_PARAGRAPH, _LINE, _BREAK, _BLANK = "\x1e", "\x1f", "\x1d", "\x1c"
_BREAKS = re.compile(r"[ \xa0]*+[\x1d-\x1f][ \xa0\x1d-\x1f]*+")
_BLANKS = re.compile(r"[ \t\r\n\f]{2,}|[\t\r\n\f]")
_MOST_TAGS = 500_000  # of a piece of HTML: three seconds' work
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_EMPTY_LINES = re.compile(r"\n{3,}")


def text_of(element: _Element) -> str:
    """The text inside an element: a blank line between paragraphs, a line to each row and list item, ``|`` between the
    cells of a row."""
    return _joined(_walked(element))


def html_text(html: str) -> str:
    """The same of a piece of HTML or XHTML that stands in a field of something else.

    Raises:
        SourceError: more than 500,000 tags.
    """
    if html.count("<") > _MOST_TAGS:
        raise SourceError(f"a piece of HTML has more than {_MOST_TAGS:,} tags, the most that are taken")
    return _joined(_read(_CONTROLS.sub("", html)))


def plain(text: str) -> str:
    """Plain text without the indents of the document it stood in; empty lines part paragraphs."""
    lines = (line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _walked(element: _Element) -> Iterator[_Event]:
    from lxml.etree import iterwalk  # noqa: PLC0415 - only what comes as XML needs it

    walk = iterwalk(element, events=("start", "end"))
    for event, node in walk:
        name = local(node)
        skipped = name in _LEFT_OUT and node is not element
        if event == "start" and skipped:
            walk.skip_subtree()
        elif not skipped:
            yield event, name
        if event == "start" and not skipped and node.text:
            yield "text", node.text
        if event == "end" and node is not element and node.tail:
            yield "text", node.tail


def _read(html: str) -> Iterator[_Event]:
    at, left_out = 0, ""
    for tag in _TAG.finditer(html):
        if not left_out:
            yield "text", unescape(html[at : tag.start()])
            yield "text", tag["data"] or ""
        at = tag.end()
        name = (tag["name"] or "").lower()
        if name and name == left_out:
            left_out = "" if tag["end"] else left_out
        elif name in _LEFT_OUT and not left_out:
            left_out = "" if tag["end"] or tag[0].endswith("/>") else name
        elif name and not left_out:
            yield "end" if tag["end"] else "start", name
    if not left_out:
        yield "text", unescape(html[at:])


def _joined(events: Iterable[_Event]) -> str:
    pieces: list[str] = []
    in_cell = row_begun = as_it_is = False
    for event, name in events:
        if event == "text":
            pieces.append(name.replace("\n", _LINE).replace(" ", _BLANK) if as_it_is else name)
            continue
        if name in _CELLS:
            in_cell = event == "start"
            pieces.append(" | " if in_cell and row_begun else "")
            row_begun = True
        elif name in _ROWS:
            in_cell = row_begun = False
        as_it_is = event == "start" if name == "pre" else as_it_is
        mark = _mark(event, name)
        pieces.append(" " if mark and in_cell else mark)
    text = _BREAKS.sub(_break, _BLANKS.sub(" ", "".join(pieces)))
    return text.replace(_BLANK, " ").strip()


def _mark(event: str, name: str) -> str:
    """What parts an element from its neighbours."""
    if name in _PARAGRAPHS:
        return _PARAGRAPH
    if name in _LINES:
        return _LINE
    if event == "start" and name == "br":
        return _BREAK
    return "/" if event == "start" and name == "frac-den" else ""


def _break(run: re.Match[str]) -> str:
    return "\n\n" if _PARAGRAPH in run[0] or run[0].count(_BREAK) > 1 else "\n"
