"""Making one ranking of several, and thinning out what says the same. Pure functions over hits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from onrecord.index import Hit

__all__ = ["collapse", "fuse", "recent"]

_K = 60  # reciprocal rank fusion's constant: Cormack, Clarke and Büttcher, SIGIR 2009
_WORD = re.compile(r"\w+")


def fuse(rankings: Mapping[str, Sequence[Hit]]) -> list[Hit]:
    """Reciprocal rank fusion: the score of a passage is the sum of ``1 / (60 + rank)`` over the rankings it is in, rank
    from one. Signals of all rankings are kept."""
    scores: dict[int, float] = {}
    found: dict[int, Hit] = {}
    for hits in rankings.values():
        for rank, hit in enumerate(hits, 1):
            key = hit.passage.id
            scores[key] = scores.get(key, 0.0) + 1 / (_K + rank)
            found[key] = replace(hit, signals={**found[key].signals, **hit.signals}) if key in found else hit
    fused = [
        replace(hit, score=scores[key], signals={**hit.signals, "fused": scores[key]}) for key, hit in found.items()
    ]
    return sorted(fused, key=lambda hit: (-hit.score, hit.passage.id))


def recent(hit: Hit, as_of: str, *, days: int = 21, slack: int = 2) -> bool:
    """Whether a hit's article was published in the ``days`` before a day: questions about news are mostly about the
    news of their time. ``slack`` days after it count too, for time zones and late stamps."""
    if not hit.article.day:
        return False
    return -slack <= (date.fromisoformat(as_of) - date.fromisoformat(hit.article.day)).days <= days


def collapse(hits: Iterable[Hit], *, alike: float = 0.85) -> list[Hit]:
    """Leave out a passage whose words are nearly those of one before it: Jaccard similarity of word sets of ``alike``
    or more. Wire copies and boilerplate would otherwise take all the places."""
    kept: list[tuple[Hit, frozenset[str]]] = []
    for hit in hits:
        words = frozenset(_WORD.findall(hit.text.casefold()))
        if not any(_alike(words, other, alike) for _, other in kept):
            kept.append((hit, words))
    return [hit for hit, _ in kept]


def _alike(one: frozenset[str], other: frozenset[str], least: float) -> bool:
    small, large = sorted((len(one), len(other)))
    if small < least * large:
        return False
    shared = len(one & other)
    return shared >= least * (small + large - shared)
