"""``Retriever``: the passages of an archive that best answer a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from onrecord.index import Filters, Hit, NewsIndex
from onrecord.index.dates import to_day
from onrecord.index.normalise import normalise_line
from onrecord.rag.fusion import collapse, fuse, recent
from onrecord.rag.rerank import CrossEncoder, Reranker

__all__ = ["Retriever"]

# What an article of the weeks before the day asked gains: of a fused score, and of a reranker's logit.
_RECENT_TIMES = 1.5
_RECENT_PLUS = 2.0


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
        return self.best(query, self.candidates(query, filters=filters, as_of=as_of), k, as_of=as_of)

    def candidates(self, query: str, *, filters: Filters | None = None, as_of: str | date | None = None) -> list[Hit]:
        """The fused candidates before reranking, best first, with the score of the fusion."""
        rankings = {
            "dense": self.index.search(query, self.depth, by="dense", filters=filters),
            "lexical": self.index.search(query, self.depth, by="lexical", filters=filters),
        }
        return collapse(_preferring(fuse(rankings), to_day(as_of), times=_RECENT_TIMES))

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
        return _preferring(scored, to_day(as_of), plus=_RECENT_PLUS)


def _preferring(hits: Iterable[Hit], day: str | None, *, times: float = 1.0, plus: float = 0.0) -> list[Hit]:
    """The hits by score, with ``score * times + plus`` for those of the weeks before ``day``."""
    weighed = [replace(hit, score=hit.score * times + plus) if day and recent(hit, day) else hit for hit in hits]
    return sorted(weighed, key=lambda hit: (-hit.score, hit.passage.id))
