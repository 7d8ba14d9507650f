"""Pages made to do harm: each costs three seconds at most, and the page after it is read as quickly as before."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable

import pytest

from onrecord.index import Article, Rejected
from onrecord.index.errors import SourceError
from onrecord.index.sources import pages, web

WORDS = "The bridge was closed on Monday after engineers found a crack in one of the hangers that carry the deck."
BODY = f"<p>{WORDS}</p><p>{WORDS.replace('Monday', 'Friday')}</p><p>{WORDS.replace('crack', 'nest')}</p>"
NOTE = {"@type": "NewsArticle", "headline": "Bridge shut", "datePublished": "2025-07-04"}
MANY = range(100_000)


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body><article>{body}</article></body></html>".encode()


def ld(note: object) -> str:
    return f'<script type="application/ld+json">{note if isinstance(note, str) else json.dumps(note)}</script>'


# Made when they are needed, and never stored.
HOSTILE: dict[str, Callable[[], bytes]] = {
    "100,000 attributes": lambda: page("<p " + " ".join(f"a{n}=1" for n in MANY) + ">x</p>" + BODY),
    "100,000 attributes without a value": lambda: page("<p " + " ".join(f"a{n}" for n in MANY) + ">x</p>" + BODY),
    "100,000 attributes of a script": lambda: page("<script " + " ".join(f"a{n}" for n in MANY) + "></script>" + BODY),
    "100,000 attributes with a > in each": lambda: page("<p " + " ".join(f"a{n}='>'" for n in MANY) + ">x</p>" + BODY),
    "20 MB of <p>": lambda: page("<p>" * 6_600_000),
    "18 MB of paragraphs": lambda: page(BODY * 50_000),
    "10,000 paragraphs": lambda: page("<p>It rained again on the bridge.</p>" * 10_000),
    "10,000 nested levels": lambda: page("<div>" * 10_000 + BODY),
    "100,000 nested levels": lambda: page("<div>" * 100_000 + BODY),
    "200 nested levels": lambda: page("<div>" * 200 + BODY + "</div>" * 200),
    "a 10 MB text": lambda: page("<p>" + "word " * 2_100_000),
    "a 10 MB word": lambda: page("<p>" + "w" * 10_100_000),
    "9 MB without a blank": lambda: page("<p>" + "w" * 9_000_000 + BODY),
    "entities": lambda: page("<p>" + "&amp;" * 1_500_000 + BODY),
    "entities as numbers": lambda: page("<p>" + "&#x41;" * 1_500_000 + BODY),
    "entities that are none": lambda: page("<p>" + "&nonsense" * 300_000 + BODY),
    "entities that are declared": lambda: (
        b'<!DOCTYPE html [<!ENTITY a "' + b"b" * 9999 + b'">]>' + page("&a;" * 99_999)
    ),
    "ampersands": lambda: page("<p>" + "&" * 3_000_000 + BODY),
    "a table of 500,000 cells": lambda: page("<table>" + ("<tr>" + "<td>a" * 100) * 5_000 + "</table>" + BODY),
    "a row of 5,000 cells": lambda: page("<table><tr>" + "<td>a" * 5_000 + "</table>" + BODY),
    "cells as wide as a million": lambda: page("<table>" + "<tr><td colspan=1000000>a" * 500 + "</table>" + BODY),
    "tables in tables": lambda: page("<table><tr><td>" * 3_000 + BODY),
    "tags that are never closed": lambda: page("<b><i><u><a><font>" * 50_000 + BODY),
    "links that are never closed": lambda: page("<a href=x>x" * 200_000 + BODY),
    "a tag that never ends": lambda: page(BODY + '<p title="' + "x" * 15_000_000),
    "signs that begin no tag": lambda: page("<" * 10_000_000 + BODY),
    "tags that begin and do not end": lambda: page("<a " * 250_000 + BODY),
    "a comment of 18 MB": lambda: page("<!--" + "x" * 18_000_000 + "-->" + BODY),
    "a comment that never ends": lambda: page(BODY + "<!--" + "-" * 9_000_000),
    "200,000 comments": lambda: page("<!-- x -->" * 200_000 + BODY),
    "JSON-LD of 18 MB": lambda: page(BODY, ld({**NOTE, "articleBody": "x" * 18_000_000})),
    "JSON-LD a million deep": lambda: page(BODY, ld('{"a":' * 1_000_000)),
    "JSON-LD of 100,000 articles": lambda: page(BODY, ld("[" + '{"@type":"NewsArticle"},' * 100_000 + "{}]")),
    "25,000 JSON-LDs": lambda: page(BODY, ld(NOTE) * 25_000),
    "frames in frames": lambda: page("<iframe>" * 100_000 + BODY),
    "noscript in noscript": lambda: page("<noscript>" * 100_000 + BODY),
    "bodies in bodies": lambda: b"<html><body>" * 100_000 + BODY.encode(),
    "NUL bytes": lambda: page("\0" * 10_000_000 + BODY),
    "combining marks": lambda: page("<p>a" + "\u0301" * 2_000_000 + BODY),
    "a style of 8 MB": lambda: page('<p style="' + "display:" * 1_000_000 + '">' + BODY),
    "100,000 metas": lambda: page(BODY, '<meta name="author" content="Ana Lind">' * 100_000),
    "10,000 headings": lambda: page(BODY + "<h2>x</h2>" * 10_000),
    "lines without end": lambda: page("<pre>" + "x\n" * 3_000_000 + "</pre>" + BODY),
    "a million classes": lambda: page('<p class="' + "comment " * 1_000_000 + '">x</p>' + BODY),
    "bytes by chance": lambda: bytes(range(256)) * 40_000,
}
ARE_READ = {
    "200 nested levels",
    "10,000 headings",
    "JSON-LD a million deep",
    "25,000 JSON-LDs",
    "200,000 comments",
    "a comment that never ends",
    "NUL bytes",
    "a style of 8 MB",
}


@pytest.fixture(scope="module")
def usual() -> float:
    """Seconds that an ordinary page takes."""
    return sorted(ordinary() for _ in range(5))[2]


def ordinary() -> float:
    start = time.perf_counter()
    (found,) = web.page(page(BODY, ld(NOTE)), "ordinary")
    assert isinstance(found, Article)
    assert found.text.startswith(WORDS)
    return time.perf_counter() - start


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_page_made_to_do_harm_costs_three_seconds_and_no_other_page(kind: str, usual: float) -> None:
    raw = HOSTILE[kind]()
    start = time.perf_counter()
    (found,) = web.page(raw, kind)
    assert time.perf_counter() - start < 6, "3 seconds, and as many on a machine that does other things"
    assert ordinary() < 20 * usual + 0.5
    assert isinstance(found, Article | Rejected)
    if isinstance(found, Rejected):
        assert (found.where, bool(found.reason)) == (kind, True)
        assert kind not in ARE_READ
    elif kind in ARE_READ:
        assert WORDS in found.text


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("100,000 attributes", "an element of it has 100,000 attributes, where 1,000 are taken"),
        ("100,000 attributes with a > in each", "an element of it has 100,000 attributes, where 1,000 are taken"),
        ("20 MB of <p>", "it has about 6,600,0.. tags, where 300,000 are taken"),
        ("100,000 metas", "it has 100,0.. elements, where 30,000 are taken"),
        ("10,000 nested levels", "its elements are nested more than 255 deep, as no article's is"),
        ("a 10 MB text", "longer than 10 million bytes, as no article's is"),
        ("lines without end", "the document takes more than 3 s to read, so it was left"),
    ],
)
def test_why_a_page_was_refused_is_told(kind: str, reason: str) -> None:
    (found,) = web.page(HOSTILE[kind](), kind)
    assert isinstance(found, Rejected)
    assert re.search(reason, found.reason)


@pytest.mark.parametrize(
    "make",
    [
        lambda n: page("<p>" + "It rained. " * n),
        lambda n: page(BODY, ld({**NOTE, "headline": "x, " * n})),
        lambda n: page(BODY, f'<meta name="author" content="{"Ana and " * n}">'),
        lambda n: page(BODY, f"<title>{' - ' * n}</title>"),
        lambda n: page(BODY, ld("/*" * n)),
        lambda n: page(BODY, ld("[" + '{"a": 1,' * n)),
        lambda n: page("<a b='" * n + BODY),
        lambda n: page("<script><a b=" * n + BODY),
    ],
    ids=["text", "headline", "authors", "title", "comments", "JSON", "quotes", "scripts"],
)
def test_twice_as_much_takes_twice_as_long(make: Callable[[int], bytes]) -> None:
    def seconds(n: int) -> float:
        raw, times = make(n), []
        for _ in range(3):
            start = time.process_time()
            with contextlib.suppress(SourceError):
                pages.extract(raw, {})
            times.append(time.process_time() - start)
        return min(times)

    assert seconds(40_000) < 2.5 * seconds(20_000) + 0.1
