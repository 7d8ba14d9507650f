"""``evaluate``: a data set and a task to a run."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, get_args

from onrecord.eval import conversations
from onrecord.eval.about import after, before
from onrecord.eval.archive import Built, Watch, built
from onrecord.eval.conversations import of_domain, talk, talks
from onrecord.eval.judge import Judge
from onrecord.eval.placing import placed, within
from onrecord.eval.report import write_report
from onrecord.eval.run import Run, Writer
from onrecord.eval.systems import Ask, Task, systems
from onrecord.eval.types import Dataset, Question, Record
from onrecord.eval.windows import WHOLE, windows
from onrecord.index import Article, Embedder, NewsIndex

__all__ = ["evaluate"]


def evaluate(  # noqa: PLR0913 - options, by keyword
    dataset: Dataset,
    task: Task = "answers",
    *,
    index: NewsIndex | None = None,
    archive: Dataset | None = None,
    limit: int | None = None,
    seed: int = 0,
    dates: bool = True,
    baselines: bool = True,
    domain: str = "",
    pooled: bool = False,
    spliced: bool = False,
    embedder: Embedder | None = None,
    out: str | Path | None = None,
    cache: Path | None = None,
    watch: Watch = lambda items, _: items,
) -> Run:
    """Ask a data set's questions of an archive, through the same ``Retriever`` and ``Assistant`` as anyone.

    Args:
        dataset: from ``load``.
        task: ``retrieval``: what each stage finds; ``reading``: the articles are given, the words are asked for;
            ``answers``: the whole archive, end to end; ``chat``: conversations, turn by turn.
        index: what is asked; default an index over the data set's own articles, built once and kept.
        archive: another data set, whose articles take the place of this one's. A question with judged articles none of
            which is among them should be declined.
        limit: a random sample of so many questions (for ``chat``, of whole conversations until there are so many).
        seed: of the sample, and of the order, which is always random, so that a run cut short is a sample too.
        dates: whether the day a question was asked is passed on.
        baselines: whether fixed windows (``eval/windows.py``) are searched too, where the task searches and the
            articles are at hand.
        domain: asks the questions with this label ``domain`` alone, of the articles that are about them.
        pooled: for ``chat``: every turn is asked of all the articles, and not of its own conversation's alone.
        spliced: for ``chat``: conversations made of two, asked of all the articles (``eval/conversations.py``).
        embedder: what makes the vectors of the indexes built here; default the packaged one.
        out: a folder for the run, written while it goes on.
        cache: where built indexes are kept; default the user's cache folder.
        watch: shows progress.

    Raises:
        ValueError: no such task or domain, nothing to ask, both an index and an archive, something else than a chat
            pooled or spliced, or the data set has nothing for the task. SourceError: ``out`` holds something that is
            no run. KeyboardInterrupt: as it came, after what was done has been written to ``out``.
    """
    _check(task, limit, index, archive, pooled=pooled or spliced)
    dataset = of_domain(dataset, domain) if domain else dataset
    articles = archive.articles if archive else dataset.articles
    if index is None and not articles:
        raise ValueError(f"{dataset.name} brings no articles: name an index to ask")
    known = _placed(dataset, index, archive)
    fit = _fit(known.questions, task)
    fit = conversations.spliced(fit, seed) if spliced and fit else fit
    chosen = _sample(fit, task, limit, seed)
    if not chosen:
        first = f"; of {len(known.rejected)} rejected records the first: {known.rejected[0]}" if known.rejected else ""
        raise ValueError(f"{dataset.name} has no question for {task}: {_NEEDS[task]}{first}")
    if out is not None:
        Writer.check(Path(out))
    with ExitStack() as stack:
        costs: dict[str, Built] = {}

        def opened(things: Sequence[Article], name: str, **options: Any) -> NewsIndex:
            found, costs[name] = stack.enter_context(
                built(things, name, cache=cache, embedder=embedder, watch=watch, **options)
            )
            return found

        asked = index if index is not None else opened(articles, "articles")
        cut = None
        if baselines and index is None and task in ("retrieval", "answers"):
            cut = opened([window for article in articles for window in windows(article)], "windows", settings=WHOLE)
        settings: dict[str, Any] = {"limit": limit, "seed": seed, "dates": dates, "baselines": cut is not None}
        if task == "chat":
            settings |= {"domain": domain or None, "pooled": pooled or spliced, "spliced": spliced}
        about = before(task, known, archive, asked, costs, settings, fit=len(fit), chosen=len(chosen))
        ask = systems(task, Judge(dataset.form), asked, cut, dates=dates, questions=chosen, pooled=pooled or spliced)
        writer = stack.enter_context(Writer(Path(out), about)) if out is not None else None
        return _run(ask, chosen, about, writer, watch)


def _check(task: Task, limit: int | None, index: NewsIndex | None, archive: Dataset | None, *, pooled: bool) -> None:
    if task not in get_args(Task):
        raise ValueError(f"there is no task {task!r}; use {', '.join(get_args(Task))}")
    if limit is not None and limit < 1:
        raise ValueError(f"limit must be 1 or more, not {limit}")
    if index is not None and archive is not None:
        raise ValueError("name an index or an archive to ask, not both")
    if pooled and task != "chat":
        raise ValueError(f"only the conversations of the task chat can be pooled or spliced, not {task}")


def _placed(dataset: Dataset, index: NewsIndex | None, archive: Dataset | None) -> Dataset:
    """The data set as what is asked can answer it."""
    articles = {article.id: article for article in (archive or dataset).articles}
    lookup = index.article if index is not None else articles.get
    known = within(dataset, lookup) if archive or (index is not None and dataset.form != "pairs") else dataset
    return placed(known, lookup) if dataset.form == "pairs" else known


_NEEDS: dict[Task, str] = {
    "retrieval": "none has a relevant article or an answer and stands alone",
    "reading": "none is given with an article",
    "answers": "none has an answer, or is known to have none",
    "chat": "none is a turn after another",
}


def _fit(questions: Sequence[Question], task: Task) -> list[Question]:
    """The questions the task can use; for a chat, those of conversations that have a turn after another."""
    fits: dict[Task, Callable[[Question], bool]] = {
        "retrieval": lambda question: bool(question.relevant or question.answers) and _alone(question),
        "reading": lambda question: bool(question.given) and Judge.able(question) is not None,
        "answers": lambda question: Judge.able(question) is not None,
        "chat": lambda question: Judge.able(question) is not None,
    }
    found = [question for question in questions if fits[task](question)]
    held = {talk(question) for question in found if question.history}
    return [question for question in found if task != "chat" or talk(question) in held]


def _alone(question: Question) -> bool:
    return not question.history or bool(question.rewrite)


def _sample(questions: Sequence[Question], task: Task, limit: int | None, seed: int) -> list[Question]:
    order = list(talks(questions).values()) if task == "chat" else [[question] for question in questions]
    random.Random(seed).shuffle(order)  # noqa: S311
    chosen: list[Question] = []
    for unit in order:
        if limit is None or len(chosen) < limit:
            chosen += unit
    return chosen


def _run(ask: Ask, questions: Sequence[Question], about: dict[str, Any], writer: Writer | None, watch: Watch) -> Run:
    records: list[Record] = []
    start = time.perf_counter()
    stopped: KeyboardInterrupt | None = None
    try:
        for record in _records(ask, watch(questions, "questions")):
            records.append(record)
            if writer:
                writer.add(record)
    except KeyboardInterrupt as error:
        stopped = error
    took = time.perf_counter() - start
    run = Run.of(after(about, records, questions, took, complete=stopped is None), records)
    if writer:
        writer.finish(run, {question.id: question.relevant for question in questions})
        write_report(writer.folder, run)
    if stopped:
        raise stopped
    return run


def _records(ask: Ask, questions: Iterable[Question]) -> Iterable[Record]:
    for question in questions:
        yield from ask(question)
