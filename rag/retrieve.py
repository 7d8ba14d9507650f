"""``Retriever``: the passages of an archive that best answer a question."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from typing import Literal, NamedTuple, overload

from onrecord.index import Filters, Hit, NewsIndex
from onrecord.index.dates import to_day
from onrecord.index.normalise import normalise_line
from onrecord.index.remembered import Remembered
from onrecord.index.snapshot import Snapshot
from onrecord.rag.dating import dated, reached
from onrecord.rag.explain import Explained, explained
from onrecord.rag.fusion import Fused, collapse, fuse, named_also, spread
from onrecord.rag.rankings import WEIGHTS, asked
from onrecord.rag.rerank import CrossEncoder, Reranker
from onrecord.rag.reranking import USUAL, reranked
from onrecord.rag.subject import pulled
from onrecord.rag.types import Turn
from onrecord.rag.understand import understand
from onrecord.rag.understood import Aspect, Understood
from onrecord.rag.weighing import FUSED, Timing, gain, timing

__all__ = ["FAST", "Candidates", "Retriever", "read"]

FAST = 4
"""For ``rerank``, where time matters more than the last point of quality."""

_DEEPEST = 2000  # candidates of each index, however many are folded into one
_READ = 16  # passages read at once
Rankings = dict[str, list[tuple[int, float]]]


class Candidates(NamedTuple):
    """What was found for a question before reranking: ``hits``, best first, with the ``rankings`` they come from and
    the times that counted."""

    hits: list[Hit]
    rankings: Rankings
    when: Timing


class Retriever:
    """Dense and lexical candidates, fused, weighed by what the question says, thinned of near-identical passages, and
    reranked. Safe to use from several threads.

    Args:
        index: an open index.
        reranker: default the packaged cross-encoder, loaded when first needed.
        depth: how many candidates each index gives.
        rerank: how many of the fused candidates are reranked at most, ``USUAL`` of them where one of these is likely to
            answer; 0 leaves the fused order, ``FAST`` is quick.
        remember: for how many questions the candidates are kept, in case they are asked again of the same archive.
    """

    def __init__(
        self,
        index: NewsIndex,
        reranker: Reranker | None = None,
        *,
        depth: int = 50,
        rerank: int = 40,
        remember: int = 128,
    ) -> None:
        self.index = index
        self.depth = depth
        self.rerank = rerank
        self._reranker = reranker
        self._beside = ThreadPoolExecutor(thread_name_prefix="onrecord-words")
        self._remembered: Remembered[Candidates] = Remembered(remember)

    @property
    def reranker(self) -> Reranker:
        """The reranker, loaded when first asked for."""
        if self._reranker is None:
            self._reranker = CrossEncoder()
        return self._reranker

    @overload
    def search(
        self,
        query: str,
        k: int = 10,
        *,
        filters: Filters | None = None,
        as_of: str | date | None = None,
        ignore: Collection[Aspect] = (),
        explain: Literal[False] = False,
    ) -> list[Hit]: ...
    @overload
    def search(
        self,
        query: str,
        k: int = 10,
        *,
        filters: Filters | None = None,
        as_of: str | date | None = None,
        ignore: Collection[Aspect] = (),
        explain: Literal[True],
    ) -> Explained: ...
    def search(
        self,
        query: str,
        k: int = 10,
        *,
        filters: Filters | None = None,
        as_of: str | date | None = None,
        ignore: Collection[Aspect] = (),
        explain: bool = False,
    ) -> list[Hit] | Explained:
        """The ``k`` best passages, best first.

        Args:
            query: a question, or any words; one that leans on nothing before it.
            k: how many at most; below one finds nothing.
            filters: what may be searched at all.
            as_of: the day the question is asked. Articles of the weeks before it are preferred, none is left out; use
                ``Filters(before=...)`` for that. Default today, and then no time is preferred that the question does
                not state, and a month without a year is the latest that the archive reaches.
            ignore: what is not to be understood of the question, such as its times.
            explain: whether to say why each passage is there.

        Raises:
            DateError: ``as_of`` is not a date.
        """
        query = normalise_line(query)
        understood = self.understand(query, as_of=as_of, ignore=ignore)
        if k < 1 or not query:
            found = Candidates([], {}, Timing())
        else:
            found = self.candidates(understood, filters=filters, as_of=as_of, count=k)
        hits = self.best(understood, found, k) if found.hits else []
        if explain:
            return explained(self.index.snapshot(), understood, filters, found.rankings, hits)
        return hits

    def understand(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        as_of: str | date | None = None,
        ignore: Collection[Aspect] = (),
    ) -> Understood:
        """What the question says, with the archive's own names, and its events on their days."""
        now = self.index.snapshot()
        day = to_day(as_of)
        today = date.fromisoformat(day) if day else datetime.now(UTC).date()
        found = understand(question, history, asked=today, archive=now, ignore=ignore)
        span = None if day else now.days()
        found = dated(reached(found, date.fromisoformat(span[1])) if span else found, now)
        if found.subject is None:
            return found
        return replace(found, subject=pulled(found.subject, question, found.leans, now.article))

    def candidates(
        self,
        understood: Understood,
        *,
        filters: Filters | None = None,
        as_of: str | date | None = None,
        count: int | None = None,
    ) -> Candidates:
        """The fused candidates before reranking. Copies of one passage are one hit, with the articles that have it in
        ``also``.

        Args:
            understood: of ``understand``.
            filters: as of ``search``.
            as_of: as of ``search``.
            count: how many are wanted (of those that are reranked, all are given at least): no more are read, and more
                fetched where copies leave fewer. Default all of those that the indexes give.
        """
        now = self.index.snapshot()
        day = to_day(as_of)
        hidden = len(now.hidden(filters))  # an embargo ends without a new state
        key = (now.state, hidden, understood, filters, day, count, self.depth)
        return self._remembered.get(key, lambda: self._candidates(now, understood, filters, day, count))

    def best(self, understood: Understood, candidates: Candidates, k: int = 10) -> list[Hit]:
        """The ``k`` best of the candidates: the first ``rerank`` of them reranked, as far as need be, and then the
        others as fused."""
        if not self.rerank:
            return candidates.hits[:k]
        chosen = candidates.hits[: max(self.rerank, k)]
        return reranked(self.reranker, understood, chosen, candidates.when, self.rerank)[:k]

    def _candidates(
        self, now: Snapshot, understood: Understood, filters: Filters | None, day: str | None, count: int | None
    ) -> Candidates:
        span = now.days()
        when = timing(understood, day, span[1] if span else None)
        spare = min(self.rerank, USUAL)  # to take the places of what is set back
        wanted = None if count is None else max(count, self.rerank + spare)
        depth = self.depth
        while True:
            rankings = self._rankings(now, understood, filters, depth)
            fused = _weighed(now, fuse(rankings, WEIGHTS), understood, when)
            hits = collapse(read(now, fused, filters), count=wanted)
            enough = wanted is None or len(hits) >= wanted
            if enough or depth >= _DEEPEST or all(len(found) < depth for found in rankings.values()):
                break
            depth *= 2
        copies = now.copies((hit.article for hit in hits), filters)
        hits = [named_also(hit, copies.get(hit.article.id, ())) for hit in hits]
        return Candidates(spread(hits, spare) if self.rerank else hits, rankings, when)

    def _rankings(self, now: Snapshot, understood: Understood, filters: Filters | None, depth: int) -> Rankings:
        # Side by side: both kinds spend their time outside Python, the one embedding, the others among words.
        wanted = list(asked(understood, filters))
        words = {
            one.name: self._beside.submit(now.ranked, one.query, depth, by=one.by, filters=one.filters)
            for one in wanted
            if one.by == "lexical"
        }
        vector = now.vector(understood.query)
        dense = {
            one.name: now.ranked(one.query, depth, by=one.by, filters=one.filters, vector=vector)
            for one in wanted
            if one.by == "dense"
        }
        return {one.name: dense[one.name] if one.name in dense else words[one.name].result() for one in wanted}


def read(now: Snapshot, fused: Iterable[Fused], filters: Filters | None) -> Iterator[Hit]:
    """The passages of a fused ranking, read from the archive as they are asked for."""
    source = iter(fused)
    while some := list(islice(source, _READ)):
        hits = {hit.passage.id: hit for hit in now.hits([one.id for one in some], filters)}
        yield from (replace(hits[one.id], score=one.score, signals=one.signals) for one in some if one.id in hits)


def _weighed(now: Snapshot, fused: list[Fused], understood: Understood, when: Timing) -> list[Fused]:
    """The ranking with what is known of the passages before they are read."""
    standings = now.standings([one.id for one in fused])
    weighed = []
    for one in fused:
        at = standings.get(one.id)
        known = gain(at, when, understood.names("outlet"), understood.pulls) if at else 0.0
        score = one.score * math.exp(FUSED * known)
        weighed.append(one._replace(score=score, signals={**one.signals, "gain": known}))
    return sorted(weighed, key=lambda one: (-one.score, one.id))
