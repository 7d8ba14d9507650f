"""Why each passage is there: what was understood, where every ranking had it, what a filter took away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from onrecord.index import Filters, Hit
from onrecord.index.limits import allows
from onrecord.index.snapshot import By, Snapshot
from onrecord.rag.understood import Understood

__all__ = ["Explained", "Reason", "Removed", "explained"]

_BY: tuple[By, ...] = ("dense", "lexical")
_LOOKED_AT = 10  # of each index without the filters, to name what they took away


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a passage is there: its rank in each ranking that had it, from one, and its scores by stage: of the indexes,
    ``fused`` and ``scored`` (see :func:`onrecord.rag.fusion.fuse`), the reranker's logit, and ``gain``, what all else
    that is known of it is worth beside that."""

    ranks: Mapping[str, int]
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Removed:
    """A passage that would have been among the first, and the filter that took it away."""

    hit: Hit
    by: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A search with its reasons, one a hit, in the order of the hits."""

    hits: list[Hit]
    understood: Understood
    reasons: list[Reason]
    removed: list[Removed]


def explained(
    now: Snapshot,
    understood: Understood,
    filters: Filters | None,
    rankings: Mapping[str, Sequence[tuple[int, float]]],
    hits: list[Hit],
) -> Explained:
    """What a search found, with the reasons."""
    places = {name: {number: rank for rank, (number, _) in enumerate(found, 1)} for name, found in rankings.items()}
    reasons = [
        Reason({name: ranks[hit.passage.id] for name, ranks in places.items() if hit.passage.id in ranks}, hit.signals)
        for hit in hits
    ]
    return Explained(hits, understood, reasons, list(_removed(now, understood.query, filters)))


def _removed(now: Snapshot, query: str, filters: Filters | None) -> Iterator[Removed]:
    if not filters:
        return
    first = {hit.passage.id: hit for by in _BY for hit in now.search(query, _LOOKED_AT, by=by)}
    for hit in first.values():
        if name := _filter(filters, hit):
            yield Removed(hit, name)


def _filter(filters: Filters, hit: Hit) -> str:
    """The name of the filter, as a person gives it, that leaves a passage's article out; empty where none does by what
    the article states itself."""
    for field in fields(Filters):
        value = getattr(filters, field.name)
        if value and field.name != "known_by" and not allows(replace(Filters(), **{field.name: value}), hit.article):
            return field.name
    return ""
