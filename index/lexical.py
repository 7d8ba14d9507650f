"""BM25 over passages with their titles. The only module that imports tantivy.

A query is built from terms, never parsed, so any text is safe to ask. The files of a tantivy index are written once
and never changed (its ``meta.json`` is replaced), so the index of a new state is made by linking the files of the one
before and committing the difference.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import tantivy

from onrecord.index.entries import Entry
from onrecord.index.limits import EVERYTHING, Limits, day_number, first_part

__all__ = ["LexicalIndex", "LexicalWriter", "terms"]

_ANALYZER = "news"
REPLACED = ("meta.json", ".managed.json")  # tantivy replaces these; everything else is written once
_LOCK = ".tantivy-meta.lock"
_HEAP = 64_000_000
_MOST = 2**62


class LexicalIndex:
    """An opened lexical index, as it was when it was opened."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Tantivy writes to a lock file even to open. Where that is not allowed it is given a folder of links.
        self._index = tantivy.Index.open(str(folder if os.access(folder / _LOCK, os.W_OK) else self._linked()))
        self._index.config_reader("manual")  # else a thread looks for commits, of which there are none
        self._index.register_tokenizer(_ANALYZER, _analyzer())
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, text: str, k: int, limits: Limits = EVERYTHING) -> list[tuple[int, float]]:
        """The ``k`` best passage ids for any of the words of ``text``, with BM25 scores, best first; only of what the
        limits leave."""
        words = dict.fromkeys(terms(text))
        k = min(k, len(self))
        if k < 1 or not words:
            return []
        any_word = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", word)) for word in words]
        )
        # Inside another query, a union of words is not skipped through (block-max WAND): so only where it must be.
        must = [(tantivy.Occur.Must, query) for query in (any_word, *map(_unscored, self._limits(limits)))]
        query = tantivy.Query.boolean_query(must) if limits else any_word
        found = self._searcher.search(query, k, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in found])
        return [(int(i or 0), float(score)) for i, (score, _) in zip(ids, found, strict=True)]

    def ids(self) -> list[int]:
        """Every passage id, ascending."""
        found = self._searcher.search(tantivy.Query.all_query(), max(1, len(self)), count=False).hits
        return sorted(int(i or 0) for i in self._searcher.fast_field_values("id", [address for _, address in found]))

    def _linked(self) -> str:
        links = tempfile.mkdtemp()
        weakref.finalize(self, shutil.rmtree, links, ignore_errors=True)
        for file in self._folder.resolve().iterdir():
            if not file.name.endswith(".lock"):
                (Path(links) / file.name).symlink_to(file)
        return links

    def _limits(self, limits: Limits) -> Iterator[tantivy.Query]:
        if limits.among is not None:
            yield tantivy.Query.term_set_query(self._schema, "id", limits.among.tolist())
        if limits.first or limits.last:
            yield self._range("day", limits.first or 1, limits.last or _MOST)
        if limits.outlets:
            yield tantivy.Query.term_set_query(self._schema, "outlet", list(limits.outlets))
        if limits.languages:
            yield tantivy.Query.term_set_query(self._schema, "language", list(limits.languages))
        if limits.published_by:
            undated = [self._range("day", 0, 0), self._range("since", 0, limits.added_by)]
            either = [
                self._range("day", 1, limits.published_by),
                tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in undated]),
            ]
            yield tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in either])
        if limits.known is not None:
            yield self._range("since", 0, limits.known)
            yield self._range("until", limits.known + 1, _MOST)

    def _range(self, field: str, low: int, high: int) -> tantivy.Query:
        return tantivy.Query.range_query(self._schema, field, tantivy.FieldType.Integer, low, high)


class LexicalWriter:
    """Makes an index in ``folder``: that of ``previous`` without some passages and with others. Nothing of it counts
    before ``commit``."""

    def __init__(self, folder: Path, previous: Path | None) -> None:
        self._folder = folder
        folder.mkdir(parents=True)
        for file in previous.iterdir() if previous is not None else ():
            if file.name in REPLACED:
                shutil.copyfile(file, folder / file.name)
            elif not file.name.endswith(".lock"):
                _link(file, folder / file.name)
        self._index = tantivy.Index(_schema(), path=str(folder))
        self._index.register_tokenizer(_ANALYZER, _analyzer())
        self._index.config_reader("manual")  # else a thread opens what was committed, also when it is being deleted
        self._writer = self._index.writer(_HEAP, num_threads=1)

    def remove(self, ids: Iterable[int]) -> None:
        """Take passages out."""
        for passage_id in ids:
            self._writer.delete_documents_by_term("id", passage_id)

    def add(self, entries: Iterable[Entry]) -> None:
        """Put passages in."""
        for entry in entries:
            self._writer.add_document(_document(entry))

    def commit(self) -> list[str]:
        """Write everything; returns the names of the files that belong to the index."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()
        for name in REPLACED:  # tantivy lets nobody but the owner read these
            (self._folder / name).chmod(self._folder.stat().st_mode & 0o666)
        segments = [segment["segment_id"].replace("-", "") for segment in _meta(self._folder)["segments"]]
        files = [file for file in self._folder.iterdir() if not file.name.endswith(".lock")]
        kept = sorted(file.name for file in files if file.name in REPLACED or file.name.split(".")[0] in segments)
        for file in files:
            if file.name not in kept:  # merged into another, and left because tantivy could not note that it is gone
                file.unlink(missing_ok=True)
        return kept

    def abandon(self) -> None:
        """Let go of the writer without a commit."""
        self._writer.rollback()


def _link(file: Path, to: Path) -> None:
    try:
        os.link(file, to)
    except OSError:  # a file system without hard links
        shutil.copyfile(file, to)


def terms(text: str) -> list[str]:
    """The words of a text as the index knows them: lower case, without accents, English stems, no stop words."""
    return list(_analyzer().analyze(text))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)  # signed: tantivy-py deletes by no other number
    builder.add_integer_field("day", indexed=True, fast=True)
    for name in ("since", "until"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("outlet", "language"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name=_ANALYZER)
    return builder.build()


def _document(entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("id", entry.id)
    document.add_text("text", entry.text)
    document.add_text("outlet", entry.outlet.lower())
    document.add_text("language", first_part(entry.language))
    document.add_integer("day", day_number(entry.day))
    document.add_integer("since", entry.since)
    document.add_integer("until", entry.until or _MOST)
    return document


@lru_cache(maxsize=1)
def _analyzer() -> tantivy.TextAnalyzer:
    chain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(64),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stopword("english"),
        tantivy.Filter.stemmer("english"),
    ):
        chain = chain.filter(step)
    return chain.build()


def _unscored(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


def _meta(folder: Path) -> dict[str, Any]:
    """What tantivy notes of an index."""
    noted: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return noted
