"""Word documents and PDF: their text in order, what is believed of what they say of themselves, and hostile ones."""

from __future__ import annotations

import contextlib
import io
import struct
import time
import zipfile
import zlib
from typing import Any

import pytest

from onrecord.eval.made_documents import Placed, built, column, docx, p, pdf, stream, wrapped
from onrecord.index import Article
from onrecord.index.errors import SourceError
from onrecord.index.sources import docx as word
from onrecord.index.sources import pdf as portable
from onrecord.index.sources.docx import read_docx
from onrecord.index.sources.layout import HYPHEN, Line, paragraphs
from onrecord.index.sources.pdf import read_pdf

FIRST = "The bridge was closed on Monday after engineers found a crack in one of the hangers that carry its deck."
SECOND = "It will reopen in spring, the mayor said, once the hanger has been replaced and the others inspected."
THIRD = "Until then the ferry runs every ten minutes. It takes no lorries, and bicycles only when there is room."


def of_docx(content: bytes) -> dict[str, Any]:
    return word.extract(content, {"name": "a.docx"})


def of_pdf(content: bytes) -> dict[str, Any]:
    return portable.extract(content, {"name": "a.pdf"})


# ---- Word ------------------------------------------------------------------------------------------------------------


def test_a_word_document_is_an_article() -> None:
    core = "<dc:creator>Ana Lind</dc:creator><dcterms:created>2025-07-03T10:00:00Z</dcterms:created>"
    core += "<dcterms:modified>2025-07-04T16:30:00Z</dcterms:modified><dc:language>en-GB</dc:language>"
    content = docx(p("Bridge shut", "Title") + p(FIRST) + p("Why", "Heading2") + p(SECOND), core)
    (article,) = read_docx(io.BytesIO(content), "news/bridge.docx")
    assert isinstance(article, Article)
    assert article.id.startswith("bridge-")
    assert (article.title, article.text) == ("Bridge shut", f"{FIRST}\n\nWhy\n\n{SECOND}")
    assert (article.authors, article.language) == (("Ana Lind",), "en-GB")
    assert (article.published, article.modified) == ("2025-07-03T10:00:00Z", "2025-07-04T16:30:00Z")


def test_styles_are_known_by_their_names_in_whatever_language_word_speaks() -> None:
    styles = '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    found = of_docx(docx(p("Bridge shut", "berschrift1") + p(FIRST), styles=styles))
    assert (found["title"], found["text"]) == ("Bridge shut", FIRST)


def test_without_a_title_on_the_page_the_stated_one_counts_and_then_the_first_words() -> None:
    assert of_docx(docx(p(FIRST), "<dc:title>Bridge shut</dc:title>"))["title"] == "Bridge shut"
    assert of_docx(docx(p(FIRST)))["title"] == "The bridge was closed on Monday after engineers found a crack in …"
    assert of_docx(docx(p("Bridge shut")))["title"] == "Bridge shut"


BODIES = {
    "runs": ("<w:p><w:r><w:t>The brid</w:t></w:r><w:r><w:t>ge</w:t></w:r></w:p>", "The bridge"),
    "signs": (
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t>"
        '<w:br w:type="page"/><w:softHyphen/></w:r></w:p>',
        "a\tb\nc-d",
    ),
    "link": ("<w:p><w:hyperlink><w:r><w:t>Harbour</w:t></w:r></w:hyperlink></w:p>", "Harbour"),
    "field": (
        "<w:p><w:r><w:instrText>PAGE 1</w:instrText></w:r><w:fldSimple><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p>",
        "7",
    ),
    "put in": ("<w:p><w:ins><w:r><w:t>now </w:t></w:r></w:ins><w:r><w:t>open</w:t></w:r></w:p>", "now open"),
    "taken out": (
        "<w:p><w:del><w:r><w:delText>not </w:delText></w:r></w:del><w:r><w:t>open</w:t></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p>",
        "open",
    ),
    "hidden": (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ignore this</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>open</w:t></w:r></w:p>',
        "open",
    ),
    "content control": (f"<w:sdt><w:sdtPr/><w:sdtContent>{p('open')}</w:sdtContent></w:sdt>", "open"),
    "control in a line": (
        "<w:p><w:sdt><w:sdtContent><w:r><w:t>open</w:t></w:r></w:sdtContent></w:sdt></w:p>",
        "open",
    ),
    "box": (
        "<w:p><w:r><w:t>open</w:t></w:r><w:r><w:AlternateContent><w:Choice><w:txbxContent>"
        f"{p('in a box')}</w:txbxContent></w:Choice><w:Fallback>{p('in a box')}</w:Fallback></w:AlternateContent></w:r>"
        "</w:p>",
        "open\n\nin a box",
    ),
    "table": (
        f"<w:tbl><w:tblPr/><w:tr><w:tc>{p('Ship')}</w:tc><w:tc>{p('Port')}</w:tc></w:tr><w:tr/>"
        f"<w:tr><w:tc>{p('Maren')}{p('Linde')}</w:tc><w:sdt><w:sdtContent><w:tc>{p('Halvard')}</w:tc></w:sdtContent></w:sdt>"
        "</w:tr></w:tbl>",
        "Ship\tPort\nMaren Linde\tHalvard",
    ),
    "table in a table": (
        f"<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc>{p('a')}</w:tc><w:tc>{p('b')}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>",
        "a b",
    ),
    "empty lines": (p("one") + p(" ") + p("") + p("two"), "one\n\ntwo"),
}


@pytest.mark.parametrize(("body", "text"), BODIES.values(), ids=BODIES)
def test_the_text_is_what_a_reader_of_the_document_sees(body: str, text: str) -> None:
    assert of_docx(docx(body))["text"] == text


@pytest.mark.parametrize("creator", ["python-docx", "Microsoft Office User", "admin", "ana", "ana@lind.example", "A1"])
def test_what_names_no_person_is_no_author(creator: str) -> None:
    assert of_docx(docx(p(FIRST), f"<dc:creator>{creator}</dc:creator>"))["authors"] == []


@pytest.mark.parametrize(
    ("created", "modified", "dates"),
    [
        ("2025-07-03T10:00:00Z", "2025-07-04T16:30:00Z", ["modified", "published"]),
        ("2013-12-23T23:15:00Z", "2025-07-04T16:30:00Z", ["modified"]),
        ("2025-07-05T10:00:00Z", "2025-07-04T16:30:00Z", ["modified"]),
        ("2025-07-03T10:00:00Z", "", []),
        ("2025-07-03T10:00:00Z", "2999-01-01T00:00:00Z", []),
        ("1601-01-01T00:00:00Z", "1601-01-01T00:00:00Z", []),
        ("soon", "later", []),
    ],
)
def test_dates_of_a_template_or_of_another_document_are_not_believed(
    created: str, modified: str, dates: list[str]
) -> None:
    core = f"<dcterms:created>{created}</dcterms:created><dcterms:modified>{modified}</dcterms:modified>"
    assert sorted({"published", "modified"} & of_docx(docx(p(FIRST), core)).keys()) == dates


def plain_zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


ENTITY = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
NO_WORD = {
    "nothing": (b"", "is not a Word document"),
    "text": (b"The bridge was closed.", "is not a Word document"),
    "another zip": (plain_zip(**{"a.txt": b"x"}), r"it has no word/document\.xml"),
    "an older Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "older Word"),
    "no XML": (docx("", **{"word/document.xml": b"The bridge"}), "is not XML"),
    "no body": (docx("", **{"word/document.xml": b"<a/>"}), "has no body"),
    "cut short": (docx(p(FIRST))[:-40], "is not a Word document"),
    "external entity": (
        docx("", **{"word/document.xml": f"{ENTITY}<w><body>&a;</body></w>".encode()}),
        "declares entities",
    ),
    "entity in styles": (docx(p(FIRST), **{"word/styles.xml": f"{ENTITY}<w>&a;</w>".encode()}), "declares entities"),
    "bomb": (docx("", **{"word/document.xml": bytes(30 * 2**20)}), "larger than 20 MB"),
    "bomb of styles": (docx(p(FIRST), **{"word/styles.xml": bytes(30 * 2**20)}), "larger than 20 MB"),
    "a million paragraphs": (docx(p("x") * 1_000_000), "larger than 20 MB"),
    "nested": (docx("<w:sdt>" * 5000 + p("x") + "</w:sdt>" * 5000), "is not XML"),
}


@pytest.mark.parametrize(("content", "reason"), NO_WORD.values(), ids=NO_WORD)
def test_what_is_no_word_document_or_a_hostile_one_is_refused(content: bytes, reason: str) -> None:
    began = time.monotonic()
    with pytest.raises(SourceError, match=reason):
        list(read_docx(io.BytesIO(content), "a.docx"))
    assert time.monotonic() - began < 8


def test_a_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    content = bytearray(docx("", **{"word/document.xml": bytes(30 * 2**20)}))
    for sign, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<L", content, content.rindex(sign) + place, 100)
    with pytest.raises(SourceError, match=r"damaged|larger"):
        of_docx(bytes(content))


def test_very_many_paragraphs_are_read_in_time() -> None:
    (article,) = read_docx(io.BytesIO(docx(p("x") * 30_000)), "a.docx")
    assert isinstance(article, Article)
    assert article.text.count("x") == 30_000


# ---- pages to paragraphs ---------------------------------------------------------------------------------------------


def lines(*texts: str, left: float = 50, top: float = 700, width: float = 0, size: float = 10) -> list[Line]:
    """Lines below each other, as wide as their texts, or all of one width."""
    return [
        Line(text, left, left + (width or 5 * len(text)), top - 12 * number, size) for number, text in enumerate(texts)
    ]


def joined(*pages: list[Line]) -> list[str]:
    return [text for text, _ in paragraphs(pages)]


def test_lines_are_joined_and_a_paragraph_ends_where_the_next_word_would_have_fitted() -> None:
    first, second = wrapped(FIRST, 40), wrapped(SECOND, 40)
    assert joined(lines(*first, *second)) == [FIRST, SECOND]


def test_a_paragraph_ends_where_there_is_more_space() -> None:
    assert joined([*lines("One is", "here.", width=200), *lines("Two is", "there.", width=200, top=668)]) == [
        "One is here.",
        "Two is there.",
    ]


def test_a_paragraph_ends_where_the_next_line_is_indented() -> None:
    page = lines("It begins", "and it ends.", "The next begins", "and ends as well.", width=200)
    page[0], page[2] = (Line(line.text, 62, 250, line.base, 10) for line in (page[0], page[2]))
    assert joined(page) == ["It begins and it ends.", "The next begins and ends as well."]


def test_a_paragraph_ends_where_letters_have_another_size() -> None:
    page = [*lines("Bridge shut", size=18, width=200), *lines("it was closed", "on Monday", top=685, width=200)]
    assert joined(page) == ["Bridge shut", "it was closed on Monday"]


def test_a_sentence_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    left = lines("The bridge was closed on", "Monday after engineers found", width=200)
    right = lines("a crack in one of the", "hangers, which", left=300, width=200)
    assert joined([*left, *right], lines("carry the deck.", width=200)) == [
        "The bridge was closed on Monday after engineers found a crack in one of the hangers, which carry the deck."
    ]
    assert joined(lines("It ends here.", width=200), lines("And this is new.", width=200)) == [
        "It ends here.",
        "And this is new.",
    ]


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (f"they al{HYPHEN}", "lege that", "they allege that"),
        (f"the two{HYPHEN}", "page note. A page is two words", "the two-page note. A page is two words"),
        (f"a long{HYPHEN}", "standing plan, a long-standing one", "a long-standing plan, a long-standing one"),
        (f"the pro{HYPHEN}", "European party", "the pro-European party"),
        (f"from 1914{HYPHEN}", "1918", "from 1914-1918"),
        ("the Franco-", "German border", "the Franco-German border"),
        ("the bridge -", "closed", "the bridge - closed"),
        (f"it ends with a hyphen{HYPHEN}", "", "it ends with a hyphen-"),
    ],
)
def test_a_hyphen_goes_only_where_a_word_was_broken(first: str, second: str, text: str) -> None:
    assert joined(lines(*filter(None, (first, second)), width=200)) == [text]


def test_running_heads_and_page_numbers_are_left_out_and_what_stands_alone_is_not() -> None:
    pages = []
    for number in range(1, 5):
        head = Line(f"The Courier, 4 July 2025, {number}", 50, 250, 780, 8)
        foot = Line(f"- {number} -", 290, 310, 20, 8)
        body = lines(*(f"Line {line} of page {'abcd'[number - 1]} goes on" for line in "abcdef"), width=200)
        pages.append([head, *body, foot])
    text = "\n".join(joined(*pages))
    assert "Courier" not in text
    assert "- 1 -" not in text
    assert text.count("goes on") == 24
    assert joined(*[lines(f"The bridge was closed {number}.") for number in range(9)])[8] == "The bridge was closed 8."


# ---- PDF -------------------------------------------------------------------------------------------------------------


def newspaper(info: dict[str, str] | None = None) -> bytes:
    """Two pages of two columns with a headline, a running head and page numbers."""
    texts = [FIRST, SECOND, THIRD] * 8
    broken = [line for text in texts for line in [*wrapped(text, 34), ""]]
    pages: list[list[Placed]] = []
    for number in range(2):
        part = broken[number * 96 : (number + 1) * 96]
        pages.append(
            [
                (60, 780, 8, "THE COURIER"),
                *([(60, 740, 20, "Bridge shut")] if not number else []),
                *column(part[:48], 60),
                *column(part[48:], 320),
                (300, 20, 8, str(number + 1)),
            ]
        )
    return pdf(pages, info)


def test_a_pdf_is_an_article_with_its_headline_as_title() -> None:
    (article,) = read_pdf(io.BytesIO(newspaper({"Author": "Ana Lind", "CreationDate": "D:20250704183000"})), "b/a.pdf")
    assert isinstance(article, Article)
    assert article.id.startswith("a-")
    assert article.title == "Bridge shut"
    assert article.text == "\n\n".join([FIRST, SECOND, THIRD] * 8)
    assert article.authors == ("Ana Lind",)
    assert article.published is None
    assert article.remarks == ("The PDF says that it was made on 2025-07-04.",)


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("BRIDGE SHUT", "BRIDGE SHUT"),
        ("Microsoft Word - bridge4.doc", "Bridge shut"),
        ("bridge4.indd", "Bridge shut"),
        ("untitled", "Bridge shut"),
        ("Weekly report (template)", "Bridge shut"),
    ],
)
def test_a_title_is_believed_if_it_stands_on_the_page(stated: str, title: str) -> None:
    found = of_pdf(newspaper({"Title": stated}))
    assert found["title"] == title
    assert found["text"].startswith(FIRST)


def test_a_pdf_without_a_headline_is_called_as_it_states_or_by_its_first_words() -> None:
    page = column(wrapped(FIRST, 60))
    assert of_pdf(pdf([page], {"Title": "The bridge"}))["title"] == "The bridge"
    assert of_pdf(pdf([page]))["title"] == "The bridge was closed on Monday after engineers found a crack in …"


@pytest.mark.parametrize("author", ["Administrator", "ana", "Acrobat 9", "ana@lind.example"])
def test_what_names_no_person_is_no_author_of_a_pdf(author: str) -> None:
    assert of_pdf(pdf([column([FIRST])], {"Author": author}))["authors"] == []


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << %s /Font << /F1 3 0 R >> >> /Contents 6 0 R >>"
)
WORDS = b"BT /F1 10 Tf 60 700 Td (The bridge was closed on Monday after a crack was found.) Tj ET\n"


def single(content: bytes, pages: bytes = PAGES, resources: bytes = b"", more: tuple[bytes, ...] = ()) -> bytes:
    return built([CATALOG, pages, FONT, b"<<>>", PAGE % resources, content, *more])


def many(number: int) -> bytes:
    return b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"5 0 R " * number, number)


def gigabyte(fields: str) -> bytes:
    """A stream object that unpacks to a gigabyte of zeros: a packed megabyte a thousand times over, made in no time."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    megabyte = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 2**30 % 65521 << 16 | 1  # Adler-32 of so many zeros
    content = b"\x78\x9c" + megabyte * 1024 + b"\x03\0" + checksum.to_bytes(4, "big")
    return stream(content, "").replace(b"<< ", f"<< {fields} /Filter /FlateDecode ".encode(), 1)


IMAGE = stream(
    b"\0" * 100, "/Type /XObject /Subtype /Image /Width 10 /Height 10 /BitsPerComponent 8 /ColorSpace /DeviceGray"
)
LOCK = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'ab' * 32}> /U <{'cd' * 32}> >> /ID [<00><00>]"
ITSELF = stream(
    b"/X Do " * 10, "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 7 0 R >> >>"
)
HOSTILE = {
    "nothing": (b"", "is not a PDF"),
    "text": (b"The bridge was closed.", "is not a PDF"),
    "no pages": (pdf([]), "is not a PDF"),
    "a scan": (
        single(stream(b"q 600 0 0 800 0 0 cm /X Do Q"), PAGES, b"/XObject << /X 7 0 R >>", (IMAGE,)),
        "holds no text",
    ),
    "a stamp on a scan": (single(stream(b"BT /F1 9 Tf 9 9 Td (Scanned) Tj ET")), "holds no text"),
    "encrypted": (built([CATALOG, PAGES, FONT, b"<<>>", PAGE % b"", stream(WORDS)], LOCK), "is encrypted"),
    "pages that hold themselves": (
        single(stream(WORDS), b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 100000 >>"),
        "pages, more than|is not a PDF",
    ),
    "a hundred thousand pages": (single(stream(WORDS), many(100_000)), "100,000 pages, more than"),
    "a page of a gigabyte": (single(gigabyte("")), "a.pdf"),
    "objects of a gigabyte": (single(b"7 0 R", more=(gigabyte("/Type /ObjStm /N 1000000 /First 10"),)), "a.pdf"),
    "a form that holds itself": (single(stream(b"/X Do " * 10), PAGES, b"/XObject << /X 7 0 R >>", (ITSELF,)), "a.pdf"),
    "states saved without end": (single(stream(b"q " * 10_000_000)), "a.pdf"),
}


@pytest.mark.parametrize(("content", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_pdf_or_a_hostile_one_is_refused_in_time(content: bytes, reason: str) -> None:
    began = time.monotonic()
    with pytest.raises(SourceError, match=reason):
        list(read_pdf(io.BytesIO(content), "a.pdf"))
    assert time.monotonic() - began < 8


@pytest.mark.parametrize("count", [1_000_000_000, -5, 0])
def test_a_lie_about_the_number_of_pages_changes_nothing(count: int) -> None:
    found = of_pdf(single(stream(WORDS), b"<< /Type /Pages /Kids [5 0 R] /Count %d >>" % count))
    assert found["text"] == "The bridge was closed on Monday after a crack was found."


def test_a_damaged_page_costs_itself_and_is_told() -> None:
    content = pdf([column([FIRST]), column([SECOND]), column([THIRD])])
    broken = content.replace(b"/Type /Page /Parent 2 0 R", b"/Type /Pxge /Parent 2 0 R", 1)
    found = of_pdf(broken)
    assert SECOND in found["text"]
    assert THIRD in found["text"]
    assert FIRST in found["text"] or found["remarks"] == ["1 of its 3 pages could not be read."]


def test_a_pdf_cut_short_is_refused_or_read_rightly() -> None:
    content = pdf([column([FIRST])])
    read = []
    for size in range(0, len(content), 13):
        with contextlib.suppress(SourceError):
            read.append(of_pdf(content[:size])["text"])
    assert set(read) <= {FIRST}


def test_documents_larger_than_are_taken_are_refused_before_they_are_read() -> None:
    for door in (read_pdf, read_docx):
        with pytest.raises(SourceError, match="larger than 20 MB"):
            list(door(io.BytesIO(bytes(21 * 2**20)), "a"))
