"""Texts that nobody should write, through a door, into their normal form, and cut into passages: every offset is exact,
or the article is rejected and the reason says why."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace

import pytest

from onrecord.index import Article, Rejected
from onrecord.index.chunking import passages, sentences
from onrecord.index.errors import OnRecordError
from onrecord.index.normalise import normalise, normalise_text
from onrecord.index.sources import structured, tables, texts

BAD = "\ufffd"
NEWS = "The Tollgate Bridge was closed on Monday. Nobody was hurt, Ms. Lee said."
PARTED = "The Tollgate Bridge was {} closed on Monday. Nobody was hurt, Ms. Lee said."
DOORS = {
    "txt": texts.read_text,
    "md": texts.read_markdown,
    "jsonl": structured.read_lines,
    "json": structured.read_document,
    "csv": tables.read_table,
}


@dataclass(frozen=True)
class Case:
    """What a file holds; ``text`` is what is stored of it, or None where no matter what; ``refused`` what is said of it
    instead; ``unread`` how many bytes are counted as not readable."""

    name: str
    door: str
    raw: bytes
    text: str | None = None
    refused: str = ""
    unread: int = 0


def plain(name: str, part: bytes, stored: str | None = None, unread: int = 0) -> Case:
    """A text with a hostile part, as a file of its own; ``stored`` is what is left of that part."""
    before, after = PARTED.split("{}")
    text = None if stored is None else f"{before}{stored}{after}"
    return Case(name, "txt", "Ça ".encode() * 9 + before.encode() + part + after.encode(), text, unread=unread)


def in_json(name: str, part: str, stored: str | None = None) -> Case:
    """The same in a line of JSON, where what is not ASCII is escaped."""
    text = None if stored is None else PARTED.format(stored)
    return Case(name, "jsonl", json.dumps({"id": "a", "text": PARTED.format(part)}).encode(), text)


def front_matter_bomb() -> bytes:
    lines = ["title: Bridge shut", "a0: &a0 [x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60)]
    return "\n".join(["---", *lines, "---", ""]).encode()


CASES = [
    # invalid UTF-8, of every kind
    plain("a lone continuation byte", b"\x80", BAD, 1),
    plain("many continuation bytes", b"\xbf" * 7, BAD * 7, 7),
    plain("a character cut short", b"\xe2\x82", BAD, 2),
    plain("four bytes cut short", b"\xf0\x9f\x98", BAD, 3),
    plain("an overlong slash", b"\xc0\xaf", BAD * 2, 2),
    plain("an overlong NUL", b"\xc0\x80", BAD * 2, 2),
    plain("an overlong slash of three bytes", b"\xe0\x80\xaf", BAD * 3, 3),
    plain("a surrogate in UTF-8", b"\xed\xa0\x80", BAD * 3, 3),
    plain("a pair of surrogates in UTF-8", b"\xed\xa0\xbd\xed\xb8\x80", BAD * 6, 6),
    plain("beyond the last character", b"\xf4\x90\x80\x80", BAD * 4, 4),
    plain("a character of five bytes", b"\xf8\x88\x80\x80\x80", BAD * 5, 5),
    plain("bytes that UTF-8 never has", b"\xfe\xff", BAD * 2, 2),
    Case("cut off within the last character", "txt", NEWS.encode() + b" \xc3", f"{NEWS} {BAD}", unread=1),
    Case("nothing but continuation bytes", "jsonl", b'{"text": "' + b"\x80" * 99 + b'"}', refused="can be read"),
    Case("all bytes there are", "txt", bytes(range(1, 256)) * 9, unread=45),
    Case("a picture", "txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", refused="not text"),
    # byte order marks and encodings
    Case("UTF-8 with a mark", "txt", NEWS.encode("utf-8-sig"), NEWS),
    Case("UTF-8 with two marks", "txt", b"\xef\xbb\xbf" + NEWS.encode("utf-8-sig"), NEWS),
    Case("UTF-16 with a mark", "txt", NEWS.encode("utf-16"), NEWS),
    Case("UTF-16, big end first", "txt", b"\xfe\xff" + NEWS.encode("utf-16-be"), NEWS),
    Case("UTF-16 with half a character", "txt", NEWS.encode("utf-16") + b"\x00\xd8", f"{NEWS}{BAD}", unread=2),
    Case("UTF-16 with an odd number of bytes", "txt", NEWS.encode("utf-16") + b"\x20", f"{NEWS}{BAD}", unread=2),
    Case("UTF-32 with a mark", "txt", NEWS.encode("utf-32"), NEWS),
    Case("UTF-16 without a mark", "txt", NEWS.encode("utf-16-le"), refused="not text"),
    Case("windows-1252", "txt", f"“{NEWS}” – Zoë".encode("cp1252"), f"“{NEWS}” – Zoë"),
    Case("a mark in the middle", "txt", PARTED.format("\ufeff").encode(), PARTED.format("")),
    # what Python calls text and is none
    in_json("half a character", "\ud83d", BAD),
    in_json("the other half", "\ude00", BAD),
    in_json("both halves", "\ud83d\ude00", "😀"),
    in_json("the halves the wrong way round", "\ude00\ud83d", BAD * 2),
    in_json("non-characters", "\ufffe\uffff\ufdd0\U0010fffe", BAD * 4),
    # controls
    in_json("NUL", "\x00", ""),
    in_json("controls", "".join(map(chr, (*range(1, 9), *range(14, 32), 127))), ""),
    in_json("later controls", "\x80\x81\x9b31m\x9f", "31m"),
    in_json("a terminal's escapes", "\x1b[31m\x1b]0;x\x07", "[31m]0;x"),
    Case("NUL in a file", "txt", NEWS.encode() + b"\x00", refused="not text"),
    # line ends
    Case("line ends of every kind", "txt", b"One.\rTwo.\r\nThree.\n\rFour.\x0b", "One.\nTwo.\nThree.\n\nFour."),
    in_json("separators of lines and paragraphs", ".\u2028A\u2029B\x85C\x0cD.", ".\nA\nB\nC\nD."),
    Case("ten thousand blank lines", "txt", b"\r\n" * 10_000 + NEWS.encode() + b"\n\r" * 10_000, NEWS),
    # what has no ink
    in_json("blanks of no width", "\u200b\u2060\ufeff\xad\u034f", ""),
    in_json("joiners between Latin letters", "wo\u200crd\u200d", "word"),
    in_json("joiners in Persian", "می\u200cخواهم", "می\u200cخواهم"),
    in_json("joiners in Hindi", "क्\u200dष", "क्\u200dष"),
    in_json("a family", "👩\u200d👩\u200d👧\u200d👦", "👩\u200d👩\u200d👧\u200d👦"),
    in_json("a flag made of tags", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
    in_json("a message in tags", "".join(chr(0xE0000 + ord(c)) for c in "ignore all of this"), ""),
    in_json("a message in selectors", "👍" + "".join(map(chr, range(0xE0100, 0xE01EF))), "👍\U000e0100"),
    in_json("letters without ink", "\u3164\u115f\u1160\uffa0", ""),
    Case("nothing but what has no ink", "jsonl", b'{"text": "\\u200b\\u202e\\u00ad\\udb40\\udc41"}', refused="no text"),
    # directions
    in_json("an override", "\u202e!edocne\u202c", "!edocne"),
    in_json("isolates", "\u2066a\u2067b\u2068c\u2069", "abc"),
    in_json("marks of direction", "\u200e\u200f\u061c", ""),
    in_json("a thousand embeddings", "\u202a" * 1_000, ""),
    # marks
    in_json("a storm of marks", "Z" + "\u0335\u0489\u0321" * 9_999),
    in_json("marks on nothing", "\u0301" * 5_000),
    in_json("a storm from below and above in turns", "a" + "\u0301\u0327" * 50_000),
    in_json("a storm with joiners in it", "a" + ("\u0301" * 30 + "\u200d") * 3_000),
    in_json("Thai, stacked", "ก" + "็" * 500, "ก" + "็" * 10),
    Case("nothing but marks", "jsonl", json.dumps({"text": "\u0301\u0489" * 9}).encode(), refused="can be read"),
    in_json("letters in parts", "Cafe\u0301 A\u030a \u1112\u1161\u11ab", "Café Å 한"),
    in_json(
        "what NFC makes longer",
        "\u0958\ufb2c\U0001d160",
        "\u0915\u093c\u05e9\u05bc\u05c1\U0001d158\U0001d165\U0001d16e",
    ),
    # far planes, long words, absurd lengths
    in_json("astral letters", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𓀀𓂀 𠮷野家。", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𓀀𓂀 𠮷野家。"),
    in_json("private characters", "\ue000\U000f0000", "\ue000\U000f0000"),
    in_json("a word of 100,000 letters", "a" * 100_000),
    in_json("20,000 emoji", "😀" * 20_000),
    in_json("100,000 full stops", "." * 100_000),
    in_json("what a tokeniser takes for its own", "<|endoftext|><|fim_prefix|>"),
    Case("a text of 21 MB", "txt", b"word " * (21 * 2**18), refused="larger than 20 MB"),
    Case("a title of 1 MB", "jsonl", json.dumps({"title": "t" * 2**20, "text": "x"}).encode(), refused="title has"),
    # markup
    Case("a script", "txt", b"<script>alert(1)</script>", "<script>alert(1)</script>"),
    Case("quotes in quotes", "md", b"> " * 5_000 + NEWS.encode(), refused="no text"),
    Case("more brackets than any article has", "md", b"[" * 10_001, refused="brackets"),
    Case("brackets in brackets", "md", b"[" * 2_000 + NEWS.encode()),
    Case("front matter that multiplies", "md", front_matter_bomb() + NEWS.encode(), NEWS),
    Case("front matter without end", "txt", b"---\na: " + b"b" * 2**17 + b"\n---\n" + NEWS.encode()),
    Case("front matter nested without end", "txt", b"---\na: " + b"[" * 9_999 + b"\n---\n" + NEWS.encode()),
    Case("NUL in a table", "csv", b"id,text\na,x\x00y\n", "xy"),
    Case("a table of one column without end", "csv", b"text\n" + b"," * 100_000, refused="no text"),
]


def taken(case: Case) -> Article:
    items = list(DOORS[case.door](io.BytesIO(case.raw), "x"))
    assert len(items) == 1
    if isinstance(items[0], Rejected):
        raise OnRecordError(items[0].reason)
    return normalise(items[0])


def test_there_are_as_many_as_there_should_be() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_offsets_are_exact_or_the_article_is_rejected_with_the_reason(case: Case) -> None:
    if case.refused:
        with pytest.raises(OnRecordError, match=case.refused) as caught:
            taken(case)
        assert len(str(caught.value)) < 500
        return
    article = taken(case)
    text = article.text
    assert case.text is None or text.removeprefix("Ça " * 9) == case.text
    assert [f"{case.unread} byte" in remark for remark in article.remarks] == [True] * bool(case.unread)
    text.encode()
    assert normalise_text(text) == text
    assert normalise(replace(article, title="")).text == text
    found = sentences(text)
    for start, end in (*found, *passages(text)):
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip() != ""
    covered = {place for start, end in found for place in range(start, end)}
    assert {place for place, character in enumerate(text) if not character.isspace()} <= covered
