"""``Retriever``: the passages of an archive that best answer a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import islice

from onrecord.index import Filters, Hit, NewsIndex
from onrecord.index.dates import to_day
from onrecord.index.normalise import normalise_line
from onrecord.index.snapshot import Snapshot
from onrecord.rag.fusion import Fused, collapse, fuse, named_also, recent
from onrecord.rag.rerank import CrossEncoder, Reranker

__all__ = ["Retriever", "read"]

# What an article of the weeks before the day asked gains: of a fused score, and of a reranker's logit.
_RECENT_TIMES = 1.5
_RECENT_PLUS = 2.0

_DEEPEST = 2000  # candidates of each index, however many are folded into one
_READ = 16  # passages read at once


class Retriever:
    """Dense and lexical candidates, fused, thinned of near-identical passages, and reranked.

    Args:
        index: an open index.
        reranker: default the packaged cross-encoder, loaded when first needed.
        depth: how many candidates each index gives.
        rerank: how many of the fused candidates are reranked; 0 leaves the fused order.
    """

    def __init__(
        self, index: NewsIndex, reranker: Reranker | None = None, *, depth: int = 50, rerank: int = 20
    ) -> None:
        self.index = index
        self.depth = depth
        self.rerank = rerank
        self._reranker = reranker
        self._beside = ThreadPoolExecutor(thread_name_prefix="onrecord-words")

    @property
    def reranker(self) -> Reranker:
        """The reranker, loaded when first asked for."""
        if self._reranker is None:
            self._reranker = CrossEncoder()
        return self._reranker

    def search(
        self, query: str, k: int = 10, *, filters: Filters | None = None, as_of: str | date | None = None
    ) -> list[Hit]:
        """The ``k`` best passages, best first.

        Args:
            query: a question, or any words; one that leans on nothing before it.
            k: how many at most; below one finds nothing.
            filters: what may be searched at all.
            as_of: the day the question is asked. Articles of the three weeks before it are preferred, none is left
                out; use ``Filters(before=...)`` for that.

        Raises:
            DateError: ``as_of`` is not a date.
        """
        query = normalise_line(query)
        if k < 1 or not query:
            return []
        return self.best(query, self.candidates(query, filters=filters, as_of=as_of, count=k), k, as_of=as_of)

    def candidates(
        self, query: str, *, filters: Filters | None = None, as_of: str | date | None = None, count: int | None = None
    ) -> list[Hit]:
        """The fused candidates before reranking, best first, with the score of the fusion. Copies of one passage are
        one hit, with the articles that have it in ``also``.

        Args:
            query: as of ``search``.
            filters: as of ``search``.
            as_of: as of ``search``.
            count: how many are wanted (of those that are reranked, all are given at least): no more are read, and more
                fetched where copies leave fewer. Default all of those that the indexes give.
        """
        now = self.index.snapshot()
        wanted = None if count is None else max(count, self.rerank)
        depth = self.depth
        while True:
            # Side by side: both spend their time outside Python, the one embedding, the other among words.
            words = self._beside.submit(now.ranked, query, depth, by="lexical", filters=filters)
            ranked = {"dense": now.ranked(query, depth, by="dense", filters=filters), "lexical": words.result()}
            fused = _near(now, fuse(ranked), to_day(as_of))
            hits = collapse(read(now, fused, filters), count=wanted)
            enough = wanted is None or len(hits) >= wanted or len(hits) == len(fused)
            if enough or depth >= _DEEPEST or all(len(found) < depth for found in ranked.values()):
                break
            depth *= 2
        copies = now.copies((hit.article for hit in hits), filters)
        return [named_also(hit, copies.get(hit.article.id, ())) for hit in hits]

    def best(self, query: str, candidates: Sequence[Hit], k: int = 10, *, as_of: str | date | None = None) -> list[Hit]:
        """The ``k`` best of the candidates: the first of them reranked, or all as they are where nothing is."""
        if not self.rerank:
            return list(candidates[:k])
        return self.reranked(query, candidates[: max(self.rerank, k)], as_of=as_of)[:k]

    def reranked(self, query: str, hits: Sequence[Hit], *, as_of: str | date | None = None) -> list[Hit]:
        """The hits in the reranker's order; ``signals["rerank"]`` is its bare score, before the day asked counts."""
        texts = [f"{hit.article.title}\n{hit.text}" for hit in hits]
        scores = self.reranker.score(query, texts)
        scored = [
            replace(hit, score=score, signals={**hit.signals, "rerank": score})
            for hit, score in zip(hits, scores, strict=True)
        ]
        day = to_day(as_of)
        weighed = [
            replace(hit, score=hit.score + _RECENT_PLUS) if day and recent(hit.article.day, day) else hit
            for hit in scored
        ]
        return sorted(weighed, key=lambda hit: (-hit.score, hit.passage.id))


def read(now: Snapshot, fused: Iterable[Fused], filters: Filters | None) -> Iterator[Hit]:
    """The passages of a fused ranking, read from the archive as they are asked for."""
    source = iter(fused)
    while some := list(islice(source, _READ)):
        hits = {hit.passage.id: hit for hit in now.hits([one.id for one in some], filters)}
        yield from (replace(hits[one.id], score=one.score, signals=one.signals) for one in some if one.id in hits)


def _near(now: Snapshot, fused: list[Fused], day: str | None) -> list[Fused]:
    """The ranking with what was published in the weeks before ``day`` preferred."""
    if day is None:
        return fused
    days = now.days_of([one.id for one in fused])
    weighed = [one._replace(score=one.score * _RECENT_TIMES) if recent(days.get(one.id), day) else one for one in fused]
    return sorted(weighed, key=lambda one: (-one.score, one.id))
