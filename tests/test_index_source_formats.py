"""Which reader takes what, whatever it is called and however it is packed; the readers have tests of their own."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest

from onrecord.index import Article, Rejected, Withdrawal
from onrecord.index.errors import SourceError
from onrecord.index.sources import Gauge, read, size_of

RECORD = {"id": "a1", "title": "Ferry stops", "text": "The last ferry left Port Velm at noon."}
LINE = (json.dumps(RECORD) + "\n").encode()
MAIL = b"From: Ida Brandt <ida@npa.example>\nSubject: Ferry stops\nMessage-ID: <1@npa.example>\n\n" + (
    b"The last ferry left Port Velm at noon.\n"
)
NITF = (
    b'<?xml version="1.0"?><nitf><head><docdata><doc-id id-string="a1"/></docdata></head><body><body.head><hedline>'
    b"<hl1>Ferry stops</hl1></hedline></body.head><body.content><p>The last ferry left Port Velm at noon.</p>"
    b"</body.content></body></nitf>"
)
NEWSML = (
    b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a1" version="3" standard="NewsML-G2"'
    b' standardversion="2.30"><itemMeta><itemClass qcode="ninat:text"/><pubStatus qcode="stat:%s"/></itemMeta>'
    b"<contentMeta><headline>Ferry stops</headline></contentMeta><contentSet><inlineData>"
    b"The last ferry left Port Velm at noon.</inlineData></contentSet></newsItem>"
)
NINJS = {"uri": "a1", "type": "text", "pubstatus": "usable", "headline": "Ferry stops", "body_text": RECORD["text"]}
RSS = (
    b'<rss version="2.0"><channel><title>The Courier</title><item><title>Ferry stops</title><guid>urn:a1</guid>'
    b"<description>The last ferry left Port Velm at noon.</description></item></channel></rss>"
)
PAGE = b"<!doctype html><html><head><title>Ferry stops</title></head><body><article><h1>Ferry stops</h1>" + (
    b"<p>The last ferry left Port Velm at noon, said the harbour master on Monday.</p>" * 3
    + b"</article></body></html>"
)
DOORS = {
    "a.json": json.dumps(RECORD).encode(),
    "a.jsonl": LINE,
    "a.csv": b"id,title,text\na1,Ferry stops,The last ferry left Port Velm at noon.\n",
    "ninjs.json": json.dumps(NINJS).encode(),
    "a.html": PAGE,
    "a.eml": MAIL,
    "nitf.xml": NITF,
    "newsml.xml": NEWSML % b"usable",
    "feed.xml": RSS,
    "a.txt": b"Ferry stops\n\nThe last ferry left Port Velm at noon.\n",
}
PACKED = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def titles(path: Path) -> list[str]:
    return [item.title for item in read(path) if isinstance(item, Article)]


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("name", DOORS)
def test_each_format_is_read_packed_or_not(tmp_path: Path, name: str, packed: str) -> None:
    path = tmp_path / f"{name}{packed}"
    path.write_bytes(PACKED[packed](DOORS[name]))
    (article,) = read(path)
    assert isinstance(article, Article)
    assert article.title == "Ferry stops"
    assert "The last ferry left Port Velm at noon" in article.text


@pytest.mark.parametrize("name", [name for name in DOORS if name != "a.eml"])
def test_each_format_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    path = tmp_path / "unnamed"
    path.write_bytes(DOORS[name])
    assert titles(path) == ["Ferry stops"]


@pytest.mark.parametrize(("name", "pack"), [("a.zip", zipped), ("a.tar.gz", tarred), ("a.tgz", tarred)])
def test_a_container_is_read_as_a_folder_would_be(tmp_path: Path, name: str, pack: object) -> None:
    content = pack({**DOORS, "notes.bin": b"\x00\x01", ".hidden.json": LINE})  # type: ignore[operator]
    (tmp_path / name).write_bytes(content)
    (tmp_path / "unnamed").write_bytes(content)
    for path in (tmp_path / name, tmp_path / "unnamed"):
        assert titles(path) == ["Ferry stops"] * len(DOORS)


def test_containers_within_containers_are_read_two_deep(tmp_path: Path) -> None:
    inner = zipped({"a.jsonl": LINE})
    (tmp_path / "two.zip").write_bytes(zipped({"in.zip": inner, "b.tgz": tarred({"a.jsonl": LINE})}))
    assert titles(tmp_path / "two.zip") == ["Ferry stops"] * 2
    (tmp_path / "three.zip").write_bytes(zipped({"a.jsonl": LINE, "in.zip": zipped({"in.zip": inner})}))
    refused: list[Rejected] = []
    assert [item.id for item in read(tmp_path / "three.zip", refused)] == ["a1"]
    assert "more than 2 containers" in refused[0].reason


def test_a_broken_member_loses_nothing_else(tmp_path: Path) -> None:
    files = {"a.jsonl": b"{}\n" + LINE, "b.json": b"{", "c.jsonl": LINE}
    (tmp_path / "a.zip").write_bytes(zipped(files))
    refused: list[Rejected] = []
    assert len(list(read(tmp_path / "a.zip", refused))) == 2
    assert [one.where.endswith(name) for one, name in zip(refused, ["a.jsonl line 1", "b.json"], strict=True)] == [
        True
    ] * 2


def test_what_an_agency_takes_back_comes_as_such(tmp_path: Path) -> None:
    (tmp_path / "1.xml").write_bytes(NEWSML % b"usable")
    (tmp_path / "2.xml").write_bytes(NEWSML % b"canceled")
    article, killed = read(tmp_path)
    assert isinstance(article, Article)
    assert isinstance(killed, Withdrawal)
    assert article.id == killed.id == "a1"
    assert article.version == "3"


def test_articles_come_as_they_are_stored(tmp_path: Path) -> None:
    stated = {**RECORD, "title": " Ferry\u200b\n stops ", "published": "31 February 2025", "modified": "2025-07-04"}
    (tmp_path / "a.json").write_text(json.dumps(stated))
    (article,) = read(tmp_path / "a.json")
    assert isinstance(article, Article)
    assert (article.title, article.published, article.modified) == ("Ferry stops", None, "2025-07-04")
    assert article.remarks == ("published as stated: 31 February 2025; that is no date",)


def test_the_gauge_tells_how_much_has_been_read_of_how_much(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINE * 2000)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(LINE * 10))
    total = size_of([tmp_path])
    assert total == sum(path.stat().st_size for path in tmp_path.iterdir())
    gauge = Gauge()
    seen = [gauge.done for _ in read(tmp_path, gauge=gauge)]
    assert seen == sorted(seen)
    assert 0 < seen[0] < total
    assert gauge.done == total


@pytest.mark.parametrize("where", ["-", "https://courier.example/feed", "missing"])
def test_of_what_has_no_size_beforehand_none_is_told(tmp_path: Path, where: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINE)
    assert size_of([tmp_path / "a.jsonl", where]) is None


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "https://localhost/feed.xml", "http://[::1]/", "http://169.254.169.254/latest/"]
)
def test_an_address_that_leads_inside_is_rejected(url: str) -> None:
    refused: list[Rejected] = []
    assert list(read(url, refused)) == []
    assert refused[0].where == url
    with pytest.raises(SourceError):
        list(read(url))


def test_a_damaged_record_of_a_packed_crawl_loses_no_other(tmp_path: Path) -> None:
    def record(number: int) -> bytes:
        page = PAGE.replace(b"Ferry stops", b"Ferry %d stops" % number)
        reply = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
        head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://courier.example/%d\r\n" % number
        kind = b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n" % len(reply)
        return gzip.compress(head + kind + reply + b"\r\n\r\n")

    records = [bytearray(record(number)) for number in range(6)]
    records[2][len(records[2]) // 2] ^= 0x55
    (tmp_path / "crawl.warc.gz").write_bytes(b"".join(records))
    refused: list[Rejected] = []
    found = [item.id for item in read(tmp_path / "crawl.warc.gz", refused)]
    assert {f"https://courier.example/{number}" for number in (0, 1, 4, 5)} <= set(found)
    assert refused
