"""BM25 over passages with their titles. The only module that imports tantivy.

A query is built from terms, never parsed, so any text is safe to ask. The files of a tantivy index are written once
and never changed (its ``meta.json`` is replaced), so a new generation is made by linking the files of the one before
and committing the difference.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import tantivy

from onrecord.index.staging import Entry
from onrecord.index.types import Filters

__all__ = ["LexicalIndex", "terms"]

_ANALYZER = "news"
_REPLACED = ("meta.json", ".managed.json")  # tantivy replaces these; everything else is written once
_HEAP = 64_000_000


class LexicalIndex:
    """An opened lexical index, as it was when it was opened."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._index.register_tokenizer(_ANALYZER, _analyzer())
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self, text: str, k: int, filters: Filters | None = None, among: Iterable[int] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` best passage ids for any of the words of ``text``, with BM25 scores, best first.

        Args:
            text: any words.
            k: how many at most.
            filters: their days and outlets; which passages an article has is the catalog's to know.
            among: only these passage ids.
        """
        words = dict.fromkeys(terms(text))
        if k < 1 or not words:
            return []
        any_word = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "text", word)) for word in words]
        )
        must = [
            (tantivy.Occur.Must, any_word),
            *((tantivy.Occur.Must, query) for query in self._limits(filters, among)),
        ]
        found = self._searcher.search(tantivy.Query.boolean_query(must), k, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in found])
        return [(int(i or 0), float(score)) for i, (score, _) in zip(ids, found, strict=True)]

    def _limits(self, filters: Filters | None, among: Iterable[int] | None) -> Iterable[tantivy.Query]:
        if among is not None:
            ids = tantivy.Query.term_set_query(self._schema, "id", list(among))
            yield tantivy.Query.const_score_query(ids, 0.0)
        if filters and (filters.after or filters.before):
            low, high = _number(str(filters.after or "0001-01-01")), _number(str(filters.before or "9999-12-31"))
            days = tantivy.Query.range_query(self._schema, "day", tantivy.FieldType.Integer, low, high)
            yield tantivy.Query.const_score_query(days, 0.0)
        if filters and filters.outlets:
            names = [outlet.lower() for outlet in filters.outlets]
            outlets = tantivy.Query.term_set_query(self._schema, "outlet", names)
            yield tantivy.Query.const_score_query(outlets, 0.0)

    @staticmethod
    def write(folder: Path, previous: Path | None, remove: Iterable[int], add: Iterable[Entry]) -> None:
        """Make an index in ``folder``: that of ``previous`` without some passages and with others."""
        folder.mkdir(parents=True)
        if previous is not None:
            for file in previous.iterdir():
                if file.name in _REPLACED:
                    shutil.copyfile(file, folder / file.name)
                elif not file.name.endswith(".lock"):
                    _link(file, folder / file.name)
        index = tantivy.Index(_schema(), path=str(folder))
        index.register_tokenizer(_ANALYZER, _analyzer())
        writer = index.writer(_HEAP, num_threads=1)
        for passage_id in remove:
            writer.delete_documents_by_term("id", passage_id)
        for entry in add:
            writer.add_document(_document(entry))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()


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
    builder.add_text_field("outlet", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", tokenizer_name=_ANALYZER)
    return builder.build()


def _document(entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("id", entry.id)
    document.add_text("text", entry.text)
    document.add_text("outlet", entry.outlet.lower())
    if entry.day:
        document.add_integer("day", _number(entry.day))
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


def _number(day: str) -> int:
    """``2025-07-04`` as 20250704: days in order, as integers."""
    return int(day[:10].replace("-", ""))
