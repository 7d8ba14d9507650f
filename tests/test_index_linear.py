"""Twice as long a text takes about twice as long, whatever it is made of: nothing that is read by rules takes time in
proportion to the square of its length."""

from __future__ import annotations

import gc
import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from statistics import median
from typing import Any

import pytest

from onrecord.index import Article
from onrecord.index.chunking import passages, sentences
from onrecord.index.dates import to_iso
from onrecord.index.duplicates import similarity, sketch
from onrecord.index.errors import DateError, SourceError
from onrecord.index.normalise import normalise, normalise_line, normalise_text
from onrecord.index.sources import structured, tables, texts
from onrecord.index.sources.sniff import decoded, looks_like

MB = 1_000_000
_MOST = 2.5  # times as long for twice as much
_TRIES = 12  # others use the machine too


def read(reader: Callable[..., Iterator[Any]]) -> Callable[[str], object]:
    return lambda text: list(reader(io.BytesIO(text.encode()), "x"))


def line_of_json(text: str) -> object:
    return list(structured.read_lines(io.BytesIO(json.dumps({"text": text}).encode()), "x"))


def front_matter(text: str) -> object:
    return list(texts.read_text(io.BytesIO(f"---\n{text}".encode()), "x"))


def an_article(text: str) -> object:
    return normalise(Article("a", "t", text, remarks=(text[:8_000],)))


def bytes_of(encoding: str) -> Callable[[str], object]:
    return lambda text: decoded(text.encode(encoding, "surrogatepass"))


CASES: list[tuple[str, Callable[[str], object], int, tuple[str, ...]]] = [
    (
        "normalise",
        normalise_text,
        MB,
        (
            "\u0327\u0301",
            "a" + "\u0301" * 29,
            "a\u0301\u200d\u0327",
            "\u200d",
            "\ufe0f",
            "\u202e",
            "\r\n\r",
            "\u1820\u180b\u200d",
            "👩\u200d",
            "🏴\U000e0067\U000e0062",
            "\udc00\ud800",
            "\ufffe",
            "\u1100\u1161\u11a8",
        ),
    ),
    ("lines of fields", normalise_line, MB, (" ", "\u00a0\n", "a ")),
    ("an article", an_article, MB, ("x. ", "\u0301x ")),
    ("a date", to_iso, MB, ("4 July ", "9", "(", " ")),
    ("UTF-8", bytes_of("utf-8"), MB, ("a", "é", "\ud800", "é\ud800")),
    ("older encodings", bytes_of("cp1252"), MB, ("ü", "aü", "’ ")),
    ("what it holds", lambda text: looks_like(text.encode()[:8192], "x"), MB, ("<!--", "<!---->", "[", "{ ")),
    ("JSON lines", line_of_json, MB, ("\n", '"', "\\", "\ud800")),
    ("JSON lines, broken", read(structured.read_lines), MB // 5, ('{"a":', "[\n", "\r")),
    ("tables", read(tables.read_table), MB // 5, ("title,text\n", '"', '""', ',"', '"\n', "a,\n", "\r", "text\n,")),
    ("plain texts", read(texts.read_text), MB, ("\n", "a\n", "- ", "---\n", "---\n...\n", " \n")),
    ("front matter", front_matter, MB // 4, ("a: b\n", "[", "{a: ", "- - ", "? ", "&a ", "--- ", "\n")),
    (
        "Markdown",
        read(texts.read_markdown),
        MB // 40,
        (
            ">",
            "[",
            "![",
            "[a](",
            "*a ",
            "**a",
            "_a_",
            "`a``",
            "<a ",
            "<!--",
            "&#",
            "- ",
            "1. ",
            "- - ",
            "> a\n",
            "[[](",
        ),
    ),
    (
        "sentences",
        sentences,
        MB,
        ("a", "word ", "Mr. ", "A.", "市长表示，大桥关闭。", "“No.” ", "...", " ", "\n", "\u00a0 ", "1."),
    ),
    ("sentences of a word", sentences, MB // 4, ("1. ", "a\n", "字。", "(a. ", "?! ")),
    ("passages", passages, MB // 5, ("a", "word ", "A. ", "字。", ". ", "<i>", "Heading\n\n", "U.S. ", "—", "a, ")),
    ("sketches", sketch, MB, ("a", "word ", "a.b.", "字。", "\u0301", " ")),
    ("similarity", lambda text: similarity(text, text[::-1]), MB // 2, ("word ", "a.b.", "ß ")),
]


@pytest.fixture(autouse=True, scope="module")
def _what_was_there_before_is_let_be() -> Iterator[None]:
    """So that collecting garbage between two measurements takes no time."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def seconds(function: Callable[[str], object], text: str) -> float:
    gc.collect()
    gc.disable()  # it looks through all that there is, again and again
    begin = time.process_time()
    with suppress(SourceError, DateError):
        function(text)
    taken = time.process_time() - begin
    gc.enable()
    return taken


@pytest.mark.alone
@pytest.mark.parametrize("part", [4, pytest.param(1, marks=pytest.mark.long)], ids=["a quarter", "whole"])
@pytest.mark.parametrize(
    ("function", "size", "piece"),
    [(function, size, piece) for _, function, size, pieces in CASES for piece in pieces],
    ids=[f"{name}: {ascii(piece)[1:-1][:20]}" for name, _, _, pieces in CASES for piece in pieces],
)
def test_twice_as_much_takes_about_twice_as_long(
    function: Callable[[str], object], size: int, piece: str, part: int
) -> None:
    whole = piece * (size // part // len(piece))
    half = whole[: len(whole) // 2]
    ratios: list[float] = []
    while len(ratios) < _TRIES:
        ratios.append(seconds(function, whole) / max(seconds(function, half), 0.01 / part))
        if median(ratios) <= _MOST:
            return
    assert median(ratios) <= _MOST
