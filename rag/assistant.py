"""``Assistant.ask``: from a question to a cited answer. The steps stand in one function, in order."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

from onrecord.index import Filters, NewsIndex
from onrecord.index.normalise import normalise_line
from onrecord.rag.cite import cite
from onrecord.rag.read import Reader, SentenceReader
from onrecord.rag.retrieve import Retriever
from onrecord.rag.types import Answer, Turn
from onrecord.rag.understood import Aspect

__all__ = ["Assistant"]

_READ = 10  # passages that are read for an answer


class Assistant:
    """Answers questions about an archive with quotes from it. Safe to use from several threads.

    Args:
        index: an open index.
        retriever: finds passages; default one over ``index`` with the packaged reranker.
        reader: picks the words; default the sentence reader on the retriever's reranker.
    """

    def __init__(self, index: NewsIndex, *, retriever: Retriever | None = None, reader: Reader | None = None) -> None:
        self.index = index
        self.retriever = retriever or Retriever(index)
        self._reader = reader

    @property
    def reader(self) -> Reader:
        """The reader; the default one is made when first needed."""
        if self._reader is None:
            self._reader = SentenceReader(self.retriever.reranker)
        return self._reader

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        as_of: str | date | None = None,
        ignore: Collection[Aspect] = (),
    ) -> Answer:
        """Answer a question, or decline.

        Args:
            question: in words; it may lean on the history ("And when was that?").
            history: the turns before it, oldest first.
            filters: what may be quoted at all.
            as_of: the day the question is asked; articles of the weeks before it are preferred.
            ignore: what is not to be understood of the question, such as its times.

        Raises:
            ValueError: the question is empty. DateError: ``as_of`` is not a date.
        """
        question = normalise_line(question)
        if not question:
            raise ValueError("the question is empty; ask in a few words")
        marks = [("", time.perf_counter())]
        understood = self.retriever.understand(question, history, as_of=as_of, ignore=ignore)
        marks.append(("understand", time.perf_counter()))
        candidates = self.retriever.candidates(understood, filters=filters, as_of=as_of, count=_READ)
        marks.append(("retrieve", time.perf_counter()))
        hits = self.retriever.best(understood, candidates, _READ)
        marks.append(("rerank", time.perf_counter()))
        spans = self.reader.read(understood.query, hits)
        marks.append(("read", time.perf_counter()))
        verdict = cite(spans, hits)
        return Answer(
            question=question,
            query=understood.query,
            text=verdict.citations[0].answering if verdict.citations else "",
            citations=verdict.citations,
            confidence=verdict.confidence,
            abstained=not verdict.citations,
            reason=verdict.reason,
            hits=tuple(hits),
            understood=understood,
            timings={name: at - before for (_, before), (name, at) in pairwise(marks)},
        )
