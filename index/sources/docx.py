"""Word documents (.docx) to articles: what a reader of the document sees, in its order.

A document is a zip of XML, read here directly: the text inside content controls and what a tracked change put in belong
to it, what a change took out and hidden text do not.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources import guarded
from onrecord.index.sources.bounds import whole
from onrecord.index.sources.records import article_of
from onrecord.index.sources.texts import file_id
from onrecord.index.sources.xml import children, first, local, parsed, words
from onrecord.index.types import Found, Rejected

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["extract", "read_docx"]

_DOCUMENT = "word/document.xml"
_PASSED_OVER = frozenset(["del", "moveFrom", "Fallback", "sectPr", "rPr", "pPr", "tblPr", "instrText", "delText"])
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TITLE = re.compile(r"(?i)title")
_HEADING = re.compile(r"(?i)heading 1")
_PERSON = re.compile(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){1,4}")
_PROGRAMS = re.compile(r"(?i)\b(?:office|user|admin\w*|author|owner|word|docs|docx)\b")
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
_APART = timedelta(days=7)  # between the making of a document and its last change, when it is one and the same


def read_docx(stream: BinaryIO, name: str) -> Iterator[Found]:
    """The article of a Word document.

    Raises:
        SourceError: larger than 20 MB, encrypted, damaged, or more than can be read in three seconds.
    """
    fields = guarded.run("docx", whole(stream, name), {"name": name})
    try:
        yield article_of({"id": file_id(name), **fields})
    except ArticleError as error:
        yield Rejected(name, str(error))


def extract(raw: bytes, options: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the article; to be run where it can be killed.

    Raises:
        SourceError: no Word document, or one whose parts are larger than 20 MB.
    """
    name = options.get("name", "the file")
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise SourceError(f"{name} is encrypted, or of an older Word; save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            document = parsed(_part(archive, _DOCUMENT, name), f"{name}: {_DOCUMENT}")
            styles = _optional(archive, "word/styles.xml", name)
            core = _optional(archive, "docProps/core.xml", name)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"{name} is not a Word document, or is damaged: {error}") from error
    text = first(document, "body")
    if text is None:
        raise SourceError(f"{name} is not a Word document: {_DOCUMENT} has no body")
    named = {_stated(style, "styleId"): _stated(first(style, "name"), "val") for style in children(styles, "style")}
    blocks = [(named.get(style, style), block) for style, block in _blocks(text) if block]
    title, texts = _title(blocks)
    return {
        "title": title or words(first(core, "title")) or _opening(texts),
        "text": "\n\n".join(texts),
        "authors": _authors(words(first(core, "creator"))),
        "language": words(first(core, "language")),
        **_dates(words(first(core, "created")), words(first(core, "modified"))),
    }


def _part(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """A part's bytes. What comes after so many is not unpacked, whatever its header says."""
    entry = next((entry for entry in archive.infolist() if entry.filename == part), None)
    if not entry:
        raise SourceError(f"{name} is not a Word document: it has no {part}")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SourceError(f"{name}: {part} is packed in a way that Word does not use")
    with archive.open(entry) as stream:
        return whole(cast("BinaryIO", stream), f"{name}: {part}")


def _optional(archive: zipfile.ZipFile, part: str, name: str) -> _Element | None:
    there = any(entry.filename == part for entry in archive.infolist())
    return parsed(_part(archive, part, name), f"{name}: {part}") if there else None


# ---- text ------------------------------------------------------------------------------------------------------------


def _blocks(element: _Element) -> Iterator[tuple[str, str]]:
    """Paragraphs with the ids of their styles, and tables as one block each: a row a line, a tab between its cells."""
    for child in element:
        kind = local(child)
        if kind == "p":
            style = _stated(first(child, "pPr", "pStyle"), "val")
            text, boxes = _paragraph(child)
            yield style, text
            for box in boxes:
                yield from _blocks(box)
        elif kind == "tbl":
            yield "", "\n".join(filter(str.strip, map(_row, _rows(child))))
        elif kind not in _PASSED_OVER:
            yield from _blocks(child)


def _rows(table: _Element) -> Iterator[_Element]:
    for child in table:
        if local(child) == "tr":
            yield child
        elif local(child) not in _PASSED_OVER:
            yield from _rows(child)


def _row(row: _Element) -> str:
    cells = [" ".join(" ".join(text.split()) for _, text in _blocks(cell) if text) for cell in _cells(row)]
    return "\t".join(cells)


def _cells(row: _Element) -> Iterator[_Element]:
    for child in row:
        if local(child) == "tc":
            yield child
        elif local(child) not in _PASSED_OVER:
            yield from _cells(child)


def _paragraph(paragraph: _Element) -> tuple[str, list[_Element]]:
    """A paragraph's text, and the text boxes that hang on it."""
    pieces: list[str] = []
    boxes: list[_Element] = []
    ahead = [*reversed(paragraph)]
    while ahead:
        element = ahead.pop()
        kind = local(element)
        if kind == "t":
            pieces.append(element.text or "")
        elif kind in _SIGNS:
            pieces.append("" if _stated(element, "type") in ("page", "column") else _SIGNS[kind])
        elif kind == "txbxContent":
            boxes.append(element)
        elif kind not in _PASSED_OVER and not (kind == "r" and _hidden(element)):
            ahead.extend(reversed(element))
    return "".join(pieces).strip(), boxes


def _stated(element: _Element | None, name: str) -> str:
    """An attribute, in whatever namespace; empty where there is none, or no element."""
    found = element.attrib.items() if element is not None else ()
    return next((str(value) for key, value in found if str(key).rpartition("}")[2] == name), "")


def _hidden(run: _Element) -> bool:
    vanish = first(run, "rPr", "vanish")
    return vanish is not None and _stated(vanish, "val") not in ("0", "false", "off")


# ---- what is said of it ----------------------------------------------------------------------------------------------


def _title(body: list[tuple[str, str]]) -> tuple[str, list[str]]:
    """What is styled as title, or a heading at the very top, and the other paragraphs."""
    texts = [text for _, text in body]
    for wanted, near in ((_TITLE, 5), (_HEADING, 1)):
        place = next((at for at, (style, _) in enumerate(body[:near]) if wanted.fullmatch(style)), None)
        if place is not None and len(body) > 1:
            return " ".join(texts[place].split()), [*texts[:place], *texts[place + 1 :]]
    return "", texts


def _opening(texts: list[str]) -> str:
    found = texts[0].split() if texts else []
    return " ".join(found[:12]) + (" …" if len(found) > 12 or len(texts) > 1 else "")


def _authors(creator: str) -> list[str]:
    """Who is named as a person; programs and offices name themselves as well."""
    return [
        author
        for author in re.split(r"\s*[;,]\s*", creator)
        if _PERSON.fullmatch(author) and not _PROGRAMS.search(author)
    ]


def _dates(created: str, modified: str) -> dict[str, str]:
    """The dates of a document, where they can be its own: one saved under another name keeps the first one's date of
    making, and a new one has its template's."""
    made, changed = _moment(created), _moment(modified)
    if not changed:
        return {}
    own = made and timedelta() <= changed - made <= _APART
    return {"published": created, "modified": modified} if own else {"modified": modified}


def _moment(stated: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment if _OLDEST < moment < datetime.now(UTC) + timedelta(days=1) else None
