"""Records as data sets and interfaces write them, and JSON and CSV that are hostile or merely large."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from onrecord.index import Article, Rejected
from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.normalise import normalise
from onrecord.index.sources import structured, tables
from onrecord.index.sources.records import article_of

Reader = Callable[..., Iterator[Article | Rejected]]
LINE = b'{"id": "a1", "title": "Bridge shut", "text": "The bridge was closed."}\n'
BRIDGE = Article("a1", "Bridge shut", "The bridge was closed.")


def found(reader: Reader, content: bytes) -> tuple[list[Article], list[str]]:
    """The articles, and what was rejected, as ``line: reason``."""
    items = list(reader(io.BytesIO(content), "x"))
    articles = [item for item in items if isinstance(item, Article)]
    return articles, [f"{item.where}: {item.reason}" for item in items if isinstance(item, Rejected)]


class Endless(io.RawIOBase):
    """A stream of so many copies of a piece, made as they are read."""

    def __init__(self, start: bytes, piece: bytes, count: int) -> None:
        self._left = start
        self._piece = piece
        self._count = count

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left and self._count:
            self._left, self._count = self._piece, self._count - 1
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


# ---- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "record",
    [
        {  # schema.org
            "@type": "NewsArticle",
            "@id": "https://courier.example/1",
            "url": "https://courier.example/1",
            "headline": "Bridge shut",
            "articleBody": "It was closed.",
            "datePublished": "2025-07-04T18:30:00+02:00",
            "dateModified": "2025-07-05T09:00:00+02:00",
            "articleSection": ["Transport", "Local"],
            "publisher": {"@type": "Organization", "name": "The Courier"},
            "author": [{"@type": "Person", "name": "Ana Lind"}],
            "inLanguage": "en",
        },
        {  # CC-News
            "url": "https://courier.example/1",
            "title": "Bridge shut",
            "maintext": "It was closed.",
            "text": None,
            "date_publish": "2025-07-04 18:30:00 +0200",
            "date_modify": "2025-07-05 09:00:00 +0200",
            "source_domain": "The Courier",
            "authors": ["Ana Lind"],
            "language": "en",
            "category": "Transport, Local",
        },
        {  # a newspaper's interface, in epoch time
            "uri": "https://courier.example/1",
            "headline": {"main": "Bridge shut", "kicker": None},
            "body": "It was closed.",
            "timestamp": 1751646600,
            "updated": 1751698800000,
            "byline": {"original": "Ana Lind"},
            "section_name": "Transport, Local",
            "source": {"name": "The Courier"},
            "lang": "EN",
        },
        {  # out of MongoDB
            "link": "https://courier.example/1",
            "title": "Bridge shut",
            "content": "It was closed.",
            "created_at": {"$date": "2025-07-04T16:30:00Z"},
            "updated_at": {"$date": 1751698800000},
            "creator": "Ana Lind",
            "site": "The Courier",
            "section": ["Transport", "Local"],
            "language": "en",
        },
    ],
)
def test_the_names_of_details_are_understood(record: dict[str, Any]) -> None:
    taken = normalise(article_of(record))
    assert (taken.id, taken.title, taken.text) == ("https://courier.example/1", "Bridge shut", "It was closed.")
    assert taken.published in ("2025-07-04T18:30:00+02:00", "2025-07-04T16:30:00+00:00")
    assert taken.modified in ("2025-07-05T09:00:00+02:00", "2025-07-05T07:00:00+00:00")
    assert (taken.section, taken.outlet, taken.authors) == ("Transport, Local", "The Courier", ("Ana Lind",))
    assert taken.language == "en"
    assert taken.remarks == ()


def test_what_agencies_state_is_understood() -> None:
    record = {
        "guid": "urn:x",
        "headline": "Bridge shut",
        "body_text": "It was closed.",
        "versioncreated": "2025-07-04T18:30:00Z",
        "located": "NORTH QUAY (CN)",
        "slugline": "BRIDGE",
        "copyrightnotice": "© The Courier",
        "version": 3,
        "embargoed": "2025-07-05T06:00:00Z",
        "ednote": "Adds detail.",
    }
    taken = article_of(record)
    assert taken == Article(
        "urn:x",
        "Bridge shut",
        "It was closed.",
        modified="2025-07-04T18:30:00Z",
        dateline="NORTH QUAY (CN)",
        slug="BRIDGE",
        rights="© The Courier",
        version="3",
        embargo="2025-07-05T06:00:00Z",
        remarks=("Adds detail.",),
    )


@pytest.mark.parametrize("value", [None, "", "null", "None", "NaN", "n/a", False, 0, float("nan"), {}, []])
def test_a_date_that_is_stated_to_be_none_is_missing(value: Any) -> None:
    taken = article_of({"text": "x", "date": value, "embargo": value})
    assert (taken.published, taken.embargo) == (None, None)


@pytest.mark.parametrize("value", ["1751646600", "1751646600.0", "1751646600000", 1751646600, "1751646600 "])
def test_seconds_and_milliseconds_are_dates_also_in_a_table(value: Any) -> None:
    assert article_of({"text": "x", "timestamp": value}).published == "2025-07-04T16:30:00+00:00"


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"text": "x", "embargo": True}, "field embargo must be text, not bool"),
        ({"text": "x", "date": ["2025"]}, "field published must be text, not list"),
        ({"text": "x", "date": 10**5000}, "field published is a number too long"),
        ({"text": "x", "id": 10**5000}, "field id is a number too long"),
        ({"text": "x", "remarks": [["a"]]}, "field remarks must be text, not list"),
        ({"text": "x", "authors": {"name": {"name": {}}}}, "field authors must be text, not dict|field authors"),
        ({f"k{n}\x1b[31m": 1 for n in range(1_000_000)}, r"record has k0\\x1b\[31m, .* and 999,988 more$"),
        ({"k" * 10**6: 1}, "record has k{40}$"),
    ],
)
def test_a_hostile_record_is_refused_by_its_fault_in_few_words(record: dict[str, Any], message: str) -> None:
    with pytest.raises(ArticleError, match=message) as caught:
        article_of(record)
    assert len(str(caught.value)) < 1_000


def test_names_that_mean_something_to_a_program_are_names() -> None:
    record = {"__proto__": {"text": "no"}, "__class__": "x", "constructor": 1, "text": "x", "": 2}
    assert article_of(record).text == "x"


# ---- JSON ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[" * 200_000, "not JSON: maximum recursion depth"),
        (b'{"text":' * 200_000, "not JSON: maximum recursion depth"),
        (b'{"text": "x", "a": ' + b"[" * 200_000, "not JSON: maximum recursion depth"),
        (b'{"text": NaN}', "no text"),
        (b'{"text": -Infinity, "title": NaN}', "no text"),
        (b'{"text": {"a": 1}, "title": "t"}', "no text"),
        (b'{"text": [1]}', "must be text, not list"),
        (b'{"text": "x', "not JSON: Invalid control character"),
        (b'{"text": "x"}}', "not JSON: Extra data"),
        (b"\xff\xfe\x00", "not JSON"),
        (b'"text"', "must be an object"),
        (b'{"text": "' + b"x" * (20 * 2**20) + b'"}', "longer than 20 MB"),
        (b"\x00", "not JSON"),
        (b"{'text': 'x'}", "not JSON"),
        (b'{"text": "\\ud8"}', "not JSON"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_hostile_line_is_rejected_with_its_number_and_nothing_else_is_lost(line: bytes, reason: str) -> None:
    articles, rejects = found(structured.read_lines, LINE + line + b"\n\n" + LINE)
    assert articles == [BRIDGE, BRIDGE]
    assert len(rejects) == 1
    assert rejects[0].startswith("x line 2: ")
    assert reason in rejects[0]
    assert len(rejects[0]) < 1_000


@pytest.mark.parametrize("digits", [4_301, 10_000, 1_000_000])
def test_a_number_of_many_digits_is_no_date_and_too_long_for_an_id(digits: int) -> None:
    number = b"9" * digits
    articles, rejects = found(structured.read_lines, b'{"text": "x", "score": %b, "date": %b}' % (number, number))
    assert not rejects
    taken = normalise(articles[0])
    assert taken.published is None
    assert "that is no date" in taken.remarks[0]
    articles, _ = found(structured.read_document, b'[{"text": "x", "id": %b}, {"text": "y", "id": "b"}]' % number)
    assert articles[1] == Article("b", "", "y")
    if digits > 8_000:
        with pytest.raises(ArticleError, match=f"id has {digits:,} characters"):
            normalise(articles[0])


def test_of_two_equal_names_the_last_counts() -> None:
    assert found(structured.read_lines, b'{"text": "x", "text": "y"}')[0][0].text == "y"


def test_bytes_that_cannot_be_read_are_replaced_and_counted() -> None:
    lines = b'{"id": "a", "text": "One \xff\xc3 two."}\n{"id": "b", "text": "Three."}\n'
    expected = ("One \ufffd\ufffd two.", ("2 bytes could not be read and stand as \ufffd",)), ("Three.", ())
    for content in (lines, b"[" + lines.strip().replace(b"\n", b",") + b"]"):
        reader = structured.read_document if content.startswith(b"[") else structured.read_lines
        articles, rejects = found(reader, content)
        assert not rejects
        assert tuple((article.text, article.remarks) for article in articles) == expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-be"])
def test_json_with_a_byte_order_mark_is_read(encoding: str) -> None:
    for reader in (structured.read_lines, structured.read_document, tables.read_table):
        text = (
            "title,text,id\nBridge shut,The bridge was closed.,a1\n" if reader is tables.read_table else LINE.decode()
        )
        content = ("\ufeff" + text).encode("utf-16-be") if encoding == "utf-16-be" else text.encode(encoding)
        assert found(reader, content) == ([BRIDGE], [])


def test_a_document_of_many_records_a_line_is_read_as_a_stream() -> None:
    first = next(structured.read_document(io.BufferedReader(Endless(b"", LINE, 10**9)), "x"))
    assert first == BRIDGE


def test_a_list_on_the_first_line_is_no_record() -> None:
    content = b'{"articles": [' + LINE.strip() + b"]}\n"
    assert found(structured.read_document, content) == ([BRIDGE], [])


def test_a_document_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(structured, "_MOST", 1_000)
    with pytest.raises(SourceError, match="x is larger than"):
        found(structured.read_document, b"[\n" + b" " * 1_001 + b"]")


# ---- tables ----------------------------------------------------------------------------------------------------------


def test_what_is_not_csv_costs_no_other_row() -> None:
    content = b'id,title,text\na,"x"y,one\nb,B,two\nc,C,"three" four\nd,D,five\n'
    articles, rejects = found(tables.read_table, content)
    assert [article.id for article in articles] == ["b", "d"]
    assert [reject.partition(":")[0] for reject in rejects] == ["x line 2", "x line 4"]
    assert all("is not CSV" in reject for reject in rejects)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_program_ends_them(end: str) -> None:
    content = end.join(["id,title,text", 'a,A,"one', 'two"', "", "b,B,", "c,C,three", ""]).encode()
    articles, rejects = found(tables.read_table, content)
    assert [article.text for article in articles] == [f"one{end}two", "three"]
    assert [reject.partition(":")[0] for reject in rejects] == ["x line 5"]


def test_a_header_row_without_end_is_refused() -> None:
    with pytest.raises(SourceError, match="header row that is longer than 20 MB"):
        found(tables.read_table, b"text," * (5 * 2**20))


def test_a_quote_that_is_never_closed_ends_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST", 1_000)
    content = b'id,text\na,"one\n' + b"b,two two two\n" * 200
    articles, rejects = found(tables.read_table, content)
    assert len(articles) > 100
    assert "x line 2: is not CSV, as is seen in line 73: longer than" in rejects[0]


def test_an_older_encoding_is_told_by_what_comes_first_or_later() -> None:
    late = b"id,text\n" + b"a,The bridge was closed.\n" * 20_000 + "b,Die Brücke für Fußgänger\n".encode("cp1252")
    for content in (late, "id;text\na;\u201cJa\u201d, sagte der Bürgermeister über die Brücke\n".encode("cp1252")):
        articles, rejects = found(tables.read_table, content)
        assert not rejects
        assert "\ufffd" not in articles[-1].text
        assert "ü" in articles[-1].text


def test_bad_bytes_in_a_table_are_counted_by_row() -> None:
    content = "id,text\na,Où est le café\nb,".encode() + b"\xff\xfe x\nc,y\n"
    articles, _ = found(tables.read_table, content)
    assert [len(article.remarks) for article in articles] == [0, 1, 0]
    assert articles[1].text == "\ufffd\ufffd x"


# ---- memory ----------------------------------------------------------------------------------------------------------

_ROW = b"a,Bridge shut," + b"The bridge was closed. " * 400 + b"\n"


@pytest.mark.parametrize(
    ("reader", "start", "piece"),
    [
        (structured.read_lines, b"", LINE.replace(b"closed.", b"closed. " * 1_000)),
        (structured.read_document, b"", LINE.replace(b"closed.", b"closed. " * 1_000)),
        (tables.read_table, b"id,title,text\n", _ROW),
        (structured.read_lines, b"", b"x" * 2**16),
    ],
    ids=["lines", "document", "table", "a line without end"],
)
def test_memory_stays_flat_over_a_long_stream(reader: Reader, start: bytes, piece: bytes) -> None:
    size = 25 * 2**20
    tracemalloc.start()
    count = sum(1 for _ in reader(io.BufferedReader(Endless(start, piece, size // len(piece))), "x"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == (1 if piece.startswith(b"x") else size // len(piece))
    assert peak < (80 if piece.startswith(b"x") else 4) * 2**20
