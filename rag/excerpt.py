"""The part of a passage that a question is about: what a reranker or a reader reads in the place of the whole.

Their time is in proportion to what it reads, and most of a passage says nothing to the question. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from onrecord.index.chunking import sentences
from onrecord.index.lexical import terms

__all__ = ["WORDS", "excerpt", "rarity", "shown", "stretch"]

WORDS = 56  # of a passage that a reranker is shown, about


def shown(query: str, pieces: Sequence[tuple[str, str]], words: int = WORDS) -> list[str]:
    """What a reranker reads of each piece, a title and a passage: the title, and the passage's excerpt below it."""
    worth = rarity(query, (text for _, text in pieces))
    cut = ((title, " ".join(text[a:b] for a, b in excerpt(text, worth, words))) for title, text in pieces)
    return [f"{title}\n{text}" if title else text for title, text in cut]


def rarity(query: str, texts: Iterable[str]) -> dict[str, float]:
    """What each of a question's words is worth among some texts: ``log(1 + n / df)``, with ``n`` texts, ``df`` of
    which have the word. What all of them have tells them apart least."""
    held = [set(terms(text)) for text in texts]
    return {
        word: math.log1p(len(held) / count) if (count := sum(word in words for words in held)) else 0.0
        for word in dict.fromkeys(terms(query))
    }


def excerpt(text: str, worth: Mapping[str, float], words: int) -> list[tuple[int, int]]:
    """The sentences of a passage that together have most of the question's words, as offsets, in order.

    Sentences are taken one by one, each time the one that adds most; then those beside the first, while there is room.

    Args:
        text: a passage.
        worth: what each word of the question counts, as of :func:`rarity`.
        words: about how many are kept; the first sentence taken is kept whole, however long.
    """
    spans = sentences(text) if text.count(" ") >= words else []
    if not spans:
        return [(0, len(text))]
    sizes = [1 + text.count(" ", *span) for span in spans]
    told = [set(terms(text[start:end])) & worth.keys() for start, end in spans]
    missing = set(worth)
    taken: list[int] = []
    while True:
        room = words - sum(sizes[i] for i in taken)
        left = [i for i in range(len(spans)) if i not in taken and (not taken or sizes[i] <= room)]
        if not left:
            break
        gains = {i: sum(worth[word] for word in told[i] & missing) for i in left}
        best = max(left, key=lambda i: (gains[i], -abs(i - (taken or [0])[0]), i))
        taken.append(best)
        missing -= told[best]
    return [spans[i] for i in sorted(taken)]


def stretch(text: str, worth: Mapping[str, float], words: int) -> tuple[int, int]:
    """The sentences in a row that together have most of the question's words, as offsets; of several such stretches the
    longest, and then the first.

    Args:
        text: a passage.
        worth: what each word of the question counts, as of :func:`rarity`.
        words: about how many are kept; a sentence is kept whole, however long.
    """
    spans = sentences(text) if text.count(" ") >= words else []
    if not spans:
        return 0, len(text)
    sizes = [1 + text.count(" ", *span) for span in spans]
    told = [set(terms(text[start:end])) & worth.keys() for start, end in spans]
    best = (-1.0, 0, 0, 0)
    for first in range(len(spans)):
        size, held = 0, set[str]()
        for last in range(first, len(spans)):
            if last > first and size + sizes[last] > words:
                break
            size += sizes[last]
            held |= told[last]
            best = max(best, (round(sum(worth[word] for word in held), 6), size, -first, last))
    _, _, first, last = best
    return spans[-first][0], spans[last][1]
