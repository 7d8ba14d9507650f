"""Questions that may follow an answer: made from the articles it quotes and those read beside them, asked, and offered
only where they are answered by the words they were made from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from onrecord.index import Article, Filters
from onrecord.index.lexical import terms
from onrecord.rag.askable import Askable, askable
from onrecord.rag.assistant import Assistant
from onrecord.rag.clauses import AUXILIARIES, PREPOSITIONS
from onrecord.rag.types import Answer, Citation, Turn

__all__ = ["MOST", "suggestions"]

MOST = 3
"""How many questions are offered."""

_TESTED = 10  # questions that are asked
_SECONDS = 15.0  # after which no further one is
_ALIKE = 0.5  # the share of the words of two questions above which they are taken for the same
_SMALL = frozenset(terms(" ".join((*AUXILIARIES, *PREPOSITIONS, "the", "a", "an"))))
_ARTICLES = 4  # that are looked through
_ABOUT = 0.0  # the reranker's logit from which on an article that was read and not quoted is looked through, too
_LONGEST = 20_000  # characters of one


class _Candidate(NamedTuple):
    made: Askable
    article: Article


def suggestions(
    assistant: Assistant,
    history: Sequence[Turn],
    *,
    filters: Filters | None = None,
    wanted: Callable[[], bool] = lambda: True,
) -> Iterator[str]:
    """Questions to ask after the last turn, each as soon as it has been tested; at most ``MOST``.

    A question is asked as a person would ask it, with the same history and filters. It is offered where the archive
    answers with the words that it was made from, and nothing like it was asked or answered before.

    Args:
        assistant: is asked.
        history: the turns so far, oldest first.
        filters: what may be quoted at all.
        wanted: asked before each test, and may take its time; where it says no, nothing more is tried.
    """
    last = history[-1].answer if history else None
    if not isinstance(last, Answer) or not last.citations or last.act:
        return
    until = time.monotonic() + _SECONDS
    offered: list[_Candidate] = []
    if not last.hits:  # of an answer taken up again it is not known what was read beside the quotes
        last = replace(last, hits=tuple(assistant.retriever.search(last.query, filters=filters)))
    for one in islice(_likeliest(last, history), _TESTED):
        if len(offered) == MOST or time.monotonic() > until or not wanted():
            return
        if any(_alike(one.made.question, other.made.question) or _overlap(one, other) for other in offered):
            continue
        if _introduces(one) and any(map(_introduces, offered)):
            continue
        if _stands(assistant, one, history, filters, wanted):
            offered.append(one)
            yield one.made.question


def _stands(
    assistant: Assistant, one: _Candidate, history: Sequence[Turn], filters: Filters | None, wanted: Callable[[], bool]
) -> bool:
    """Whether a question is answered as it should be: first in its own article, which is quick, then in the archive."""
    within = Filters(articles=(one.article.id,))
    return _hits(assistant.ask(one.made.question, filters=within, ignore={"follow-up"}), one) and (
        wanted() and _hits(assistant.ask(one.made.question, history=history, filters=filters), one)
    )


def _hits(answer: Answer, one: _Candidate) -> bool:
    """Whether an answer's first words are those that the question was made from, there or in another article."""
    if answer.abstained or not answer.citations or answer.query != one.made.question:
        return False
    first, article = answer.citations[0], one.article
    if first.article.id == article.id:
        start, end = first.focus or (first.start, first.end)
        return start < one.made.end and one.made.start < end and (end - start) < 3 * (one.made.end - one.made.start)
    return terms(first.answering) == terms(article.text[one.made.start : one.made.end])


def _likeliest(answer: Answer, history: Sequence[Turn]) -> Iterator[_Candidate]:
    """What can be asked of the articles and was not, what stands near the quotes first; whoever is introduced comes
    after what happened. An article is looked through when what the others gave was not enough."""
    answers = [turn.answer for turn in history if isinstance(turn.answer, Answer)]
    told = [quote for one in answers for quote in one.citations]
    introducing: list[_Candidate] = []
    for article, near in _articles(answer):
        found: list[tuple[int, _Candidate]] = []
        for made in askable(article.text[:_LONGEST]):
            one = _Candidate(made, article)
            asked = any(_alike(made.question, other.query) for other in answers)
            if not asked and not any(_tells(quote, one) for quote in told):
                found.append((abs(made.start - near), one))
        ordered = [one for _, one in sorted(found, key=lambda item: item[0])]
        introducing += filter(_introduces, ordered)
        yield from (one for one in ordered if not _introduces(one))
    yield from introducing


def _articles(answer: Answer) -> list[tuple[Article, int]]:
    """The articles that are looked through, each with the place that counts in it, those that are quoted first."""
    found: dict[str, tuple[Article, int]] = {}
    for citation in answer.citations:
        found.setdefault(citation.article.id, (citation.article, citation.start))
    for hit in answer.hits:
        if hit.signals.get("rerank", 0.0) > _ABOUT:
            found.setdefault(hit.article.id, (hit.article, hit.passage.start))
    return list(found.values())[:_ARTICLES]


def _introduces(one: _Candidate) -> bool:
    return one.made.question.startswith("Who is ")


def _tells(quote: Citation, one: _Candidate) -> bool:
    """Whether a quote's answering words are those that the question asks for."""
    start, end = quote.focus or (quote.start, quote.end)
    same = quote.article.id == one.article.id and start < one.made.end and one.made.start < end
    return same or terms(quote.answering) == terms(one.article.text[one.made.start : one.made.end])


def _overlap(one: _Candidate, other: _Candidate) -> bool:
    return one.article.id == other.article.id and one.made.start < other.made.end and other.made.start < one.made.end


def _alike(one: str, other: str) -> bool:
    first, second = set(terms(one)) - _SMALL, set(terms(other)) - _SMALL
    return len(first & second) > _ALIKE * len(first | second)
