"""The articles around one: its copies, and those nearest to it in what they are about.

Nearness is the cosine of two embeddings and the share of an article's own word score (BM25) that another one has,
together: on the sample archive, whose stories are known, nine in ten of the six nearest that are kept are of the same
story, and more of that story are found than by either alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.index import Article, NewsIndex
from onrecord.index.snapshot import By, Snapshot

__all__ = ["Neighbours", "neighbours"]

_LEAD = 400  # characters of the text that stand for what it is about, with the title
_DEPTH = 80  # passages of each index
_NEAR = 0.85


@dataclass(frozen=True, slots=True)
class Neighbours:
    """``copies`` are near-identical, in the order in which they were published; ``near`` are others, nearest first."""

    copies: tuple[Article, ...] = ()
    near: tuple[Article, ...] = ()


def neighbours(index: NewsIndex, article: Article, most: int = 6) -> Neighbours:
    """The articles around one, as the archive is now; of several that are copies of each other, the nearest.

    Args:
        index: where they are looked for.
        article: which need not be in it any more.
        most: of those that are no copies.

    Raises:
        OnRecordError: the archive cannot be searched, or holds what was not stored.
    """
    now = index.snapshot()
    copies = now.copies([article]).get(article.id, ())
    taken = {article.id, *(one.id for one in copies)}
    near: list[Article] = []
    for name in _nearest(now, article):
        if len(near) == most:
            break
        found = None if name in taken else now.article(name)
        if found is not None:
            near.append(found)
            taken |= {name, *(one.id for one in now.copies([found]).get(name, ()))}
    return Neighbours(copies, tuple(near))


def _nearest(now: Snapshot, article: Article) -> list[str]:
    """The ids of those that are near enough, nearest first."""
    about = f"{article.title}\n{article.text[:_LEAD]}"
    close, words = (_best(now, about, by) for by in ("dense", "lexical"))
    own = words.get(article.id) or max(words.values(), default=1.0)
    near = {name: close.get(name, 0.0) + words.get(name, 0.0) / own for name in {**close, **words}}
    return sorted((name for name, score in near.items() if score >= _NEAR), key=lambda name: -near[name])


def _best(now: Snapshot, about: str, by: By) -> dict[str, float]:
    """By article, the score of its best passage."""
    ranked = now.ranked(about, _DEPTH, by=by)
    standing = now.standings([number for number, _ in ranked])
    best: dict[str, float] = {}
    for number, score in ranked:
        best.setdefault(standing[number].article, score)
    return best
