"""XML that may be hostile, made safe: no declarations, nothing from disk or network, bounded depth, size and time.

What is checked is what is parsed: bytes become text once, here, a document type is looked at and cut out, and the
parser sees the rest as UTF-8. So no encoding hides a declaration, and there is no name of a DTD that could be loaded.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from html.entities import html5
from typing import TYPE_CHECKING

from onrecord.index.errors import SourceError
from onrecord.index.sources.bounds import MOST
from onrecord.index.sources.sniff import decoded

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["LANGUAGE", "attribute", "children", "first", "local", "parsed", "refuse_declarations", "root_of", "words"]

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_MARKS = 1_000_000  # tags and attributes of a document: what 20 MB of news hold at most; they fill 350 MB
_WIDE_STARTS = (  # of documents without a byte order mark
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_STATED = re.compile(rb"""^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,40})["']""")
_OPEN = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp125\d|cp8(66|74)|tis-620|koi8-[rut]|mac-\w+|shift_jis|cp9(32|49|50)|euc_(jp|kr)|"
    r"gb2312|gbk|gb18030|big5|big5hkscs|iso2022_jp|utf-(16|32)(-[lb]e)?"
)
_PASSED = re.compile(r"(?:[^<]++|<\?.*?\?>|<!--.*?-->)*+", re.S)
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_TYPE = re.compile(r"""<!DOCTYPE(?:[^\[<>"']++|"[^"<]*+"|'[^'<]*+')*+(?:\[\s*+\]\s*+)?>""", re.I)
_ANY_TYPE = re.compile(r"<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*+)?>", re.I | re.S)
_ROOT = re.compile(r"<(?:[^\s<>/:=]+:)?([^\s<>/:=!?]+)[\s/>]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = frozenset("<>&\"'")
_ADVICE = re.compile(r",? (?:use|try) XML_PARSE_HUGE(?: option)?")
_DECLARES = (
    "declares entities or other things in its document type, by which a few lines can ask for gigabytes or for files; "
    "take the declarations out"
)


def parsed(raw: bytes, name: str) -> _Element:
    """The root of a document; comments and processing instructions are left out.

    A document type that declares nothing itself (``<!DOCTYPE nitf SYSTEM "nitf.dtd">``) is tolerated and never loaded.
    HTML's entities (``&nbsp;``) are understood without one; characters XML has no place for are dropped.

    Raises:
        SourceError: not XML; larger than 20 MB; declarations; an encoding in which they could hide; nested more than
            256 deep, a text of more than 10 MB, or more than a million tags and attributes.
    """
    from lxml import etree  # noqa: PLC0415 - only these formats need it, and a search needs none of them

    if len(raw) > MOST:
        raise SourceError(f"{name} is larger than {MOST / 2**20:.0f} MB, the most that is taken for one document")
    text = _without_type(_text(raw, name), name)
    if text.count("<") + text.count("=") > _MARKS:
        raise SourceError(f"{name} has more than {_MARKS:,} tags and attributes; split it into several documents")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        fault = " ".join(_ADVICE.sub("", error.msg or "it is empty").split())
        raise SourceError(f"{name} is not XML that can be read: {fault}") from error
    return root


def refuse_declarations(raw: bytes, name: str, encoding: str = "") -> None:
    """Nothing, if a parser of another's may be given these bytes: they declare nothing, in no encoding.

    Args:
        raw: a document, whole.
        name: what it is called in the message.
        encoding: what the server said of it, where it did.

    Raises:
        SourceError: declarations, or an encoding in which they could hide.
    """
    _without_type(_text(raw, name), name)
    if encoding:
        _without_type(_CONTROLS.sub("", raw.decode(_safe(encoding, name), "replace")), name)


def root_of(start: bytes) -> str:
    """The name of a document's first element, from its first bytes, in small letters and without its prefix.

    ``newsmessage``, ``newsitem``, ``packageitem`` (NewsML-G2), ``newsml`` (NewsML 1), ``nitf``, ``rss``, ``rdf``,
    ``feed``, ``urlset``, ``sitemapindex``, ``opml``, ``html``, or another's; empty where these bytes have none.
    """
    try:
        text = _text(start, "")
    except SourceError:
        return ""
    at = _end(_PASSED, text, _end(_DECLARATION, text, 0))
    found = _ROOT.match(text, _end(_PASSED, text, _end(_ANY_TYPE, text, at)))
    return found[1].lower() if found else ""


def local(element: _Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: _Element | None, *names: str) -> list[_Element]:
    """The elements right below that have one of these names, in whatever namespace; none where there is no element."""
    return list(element.iterchildren(*(f"{{*}}{name}" for name in names))) if element is not None else []


def first(element: _Element | None, *path: str) -> _Element | None:
    """The first element down a path of names, or None."""
    for name in path:
        element = next(iter(children(element, name)), None)
    return element


def attribute(element: _Element | None, name: str) -> str:
    """What an element states as an attribute; empty where there is none, or no element."""
    return str(element.get(name, "")).strip() if element is not None else ""


def words(element: _Element | None) -> str:
    """All text of an element as one line; empty where there is no element."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _text(raw: bytes, name: str) -> str:
    """Bytes as text, by their first ones, else as stated, else as they look. All that is to be changed is changed here,
    before anything is looked at: without NULs and the like, another text may come out."""
    wide = next((codec for mark, codec in _WIDE_STARTS if raw.startswith(mark)), "")
    stated = _STATED.match(raw[:400])
    encoding = _safe(stated[1].decode(), name) if stated else ""
    text = raw.decode(wide, "replace") if wide else decoded(raw, encoding)[0]
    named = _named()
    return _ENTITY.sub(lambda entity: named.get(entity[1], entity[0]), _CONTROLS.sub("", text))


def _safe(stated: str, name: str) -> str:
    """The encoding's name, if what is ASCII in it looks like ASCII, or if it is one of the wide ones."""
    try:
        codec = codecs.lookup(stated).name
    except LookupError:
        raise SourceError(f"{name} states an encoding that is not known: {stated[:40]}; save it as UTF-8") from None
    if not _OPEN.fullmatch(codec):
        raise SourceError(f"{name} states the encoding {codec}, in which anything can be hidden; save it as UTF-8")
    return codec


def _without_type(text: str, name: str) -> str:
    """The text with blanks in the place of the XML declaration and of the document type.

    Raises:
        SourceError: the document type declares something.
    """
    begin = _end(_DECLARATION, text, 0)
    at = _end(_PASSED, text, begin)
    after, root = at, at
    if _is_type(text, at):
        after = _end(_TYPE, text, at)
        root = _end(_PASSED, text, after)
        if after == at or _is_type(text, root):
            raise SourceError(f"{name} {_DECLARES}")
    if "<!ENTITY" in text[begin:root].upper():
        raise SourceError(f"{name} {_DECLARES}")
    return "".join(
        ("\n" * text.count("\n", 0, begin), text[begin:at], "\n" * text.count("\n", at, after), text[after:])
    )


def _is_type(text: str, at: int) -> bool:
    return text[at : at + 9].upper() == "<!DOCTYPE"


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


@cache
def _named() -> dict[str, str]:
    """HTML's named characters, but for those that mean something in XML."""
    return {name[:-1]: what for name, what in html5.items() if name.endswith(";") and not _OF_XML & set(what)}
