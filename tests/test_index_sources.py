"""Each format from bytes to articles, and what is said about bytes that hold none."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import texts

from onrecord.index import Article, Rejected
from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.normalise import normalise
from onrecord.index.sources import read
from onrecord.index.sources.records import article_of
from onrecord.index.sources.sniff import decoded, looks_like

RECORD = {
    "id": "a1",
    "title": "Bridge shut",
    "text": "The bridge was closed.",
    "url": "https://courier.example/a1",
    "published": "2025-07-04",
    "outlet": "The Courier",
    "authors": ["Ana Lind"],
    "language": "en",
}
ARTICLE = Article(
    "a1",
    "Bridge shut",
    "The bridge was closed.",
    "https://courier.example/a1",
    "The Courier",
    "2025-07-04",
    ("Ana Lind",),
    "en",
)
LINE = json.dumps(RECORD).encode() + b"\n"
PAGE = """<!doctype html><html><head><title>Bridge shut | Courier</title>
<link rel="canonical" href="https://courier.example/a1">
<meta property="og:site_name" content="The Courier"><meta property="og:title" content="Bridge shut">
{extra}</head><body><nav>Home Sport Weather</nav><article><h1>Bridge shut</h1>
<p>The bridge was closed on Monday after engineers found a crack in one of the hangers that carry the deck.</p>
<p>It will reopen in spring, the mayor said, once the hanger has been replaced and every other one inspected.</p>
</article><footer>Imprint</footer></body></html>"""


def reading(path: Path, content: bytes | str) -> tuple[list[Article], list[Rejected]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    rejects: list[Rejected] = []
    return list(read(path, rejects)), rejects


def one(path: Path, content: bytes | str) -> Article:
    found, rejects = reading(path, content)
    assert not rejects
    assert len(found) == 1
    return found[0]


def why(path: Path, content: bytes | str) -> str:
    found, rejects = reading(path, content)
    assert not found
    assert len(rejects) == 1
    assert str(path) in rejects[0].where
    return rejects[0].reason


# ---- records ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "record",
    [
        RECORD,
        {name.upper(): value for name, value in RECORD.items()},
        {
            "guid": "a1",
            "headline": "Bridge shut",
            "body": "The bridge was closed.",
            "link": "https://courier.example/a1",
            "datePublished": "2025-07-04",
            "publisher": {"name": "The Courier"},
            "author": [{"name": "Ana Lind"}],
            "lang": "en",
        },
        {
            "_id": "a1",
            "name": "Bridge shut",
            "content": "The bridge was closed.",
            "uri": "https://courier.example/a1",
            "publishedAt": "4 July 2025",
            "source": {"id": None, "name": "The Courier"},
            "byline": "Ana Lind",
            "language": "en",
            "score": 3,
        },
    ],
)
def test_the_names_news_data_uses_are_understood(record: dict[str, Any]) -> None:
    assert normalise(article_of(record)) == ARTICLE


def test_of_two_names_the_first_that_holds_something_wins() -> None:
    assert article_of({"text": "", "body": "B", "content": "C"}).text == "B"


def test_without_an_id_the_url_is_it_and_without_that_a_hash_of_the_words() -> None:
    assert article_of({"text": "x", "url": "u"}).id == "u"
    first, again, other = (article_of({"title": t, "text": "x"}).id for t in ("a", "a", "b"))
    assert first == again != other


@pytest.mark.parametrize(
    ("stated", "authors"),
    [
        ("Ana Lind, Peter Moro", ("Ana Lind", "Peter Moro")),
        ("Lind, Ana; Moro, Peter", ("Lind, Ana", "Moro, Peter")),
        ({"name": "Ana Lind"}, ("Ana Lind",)),
        (["Ana Lind", "", None], ("Ana Lind",)),
        (None, ()),
    ],
)
def test_authors_come_in_several_shapes(stated: object, authors: tuple[str, ...]) -> None:
    assert article_of({"text": "x", "authors": stated}).authors == authors


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"title": "t"}, "no text.*the record has title"),
        ({}, "no text.*the record has none"),
        ({"text": " \n"}, "no text"),
        ({"text": ["x"]}, "field text must be text, not list"),
        ({"text": "x", "title": True}, "field title must be text, not bool"),
        ({"text": "x", "authors": 3}, "field authors must be text or a list"),
        (["x"], "a record must be an object.*not list"),
        (None, "a record must be an object"),
    ],
)
def test_a_broken_record_is_refused_by_its_fault(record: Any, message: str) -> None:
    with pytest.raises(ArticleError, match=message):
        article_of(record)


def test_a_date_is_passed_on_as_it_is_stated() -> None:
    assert article_of({"text": "x", "date": " 04/07/2025"}).published == "04/07/2025"


# ---- JSON ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", LINE),
        ("a.ndjson", b"\n\n" + LINE),
        ("a.JSONL", b"\xef\xbb\xbf" + LINE),
        ("a.jsonl.gz", gzip.compress(LINE)),
        ("a.jsonl", gzip.compress(LINE)),
        ("a.json", LINE),
        ("a.json", json.dumps(RECORD, indent=2)),
        ("a.json", json.dumps([RECORD])),
        ("a.json", json.dumps({"status": "ok", "articles": [RECORD]})),
        ("unnamed", LINE),
        ("unnamed", json.dumps([RECORD], indent=1)),
        ("unnamed.gz", gzip.compress(b"\xef\xbb\xbf" + LINE)),
        ("a.txt.json", LINE.decode().encode("utf-8-sig")),
    ],
)
def test_an_article_is_read_from_json(tmp_path: Path, name: str, content: bytes) -> None:
    assert one(tmp_path / name, content) == ARTICLE


def test_a_broken_line_among_good_ones_is_reported_with_its_number_and_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    bad = [b"{\n", b"\xff\xfe\n", b'{"title": "no text"}\n', b"[1]\n"]
    found, rejects = reading(path, LINE + b"".join(bad) + b"\n" + LINE)
    assert found == [ARTICLE, ARTICLE]
    assert [item.where for item in rejects] == [f"{path} line {number}" for number in range(2, 6)]
    reasons = ["not JSON", "not JSON", "no text", "must be an object"]
    assert all(reason in item.reason for reason, item in zip(reasons, rejects, strict=True))


def test_without_a_list_for_rejects_the_first_is_raised(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINE + b"{\n" + LINE)
    articles = read(path)
    assert next(articles) == ARTICLE
    with pytest.raises(SourceError, match="line 2: not JSON"):
        next(articles)


@pytest.mark.parametrize("name", ["a.json", "unnamed"])
def test_lines_that_are_called_json_are_read_with_their_numbers(tmp_path: Path, name: str) -> None:
    long = json.dumps({**RECORD, "text": "The bridge was closed. " * 400}).encode() + b"\n"
    found, rejects = reading(tmp_path / name, long + b"\n" + LINE + b"{no\n" + LINE)
    assert len(found) == 3
    assert [item.where for item in rejects] == [f"{tmp_path / name} line 4"]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "unnamed"])
@pytest.mark.parametrize("start", [b"[", b'{"a":'])
def test_json_nested_without_end_is_refused(tmp_path: Path, name: str, start: bytes) -> None:
    assert "not JSON" in why(tmp_path / name, start * 200_000)


def test_numbers_that_are_none_are_missing(tmp_path: Path) -> None:
    found, rejects = reading(tmp_path / "a.jsonl", '{"id": 7, "title": NaN, "text": "x", "published": NaN}\n')
    assert (found, rejects) == ([Article("7", "", "x")], [])


def test_half_a_character_in_json_does_not_stop_the_reading(tmp_path: Path) -> None:
    for name in ("a.json", "a.jsonl"):
        assert one(tmp_path / name, '{"text": "a \\ud800 b"}').text == "a \ufffd b"


@pytest.mark.parametrize(
    ("content", "message"), [("3", "neither an article nor a list"), ("{", "not JSON"), ('{"a": 1}', "no text")]
)
def test_a_document_without_an_article_is_refused(tmp_path: Path, content: str, message: str) -> None:
    assert message in why(tmp_path / "a.json", content)


# ---- tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "unnamed", "a.csv.gz"])
def test_a_row_is_an_article(tmp_path: Path, separator: str, name: str) -> None:
    rows = [
        ["id", "title", "body", "date", "source"],
        ["a1", f'"Bridge{separator} shut"', '"It was ""closed"".\nFor now."', "2025-07-04", "The Courier"],
    ]
    content = "".join(separator.join(row) + "\r\n" for row in rows).encode("utf-8-sig")
    expected = Article(
        "a1",
        "Bridge shut" if separator == "\t" else f"Bridge{separator} shut",
        'It was "closed".\nFor now.',
        outlet="The Courier",
        published="2025-07-04",
    )
    assert one(tmp_path / name, gzip.compress(content) if name.endswith("gz") else content) == expected


def test_a_row_without_text_is_reported_with_its_line(tmp_path: Path) -> None:
    found, rejects = reading(tmp_path / "a.csv", 'title,text\nA,"one\ntwo"\nB,\nC,three\nD\nE,four,five\n')
    assert [article.title for article in found] == ["A", "C", "E"]
    assert [item.where.rsplit(" ", 1)[1] for item in rejects] == ["4", "6"]


def test_a_table_that_breaks_off_is_reported_after_what_stood_before(tmp_path: Path) -> None:
    found, rejects = reading(tmp_path / "a.csv", 'title,text\nA,one\nB,"two')
    assert [article.title for article in found] == ["A"]
    assert "is not CSV" in rejects[0].reason


def test_a_table_without_a_header_row_is_refused(tmp_path: Path) -> None:
    assert "header row" in why(tmp_path / "a.csv", "\n")


def test_a_table_in_an_older_encoding_keeps_its_letters(tmp_path: Path) -> None:
    text = "Die Brücke über den Fluß wurde am Montag für längere Zeit geschlossen, erklärte der Bürgermeister."
    assert one(tmp_path / "a.csv", f'title;text\nBrücke;"{text}"\n'.encode("cp1252")).text == text


# ---- text and Markdown -----------------------------------------------------------------------------------------------


def test_a_short_first_line_alone_is_the_title_of_a_text(tmp_path: Path) -> None:
    article = one(tmp_path / "bridge.txt", "Bridge shut\r\n\r\nIt was closed.\r\nFor now.\r\n")
    assert (article.title, article.text) == ("Bridge shut", "It was closed.\nFor now.")
    assert article.id.startswith("bridge-")


@pytest.mark.parametrize("text", ["It was closed.\n\nFor now.", "It was closed\nfor now.", "“Closed”\n\nFor now."])
def test_a_text_without_a_title_begins_with_its_first_words(tmp_path: Path, text: str) -> None:
    article = one(tmp_path / "a.txt", text)
    assert article.text == text
    assert article.title == " ".join(text.split())


def test_a_long_opening_is_cut_between_words(tmp_path: Path) -> None:
    title = one(tmp_path / "a.txt", "The bridge was closed. " * 9).title
    assert title.endswith("bridge …")
    assert len(title) <= 82


FRONT = "---\nTitle: Bridge shut\ndate: 2025-07-04\noutlet: The Courier\nurl: https://courier.example/a1\nid: a1\n"
FRONT += "authors: [Ana Lind]\nlang: en\n---\n"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "unnamed"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_front_matter_states_the_fields(tmp_path: Path, name: str, line_end: str) -> None:
    content = (FRONT + "The bridge was closed.\n").replace("\n", line_end)
    assert one(tmp_path / name, content) == ARTICLE


def test_a_headline_in_front_matter_is_the_title(tmp_path: Path) -> None:
    article = one(tmp_path / "a.txt", "---\nheadline: Bridge shut\n---\nMonday\n\nIt was closed.")
    assert (article.title, article.text) == ("Bridge shut", "Monday\n\nIt was closed.")


@pytest.mark.parametrize(
    "front", ["---\n- a\n- b\n---\n", "---\n{unbalanced\n---\n", "---\n" + "[" * 50_000 + "\n---\n", "---\nno end\n"]
)
def test_what_only_looks_like_front_matter_is_text(tmp_path: Path, front: str) -> None:
    assert one(tmp_path / "a.txt", front + "It was closed.").text.startswith("---")


def test_front_matter_of_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    assert "field title must be text" in why(tmp_path / "a.txt", "---\ntitle: [a, b]\n---\nText.")
    article = one(tmp_path / "a.txt", "---\ndate: soon\n---\nText.")
    assert (article.published, article.remarks) == (None, ("published as stated: soon; that is no date",))


def test_markdown_becomes_what_a_reader_of_the_page_sees(tmp_path: Path) -> None:
    page = "# Bridge *shut*\n\nIt was **closed** on\n[Monday](https://x.example).\n\n## Why\n\n- A `crack`\n- Rust\n\n"
    page += "> “No,” he said.\n\n<script>x</script>\n\n![a map](m.png)\n\n    code  here\n"
    article = one(tmp_path / "a.md", page)
    assert article.title == "Bridge shut"
    assert article.text == "It was closed on Monday.\n\nWhy\n\nA crack\n\nRust\n\n“No,” he said.\n\ncode  here"


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_binary_file_with_a_text_name_is_refused(tmp_path: Path, name: str) -> None:
    assert "not text" in why(tmp_path / name, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.jsonl", "a.csv", "a.json", "a.html", "unnamed"])
def test_an_empty_file_holds_nothing(tmp_path: Path, name: str) -> None:
    found, rejects = reading(tmp_path / name, b"")
    assert not found
    assert [item.where.startswith(str(tmp_path / name)) for item in rejects] == ([] if name == "a.jsonl" else [True])


def test_a_file_keeps_its_id_while_it_keeps_its_place(tmp_path: Path) -> None:
    first = one(tmp_path / "a.txt", "One.").id
    assert one(tmp_path / "a.txt", "Two.").id == first
    (tmp_path / "b").mkdir()
    assert one(tmp_path / "b" / "a.txt", "One.").id != first


# ---- pages -----------------------------------------------------------------------------------------------------------

JSON_LD = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Bridge shut",
    "datePublished": "2025-07-04",
    "author": {"@type": "Person", "name": "Ana Lind"},
}


@pytest.mark.parametrize(
    "extra",
    [
        f'<script type="application/ld+json">{json.dumps(JSON_LD)}</script>',
        '<meta property="article:published_time" content="2025-07-04"><meta name="author" content="Ana Lind">',
    ],
    ids=["JSON-LD", "meta"],
)
@pytest.mark.parametrize("name", ["a.html", "a.htm", "unnamed"])
def test_a_page_gives_its_article_and_what_its_head_says(tmp_path: Path, name: str, extra: str) -> None:
    article = one(tmp_path / name, PAGE.replace("{extra}", extra))
    assert (article.id, article.url) == ("https://courier.example/a1",) * 2
    assert (article.title, article.outlet, article.published) == ("Bridge shut", "The Courier", "2025-07-04")
    assert article.authors == ("Ana Lind",)
    assert "The bridge was closed on Monday" in article.text
    assert "\n\nIt will reopen" in article.text
    assert "Weather" not in article.text


def test_a_page_without_an_article_is_refused(tmp_path: Path) -> None:
    assert "no article text" in why(tmp_path / "a.html", "<html><body></body></html>")


# ---- files and folders -----------------------------------------------------------------------------------------------


def test_a_folder_gives_its_files_in_order_and_passes_over_what_is_hidden_or_unknown(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c/d.txt", ".hidden.txt", ".git/e.txt", "f.pdf", "g.txt~", "h"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"It is {name} here.")
    assert [article.text for article in read(tmp_path, [])] == [
        f"It is {name} here." for name in ("a.md", "b.txt", "c/d.txt")
    ]


def test_a_broken_file_in_a_folder_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.txt").write_text("It rained.")
    rejects: list[Rejected] = []
    assert [article.text for article in read(tmp_path, rejects)] == ["It rained."]
    assert [item.where for item in rejects] == [str(tmp_path / "a.json")]


def test_a_path_that_is_not_there_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no file or folder .*nowhere"):
        list(read(tmp_path / "nowhere", []))


@pytest.mark.parametrize("kind", ["cut", "flipped"])
def test_a_damaged_gz_gives_what_it_can_and_says_so(tmp_path: Path, kind: str) -> None:
    packed = gzip.compress(LINE * 50)
    middle = len(packed) // 2
    damaged = packed[:-9] if kind == "cut" else packed[:middle] + bytes([packed[middle] ^ 255]) + packed[middle + 1 :]
    found, rejects = reading(tmp_path / "a.jsonl.gz", damaged)
    assert len(found) <= 50
    assert rejects


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x00\x01\x02", "onrecord reads text, Markdown, JSON"),
        (b"%PDF-1.7\x00", "is not a PDF that can be read"),
        (b"PK\x03\x04\x00", "is not a zip file"),
        (b"<?xml version='1.0'?><opml><body/></opml>", "onrecord feed import"),
        (b"<?xml version='1.0'?><urlset/>", "add its address instead"),
        (b"<?xml version='1.0'?><recipe/>", "XML of no kind that is read"),
    ],
)
def test_a_file_that_is_not_read_is_refused_with_what_is_wrong(tmp_path: Path, content: bytes, message: str) -> None:
    assert message in why(tmp_path / "unnamed", content)


# ---- standard input --------------------------------------------------------------------------------------------------


def piped(monkeypatch: pytest.MonkeyPatch, content: bytes) -> tuple[list[Article], list[Rejected]]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    rejects: list[Rejected] = []
    return list(read("-", rejects)), rejects


@pytest.mark.parametrize(
    "content", [LINE, gzip.compress(LINE), (FRONT + ARTICLE.text).encode()], ids=["JSONL", "gz", "text"]
)
def test_standard_input_is_known_by_its_content(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    assert piped(monkeypatch, content) == ([ARTICLE], [])


@pytest.mark.parametrize(
    ("content", "message"), [(b"", "is empty"), (gzip.compress(LINE)[:-9], "breaks off"), (b"\x00", "not text")]
)
def test_standard_input_that_cannot_be_read_is_reported(
    monkeypatch: pytest.MonkeyPatch, content: bytes, message: str
) -> None:
    _, rejects = piped(monkeypatch, content)
    assert message in rejects[0].reason
    assert rejects[0].where == "standard input"


# ---- by content ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "suffix"),
    [
        (b'{"a": 1}\n{"a": 2}', ".jsonl"),
        (b'{\n  "a": 1}', ".json"),
        (b"[\n{", ".json"),
        (b'[{"a": 1}]', ".json"),
        (b"[Update] It rained.", ".txt"),
        (b"{sic} he wrote.", ".txt"),
        (b"id,title,text\n1,2,3", ".csv"),
        (b'"title";"body"\n', ".csv"),
        (b"<!DOCTYPE html><p>", ".html"),
        (b"\n <!-- x --> <html>", ".html"),
        (b"---\ntitle: x\n---\n", ".md"),
        (b"# A title\n", ".md"),
        (b"It rained.", ".txt"),
    ],
)
def test_the_first_bytes_say_what_a_stream_holds(start: bytes, suffix: str) -> None:
    assert looks_like(start, "x") == suffix


@given(texts.filter(str.strip))
def test_any_text_has_a_reader(text: str) -> None:
    try:
        assert looks_like(text.encode(), "x").startswith(".")
    except SourceError:
        assert "\x00" in text or not text.encode().removeprefix(b"\xef\xbb\xbf").strip()


@given(st.binary())
def test_any_bytes_become_text(raw: bytes) -> None:
    assert 0 <= decoded(raw)[1] <= len(raw)


@given(texts)
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decoded(text.encode("utf-8-sig")) == (text, 0)


def test_a_file_may_be_called_something_else_than_it_is_here(tmp_path: Path) -> None:
    place = tmp_path / "0f3a"
    place.write_text("---\ntitle: Ferry\n---\nThe last ferry left at noon.")
    (called,) = read(place, name="/sent/ferry.md")
    place.rename(tmp_path / "77b1")
    (again,) = read(tmp_path / "77b1", name="/sent/ferry.md")
    assert called == again
    assert (called.id.split("-")[0], called.title) == ("ferry", "Ferry")
    rejects: list[Rejected] = []
    assert list(read(tmp_path / "77b1", rejects, name="/sent/ferry.docx")) == []
    assert [one.where for one in rejects] == ["/sent/ferry.docx"]
