"""Who is asked: the system in the way each task wants it, and what it is compared with. Models are loaded once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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

_CHAT: dict[str, How] = {"own history": "own", "no history": "none", "concatenation": "joined", "rewrite": "rewrite"}


def systems(
    task: Task, judge: Judge, index: NewsIndex, cut: NewsIndex | None, *, dates: bool, rewritten: bool = False
) -> Ask:
    """The systems of a task.

    Args:
        task: what is measured.
        judge: how.
        index: what is asked.
        cut: windows over the same articles, for the baselines; None leaves them out.
        dates: whether the day a question was asked is passed on. The baselines know no days.
        rewritten: whether all follow-ups have people's rewrites, so that these can be asked beside the others.
    """
    retriever = Retriever(index, remember=0)  # or a step would not take the time it takes a person
    assistant = Assistant(index, retriever=retriever)
    assistant.ask("What was reported?")  # models are loaded before anything is timed
    if task == "retrieval":
        return _searching(retriever, judge, index, cut, dates=dates)
    if task == "chat":
        ways = {
            how: Asking(name, assistant, judge, dates=dates, given_only=True, how=how) for name, how in _CHAT.items()
        }
        return partial(_each_way, ways, rewritten)
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


def _each_way(ways: dict[How, Asking], rewritten: bool, question: Question) -> Iterator[Record]:
    for how, asking in ways.items():
        if how != "rewrite" or rewritten:
            yield asking.record(question)


def _windows_of(article: Article) -> Iterator[Found]:
    for window in windows(article):
        yield Found(*source(window.id, 0, len(window.text)), window.text)
