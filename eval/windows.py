"""The baseline: what the common frameworks do by default. An article, title first, is cut into windows of 256 tokens
wherever they end; each window is a document of its own; the best by cosine, by BM25, or by both, are what is found.
Same weights, same FAISS, same BM25 as the system it is compared with, so that only the way differs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

from onrecord.index import Article, ChunkSettings, Filters, NewsIndex
from onrecord.index.chunking import indexed_text
from onrecord.index.snapshot import By
from onrecord.index.tokens import count, token_ends
from onrecord.rag.fusion import fuse
from onrecord.rag.retrieve import Candidates, Retriever, read
from onrecord.rag.understood import Understood
from onrecord.rag.weighing import Timing

__all__ = ["WHOLE", "WindowRetriever", "source", "windows"]

WHOLE = ChunkSettings(budget=4096, overlap=0)
"""Settings that leave a window in one piece."""


def windows(article: Article, tokens: int = 256) -> Iterator[Article]:
    """An article's windows of at most so many tokens, each as an article whose id says where it comes from:
    ``ID@START``, START being its offset in the article's text (below zero where it begins in the title)."""
    text = indexed_text(article.title, article.text)
    head = len(text) - len(article.text)
    ends = [0, *token_ends(text)]
    first = 0
    while first < len(ends) - 1:
        last = min(first + tokens, len(ends) - 1)
        # Cut apart, a text can have a token or two more; and what is seen as one character is not cut.
        while last > first + 1 and (
            count(text[ends[first] : ends[last]].strip()) > tokens or _inside(text, ends[last])
        ):
            last -= 1
        piece = text[ends[first] : ends[last]]
        start = ends[first] + len(piece) - len(piece.lstrip())
        if piece.strip():
            yield Article(f"{article.id}@{start - head}", "", piece.strip(), "", article.outlet, article.published)
        first = last


def _inside(text: str, at: int) -> bool:
    """Whether a character goes on there: with a mark, a joiner, or the tags of a flag."""
    return at < len(text) and (unicodedata.category(text[at]) in ("Mn", "Me", "Cf") or text[at - 1] == "\u200d")


def source(window_id: str, start: int, end: int) -> tuple[str, int, int]:
    """Where a piece of a window stands in the text of the article it was cut from; what stands in its title is taken
    for the text's first character.

    >>> source("a1@512", 3, 9)
    ('a1', 515, 521)
    """
    name, _, offset = window_id.rpartition("@")
    return name, max(0, int(offset) + start), max(1, int(offset) + end)


class WindowRetriever(Retriever):
    """The windows found by one index or by both, as they come: nothing is reranked, and the day asked is not used.

    Args:
        index: of windows.
        by: ``("dense",)``, ``("lexical",)``, or both, fused by reciprocal ranks.
        depth: how many each index gives.
    """

    def __init__(
        self,
        index: NewsIndex,
        by: tuple[By, ...],
        *,
        depth: int = 50,
    ) -> None:
        super().__init__(index, depth=depth, rerank=0)
        self.by = by

    def candidates(
        self,
        understood: Understood,
        *,
        filters: Filters | None = None,
        as_of: str | date | None = None,  # noqa: ARG002
        count: int | None = None,
    ) -> Candidates:
        """The windows, best first."""
        now = self.index.snapshot()
        rankings: dict[str, list[tuple[int, float]]] = {
            by: now.ranked(understood.query, self.depth, by=by, filters=filters) for by in self.by
        }
        return Candidates(list(read(now, fuse(rankings)[:count], filters)), rankings, Timing())
