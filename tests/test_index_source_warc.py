"""Web archives: which records are articles, how their bodies are sent, and what damage costs."""

from __future__ import annotations

import bz2
import gzip
import io
import random
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from onrecord.index import Article, Rejected
from onrecord.index.errors import SourceError
from onrecord.index.sources import bounds, warc, warc_records
from onrecord.index.sources.replies import content_type, reply
from onrecord.index.sources.warc import read_warc
from onrecord.index.types import Found

NOISE = random.Random(7)  # noqa: S311 - the same in every run
ADDRESS = "https://courier.example/bridge"
HTML = "Content-Type: text/html; charset=utf-8\r\n"
PAGE = "<html><body><p>The bridge was closed – for now.</p></body></html>".encode()


@pytest.fixture(autouse=True)
def _plain_pages(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a page's text is the page as it is: what pages are made of is tested elsewhere."""

    def page(raw: bytes, name: str, *, url: str = "", encoding: str = "") -> Iterator[Found]:
        yield Article(url or name, "", raw.decode(encoding or "utf-8", "replace"), url)

    if "real_pages" not in request.fixturenames:
        monkeypatch.setattr(warc.web, "page", page, raising=False)


@pytest.fixture
def real_pages() -> None:
    """Pages are read as they are."""


def record(content: bytes, kind: str = "response", address: str = ADDRESS, form: str = "", **more: object) -> bytes:
    form = form or ("application/http; msgtype=response" if kind == "response" else "text/html")
    headers = {"WARC-Type": kind, "WARC-Target-URI": address, "WARC-Date": "2025-07-04T10:00:00Z", "Content-Type": form}
    headers |= {"Content-Length": len(content)} | {name.replace("_", "-"): value for name, value in more.items()}
    head = "WARC/1.0\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return head.encode() + b"\r\n" + content + b"\r\n\r\n"


def sent(body: bytes = PAGE, headers: str = HTML, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}\r\n".encode() + body


def numbered(count: int, size: int = 0) -> list[bytes]:
    """Records of as many pages, each with its number and noise that cannot be packed."""
    return [record(sent(b"%d %s" % (number, NOISE.randbytes(size).hex().encode()))) for number in range(count)]


INFO = record(b"software: made for a test\r\n", "warcinfo", form="application/warc-fields")


def reading(content: bytes) -> tuple[list[Article], list[Rejected]]:
    found = list(read_warc(io.BytesIO(content), "a.warc"))
    return [item for item in found if isinstance(item, Article)], [item for item in found if isinstance(item, Rejected)]


def texts(content: bytes) -> list[str]:
    articles, rejected = reading(content)
    assert not rejected
    return [article.text for article in articles]


def numbers(articles: list[Article]) -> list[int]:
    return [int(article.text.split()[0]) for article in articles]


# ---- which records ---------------------------------------------------------------------------------------------------


def test_a_page_in_an_archive_is_an_article_and_when_it_was_fetched_is_not_its_date(real_pages: None) -> None:
    page = b"<!doctype html><html lang=en><head><title>Bridge shut</title></head><body><article><h1>Bridge shut</h1>"
    page += (
        b"<p>The bridge was closed on Monday after engineers found a crack in one of the hangers of its deck.</p>" * 3
    )
    (article,), rejected = reading(INFO + record(sent(page + b"</article></body></html>")))
    assert not rejected
    assert article.url == ADDRESS
    assert "engineers found a crack" in article.text
    assert article.published is None


@pytest.mark.parametrize("packed", [bytes, gzip.compress, bz2.compress], ids=["as it is", "gzip", "bzip2"])
def test_records_are_read_in_their_order(packed: type[bytes]) -> None:
    archive = b"".join(map(packed, [INFO, *numbered(30)]))
    assert numbers(reading(archive)[0]) == list(range(30))
    assert numbers(reading(packed(INFO + b"".join(numbered(30))))[0]) == list(range(30))


PASSED_OVER = [
    record(b"GET / HTTP/1.1\r\n\r\n", "request", form="application/http; msgtype=request"),
    record(sent(), "revisit"),
    record(b"outlink: x\r\n", "metadata", form="application/warc-fields"),
    record(sent(), "continuation"),
    record(sent(), "something-new"),
    record(b"20250704 93.184.216.34", address="dns:courier.example", form="text/dns"),
    record(sent(status="404 Not Found")),
    record(sent(status="301 Moved")),
    record(sent(status="206 Partial Content")),
    record(sent(b"\x89PNG", "Content-Type: image/png\r\n")),
    record(sent(b"User-agent: *", "Content-Type: text/plain\r\n"), address="https://courier.example/robots.txt"),
    record(sent(b"%PDF", "Content-Type: application/pdf\r\n")),
    record(sent(b"no type is said", "")),
    record(b"not a reply at all"),
    record(b""),
    record(b"\xff\xd8", "resource", form="image/jpeg"),
    record(b"words", "resource", "urn:crawler:log", form="text/plain"),
    record(b"{}", "conversion", form="application/json"),
    b"WARC/1.0\r\nContent-Length: 1\r\n\r\nx\r\n\r\n",
]


@pytest.mark.parametrize("other", PASSED_OVER, ids=range(len(PASSED_OVER)))
def test_what_is_no_page_is_passed_over_without_a_word(other: bytes) -> None:
    assert texts(other + record(sent()) + other) == [PAGE.decode()]


@pytest.mark.parametrize(
    "page",
    [
        record(PAGE, "resource"),
        record(PAGE, "RESOURCE", form="TEXT/HTML; charset=UTF-8"),
        record(sent(headers="content-type: application/xhtml+xml\r\n")),
        record(sent(headers=""), WARC_Identified_Payload_Type="text/html"),
        record(b"HTTP/1.0 200\n" + HTML.replace("\r\n", "\n").encode() + b"\n" + PAGE),
        record(sent(headers="X: a\r\n b\r\nContent-Type:\r\n text/html\r\n")),
        record(b"HTTP/2 200 \r\n" + HTML.encode() + b"\r\n" + PAGE),
        record(sent()).replace(b"WARC/1.0", b"WARC/1.1").replace(ADDRESS.encode(), b"<" + ADDRESS.encode() + b">"),
        record(sent()).replace(b"\r\n", b"\n", 7),
    ],
    ids=range(9),
)
def test_pages_are_known_by_their_type_however_it_is_written(page: bytes) -> None:
    (article,), rejected = reading(page)
    assert not rejected
    assert (article.text, article.url) == (PAGE.decode(), ADDRESS)


def test_an_address_that_is_not_on_the_web_is_none() -> None:
    (article,), _ = reading(record(PAGE, "resource", "file:///home/ana/page.html"))
    assert article.url == ""


def test_the_texts_of_a_wet_file_are_articles_with_the_pages_title() -> None:
    text = b"Bridge shut\nThe bridge was closed.\nHome\n"
    (article,), _ = reading(INFO + record(text, "conversion", form="text/plain"))
    assert article.url == article.id == ADDRESS
    assert article.title == "Bridge shut"
    assert article.text == text.decode().strip()


def test_the_encoding_that_was_sent_with_a_page_is_passed_on() -> None:
    page = record(sent("<p>Zażółć</p>".encode("iso-8859-2"), 'Content-Type: text/html; Charset="ISO-8859-2"\r\n'))
    assert texts(page) == ["<p>Zażółć</p>"]
    assert content_type("text/html;charset= 'utf-8' ; x=y") == ("text/html", "utf-8")
    assert content_type("") == ("", "")


@pytest.mark.parametrize("cut", [{"WARC_Truncated": "length"}, {"WARC_Segment_Number": "1"}])
def test_a_page_of_which_only_the_beginning_was_stored_says_so(cut: dict[str, str]) -> None:
    (article,), _ = reading(record(sent(), **cut))
    assert article.remarks == ("Only its beginning was stored by the crawler.",)


# ---- how bodies are sent ---------------------------------------------------------------------------------------------


def chunked(body: bytes, size: int = 7, extension: bytes = b"") -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces) + b"0\r\n\r\n"


CHUNKED = HTML + "Transfer-Encoding: chunked\r\n"
BODIES = [
    (chunked(PAGE), CHUNKED),
    (chunked(PAGE, 1000, b";x=y"), CHUNKED),
    (chunked(PAGE).replace(b"\r\n", b"\n"), CHUNKED),
    (PAGE, CHUNKED),
    (gzip.compress(PAGE), HTML + "Content-Encoding: gzip\r\n"),
    (gzip.compress(PAGE), HTML + "Content-Encoding: X-GZIP\r\n"),
    (zlib.compress(PAGE), HTML + "Content-Encoding: deflate\r\n"),
    (zlib.compress(PAGE)[2:-4], HTML + "Content-Encoding: deflate\r\n"),
    (gzip.compress(zlib.compress(PAGE)), HTML + "Content-Encoding: deflate, gzip\r\n"),
    (chunked(gzip.compress(PAGE)), CHUNKED + "Content-Encoding: gzip\r\n"),
    (PAGE, HTML + "Content-Encoding: identity\r\n"),
    (PAGE, HTML + "Content-Encoding: gzip\r\n"),
    (PAGE, HTML + "Content-Encoding: br\r\n"),
    (PAGE, HTML + "Content-Encoding: zstd\r\n"),
    (PAGE, CHUNKED + "Content-Encoding: gzip\r\n"),
]


@pytest.mark.parametrize(("body", "headers"), BODIES, ids=range(len(BODIES)))
def test_a_body_is_read_however_it_was_sent_or_stored(body: bytes, headers: str) -> None:
    assert texts(record(sent(body, headers))) == [PAGE.decode()]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(PAGE, 20)[:70], CHUNKED),
        (b"7\r\n" + PAGE[:7] + b"\r\nzz\r\n" + PAGE, CHUNKED),
        (b"ffffffff\r\n" + PAGE, CHUNKED),
        (gzip.compress(NOISE.randbytes(9000).hex().encode())[:5000], HTML + "Content-Encoding: gzip\r\n"),
    ],
    ids=["chunks", "no number", "too long a chunk", "gzip"],
)
def test_a_body_that_breaks_off_is_kept_and_said_to_be_only_a_beginning(body: bytes, headers: str) -> None:
    (article,), rejected = reading(record(sent(body, headers)))
    assert not rejected
    assert article.text
    assert article.remarks


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (b"\x00\x01\x02", HTML + "Content-Encoding: gzip\r\n", "damaged"),
        (PAGE, HTML + "Content-Encoding: exi\r\n", "packed as 'exi'"),
        (gzip.compress(bytes(bounds.MOST + 2**20)), HTML + "Content-Encoding: gzip\r\n", "unpacks to more than 20 MB"),
        (gzip.compress(gzip.compress(bytes(2**26))), HTML + "Content-Encoding: gzip, gzip\r\n", "more than 20 MB"),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_rejected(body: bytes, headers: str, reason: str) -> None:
    articles, (rejected,) = reading(record(sent(body, headers)) + record(sent()))
    assert [article.text for article in articles] == [PAGE.decode()]
    assert reason in rejected.reason
    assert rejected.where == f"a.warc record 1 ({ADDRESS})"


@pytest.mark.parametrize("raw", [b"", b"HTTP/1.1", b"HTTP/1.1 abc\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"])
def test_what_is_no_reply_is_none(raw: bytes) -> None:
    assert reply(raw) is None


def test_chunks_of_one_byte_take_time_by_their_number() -> None:
    body = b"1\r\nx\r\n" * 500_000
    began = time.process_time()
    reading(record(sent(body, CHUNKED)))
    assert time.process_time() - began < 5


# ---- size ------------------------------------------------------------------------------------------------------------


@dataclass
class Endless(io.RawIOBase):
    """A stream of pieces, of which none is kept."""

    pieces: Iterator[bytes]
    left: bytes = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self.left = self.left or next(self.pieces, b"")
        part, self.left = self.left[: len(buffer)], self.left[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def long_record(kind: str, form: str, size: int, start: bytes = b"") -> Iterator[bytes]:
    yield record(b"", kind, form=form, Content_Length=len(start) + size).removesuffix(b"\r\n\r\n") + start
    for _ in range(size // 2**20):
        yield bytes(2**20)
    yield b"\r\n\r\n"


def test_a_page_larger_than_is_taken_is_rejected_and_an_image_of_any_size_passed_over() -> None:
    def pieces() -> Iterator[bytes]:
        yield from long_record("response", "application/http", 300 * 2**20, sent(b"", "Content-Type: video/mp4\r\n"))
        yield from long_record("response", "application/http", 60 * 2**20, sent(b""))
        yield record(sent())

    tracemalloc.start()
    found = list(read_warc(io.BufferedReader(Endless(pieces())), "a.warc"))
    assert tracemalloc.get_traced_memory()[1] < 6 * 2**20
    tracemalloc.stop()
    assert isinstance(found[0], Rejected)
    assert found[0].where == f"a.warc record 2 ({ADDRESS})"
    assert "larger than 20 MB" in found[0].reason
    assert isinstance(found[1], Article)


def test_a_gzip_bomb_ends_the_file_within_a_megabyte_over_what_it_may_give(monkeypatch: pytest.MonkeyPatch) -> None:
    given = 0

    def counted(part: io.BufferedReader, size: int) -> int:
        nonlocal given
        while size and (piece := part.read(min(size, 2**16))):
            size -= len(piece)
            given += len(piece)
        return 0

    monkeypatch.setattr(warc_records, "_passed_over", counted)
    bomb = gzip.compress(b"".join(long_record("metadata", "text/plain", 200 * 2**20)))
    with pytest.raises(SourceError, match="unpack to more than"):
        reading(gzip.compress(record(sent())) + bomb)
    assert 63 * 2**20 < given < 65 * 2**20


@pytest.mark.parametrize(
    "head", [b"A: " + b"x" * 2**20, b"A: b\r\n" * 100_000, b"A" * 2**20, b"\xff" * 70_000], ids=range(4)
)
def test_headers_without_end_are_not_read_to_their_end(head: bytes) -> None:
    began = time.process_time()
    articles, rejected = reading(record(sent()) + b"WARC/1.0\r\n" + head + b"\r\n\r\n" + record(sent(b"after")))
    assert [article.text for article in articles] == [PAGE.decode(), "after"]
    assert ["headers" in item.reason for item in rejected] == [True]
    assert time.process_time() - began < 2


# ---- damage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\0" * 100])
def test_an_empty_file_holds_nothing_and_one_of_zeros_is_no_archive(content: bytes) -> None:
    if content.strip():
        with pytest.raises(SourceError, match="is not a WARC file"):
            reading(content)
    else:
        assert reading(content) == ([], [])


@pytest.mark.parametrize(
    "content",
    [
        b"no archive",
        NOISE.randbytes(1000),
        b"<html>",
        gzip.compress(b"no archive"),
        b"\x1f\x8b\x08" + b"x" * 99,
        b"WARC/",
    ],
    ids=["text", "noise", "page", "gzip of text", "no gzip", "five letters"],
)
def test_what_is_no_web_archive_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError, match="is not a WARC file"):
        reading(content)


def damaged(number: int, old: bytes, new: bytes, count: int = 20) -> bytes:
    pages = numbered(count, 100)
    pages[number] = pages[number].replace(old, new, 1)
    return b"".join(pages)


LENGTH = b"Content-Length: "
DAMAGE = [
    (LENGTH, b"Content-Length: -", "its length is no number"),
    (LENGTH, b"Content-Length: x", "its length is no number"),
    (LENGTH, b"X-Length: ", "its length is no number"),
    (LENGTH, b"Content-Length: " + b"9" * 20, "its length is no number"),
    (b"Content-Length: 2", b"Content-Length: ", "does not end after"),
    (b"WARC/1.0", b"XARC/1.0", "is no record"),
    (b"WARC/1.0\r\n", b"", "is no record"),
    (b"HTTP/1.1 200 OK\r\n", b"", "does not end after"),
]


@pytest.mark.parametrize(("old", "new", "reason"), DAMAGE, ids=range(len(DAMAGE)))
def test_a_damaged_record_costs_itself_and_is_told(old: bytes, new: bytes, reason: str) -> None:
    articles, rejected = reading(damaged(7, old, new))
    lost = {7, 8} if old.startswith(b"HTTP") else {7}  # what is short swallows the beginning of the next
    assert set(range(20)) - set(numbers(articles)) == lost
    assert [reason in item.reason for item in rejected] == [True]
    assert rejected[0].where.startswith(f"a.warc record {7 if 'no record' in reason else 8} (")


def test_a_record_that_swallows_the_rest_is_said_to_break_off() -> None:
    articles, rejected = reading(damaged(7, LENGTH, b"Content-Length: 99999"))
    assert numbers(articles) == list(range(7))
    assert [item.where for item in rejected] == [f"a.warc record 8 ({ADDRESS})"]
    assert "it breaks off after" in rejected[0].reason


def test_a_file_cut_short_gives_what_is_whole_and_says_what_is_missing() -> None:
    pages = numbered(3)
    archive = b"".join(pages)
    for size in range(len(pages[0]), len(archive)):
        articles, rejected = reading(archive[:size])
        whole = sum(size >= len(b"".join(pages[: count + 1])) - 4 for count in range(3))
        assert numbers(articles) == list(range(whole))
        gone = size - len(b"".join(pages[:whole]))
        assert len(rejected) == (gone > 0)


@pytest.mark.parametrize("place", [0.0, 0.3, 0.9], ids=["header", "middle", "end"])
@pytest.mark.parametrize("size", [50, 40_000], ids=["small", "large"])
def test_a_damaged_gzip_member_costs_its_record_and_is_told(place: float, size: int) -> None:
    members = [gzip.compress(page) for page in numbered(20, size)]
    broken = bytearray(members[7])
    at = max(3, int(len(broken) * place))
    broken[at : at + 6] = bytes(byte ^ 0xFF for byte in broken[at : at + 6])
    members[7] = bytes(broken)
    articles, rejected = reading(b"".join(members))
    assert numbers(articles) == [number for number in range(20) if number != 7]
    assert len(rejected) == 1
    assert "cannot be unpacked" in rejected[0].reason


@pytest.mark.parametrize("size", [50, 40_000])
def test_gzip_members_cut_short_or_missing_cost_themselves(size: int) -> None:
    members = [gzip.compress(page) for page in numbered(20, size)]
    members[7] = members[7][: len(members[7]) // 2]
    members[12] = NOISE.randbytes(5000).replace(b"\x1f", b"\x1e")
    articles, rejected = reading(b"".join(members))
    assert numbers(articles) == [number for number in range(20) if number not in (7, 12)]
    assert len(rejected) == 2
    articles, rejected = reading(b"".join(members[:7]) + members[8][: len(members[8]) // 2])
    assert numbers(articles) == list(range(7))
    assert "the file breaks off" in rejected[0].reason


def test_what_tapes_leave_behind_the_end_is_no_damage() -> None:
    members = b"".join(gzip.compress(page) for page in numbered(3))
    for zeros in (1, 511, 100_000):
        articles, rejected = reading(members + bytes(zeros))
        assert (numbers(articles), rejected) == ([0, 1, 2], [])


def test_bytes_turned_at_random_never_cost_more_than_they_hit() -> None:
    members = [gzip.compress(page) for page in numbered(12, 300)]
    archive = b"".join(members)
    for _ in range(60):
        broken = bytearray(archive)
        at = len(members[0]) + NOISE.randrange(len(archive) - len(members[0]))
        broken[at] ^= 1 << at % 8
        articles, rejected = reading(bytes(broken))
        assert len(articles) + len(rejected) >= 11
        assert len(articles) >= 10
