"""TREC collections: documents, topics and judgements, the way trec_eval's qrels name them (https://trec.nist.gov).

Each file of the folder is known by what is in it, whatever it is called.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from onrecord.eval.loaders.beir import read_articles
from onrecord.eval.loaders.fields import shown
from onrecord.eval.loaders.found import Found
from onrecord.eval.loaders.gathered import Gathered
from onrecord.eval.loaders.judged import Judgement, judged, judgements, relevant
from onrecord.eval.types import Question
from onrecord.index import Article, OnRecordError
from onrecord.index.dates import to_iso
from onrecord.index.errors import DateError, SourceError
from onrecord.index.normalise import normalise, normalise_line, normalise_text

__all__ = ["LOOKS", "fits", "read"]

LOOKS = (
    "a folder with documents (<DOC><DOCNO>, or articles as JSON lines), topics (<top><num>, or lines of an id, a tab "
    "and text) and judgements in four columns"
)
_DOC = re.compile(r"<DOC>.*?<DOCNO>", re.I | re.S)
_TOP = re.compile(r"<top>.*?<num>", re.I | re.S)
_RECORD = re.compile(r"\s*\{\s*\"")
_JUDGEMENT = re.compile(r"\S+\s+\S+\s+\S+\s+-?\d+\s*")
_ROW = re.compile(r"[^\t]*\S[^\t]*\t[^\t]*\S[^\t]*")
_TAG = re.compile(r"<[/!]?[A-Za-z][^<>]*>")
_PARAGRAPH = re.compile(r"<P\b[^<>]*>", re.I)
_GAP = re.compile(r"\n\s*\n\s*")
_WRITTEN = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}")
_CAPTION = re.compile(r"\s*(?:Number|Topic|Description|Narrative)\s*:", re.I)


def fits(found: Found) -> bool:
    """Whether a folder is in this form."""
    there = {_kind(found, name) for name in found.files} if found.folder else set()
    return bool(there & {"documents", "topics"}) or ("judgements" in there and bool(there & {"articles", "rows"}))


def read(found: Found, into: Gathered) -> None:
    """The documents as articles, and each topic that was judged as a question: its title, or its description where it
    has none. A topic's number is compared without zeros before it (topics write 051, judgements 51).

    ``DATE`` becomes the day of publication where it can be read as one, and is nothing otherwise.

    Raises:
        SourceError: documents, topics or judgements are missing.
    """
    kinds = {name: _kind(found, name) for name in found.files}
    documents, records, topics, rows, grades = (
        [name for name in found.files if kinds[name] == kind]
        for kind in ("documents", "articles", "topics", "rows", "judgements")
    )
    for what, there in (("documents", documents + records), ("topics", topics + rows), ("judgements", grades)):
        if not there:
            raise SourceError(f"{found.path} has no {what}; it is {found.describe()}, and a TREC set is {LOOKS}")
    for name in documents:
        _documents(found, name, into)
    for name in records:
        read_articles(found, name, into)
    asked = _topics(found, topics, rows, into)
    lines = (line for name in grades for line in judgements(found.lines(name), 4, into))
    known = judged((_plain(line) for line in lines), asked, into.articles, into)
    for name, (question, where) in asked.items():
        if name in known:
            into.question(replace(question, relevant=relevant(known[name])), where)


def _kind(found: Found, name: str) -> str:
    """What a file holds, by how it begins; nothing known is the empty text."""
    head = found.head(name)
    if _DOC.search(head):
        return "documents"
    if _TOP.search(head):
        return "topics"
    if _RECORD.match(head):
        return "articles"
    lines = [line for line in head.splitlines() if line.strip()][:20]
    for kind, form in (("judgements", _JUDGEMENT), ("rows", _ROW)):
        if 2 * sum(form.fullmatch(line) is not None for line in lines) > len(lines):
            return kind
    return ""


def _pieces(found: Found, name: str, opening: str) -> Iterator[tuple[str, str]]:
    """What follows each opening tag, up to the next, with its place."""
    text = found.text(name)
    starts = list(re.finditer(re.escape(opening), text, re.I))
    line, counted = 1, 0
    for start, end in zip(starts, [*(one.start() for one in starts[1:]), len(text)], strict=True):
        line += text.count("\n", counted, start.start())
        counted = start.start()
        yield f"{name} line {line}", text[start.end() : end]


def _documents(found: Found, name: str, into: Gathered) -> None:
    for where, piece in _pieces(found, name, "<DOC>"):
        try:
            article = _document(piece)
        except OnRecordError as error:
            into.reject(where, error)
            continue
        into.article(article, where)


def _document(piece: str) -> Article:
    body, closed, _ = _parted(piece, "</DOC>")
    if not closed:
        raise SourceError("the document does not end: </DOC> is missing")
    number = normalise_line(_first(body, "DOCNO"))
    if not number:
        raise SourceError("the document has no <DOCNO>")
    text = "\n\n".join(_words(part) for part in _all(body, "TEXT"))
    if not text.strip():
        raise SourceError(f"document {shown(number)} has no <TEXT>, or nothing in it")
    title = _first(body, "HEADLINE") or _first(body, "TITLE") or _first(body, "HEAD")
    return normalise(Article(number, normalise_line(_words(title)), text, published=_day(_first(body, "DATE"))))


def _parted(text: str, tag: str) -> tuple[str, str, str]:
    parts = re.split(f"({re.escape(tag)})", text, maxsplit=1, flags=re.I)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else (text, "", "")


def _all(body: str, tag: str) -> list[str]:
    return re.findall(rf"<{tag}\b[^<>]*>(.*?)</{tag}>", body, re.I | re.S)


def _first(body: str, tag: str) -> str:
    return next(iter(_all(body, tag)), "")


def _words(marked_up: str) -> str:
    """The text without its markup; a paragraph begins after a blank line."""
    text = html.unescape(_TAG.sub("", _PARAGRAPH.sub("\n\n", marked_up)))
    return _GAP.sub("\n\n", normalise_text(text))


def _day(stated: str) -> str | None:
    words = normalise_line(_words(stated))
    for part in (words, next(iter(_WRITTEN.findall(words)), "")):
        try:
            return to_iso(part)
        except DateError:
            continue
    return None


def _topics(found: Found, topics: list[str], rows: list[str], into: Gathered) -> dict[str, tuple[Question, str]]:
    asked: dict[str, tuple[Question, str]] = {}
    stated = [(where, _topic(piece)) for name in topics for where, piece in _pieces(found, name, "<top>")]
    stated += [(where, _row(line)) for name in rows for where, line in found.lines(name)]
    for where, (number, text) in stated:
        if not number:
            into.reject(where, f"a topic without an id: {shown(text)}")
        elif not text:
            into.reject(where, f"topic {shown(number)} has neither title nor description")
        elif number in asked:
            into.reject(where, f"a topic before it has the id {shown(number)} already")
        else:
            asked[number] = (Question(number, text), where)
    return asked


def _topic(piece: str) -> tuple[str, str]:
    number, title, described = (_field(piece, tag) for tag in ("num", "title", "desc"))
    return _number(number), title or described


def _field(piece: str, tag: str) -> str:
    """A topic's field, whether or not its tag is closed: classic topics close none."""
    found = re.search(rf"<{tag}>([^<]*)", piece, re.I)
    return normalise_line(_CAPTION.sub("", html.unescape(found[1]), count=1)) if found else ""


def _row(line: str) -> tuple[str, str]:
    number, _, text = line.partition("\t")
    return _number(normalise_line(number)), normalise_line(text)


def _plain(line: Judgement) -> Judgement:
    return replace(line, query=_number(line.query))


def _number(name: str) -> str:
    return (name.lstrip("0") or "0") if name.isascii() and name.isdigit() else name
