"""PDF to an article: its text as paragraphs, and its title. Scans have no text and are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources import guarded
from onrecord.index.sources.bounds import whole
from onrecord.index.sources.layout import HYPHEN, Line, paragraphs
from onrecord.index.sources.records import article_of
from onrecord.index.sources.texts import file_id
from onrecord.index.types import Found, Rejected

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

__all__ = ["extract", "read_pdf"]

_MOST_PAGES = 2000
_FEWEST = 20  # letters: a scan has none, or a few that a program stamped on it
_UNKNOWN = re.compile(r"[\ufffd\ue000-\uf8ff]")  # what stands for letters whose font does not say which they are
_NO_TITLE = re.compile(r"(?i)untitled.*|microsoft \w+ - .*|\S*|.*\.(?:pdf|docx?|indd|qxp?|rtf|odt|tex|html?)")
_PERSON = re.compile(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){1,4}")
_BETWEEN = re.compile(r"\s*[;,&]\s*")
_MADE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_PLAIN = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_PLAIN |= str.maketrans({"\xad": "", "\x00": "\ufffd"})
_LINE_ENDS = {ord("\r"): "", ord("\n"): "", ord(HYPHEN): HYPHEN}
_LARGER = 1.2  # times the letters of the text: a headline
_NEAR = 6  # paragraphs from the top among which a headline is
_LONGEST = 300  # characters of a headline


def read_pdf(stream: BinaryIO, name: str) -> Iterator[Found]:
    """The article of a PDF.

    Raises:
        SourceError: larger than 20 MB, encrypted, without text, damaged, or more than can be read in three seconds.
    """
    fields = guarded.run("pdf", whole(stream, name), {"name": name})
    try:
        yield article_of({"id": file_id(name), **fields})
    except ArticleError as error:
        yield Rejected(name, str(error))


def extract(raw: bytes, options: Mapping[str, str]) -> dict[str, Any]:
    """The fields of the article; to be run where it can be killed, for a PDF can be made to take any time.

    The date a PDF states is the one on which it was made, of a printed page that of its printing. It is told in a
    remark and never taken for the date of publication.

    Raises:
        SourceError: encrypted, without text, or no PDF.
    """
    import pypdfium2 as pdfium  # noqa: PLC0415 - 8 MB of code, loaded in the child alone

    name = options.get("name", "the file")
    try:
        with pdfium.PdfDocument(raw) as document:
            if len(document) > _MOST_PAGES:
                raise SourceError(f"{name} has {len(document):,} pages, more than the {_MOST_PAGES:,} that are taken")
            pages, unread = _pages(document)
            stated = document.get_metadata_dict(skip_empty=True)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium.raw.FPDF_ERR_PASSWORD:
            raise SourceError(f"{name} is encrypted; save it without a password first") from error
        raise SourceError(f"{name} is not a PDF that can be read: {error}") from error
    _check("".join(line.text for lines in pages for line in lines), name)
    title, blocks = _title(paragraphs(pages), " ".join(stated.get("Title", "").split()))
    made = _MADE.match(stated.get("CreationDate", ""))
    return {
        "title": title,
        "text": "\n\n".join(blocks),
        "authors": [person for person in _BETWEEN.split(stated.get("Author", "")) if _PERSON.fullmatch(person)],
        "remarks": [
            *([f"{unread} of its {unread + len(pages)} pages could not be read."] if unread else []),
            *([f"The PDF says that it was made on {'-'.join(made.groups())}."] if made else []),
        ],
    }


def _pages(document: PdfDocument) -> tuple[list[list[Line]], int]:
    """The lines of each page, and how many pages are damaged; where all are, the fault of the last is raised."""
    from pypdfium2 import PdfiumError  # noqa: PLC0415 - as above

    pages: list[list[Line]] = []
    for number in range(len(document)):
        try:
            page = document[number]
            pages.append(_lines(page.get_textpage()))
            page.close()
        except PdfiumError:
            if not pages and number == len(document) - 1:
                raise
    return pages, len(document) - len(pages)


def _lines(page: PdfTextPage) -> list[Line]:
    """The lines of a page in the order in which they were set, which nearly always is that of reading."""
    from pypdfium2.raw import FPDFText_GetUnicode  # noqa: PLC0415 - as above

    codes = [FPDFText_GetUnicode(page, place) for place in range(page.count_chars())]
    lines, start = [], 0
    for place, code in enumerate([*codes, ord("\n")]):
        if code not in _LINE_ENDS:
            continue
        seen = [at for at in range(start, place) if codes[at] > ord(" ") or not codes[at]]
        if seen:
            text = "".join(map(chr, codes[start:place])).translate(_PLAIN)
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # of a pair, one character
            lines.append(_line(page, " ".join(text.split()) + _LINE_ENDS[code], seen))
        start = place + 1
    return lines


def _line(page: PdfTextPage, text: str, seen: list[int]) -> Line:
    _, low, _, high = page.get_charbox(seen[len(seen) // 2], loose=True)
    left, base, _, _ = page.get_charbox(seen[0], loose=True)
    _, _, right, _ = page.get_charbox(seen[-1], loose=True)
    return Line(text, left, right, base, high - low)


def _check(text: str, name: str) -> None:
    letters = sum(map(str.isalpha, text))
    if len(_UNKNOWN.findall(text)) > letters // 4:
        raise SourceError(f"{name} does not say which letters its signs are; have its text recognised (OCR) first")
    if letters < _FEWEST:
        raise SourceError(f"{name} holds no text, as scans do not; have its text recognised (OCR) first")


def _title(blocks: list[tuple[str, float]], stated: str) -> tuple[str, list[str]]:
    """The title, and the paragraphs without it: what the file states, if it stands at the top as well, else a headline
    there, else what the file states all the same."""
    texts = [text for text, _ in blocks]
    stated = "" if _NO_TITLE.fullmatch(stated) else stated
    place = _place_of(stated, texts)
    if place:
        return stated, [*texts[: place.start], *texts[place.stop :]]
    place = _headline(blocks)
    if place:
        return " ".join(texts[place]), [*texts[: place.start], *texts[place.stop :]]
    return stated or " ".join(texts[0].split()[:12]) + " …", texts


def _place_of(title: str, texts: list[str]) -> slice | None:
    """Where a title stands near the top, in one paragraph or up to three."""
    for first in range(min(_NEAR, len(texts)) if title else 0):
        for last in range(first + 1, min(first + 4, len(texts))):
            if _same(" ".join(texts[first:last]), title):
                return slice(first, last)
    return None


def _headline(blocks: list[tuple[str, float]]) -> slice | None:
    """The largest letters near the top, if they are larger than those of the text and there are not too many."""
    sizes = sorted(size for text, size in blocks for _ in range(1 + len(text) // 40))
    first = max(range(min(_NEAR, len(blocks))), key=lambda place: blocks[place][1])
    large = blocks[first][1]
    last = next((place for place in range(first, len(blocks)) if blocks[place][1] < 0.95 * large), 0)
    long = sum(len(text) for text, _ in blocks[first:last])
    return slice(first, last) if large > _LARGER * sizes[len(sizes) // 2] and 0 < long <= _LONGEST else None


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).casefold() == re.sub(r"\W+", "", other).casefold()
