"""The part of a passage that a question is about: what a reranker reads in the place of the whole.

A reranker's time is in proportion to what it reads, and most of a passage says nothing to the question. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from onrecord.index.chunking import sentences
from onrecord.index.lexical import terms

__all__ = ["WORDS", "excerpt", "rarity", "shown"]

WORDS = 48  # of a passage that a reranker is shown, about


def shown(query: str, pieces: Sequence[tuple[str, str]], words: int = WORDS) -> list[str]:
    """What a reranker reads of each piece, a title and a passage: the title, and the passage's excerpt below it."""
    worth = rarity(query, (text for _, text in pieces))
    cut = ((title, text[slice(*excerpt(text, worth, words))]) for title, text in pieces)
    return [f"{title}\n{text}" if title else text for title, text in cut]


def rarity(query: str, texts: Iterable[str]) -> dict[str, float]:
    """What each of a question's words is worth among some texts: ``log(1 + n / df)``, with ``n`` texts, ``df`` of
    which have the word. What all of them have tells them apart least."""
    held = [set(terms(text)) for text in texts]
    return {
        word: math.log1p(len(held) / count) if (count := sum(word in words for words in held)) else 0.0
        for word in dict.fromkeys(terms(query))
    }


def excerpt(text: str, worth: Mapping[str, float], words: int) -> tuple[int, int]:
    """Whole sentences around the one that has most of the question's words, as offsets.

    Args:
        text: a passage.
        worth: what each word of the question counts, as of :func:`rarity`.
        words: about how many are kept; the first sentence taken is kept whole, however long.
    """
    if text.count(" ") < words:
        return 0, len(text)
    spans = sentences(text)
    if not spans:
        return 0, len(text)
    sizes = [1 + text.count(" ", *span) for span in spans]
    told = [set(terms(text[start:end])) & worth.keys() for start, end in spans]
    values = [sum(worth[word] for word in found) for found in told]
    first = last = max(range(len(spans)), key=lambda i: (values[i], -i))
    room = words - sizes[first]
    while grown := _neighbour(first, last, values, sizes, room):
        room -= sizes[grown - 1]
        first, last = min(first, grown - 1), max(last, grown - 1)
    return spans[first][0], spans[last][1]


def _neighbour(first: int, last: int, values: Sequence[float], sizes: Sequence[int], room: int) -> int:
    """The better of the sentences before and after, counted from one; of equals the one after; 0 where none fits."""
    beside = [i for i in (last + 1, first - 1) if 0 <= i < len(values) and sizes[i] <= room]
    return 1 + max(beside, key=lambda i: values[i]) if beside else 0
