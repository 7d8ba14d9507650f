"""Searching as a user's program does, stage by stage, and keeping what each stage finds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from onrecord.eval.asking import Origin, found_of, itself
from onrecord.eval.judge import Found, Judge, articles_of
from onrecord.eval.types import Question, Record
from onrecord.eval.windows import WindowRetriever
from onrecord.index import Article, ChunkSettings, Hit
from onrecord.index.chunking import passages
from onrecord.index.normalise import normalise_line
from onrecord.index.snapshot import By
from onrecord.rag.fusion import collapse, fuse
from onrecord.rag.retrieve import Candidates, Retriever, read
from onrecord.rag.understood import Understood

__all__ = ["Searching", "passages_of", "plain", "stages"]

_SHOWN = 5
BOTH: tuple[By, ...] = ("dense", "lexical")


Stage = Callable[[str, str | None], list[Hit]]


def stages(retriever: Retriever) -> Iterator[tuple[str, Stage]]:
    """The steps of a retriever by name, from its parts to the whole: ``plain`` is what the indexes give, fused by ranks
    and nothing else; ``fused`` what the retriever makes of them; the reranked ones come first in the last, and behind
    them what was not reranked, as it was fused."""
    index, depth, first = retriever.index, retriever.depth, retriever.rerank
    yield "lexical", lambda query, _: index.search(query, depth, by="lexical")
    yield "dense", lambda query, _: index.search(query, depth, by="dense")
    if not isinstance(retriever, WindowRetriever):  # whose own fusion is as plain
        yield "plain", lambda query, _: plain(retriever, query)
    yield "fused", lambda query, day: _candidates(retriever, query, day)[1].hits
    if first:
        yield "reranked", lambda query, day: _reranked(retriever, query, day)


def plain(retriever: Retriever, query: str) -> list[Hit]:
    """What both indexes give, fused by ranks: the retriever's candidates without anything it knows of news."""
    now = retriever.index.snapshot()
    fused = fuse({by: now.ranked(query, retriever.depth, by=by) for by in BOTH})
    return collapse(read(now, fused, None))


def _candidates(retriever: Retriever, query: str, day: str | None) -> tuple[Understood, Candidates]:
    understood = retriever.understand(query, as_of=day)
    return understood, retriever.candidates(understood, as_of=day)


def _reranked(retriever: Retriever, query: str, day: str | None) -> list[Hit]:
    understood, found = _candidates(retriever, query, day)
    first = retriever.rerank
    return [*retriever.best(understood, found._replace(hits=found.hits[:first]), first), *found.hits[first:]]


class Searching:
    """One retriever under test, with all its stages.

    Args:
        retriever: what searches.
        judge: what says how good a ranking is.
        article: the data set's articles by id.
        cut: how this system cuts an article, to know which of its passages answer.
        prefix: put before the names of the stages.
        dates: whether the day a question was asked is passed on.
        origin: where a piece of an indexed article stands in the data set's.
    """

    def __init__(
        self,
        retriever: Retriever,
        judge: Judge,
        article: Callable[[str], Article | None],
        cut: Callable[[Article], Iterator[Found]],
        *,
        prefix: str = "",
        dates: bool = True,
        origin: Origin = itself,
    ) -> None:
        self._stages = [(f"{prefix}{name}", run) for name, run in stages(retriever)]
        self._judge = judge
        self._reranks = retriever.rerank > 0
        self._dates = dates
        self._origin = origin
        self._passages = lru_cache(4096)(lambda name: list(cut(found)) if (found := article(name)) else [])

    @property
    def systems(self) -> list[str]:
        """The names of the stages, the last one's last."""
        return [name for name, _ in self._stages]

    def records(self, question: Question) -> Iterator[Record]:
        """Search for a question; a record a stage."""
        query = normalise_line(question.rewrite or question.text)
        day = question.asked if self._dates else None
        hits: list[Hit] = []
        pieces: list[list[Found]] = []
        last = self.systems[-1]
        for system, stage in self._stages:
            start = time.perf_counter()
            hits = stage(query, day)
            took = time.perf_counter() - start
            pieces.append([found_of(hit, self._origin) for hit in hits])
            yield Record(
                id=question.id,
                system=system,
                question=question.text,
                query=query,
                asked=question.asked,
                expected=question.answers,
                relevant=tuple(question.relevant),
                able=self._judge.able(question),
                group=question.group,
                labels=question.labels,
                scores=self._judge.retrieval(question, pieces[-1], self._passages),
                timings={system: took},
                hits=[_hit(hit, piece) for hit, piece in zip(hits[:_SHOWN], pieces[-1], strict=False)],
                ranking=tuple(articles_of(pieces[-1])),
                lost=self._lost(question, pieces) if system == last else "",
            )

    def _lost(self, question: Question, pieces: Sequence[Sequence[Found]]) -> str:
        """What lost it, of the ten first: ``retrieval`` if no stage before found it among its candidates."""
        if self._judge.able(question) is False or self._good(question, pieces[-1][:10]):
            return ""
        return "reranking" if self._reranks and self._good(question, pieces[-2]) else "retrieval"

    def _good(self, question: Question, found: Sequence[Found]) -> bool:
        if self._judge.judges(question):
            return any(self._judge.answers(question, piece) for piece in found)
        return any(piece.article_id in question.relevant for piece in found)


def passages_of(article: Article, settings: ChunkSettings | None = None) -> Iterator[Found]:
    """The passages of an article as an index cuts them."""
    for start, end in passages(article.text, settings):
        yield Found(article.id, start, end, article.text[start:end])


def _hit(hit: Hit, piece: Found) -> dict[str, object]:
    return {
        "article_id": piece.article_id,
        "title": hit.article.title,
        "outlet": hit.article.outlet,
        "published": hit.article.published,
        "start": piece.start,
        "end": piece.end,
        "score": round(hit.score, 4),
        "text": piece.text,
    }
