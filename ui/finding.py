"""Passages that were searched for, as the archive view lists them: with the words of the search marked.

The marks are made here, by offsets: a word is marked where the index would have found it, so that "bridges" is marked
for "bridge", and nothing is looked for in the page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TypedDict

from onrecord.index import Article, Filters, Hit
from onrecord.index.lexical import terms
from onrecord.index.limits import embargoed
from onrecord.rag import Retriever
from onrecord.rag.excerpt import rarity, stretch
from onrecord.ui.source import Piece
from onrecord.ui.words import also, byline

__all__ = ["MOST", "PAGE", "EntryView", "article_entry", "entries", "found", "hit_entry", "marked"]

PAGE = 10
"""Entries that are shown at once, and that are added to them."""

MOST = 50
"""Passages that a search shows at most: who has read so many asks for something else."""

_WORD = re.compile(r"[^\W_]+")
_EXCERPT = 70  # words of a passage that are shown, about


class EntryView(TypedDict):
    """An article in a list, or a passage of one, which ``start`` and ``end`` say.

    ``open`` are ``before`` and ``after`` where the article goes on there without being shown.
    """

    key: str
    article: str
    revision: int
    start: int
    end: int
    title: str
    byline: str
    section: str
    also: str
    pieces: list[Piece]
    before: bool
    after: bool


def found(retriever: Retriever, words: str, filters: Filters | None, count: int) -> list[Hit]:
    """The best passages for some words, at most ``MOST``."""
    return retriever.search(words, min(count, MOST), filters=filters)


def hit_entry(hit: Hit, worth: dict[str, float]) -> EntryView:
    """A passage: the sentences of it that have most of the words that were searched for. ``worth`` are these words, in
    the form the index has them, and what each counts."""
    text, place = hit.text, hit.passage
    low, high = stretch(text, worth, _EXCERPT)
    return {
        **article_entry(hit.article),
        "key": f"p{place.id}",
        "revision": place.revision,
        "start": place.start + low,
        "end": place.start + high,
        "also": also(hit.also),
        "pieces": marked(text[low:high], worth),
        "before": bool(hit.article.text[: place.start + low].strip()),
        "after": bool(hit.article.text[place.start + high :].strip()),
    }


def entries(hits: Sequence[Hit], words: str) -> list[EntryView]:
    """The passages of one search."""
    worth = rarity(words, [hit.text for hit in hits])
    return [hit_entry(hit, worth) for hit in hits]


def article_entry(article: Article) -> EntryView:
    """An article, as it is now, without any of its text."""
    return {
        "key": f"a{article.id}",
        "article": article.id,
        "revision": 0,
        "start": 0,
        "end": 0,
        "title": article.title.strip() or "Untitled article",
        "byline": byline(article.outlet, article.published),
        "section": "under embargo" if embargoed(article) else article.section,
        "also": "",
        "pieces": [],
        "before": False,
        "after": False,
    }


def marked(text: str, stems: Collection[str]) -> list[Piece]:
    """The text in pieces, of which those of the kind ``quote`` are words whose stem is among ``stems``. Their texts
    join to the text."""
    pieces: list[Piece] = []
    told = 0
    for word in _WORD.finditer(text):
        if stems and any(stem in stems for stem in _stems(word[0])):
            if told < word.start():
                pieces.append({"kind": "text", "text": text[told : word.start()]})
            pieces.append({"kind": "quote", "text": word[0]})
            told = word.end()
    if told < len(text):
        pieces.append({"kind": "text", "text": text[told:]})
    return pieces


@lru_cache(maxsize=20_000)
def _stems(word: str) -> tuple[str, ...]:
    return tuple(terms(word))
