"""Who is asked: the system in the way each task wants it, and what it is compared with. Models are loaded once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from onrecord.eval.asking import Asking, How
from onrecord.eval.judge import Found, Judge
from onrecord.eval.searching import Searching, passages_of
from onrecord.eval.types import Question, Record
from onrecord.eval.windows import WindowRetriever, source, windows
from onrecord.index import Article, NewsIndex
from onrecord.rag import Assistant, Retriever

__all__ = ["MAIN", "Ask", "Task", "systems"]

Task = Literal["retrieval", "reading", "answers", "chat"]
Ask = Callable[[Question], Iterable[Record]]
"""A question to its records, one a system."""

MAIN: dict[Task, str] = {
    "retrieval": "reranked",
    "reading": "onrecord",
    "answers": "onrecord",
    "chat": "own history",
}
"""The system a task is about; the others are its stages, baselines or bounds."""

_CHAT: dict[str, How] = {
    "own history": "own",
    "no history": "none",
    "concatenation": "joined",
    "given history": "given",
    "rewrite": "rewrite",
}


def systems(
    task: Task,
    judge: Judge,
    index: NewsIndex,
    cut: NewsIndex | None,
    *,
    dates: bool,
    questions: Sequence[Question] = (),
    pooled: bool = False,
) -> Ask:
    """The systems of a task.

    Args:
        task: what is measured.
        judge: how.
        index: what is asked.
        cut: windows over the same articles, for the baselines; None leaves them out.
        dates: whether the day a question was asked is passed on. The baselines know no days.
        questions: what a chat will ask. A way that needs more than some of them bring (people's rewrites, or the
            answers to the turns before) is left out, so that all ways are asked the same turns.
        pooled: whether a chat asks all of the index, and not a conversation's own articles alone.
    """
    retriever = Retriever(index, remember=0)  # or a step would not take the time it takes a person
    assistant = Assistant(index, retriever=retriever)
    assistant.load()  # before anything is timed
    if task == "retrieval":
        return _searching(retriever, judge, index, cut, dates=dates)
    if task == "chat":
        ways = [
            Asking(name, assistant, judge, dates=dates, given_only=not pooled, how=how)
            for name, how in _CHAT.items()
            if _can(how, questions)
        ]
        return partial(_each_way, ways, pooled)
    asking = [Asking("onrecord", assistant, judge, dates=dates, given_only=task == "reading")]
    if cut is not None:
        asking += [
            Asking(name, Assistant(cut, retriever=baseline, reader=assistant.reader), judge, dates=False, origin=source)
            for name, baseline in (
                ("windows lexical", WindowRetriever(cut, ("lexical",))),
                ("windows dense", WindowRetriever(cut, ("dense",))),
                ("windows fused", WindowRetriever(cut, ("dense", "lexical"))),
            )
        ]
    return lambda question: (one.record(question) for one in asking)


def _searching(retriever: Retriever, judge: Judge, index: NewsIndex, cut: NewsIndex | None, *, dates: bool) -> Ask:
    searching = [Searching(retriever, judge, index.article, partial(passages_of, settings=index.settings), dates=dates)]
    if cut is not None:
        both = WindowRetriever(cut, ("dense", "lexical"))
        searching.append(
            Searching(both, judge, index.article, _windows_of, prefix="windows ", dates=False, origin=source)
        )
    return lambda question: (record for one in searching for record in one.records(question))


def _can(how: How, questions: Sequence[Question]) -> bool:
    """Whether all the questions bring what a way needs."""
    leaning = [question for question in questions if question.history]
    if how == "rewrite":
        return bool(leaning) and all(question.rewrite for question in leaning)
    if how == "given":
        return bool(leaning) and all(turn.answer for question in leaning for turn in question.history)
    return True


def _each_way(ways: Sequence[Asking], pooled: bool, question: Question) -> Iterator[Record]:
    for asking in ways:
        record = asking.record(question)
        yield replace(record, scores={**record.scores, **_article(record)}) if pooled else record


def _article(record: Record) -> dict[str, float]:
    """Whether a turn stays with the article it is about: by the first quote, or by the best passage found where nothing
    is quoted."""
    if not record.relevant:
        return {}
    quoted = [str(citation["article_id"]) for citation in record.citations]
    return {"article-found@1": float(any(name in record.relevant for name in (*quoted, *record.ranking)[:1]))}


def _windows_of(article: Article) -> Iterator[Found]:
    for window in windows(article):
        yield Found(*source(window.id, 0, len(window.text)), window.text)
