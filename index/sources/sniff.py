"""What a stream without a telling name holds, from its first bytes; and bytes to text."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from onrecord.index.errors import SourceError
from onrecord.index.sources import bounds

__all__ = ["codec_of", "decoded", "lines", "looks_like", "unread_remark"]

_PAGE = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.I
)
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*[\[{\]]")
_HEADER = re.compile(r"(?i)(?:^|[,;\t])\"?(?:text|body|content|title|headline)\"?(?:[,;\t]|$)")

_MARKED = (  # UTF-32 first: its mark begins with that of UTF-16
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WIDE = tuple(mark for mark, codec in _MARKED[1:])
# What is stated, and what is read: browsers do the same, because it is what people mean (WHATWG, Encoding, 4.2).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_TEXT = re.compile(
    r"utf-8|utf-(16|32)(-[lb]e)?|iso8859-\d+|cp125\d|cp8(66|74)|koi8-[rut]|mac-(roman|cyrillic)|cp9(32|49)|euc_jp|gb18030"
    r"|big5hkscs|iso2022_jp"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_ASCII = bytes(range(128))
_SAMPLE = 2**17  # bytes that are looked at to guess an encoding
_BEFORE = 2**10  # of them before the first that is not ASCII
_FEW = 0.02  # of the sample: so few letters that are not ASCII say little, and are mostly quotes, dashes and names


def looks_like(start: bytes, name: str) -> str:
    """The suffix whose reader fits.

    Raises:
        SourceError: nothing there, or not text.
    """
    head = decoded(start)[0].encode() if start.startswith(_WIDE) else start.removeprefix(_MARKED[0][0])
    head = head.lstrip()
    if not head:
        raise SourceError(f"{name} is empty")
    if b"\x00" in head:
        raise SourceError(f"{name} is not text; onrecord reads text, Markdown, JSON, JSONL, CSV and HTML, also as .gz")
    if _PAGE.match(head):
        return ".html"
    first = head.splitlines()[0].decode("utf-8", "replace")
    if _JSON.match(head):
        try:
            return ".jsonl" if isinstance(json.loads(first), dict) else ".json"
        except (ValueError, RecursionError):
            return ".json"
    if _HEADER.search(first) and re.search(r"[,;\t]", first):
        return ".csv"
    return ".md" if head.startswith((b"---", b"# ")) else ".txt"


def decoded(raw: bytes, stated: str = "") -> tuple[str, int]:
    """Bytes as text, and how many of them could not be read and stand as U+FFFD. See ``codec_of``.

    Args:
        raw: the bytes, all of them.
        stated: the encoding that a header or the document itself names, if any.
    """
    for mark, codec in _MARKED:
        if raw.startswith(mark):
            return _read(raw.removeprefix(mark), codec)
    if not stated and raw.isascii():
        return raw.decode("ascii"), 0
    return _read(raw, codec_of(raw, stated))


def codec_of(raw: bytes, stated: str = "") -> str:
    """The encoding of bytes without a byte order mark, as Python calls it.

    What is UTF-8 is read as that, whatever is said of it: nothing else looks like it. Then comes what is stated, if the
    bytes can be read so; then UTF-8 if most that is not ASCII can be read so, so that a few bad bytes do not change all
    others; then a guess; then UTF-8 all the same.
    """
    said = _meant(stated)
    if said.startswith(("utf-16", "utf-32")):
        if b"\x00" in raw:
            return said
        said = ""  # many programs state UTF-16 and write something else
    elif said == "iso2022_jp" and b"\x1b" in raw:
        return said  # all of its bytes are ASCII
    if _reads(raw, "utf-8"):
        return "utf-8"
    if said and _reads(raw, said):
        return said
    return _likeliest(raw, said)


def lines(stream: BinaryIO, name: str) -> Iterator[bytes | None]:
    """The lines of a stream as ``bounds.lines`` gives them, without a byte order mark, in an encoding whose line ends
    are those of ASCII.

    Raises:
        SourceError: UTF-16 or UTF-32, which is read whole, of more than 20 MB.
    """
    found = bounds.lines(stream)
    first = next(found, b"")
    if first and first.startswith(_WIDE):
        text, unread = decoded(first + bounds.whole(stream, name))
        # What could not be read stays so, to be counted where it stands.
        raw = text.encode().replace("\ufffd".encode(), b"\xff") if unread else text.encode()
        yield from bounds.lines(io.BytesIO(raw))
        return
    if first != b"":
        yield first and first.removeprefix(_MARKED[0][0])
    yield from found


def unread_remark(unread: int) -> tuple[str, ...]:
    """What is remarked of an article of whose bytes so many could not be read: nothing where there are none.

    >>> unread_remark(3)
    ('3 bytes could not be read and stand as \ufffd',)
    """
    if not unread:
        return ()
    if unread == 1:
        return ("1 byte could not be read and stands as \ufffd",)
    return (f"{unread:,} bytes could not be read and stand as \ufffd",)


def _meant(stated: str) -> str:
    """The codec for an encoding by the name it is given; empty for none, and for what is no encoding of text."""
    try:
        codec = codecs.lookup(stated.strip()).name if stated.strip() else ""
    except (LookupError, ValueError):
        return ""
    codec = _MEANT.get(codec, codec)
    return codec if _TEXT.fullmatch(codec) else ""


def _likeliest(raw: bytes, said: str) -> str:
    """The encoding of bytes that are all right neither as UTF-8 nor as what is said of them."""
    readable = raw.decode("utf-8", "ignore")
    bad = len(raw) - len(readable.encode())
    good = len(readable) - len(raw) + len(raw.translate(None, _ASCII))
    if said == "utf-8" or good >= bad or _cut_off(raw):
        return "utf-8"
    sample = _sample(raw)
    bad = _read(sample, "utf-8")[1]
    if said and _read(sample, said)[1] * 10 < bad:
        return said
    guess = _guess(sample)
    return guess if guess and _read(sample, guess)[1] < bad else "utf-8"


def _read(raw: bytes, codec: str) -> tuple[str, int]:
    try:
        return raw.decode(codec), 0
    except UnicodeDecodeError:
        text = raw.decode(codec, "replace")
    if codec == "utf-8":
        return text, len(raw) - len(raw.decode(codec, "ignore").encode())
    width = 2 if codec.startswith("utf-16") else 4 if codec.startswith("utf-32") else 1
    return text, min(text.count("\ufffd") * width, len(raw))


def _reads(raw: bytes, codec: str) -> bool:
    try:
        raw.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _cut_off(raw: bytes) -> bool:
    """Whether all is UTF-8 but for a last character that is not whole."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return False


def _sample(raw: bytes) -> bytes:
    """A part with the first bytes that are not ASCII."""
    first = _HIGH.search(raw)
    start = max(0, (first.start() if first else 0) - _BEFORE)
    return raw[start : start + _SAMPLE]


def _guess(sample: bytes) -> str:
    """What bytes look like to the detector that Firefox has, which is made for short texts; empty for nothing.

    Where nearly all is ASCII, its guess for a Western European country is taken: of an English article with one pound
    sign it would otherwise say Polish.
    """
    from chardetng_py import detect  # noqa: PLC0415 - only texts in older encodings need it

    few = len(sample.translate(None, _ASCII)) < max(4, len(sample) * _FEW)
    return _meant(detect(sample, tld=b"uk" if few else None))
