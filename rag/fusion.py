"""Making one ranking of several, and thinning out what says the same. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from onrecord.index import Article, Hit

__all__ = ["Fused", "collapse", "fuse", "named_also", "spread"]

_K = 60  # reciprocal rank fusion's constant: Cormack, Clarke and Büttcher, SIGIR 2009
_WORD = re.compile(r"\w+")


class Fused(NamedTuple):
    """A passage, by id, with its score in a fusion and its scores in the rankings that had it."""

    id: int
    score: float
    signals: dict[str, float]


def fuse(
    rankings: Mapping[str, Sequence[tuple[int, float]]], weights: Mapping[str, float] | None = None
) -> list[Fused]:
    """Reciprocal rank fusion: the score of a passage is the sum of ``1 / (60 + rank)`` over the rankings it is in, rank
    from one, each times the ranking's weight, one where it has none. Rankings are passage ids with scores, best first;
    the scores are kept as signals, and, as ``scored``, the sum of those of the rankings that count one, each brought to
    between 0 and 1 (Fox and Shaw's CombSUM, TREC-2, 1994)."""
    scores: dict[int, float] = {}
    signals: dict[int, dict[str, float]] = {}
    for name, ranking in rankings.items():
        weight = (weights or {}).get(name, 1.0)
        low, high = (ranking[-1][1], ranking[0][1]) if ranking else (0.0, 0.0)
        for rank, (number, score) in enumerate(ranking, 1):
            scores[number] = scores.get(number, 0.0) + weight / (_K + rank)
            known = signals.setdefault(number, {"scored": 0.0})
            known[name] = score
            if weight == 1:
                known["scored"] += (score - low) / (high - low) if high > low else 1.0
    fused = [Fused(number, score, {**signals[number], "fused": score}) for number, score in scores.items()]
    return sorted(fused, key=lambda one: (-one.score, one.id))


def collapse(hits: Iterable[Hit], *, alike: float = 0.85, count: int | None = None) -> list[Hit]:
    """Fold a passage whose words are nearly those of one before it into that one: Jaccard similarity of word sets of
    ``alike`` or more. Wire copies and boilerplate would otherwise take all the places; whose they are is kept in
    ``also``. What an outlet has of its own is in passages of its own, and stays. No more hits are taken than make
    ``count``."""
    kept: list[tuple[Hit, frozenset[str]]] = []
    for hit in hits:
        words = frozenset(_WORD.findall(hit.text.casefold()))
        same = next((place for place, (_, other) in enumerate(kept) if _alike(words, other, alike)), None)
        if same is None and len(kept) == count:
            break
        if same is None:
            kept.append((hit, words))
        else:
            kept[same] = named_also(kept[same][0], (hit.article, *hit.also)), kept[same][1]
    return [hit for hit, _ in kept]


def spread(hits: Sequence[Hit], count: int, share: float = 0.25) -> list[Hit]:
    """The same hits, with what is more than a share of the first ``count`` from one article set back behind these: one
    long article does not take all the places that are read."""
    most = max(1, int(share * count))
    taken: dict[str, int] = {}
    first: list[Hit] = []
    later: list[Hit] = []
    for hit in hits:
        name = hit.article.id
        if len(first) < count and taken.get(name, 0) < most:
            taken[name] = taken.get(name, 0) + 1
            first.append(hit)
        else:
            later.append(hit)
    return first + later


def named_also(hit: Hit, others: Iterable[Article]) -> Hit:
    """The hit with these articles among those that say the same, each once, in the order of publication."""
    known = {hit.article.id, *(article.id for article in hit.also)}
    new = {article.id: article for article in others if article.id not in known}
    if not new:
        return hit
    also = sorted((*hit.also, *new.values()), key=lambda copy: (copy.day is None, copy.published or "", copy.id))
    return replace(hit, also=tuple(also))


def _alike(one: frozenset[str], other: frozenset[str], least: float) -> bool:
    small, large = sorted((len(one), len(other)))
    if small < least * large:
        return False
    shared = len(one & other)
    return shared >= least * (small + large - shared)
