"""XML as it comes from strangers: what is read, what is refused, and that nothing is fetched, opened or blown up."""

from __future__ import annotations

import contextlib
import io
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index.errors import SourceError
from onrecord.index.sources import newsml, nitf
from onrecord.index.sources.xml import attribute, children, first, local, parsed, refuse_declarations, root_of, words

DOCUMENTS = {
    "newsml": "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'{attributes}><itemSet><newsItem guid='x'>"
    "<contentSet><inlineXML>{text}</inlineXML></contentSet></newsItem></itemSet></newsMessage>",
    "nitf": "<nitf{attributes}><body><body.content><p>{text}</p></body.content></body></nitf>",
    "sitemap": "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'{attributes}>"
    "<url><loc>{text}</loc></url></urlset>",
    "opml": "<opml version='2.0'{attributes}><head><title>{text}</title></head><body><outline text='a'/></body></opml>",
}
every_format = pytest.mark.parametrize("kind", DOCUMENTS)
CANARY = "the vault is under the bakery"


def document(kind: str, prolog: str = "", text: str = "", attributes: str = "") -> str:
    return prolog + DOCUMENTS[kind].replace("{attributes}", attributes).replace("{text}", text)


def read(kind: str, raw: bytes) -> object:
    """As its own reader does, where the format has one here; the others go through ``parsed`` alone."""
    readers = {"newsml": newsml.read, "nitf": nitf.read}
    return list(readers[kind](io.BytesIO(raw), "x.xml")) if kind in readers else parsed(raw, "x.xml")


# ---- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prolog",
    [
        "",
        "<?xml version='1.0' encoding='UTF-8'?>\n",
        "\n  <?xml version='1.0'?>",
        "<!-- a note > --><?review by='desk'?>",
        "<!DOCTYPE nitf SYSTEM 'nitf-3-4.dtd'>",
        "<?xml version='1.0'?>\n<!DOCTYPE nitf PUBLIC '-//IPTC//DTD NITF 3.4//EN' \"http://x.example/[3]>\" [ ] >\n",
        "<!doctype nitf>",
        "<?xml version='1.1'?>",
        "<?xml version='1.0' encoding='utf-16'?>",
    ],
)
def test_a_document_is_read_whatever_stands_harmlessly_before_it(prolog: str) -> None:
    root = parsed(
        document("nitf", prolog, "Caf&eacute;&nbsp;&#x201C;Velm&#8221; &amp; <em>co</em> é").encode(), "x.xml"
    )
    assert local(root) == "nitf"
    assert words(root) == "Café “Velm” & co é"


@pytest.mark.parametrize(
    "raw",
    [
        "<a>Zürich – “so”</a>".encode("utf-8-sig"),
        "<a>Zürich – “so”</a>".encode("utf-16"),
        "<a>Zürich – “so”</a>".encode("utf-16-le"),
        "<a>Zürich – “so”</a>".encode("utf-16-be"),
        "<a>Zürich – “so”</a>".encode("utf-32"),
        "<a>Zürich – “so”</a>".encode("utf-32-be"),
        "<?xml version='1.0' encoding='ISO-8859-1'?><a>Zürich – “so”</a>".encode("cp1252"),
        "<?xml version='1.0' encoding='gb18030'?><a>Zürich – “so”</a>".encode("gb18030"),
    ],
)
def test_encodings_are_told_by_mark_by_first_bytes_and_by_what_is_stated(raw: bytes) -> None:
    assert parsed(raw, "x.xml").text == "Zürich – “so”"


def test_characters_that_xml_has_no_place_for_are_dropped_and_bad_bytes_stand_out() -> None:
    assert parsed(b"<a>ca\x0bf\xc3\xa9 \xff.</a>", "x.xml").text == "café \ufffd."


def test_comments_and_instructions_do_not_part_a_text() -> None:
    root = parsed(
        b"<?xml-stylesheet href='http://127.0.0.1/x.xsl'?><a>one <!-- not this --><?or this?>two</a>", "x.xml"
    )
    assert root.text == "one two"
    assert len(root) == 0


def test_elements_are_found_by_name_in_whatever_namespace() -> None:
    root = parsed(b"<a xmlns='urn:x'><b n=' 1 '>x <i>y</i>\n z</b><c/><y:b xmlns:y='urn:y'>w</y:b></a>", "x.xml")
    assert [words(child) for child in children(root, "b")] == ["x y z", "w"]
    assert words(first(root, "b", "i")) == "y"
    assert attribute(first(root, "b"), "n") == "1"
    nothing = first(root, "d", "i")
    assert nothing is None
    assert (words(nothing), attribute(nothing, "n"), children(nothing, "b")) == ("", "", [])


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "not XML that can be read: Document is empty"),
        (b"Good morning", "not XML that can be read"),
        (b"<a><b></a>", "not XML that can be read.*mismatch"),
        (b"<a>&velm;</a>", "Entity 'velm' not defined"),
        (b"<a/><b/>", "not XML that can be read"),
        (b"<?xml version='1.0' encoding='klingon'?><a/>", "encoding that is not known: klingon; save it as UTF-8"),
        (b"<a>" + b" " * 21 * 2**20 + b"</a>", "larger than 20 MB"),
    ],
)
def test_what_is_not_read_says_why(raw: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=rf"^x\.xml.*{message}"):
        parsed(raw, "x.xml")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for start in (b"", b"<a>", b"<!DOCTYPE a ["):
        with contextlib.suppress(SourceError):
            assert local(parsed(start + raw + b"</a>", "x.xml"))
        with contextlib.suppress(SourceError):
            refuse_declarations(start + raw, "x.xml")
        assert isinstance(root_of(start + raw), str)


# ---- what it is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"<?xml version='1.0'?><newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='", "newsitem"),
        ("<newsMessage>".encode("utf-16"), "newsmessage"),
        (b"<NewsML Version='1.2'>", "newsml"),
        (b"<!DOCTYPE nitf SYSTEM 'nitf.dtd'>\n<!-- of <today> -->\n<nitf>", "nitf"),
        (b"\xef\xbb\xbf<rss version='2.0'>", "rss"),
        (b"<rdf:RDF xmlns:rdf='x'", "rdf"),
        (b"<feed\nxmlns='http://www.w3.org/2005/Atom'>", "feed"),
        (b"<urlset xmlns='x'>", "urlset"),
        (b"<sitemapindex>", "sitemapindex"),
        (b"<opml version='1.0'>", "opml"),
        (b"<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'><html xmlns='", "html"),
        (b"<!doctype HTML><HTML lang=en>", "html"),
        (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>", "rss"),
        (b"It rained.", ""),
        (b"<!-- it never ends", ""),
        (b"<newsIt", ""),
        (b"", ""),
        (b"<?xml version='1.0' encoding='utf-7'?>+ADw-rss+AD4-", ""),
    ],
)
def test_the_first_bytes_say_what_a_document_is(start: bytes, name: str) -> None:
    assert root_of(start) == name


# ---- hostile ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A file nobody may read and a port nobody may call; the port is asked afterwards."""
    (tmp_path / "secret.txt").write_text(CANARY)
    (tmp_path / "evil.dtd").write_text(f"<!ENTITY stolen '{CANARY}'>")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield {"FILE": tmp_path.as_uri(), "HTTP": f"http://127.0.0.1:{server.getsockname()[1]}"}
        with pytest.raises(BlockingIOError):
            server.accept()


LAUGHS = "<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
DECLARED = {
    "a billion laughs": (f"<!DOCTYPE x [{LAUGHS}]>", "&l11;"),
    "the square of a long text": (f"<!DOCTYPE x [<!ENTITY l '{'x' * 50_000}'>]>", "&l;" * 50_000),
    "a file": ("<!DOCTYPE x [<!ENTITY f SYSTEM 'FILE/secret.txt'>]>", "&f;"),
    "an address": ("<!DOCTYPE x [<!ENTITY f SYSTEM 'HTTP/secret.txt'>]>", "&f;"),
    "a parameter that is a file": ("<!DOCTYPE x [<!ENTITY % p SYSTEM 'FILE/evil.dtd'> %p;]>", "&stolen;"),
    "a parameter that is an address": ("<!DOCTYPE x [<!ENTITY % p SYSTEM 'HTTP/evil.dtd'> %p;]>", "&stolen;"),
    "an entity in an attribute": ("<!DOCTYPE x [<!ENTITY f SYSTEM 'FILE/secret.txt'>]>", "<em id='&f;'/>"),
    "defaults for attributes": ("<!DOCTYPE x [<!ATTLIST p a CDATA 'surprise'>]>", ""),
    "a second document type": ("<!DOCTYPE x><!DOCTYPE x [<!ENTITY f 'y'>]>", "&f;"),
    "an entity behind what looks like the root": ("<!DOCTYPE x SYSTEM '<root>' [<!ENTITY f 'y'>]>", "&f;"),
    "an entity behind a comment that looks closed": ("<!--> <!DOCTYPE x [<!ENTITY f 'y'>]> -->", ""),
    "a document type that breaks off": ("<!DOCTYPE x [<!ENTITY f 'y'", ""),
}


@every_format
@pytest.mark.parametrize("hostile", DECLARED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_declarations_are_refused_in_every_encoding(
    kind: str, hostile: str, encoding: str, trap: dict[str, str]
) -> None:
    prolog, text = DECLARED[hostile]
    whole = document(kind, prolog, text)
    for word, there in trap.items():
        whole = whole.replace(word, there)
    began = time.monotonic()
    for refused in (lambda raw: read(kind, raw), lambda raw: refuse_declarations(raw, "x.xml")):
        with pytest.raises(SourceError, match=r"declares entities or other things.*take the declarations out") as error:
            refused(whole.encode(encoding))
        assert CANARY not in str(error.value)
    assert time.monotonic() - began < 5


@every_format
@pytest.mark.parametrize(
    "prolog",
    [
        "<!DOCTYPE x SYSTEM 'FILE/evil.dtd'>",
        "<!DOCTYPE x PUBLIC 'x' 'HTTP/evil.dtd'>",
        "<?xml-stylesheet href='HTTP/x'?>",
    ],
)
def test_what_a_document_names_is_not_loaded(kind: str, prolog: str, trap: dict[str, str]) -> None:
    included = "".join(
        f"<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='{there}/secret.txt' parse='text'/>"
        for there in trap.values()
    )
    located = f" xmlns:s='http://www.w3.org/2001/XMLSchema-instance' s:schemaLocation='urn:x {trap['HTTP']}/x.xsd'"
    for word, there in trap.items():
        prolog = prolog.replace(word, there)
    raw = document(kind, prolog, f"Rain. {included}", located).encode()
    assert CANARY not in words(parsed(raw, "x.xml"))
    assert CANARY not in repr(read(kind, raw))
    with pytest.raises(SourceError, match="Entity 'stolen' not defined"):
        read(kind, document(kind, prolog, "&stolen;").encode())


@every_format
@pytest.mark.parametrize("between", ["\x00", "\x01", "\ufffe", "\x7f\x00"])
def test_declarations_are_not_hidden_by_characters_that_are_dropped(kind: str, between: str) -> None:
    prolog = between.join("<!DOCTYPE x [<!ENTITY f 'y'>]>")
    for raw in (document(kind, "\n" + prolog, "&f;").encode(), document(kind, prolog, "&f;").encode("utf-16-le")):
        with pytest.raises(SourceError):
            read(kind, raw)


HIDDEN = "+ADwAIQ-DOCTYPE x +AFsAPAAh-ENTITY f 'y'+AD4AXQA+-"


@every_format
@pytest.mark.parametrize("stated", ["utf-7", "cp037", "hz", "unicode_escape", "punycode", "rot13", "idna", "base64"])
def test_encodings_in_which_anything_can_be_hidden_are_refused(kind: str, stated: str) -> None:
    raw = document(kind, f"<?xml version='1.0' encoding='{stated}'?>{HIDDEN}", "x").encode()
    for refused in (lambda: read(kind, raw), lambda: refuse_declarations(raw, "x.xml")):
        with pytest.raises(SourceError, match="in which anything can be hidden"):
            refused()


def test_what_the_server_says_of_the_encoding_is_looked_at_too() -> None:
    with pytest.raises(SourceError, match="in which anything can be hidden"):
        refuse_declarations(f"{HIDDEN}<rss/>".encode(), "x.xml", "utf-7")
    with pytest.raises(SourceError, match="declares entities"):
        refuse_declarations("\n<!DOCTYPE x [<!ENTITY f 'y'>]><rss/>".encode("utf-16-le"), "x.xml", "utf-16-le")
    with pytest.raises(SourceError, match="declares entities"):
        refuse_declarations("\n<!DOCTYPE x [<!ENTITY f 'y'>]><rss/>".encode("utf-16-le"), "x.xml")
    refuse_declarations(b"<rss/>", "x.xml", "utf-16")


def many(text: str, count: int) -> str:
    return text * count


HUGE: dict[str, Callable[[], dict[str, str]]] = {
    "200,000 elements deep": lambda: {"text": many("<p>", 200_000)},
    "200,000 deep and closed": lambda: {"text": many("<p>", 200_000) + many("</p>", 200_000)},
    "a million attributes": lambda: {"attributes": "".join(f" a{n}=''" for n in range(1_000_000))},
    "one attribute a million times": lambda: {"attributes": many(" a=''", 1_000_000)},
    "a text of 18 MB": lambda: {"text": many("x", 18_000_000)},
    "an attribute of 18 MB": lambda: {"attributes": f" a='{many('x', 18_000_000)}'"},
    "three million elements": lambda: {"text": many("<p/>", 3_000_000)},
    "300,000 namespaces": lambda: {"attributes": "".join(f" xmlns:a{n}='urn:{n}'" for n in range(300_000))},
    "a million entities": lambda: {"text": many("&nbsp;", 1_000_000)},
    "four million entities of none": lambda: {"text": many("&a", 4_000_000)},
    "a million comments": lambda: {"prolog": many("<!-- -->", 1_000_000)},
    "comments that do not end": lambda: {"prolog": many("<!--", 2_000_000)},
    "a million document types": lambda: {"prolog": many("<!DOCTYPE x>", 1_000_000)},
    "a document type of quotes": lambda: {"prolog": "<!DOCTYPE " + many("\"'", 4_000_000)},
    "nothing but brackets": lambda: {"prolog": many("<", 19_000_000)},
}


@pytest.mark.parametrize("hostile", HUGE)
def test_what_is_huge_is_refused_or_read_in_a_time_that_is_bounded(hostile: str) -> None:
    raw = document("nitf", **HUGE[hostile]()).encode()
    began = time.process_time()
    with contextlib.suppress(SourceError):
        assert local(parsed(raw, "x.xml")) == "nitf"
    with contextlib.suppress(SourceError):
        refuse_declarations(raw, "x.xml")
    root_of(raw[:4096])
    assert time.process_time() - began < 15


@every_format
def test_a_tree_too_deep_is_refused_in_every_format(kind: str) -> None:
    with pytest.raises(SourceError, match="Excessive depth in document: 256"):
        read(kind, document(kind, text=many("<em>", 200_000)).encode())


def test_memory_is_bounded() -> None:
    """20 MB of the smallest elements that are taken, in a process of its own."""
    script = """
        from pathlib import Path
        from onrecord.index.sources.xml import parsed
        parsed(b"<a>" + b"<a/>x" * 990_000 + b"x" * 9_000_000 + b"</a>", "x.xml")
        print(next(line for line in Path("/proc/self/status").open() if line.startswith("VmHWM")).split()[1])
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)
    assert int(done.stdout) // 1024 < 700  # not ru_maxrss, which begins with that of the process it was forked from
