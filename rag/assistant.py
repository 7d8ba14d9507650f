"""``Assistant.ask``: from a question to a cited answer. The steps stand in one function, in order."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

from onrecord.index import Filters, Hit, NewsIndex
from onrecord.index.normalise import normalise_line
from onrecord.rag.acting import acted
from onrecord.rag.acts import act, last_answer, leant_on
from onrecord.rag.cite import Verdict, cite
from onrecord.rag.declining import Declined, declined, unclear
from onrecord.rag.read import Reader, SpanReader
from onrecord.rag.retrieve import Retriever
from onrecord.rag.risk import RISK, least
from onrecord.rag.types import Answer, Citation, Turn
from onrecord.rag.understood import Aspect, Understood
from onrecord.rag.unquoted import unquoted_hits, unquoted_spans

__all__ = ["Assistant"]

_READ = 10  # passages that are read for an answer


class Assistant:
    """Answers questions about an archive with quotes from it. Safe to use from several threads.

    Args:
        index: an open index.
        retriever: finds passages; default one over ``index`` with the packaged reranker.
        reader: picks the words; default the packaged one.
    """

    def __init__(self, index: NewsIndex, *, retriever: Retriever | None = None, reader: Reader | None = None) -> None:
        self.index = index
        self.retriever = retriever or Retriever(index)
        self._reader = reader

    @property
    def reader(self) -> Reader:
        """The reader; the default one is made when first needed."""
        if self._reader is None:
            self._reader = SpanReader()
        return self._reader

    def load(self) -> None:
        """Load the models now; otherwise the first question and the first follow-up wait for them."""
        self.ask("And what was reported?", history=[Turn("Who was asked?", "Nobody")])

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        as_of: str | date | None = None,
        ignore: Collection[Aspect] = (),
        risk: float = RISK,
        quotes: int | None = None,
    ) -> Answer:
        """Answer a question, or decline; or do what is said of the last answer ("sources?", "more").

        Args:
            question: in words; it may lean on the history ("And when was that?").
            history: the turns before it, oldest first.
            filters: what may be quoted at all.
            as_of: the day the question is asked; articles of the weeks before it are preferred.
            ignore: what is not to be understood of the question, such as its times.
            risk: the share of answers that may be wrong, above 0 and up to 1: the lower, the more is declined.
            quotes: how many there are at most; default three, or six where a list is asked for.

        Raises:
            ValueError: the question is empty, ``risk`` no such share, or ``quotes`` below one. DateError: ``as_of`` is
                not a date.
        """
        question = normalise_line(question)
        if not question:
            raise ValueError("the question is empty; ask in a few words")
        wanted = least(risk)
        if quotes is not None and quotes < 1:
            raise ValueError(f"an answer has one quote at least, not {quotes}")
        marks = [("", time.perf_counter())]
        before = () if "follow-up" in ignore else history
        wish = act(question, before)
        if wish:

            def again(query: str, within: Filters | None, quoted: Sequence[Citation]) -> Answer:
                understood = self.retriever.understand(query, as_of=as_of, ignore=ignore)
                marks.append(("understand", time.perf_counter()))
                hits, verdict = self._found(understood, within, as_of, wanted, quoted, quotes=quotes, marks=marks)
                return _answer(query, understood, hits, verdict, None, marks)

            last = last_answer(before)
            return acted(wish, question, last, before, filters=filters, index=self.index, again=again)
        understood = self.retriever.understand(question, leant_on(history), as_of=as_of, ignore=ignore)
        marks.append(("understand", time.perf_counter()))
        if understood.choices:
            return _asking_back(question, understood, marks)
        hits, verdict = self._found(understood, filters, as_of, wanted, quotes=quotes, marks=marks)
        why = None
        if not verdict.citations:
            besides = self._unfiltered(understood, filters, as_of, wanted)
            why = declined(understood.query, hits, besides, filtered=filters not in (None, Filters()))
            marks[-1] = ("read", time.perf_counter())
        return _answer(question, understood, hits, verdict, why, marks)

    def _found(
        self,
        understood: Understood,
        filters: Filters | None,
        as_of: str | date | None,
        wanted: float,
        quoted: Sequence[Citation] = (),
        *,
        quotes: int | None = None,
        marks: list[tuple[str, float]],
    ) -> tuple[list[Hit], Verdict]:
        """What is read, and what of it is quoted that has not been ``quoted`` yet. Each step adds to the marks."""
        found = self.retriever.candidates(understood, filters=filters, as_of=as_of, count=_READ + len(quoted))
        if quoted:
            found = found._replace(hits=unquoted_hits(found.hits, quoted))
        marks.append(("retrieve", time.perf_counter()))
        hits = self.retriever.best(understood, found, _READ)
        marks.append(("rerank", time.perf_counter()))
        spans = self.reader.read(understood.query, hits, understood.said)
        verdict = cite(unquoted_spans(spans, quoted) if quoted else spans, wanted, understood.kind, quotes)
        marks.append(("read", time.perf_counter()))
        return hits, verdict

    def _unfiltered(
        self, understood: Understood, filters: Filters | None, as_of: str | date | None, wanted: float
    ) -> tuple[Citation, ...]:
        """What would be quoted without the filters; articles that were named stay the only ones."""
        wider = Filters(articles=filters.articles) if filters else None
        if filters in (None, wider):
            return ()
        return self._found(understood, wider, as_of, wanted, marks=[])[1].citations


def _answer(
    question: str,
    understood: Understood,
    hits: Sequence[Hit],
    verdict: Verdict,
    why: Declined | None,
    marks: Sequence[tuple[str, float]],
) -> Answer:
    """The quotes; or, where there are none, why."""
    return Answer(
        question=question,
        query=understood.query,
        text=verdict.citations[0].answering if verdict.citations else "",
        citations=verdict.citations,
        confidence=verdict.confidence,
        abstained=not verdict.citations,
        cause=why.cause if why else None,
        reason=why.reason if why else "",
        hits=tuple(hits),
        understood=understood,
        timings=_timings(marks),
    )


def _asking_back(question: str, understood: Understood, marks: Sequence[tuple[str, float]]) -> Answer:
    """No answer, but what the question can mean."""
    why = unclear(understood.choices)
    return Answer(
        question=question,
        query=understood.query,
        text="",
        citations=(),
        confidence=0.0,
        abstained=True,
        reason=why.reason,
        understood=understood,
        timings=_timings(marks),
        cause=why.cause,
        choices=understood.choices,
    )


def _timings(marks: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Seconds of each step, by the moments at which they ended."""
    return {name: at - before for (_, before), (name, at) in pairwise(marks)}
