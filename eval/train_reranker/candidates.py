"""Passages of a set's articles that have the words of its questions: what a reranker is to tell from answers.

Words alone find them, so that an archive of any size is ready in minutes, without its passages being embedded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from onrecord.eval.judge import Found
from onrecord.eval.searching import passages_of
from onrecord.index import Article
from onrecord.index.chunking import indexed_text
from onrecord.index.entries import Entry
from onrecord.index.lexical import LexicalIndex, LexicalWriter
from onrecord.index.normalise import normalise

__all__ = ["by_words"]


def by_words(articles: Sequence[Article], folder: Path) -> Callable[[str, int], list[tuple[str, Found]]]:
    """A function from a question and a number to so many passages with their titles, best first by BM25.

    Args:
        articles: what is searched.
        folder: a new one for the index.
    """
    found: list[tuple[str, Found]] = []
    writer = LexicalWriter(folder, None)
    for article in map(normalise, articles):
        pieces = list(passages_of(article))
        writer.add(_entry(number, article, piece) for number, piece in enumerate(pieces, len(found)))
        found += [(article.title, piece) for piece in pieces]
    writer.commit()
    index = LexicalIndex(folder)
    return lambda question, most: [found[number] for number, _ in index.search(question, most)]


def _entry(number: int, article: Article, piece: Found) -> Entry:
    return Entry(number, indexed_text(article.title, piece.text), article.day, article.outlet)
