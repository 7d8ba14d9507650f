"""Asking a system as a user does, and keeping what it says: one ``Assistant``, one question, one record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from onrecord.eval.judge import Found, Given, Judge, articles_of
from onrecord.eval.types import Question, Record
from onrecord.index import Filters, Hit
from onrecord.rag import Answer, Assistant, Turn
from onrecord.rag.cite import cite
from onrecord.rag.read import Span
from onrecord.rag.records import citation_record
from onrecord.rag.types import Citation

__all__ = ["Asking", "How", "Origin", "found_of", "itself"]

How = Literal["own", "none", "joined", "given", "rewrite"]
Origin = Callable[[str, int, int], tuple[str, int, int]]
"""Where a piece of an indexed article stands in the data set's: article id, start, end."""

_JOINED = 3  # turns that plain concatenation puts before the question, as many as follow-ups look back
_SHOWN = 10


def itself(article_id: str, start: int, end: int) -> tuple[str, int, int]:
    """The origin where the index holds the data set's own articles."""
    return article_id, start, end


def found_of(hit: Hit, origin: Origin = itself) -> Found:
    """A hit as a piece of the data set."""
    return Found(*origin(hit.article.id, hit.passage.start, hit.passage.end), hit.text)


class Asking:
    """One system under test.

    Args:
        system: its name in the records.
        assistant: what is asked.
        judge: what says how good an answer is.
        dates: whether the day a question was asked is passed on.
        given_only: whether a question is asked of the articles it was given with alone.
        how: what becomes of the turns before a question: the system's ``own`` answers to them are its history;
            ``none``; ``joined``: they are put before it as plain text; ``given``: the data set's answers are its
            history; ``rewrite``: a person's rewrite takes the place of question and history (or, where there is
            neither, the question is asked as it is).
        origin: where a piece of an indexed article stands in the data set's.
    """

    def __init__(
        self,
        system: str,
        assistant: Assistant,
        judge: Judge,
        *,
        dates: bool = True,
        given_only: bool = False,
        how: How = "own",
        origin: Origin = itself,
    ) -> None:
        self.system = system
        self.assistant = assistant
        self.judge = judge
        self._dates = dates
        self._given_only = given_only
        self._how: How = how
        self._origin = origin
        self._said: dict[tuple[Any, ...], Answer] = {}
        self._talk = ""
        self._read: tuple[Answer, list[Span]] | None = None

    def record(self, question: Question) -> Record:
        """Ask a question, and judge what is said."""
        if question.group != self._talk or not question.group:
            self._talk = question.group
            self._said.clear()  # another conversation
        answer = self._answer(question, self._how)
        best = answer.citations[0] if answer.citations else self._undeclined(answer)
        given = Given(
            text=answer.text,
            quotes=[self._found(citation) for citation in answer.citations],
            best=self._found(best) if best else None,
            best_text=best.answering if best else "",
        )
        scores = self.judge.answer(question, given)
        if answer.citations:
            spoken = answer.text == answer.citations[0].answering
            scores["verbatim"] = float(spoken and all(self._verbatim(citation) for citation in answer.citations))
        able = self.judge.able(question)
        hits = [found_of(hit, self._origin) for hit in answer.hits]
        return Record(
            id=question.id,
            system=self.system,
            question=question.text,
            query=answer.query,
            asked=question.asked,
            expected=question.answers,
            relevant=tuple(question.relevant),
            able=able,
            group=question.group,
            labels=question.labels,
            scores=scores,
            timings=answer.timings,
            confidence=answer.confidence,
            right=self._right(question, given),
            declined=answer.abstained,
            text=answer.text,
            citations=[self._shown(citation) for citation in answer.citations],
            best=self._shown(best) if best else None,
            hits=[_hit(hit, place) for hit, place in zip(answer.hits[:_SHOWN], hits, strict=False)],
            ranking=tuple(articles_of(hits)),
            lost=self._lost(question, answer, given, scores) if "right" in scores else "",
        )

    def _answer(self, question: Question, how: How) -> Answer:
        turns = question.history if how in ("own", "joined", "given") else ()
        history: list[Turn] = []
        for at, (text, answer) in enumerate((turn.question, turn.answer) for turn in turns):
            said = answer if how == "given" else self._ask(question, text, turns[:at], history, how)
            history.append(Turn(text, said))
        text = question.rewrite or question.text if how == "rewrite" else question.text
        return self._ask(question, text, turns, history, how)

    def _ask(self, question: Question, text: str, before: Sequence[Any], history: Sequence[Turn], how: How) -> Answer:
        """One turn; a conversation's turns are asked once, however many of its questions are in the set."""
        asked = question.asked if self._dates else None
        key = (how, question.given, asked, *(exchange.question for exchange in before), text)
        if key not in self._said:
            joined = how == "joined" and history
            self._said[key] = self.assistant.ask(
                _joined(history, text) if joined else text,
                history=() if joined else list(history),
                filters=Filters(articles=question.given) if self._given_only and question.given else None,
                as_of=asked,
            )
        return self._said[key]

    def _undeclined(self, answer: Answer) -> Citation | None:
        """What would have been quoted first had nothing been declined."""
        citations = cite(self._spans(answer), 0.0).citations
        return citations[0] if citations else None

    def _spans(self, answer: Answer) -> list[Span]:
        """What the reader made of an answer's hits: read again, once, for the answer last asked about."""
        if self._read is None or self._read[0] is not answer:
            said = answer.understood.said if answer.understood else ()
            self._read = answer, self.assistant.reader.read(answer.query, answer.hits, said)
        return self._read[1]

    def _found(self, citation: Citation) -> Found:
        return Found(*self._origin(citation.article.id, citation.start, citation.end), citation.quote)

    def _right(self, question: Question, given: Given) -> bool | None:
        if not self.judge.judges(question):
            return None
        return given.best is not None and self.judge.answers(question, given.best)

    def _shown(self, citation: Citation) -> dict[str, Any]:
        """A citation with its place in the data set's article."""
        name, start, end = self._origin(citation.article.id, citation.start, citation.end)
        focus = list(self._origin(citation.article.id, *citation.focus)[1:]) if citation.focus else None
        return {**citation_record(citation), "article_id": name, "start": start, "end": end, "focus": focus}

    def _verbatim(self, citation: Citation) -> bool:
        """Whether the quote, and the words marked in it, stand in the stored article where the citation says."""
        stored = self.assistant.index.article(citation.article.id, citation.revision)
        start, end = citation.focus or (citation.start, citation.end)
        return (
            stored is not None
            and bool(citation.quote)
            and stored.text[citation.start : citation.end] == citation.quote
            and citation.start <= start < end <= citation.end
        )

    def _lost(self, question: Question, answer: Answer, given: Given, scores: dict[str, float]) -> str:
        """The step that lost the answer: the first after which what answers is gone.

        ``follow-up``: a person's rewrite of the question is answered rightly. ``retrieval``: no candidate passage
        answers (or, where nothing is reranked, none of those read). ``reranking``: none of those read does.
        ``reading``: another sentence was chosen. ``declined``: the right one was held back. ``answered``: there is no
        answer and one was given. ``words``: the quote is right and the words marked in it share none with the answer.
        """
        if scores["right"]:
            words = scores.get("cited@1") and not scores.get("f1", 1.0)
            return "words" if words else ""
        if not self.judge.able(question):
            return "answered"
        if question.history and question.rewrite and self._how == "own":
            said = self._answer(question, "rewrite")
            if said.citations and self.judge.answers(question, self._found(said.citations[0])):
                return "follow-up"
        if given.best and self.judge.answers(question, given.best):
            return "declined"
        read = {span.hit.passage.id: span.hit for span in self._spans(answer)}
        if self._any(question, list(read.values())):
            return "reading"
        retriever = self.assistant.retriever
        day = question.asked if self._dates else None
        candidates = retriever.candidates(
            answer.understood or retriever.understand(answer.query, as_of=day),
            filters=Filters(articles=question.given) if self._given_only and question.given else None,
            as_of=day,
        )
        found = retriever.rerank and self._any(question, candidates.hits)
        return "reranking" if found else "retrieval"

    def _any(self, question: Question, hits: Sequence[Hit]) -> bool:
        return any(self.judge.answers(question, found_of(hit, self._origin)) for hit in hits)


def _joined(history: Sequence[Turn], text: str) -> str:
    said = [(turn.question, turn.answer.text if isinstance(turn.answer, Answer) else turn.answer) for turn in history]
    return " ".join(part for pair in [*said[-_JOINED:], (text,)] for part in pair if part)


def _hit(hit: Hit, found: Found) -> dict[str, Any]:
    return {
        "article_id": found.article_id,
        "title": hit.article.title,
        "outlet": hit.article.outlet,
        "published": hit.article.published,
        "start": found.start,
        "end": found.end,
        "score": round(hit.score, 4),
    }
