"""Bytes to text: which encoding they are in, and how many of them are in none; and what a stream holds."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from texts import texts

from onrecord.index.errors import SourceError
from onrecord.index.sources import sniff
from onrecord.index.sources.sniff import codec_of, decoded, lines, looks_like, unread_remark

BRIDGE = "Die Brücke über den Fluß wurde am Montag für längere Zeit geschlossen, erklärte der Bürgermeister."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The mayor’s “plan” was – he said – a good one.", "cp1252"),
        ("It cost £40m, he said.", "cp1252"),
        ("The café was shut.", "cp1252"),
        (BRIDGE, "cp1252"),
        ("Le président a déclaré à l’Assemblée que le projet serait révisé dès l’été prochain.", "cp1252"),
        ("Wójt gminy powiedział, że most zostanie otwarty w przyszłym tygodniu.", "cp1250"),
        ("Wójt gminy powiedział, że most zostanie otwarty w przyszłym tygodniu.", "iso8859_2"),
        ("Мост через реку был закрыт в понедельник, сообщил мэр города.", "cp1251"),
        ("Мост через реку был закрыт в понедельник, сообщил мэр города.", "koi8_r"),
        ("Η γέφυρα έκλεισε τη Δευτέρα, δήλωσε ο δήμαρχος.", "cp1253"),
        ("Köprü pazartesi günü kapatıldı, belediye başkanı açıkladı.", "cp1254"),
        ("הגשר נסגר ביום שני לזמן בלתי מוגבל, אמר ראש העיר.", "cp1255"),
        ("أغلق الجسر يوم الاثنين لمدة غير محددة، حسبما قال رئيس البلدية.", "cp1256"),
        ("橋は月曜日に閉鎖されたと市長が発表した。再開の時期はまだわからない。", "cp932"),
        ("橋は月曜日に閉鎖されたと市長が発表した。再開の時期はまだわからない。", "euc_jp"),
        ("市长表示，大桥于星期一关闭，重新开放的时间尚未确定。", "gb18030"),
        ("市長表示，大橋於星期一關閉，重新開放的時間尚未確定。", "big5"),
        ("시장은 다리가 월요일에 폐쇄되었다고 밝혔다.", "cp949"),
    ],
)
def test_a_short_text_in_an_older_encoding_is_read_without_being_told(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == (text, 0)


@pytest.mark.parametrize(
    ("raw", "stated", "expected"),
    [
        (b"", "", ("", 0)),
        ("Brücke".encode(), "latin-1", ("Brücke", 0)),
        ("“Brücke”".encode("cp1252"), "iso-8859-1", ("“Brücke”", 0)),
        ("“Brücke”".encode("cp1252"), "US-ASCII", ("“Brücke”", 0)),
        ("Brücke".encode("cp1252"), "utf-8", ("Br\ufffdcke", 1)),
        ("Мост".encode("koi8_r"), "KOI8-R", ("Мост", 0)),
        ("Мост".encode("koi8_r"), "no such encoding", None),
        ("①橋は".encode("cp932"), "shift_jis", ("①橋は", 0)),
        ("镕基".encode("gb18030"), "gb2312", ("镕基", 0)),
        ("橋は".encode("iso2022_jp"), "iso-2022-jp", ("橋は", 0)),
        ("héllo".encode("utf-16-le"), "utf-16le", ("héllo", 0)),
        ("héllo".encode(), "utf-16", ("héllo", 0)),
        ("héllo".encode("utf-16"), "utf-8", ("héllo", 0)),
        (b"+ADw-script+AD4-", "utf-7", ("+ADw-script+AD4-", 0)),
        (b"hello", "rot13", ("hello", 0)),
        (b"hello", "\x00", ("hello", 0)),
        (b"hello", "x" * 9_999, ("hello", 0)),
        ("é".encode() * 9 + b"\xff\xc0", "", ("é" * 9 + "\ufffd\ufffd", 2)),
        ("é".encode() * 9 + b"\xff", "latin-1", ("é".encode().decode("cp1252") * 9 + "ÿ", 0)),
        (b"caf\xc3", "", ("caf\ufffd", 1)),
        ((BRIDGE * 9).encode("cp1253", "replace").replace(b"?", b"\xd2"), "", None),
    ],
)
def test_what_is_stated_counts_where_it_can_be(raw: bytes, stated: str, expected: tuple[str, int] | None) -> None:
    found = decoded(raw, stated)
    assert found == expected or expected is None
    assert "\ufffd" not in found[0] or found[1]


@given(st.binary(), st.sampled_from(["", "utf-8", "latin-1", "utf-16", "shift_jis", "iso-2022-jp", "gb18030", "cp037"]))
def test_any_bytes_become_text_and_no_more_are_counted_than_there_are(raw: bytes, stated: str) -> None:
    text, unread = decoded(raw, stated)
    assert 0 <= unread <= len(raw)
    assert bool(unread) == ("\ufffd" in text) or "\ufffd".encode() in raw or b"\xfd\xff" in raw or b"\xff\xfd" in raw
    text.encode()


@given(texts, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_unicode_is_read_as_it_is_whatever_is_stated(text: str, encoding: str) -> None:
    assume(encoding != "utf-16" or not text.startswith("\x00"))  # with the mark before it, that is UTF-32's mark
    raw = text.encode(encoding)
    assert decoded(raw) == (text.removeprefix("\ufeff") if encoding == "utf-8" else text, 0)


def test_the_encoding_is_told_in_no_time_however_long_the_text_is() -> None:
    began = time.process_time()
    assert codec_of(b"a" * 10**7 + "Brücke über den Fluß".encode("cp1252") * 10**5) == "cp1252"
    assert time.process_time() - began < 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-be"])
def test_lines_are_those_of_utf8(encoding: str) -> None:
    text = "One\r\nTwo\n\n“Three”"
    raw = ("\ufeff" + text).encode("utf-16-be") if encoding == "utf-16-be" else text.encode(encoding)
    assert list(lines(io.BytesIO(raw), "x")) == [b"One\r\n", b"Two\n", b"\n", "“Three”".encode()]


def test_lines_of_utf16_that_cannot_be_read_can_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = "One\nTwo ".encode("utf-16") + b"\x00\xd8\n\x00"
    assert list(lines(io.BytesIO(raw), "x")) == [b"One\n", b"Two \xff\n"]
    monkeypatch.setattr(sniff.bounds, "MOST", 4)
    with pytest.raises(SourceError, match="larger than"):
        list(lines(io.BytesIO("One\n".encode("utf-16") * 2 + b" " * 21 * 2**20), "x"))


def test_a_line_that_is_too_long_is_none() -> None:
    assert list(lines(io.BytesIO(b"x" * (20 * 2**20 + 1) + b"\nOne"), "x")) == [None, b"One"]


def test_the_remark_says_how_many() -> None:
    assert unread_remark(0) == ()
    assert unread_remark(1) == ("1 byte could not be read and stands as \ufffd",)
    assert unread_remark(12_345)[0].startswith("12,345 bytes")


@pytest.mark.parametrize(
    "start",
    [b"<!---->" * 1_000, b"<!--" * 1_000, b" " * 4_096, b"<?xml " * 600, b"<!-- -" * 600 + b"<html", b"[" * 4_096],
)
def test_a_hostile_start_is_looked_at_in_no_time(start: bytes) -> None:
    began = time.process_time()
    try:
        assert looks_like(start, "x").startswith(".")
    except SourceError as error:
        assert "is empty" in str(error)  # noqa: PT017
    assert time.process_time() - began < 0.5


def test_a_text_in_utf16_is_text() -> None:
    assert looks_like("title,text\n".encode("utf-16"), "x") == ".csv"
