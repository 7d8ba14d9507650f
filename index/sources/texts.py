"""Plain text and Markdown, with or without front matter between ``---`` lines for title, date, outlet and url."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import yaml
from markdown_it import MarkdownIt

from onrecord.index.errors import ArticleError, SourceError
from onrecord.index.sources.bounds import MOST, whole
from onrecord.index.sources.records import article_of, stated
from onrecord.index.sources.sniff import decoded, unread_remark
from onrecord.index.types import Article, Rejected

__all__ = ["file_id", "read_markdown", "read_text"]

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S)
_HEADLINE = re.compile(r"\A([^\n]{1,140})\n[ \t]*\n")
_LONGEST_FRONT = 2**14  # characters: YAML is slow to read
_MOST_BRACKETS = 100  # of a front matter: reading what is nested takes time in proportion to the square of its depth
_MOST_MARKDOWN = 2**20  # bytes: ten seconds, if they are all short lines
_MOST_LINKS = 10_000  # "[" in a page of Markdown: each may begin a link, and takes a tenth of a millisecond
_DEEPEST = 100  # quotes in quotes
_MOST_UNREAD = 0.1  # of the bytes of a text
_OPENING = 80  # characters of a text that stand for a title where it has none


def read_text(stream: BinaryIO, name: str) -> Iterator[Article | Rejected]:
    """One article. A short first line that is no sentence and stands alone is its title.

    Raises:
        SourceError: not text, or more than 20 MB.
    """
    text, unread = _text(stream, MOST)
    fields, body = _front_matter(text)
    body = body.replace("\r\n", "\n").strip()
    headline = _HEADLINE.match(body)
    if not stated(fields, "title") and headline and not headline[1].rstrip().endswith((".", "!", "?", "”", '"', ":")):
        fields["title"], body = headline[1], body[headline.end() :]
    yield _article(fields, body, name, unread)


def read_markdown(stream: BinaryIO, name: str) -> Iterator[Article | Rejected]:
    """One article, as the text a reader of the page would see; a heading of the first level at the top is its title.

    Raises:
        SourceError: not text, more than 1 MB, or more brackets than any article has.
    """
    text, unread = _text(stream, _MOST_MARKDOWN)
    fields, source = _front_matter(text)
    if source.count("[") > _MOST_LINKS:
        raise SourceError(f"the file has more than {_MOST_LINKS:,} square brackets; save it as plain text (.txt)")
    blocks = _blocks(source)
    if not stated(fields, "title") and blocks and blocks[0][0] == "h1":
        fields["title"] = blocks.pop(0)[1]
    yield _article(fields, "\n\n".join(words for _, words in blocks), name, unread)


def file_id(name: str) -> str:
    """An id that stays the same while a file keeps its place: its name, and a hash of its path."""
    path = Path(name.replace("\x00", "\ufffd"))  # of a record in a crawl, which may have any
    digest = hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    return f"{path.stem.removesuffix('.txt')}-{digest[:8]}"


def _text(stream: BinaryIO, most: int) -> tuple[str, int]:
    raw = whole(stream, "the file", most)
    text, unread = decoded(raw)
    if "\x00" in text or unread > len(raw) * _MOST_UNREAD:
        raise SourceError("the file is not text, whatever its name says")
    return text, unread


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    found = _FRONT.match(text[:_LONGEST_FRONT])
    if not found or found[1].count("[") + found[1].count("{") > _MOST_BRACKETS:
        return {}, text
    try:
        fields = yaml.load(found[1], Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes strings and nothing else
    except (yaml.YAMLError, RecursionError):
        return {}, text
    if not isinstance(fields, dict):
        return {}, text
    return {str(key).lower(): value for key, value in fields.items()}, text[found.end() :]


def _blocks(source: str) -> list[tuple[str, str]]:
    """The blocks of a Markdown page as (tag, text): marks and links are dropped, their words kept."""
    blocks: list[tuple[str, str]] = []
    tag = "p"
    for token in MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).parse(source):
        if token.type.endswith("_open"):
            tag = token.tag
        elif token.type == "inline":
            words = (
                " " if part.type in ("softbreak", "hardbreak") else part.content
                for part in token.children or ()
                if part.type in ("text", "code_inline", "softbreak", "hardbreak")
            )
            blocks.append((tag, "".join(words).strip()))
        elif token.type in ("code_block", "fence"):
            blocks.append(("pre", token.content.rstrip("\n")))
    return [block for block in blocks if block[1]]


def _article(fields: dict[str, Any], body: str, name: str, unread: int) -> Article | Rejected:
    opening = " ".join(body[: _OPENING * 2].split())
    if len(opening) > _OPENING:
        opening = opening[:_OPENING].rsplit(" ", 1)[0] + " …"
    record = {"id": file_id(name), **{k: v for k, v in fields.items() if v}, "text": body}
    if not stated(record, "title"):
        record["title"] = opening
    try:
        article = article_of(record)
    except ArticleError as error:
        return Rejected(name, str(error))
    return replace(article, remarks=(*article.remarks, *unread_remark(unread)))
