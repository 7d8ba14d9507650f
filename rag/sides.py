"""One question asked of each outlet's reports alone, to lay side by side what they say to it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.index import Article, Filters
from onrecord.rag.assistant import Assistant
from onrecord.rag.risk import RISK
from onrecord.rag.story import Report
from onrecord.rag.types import Answer

__all__ = ["Side", "by_outlet", "sides"]


@dataclass(frozen=True, slots=True)
class Side:
    """What the ``articles`` of an outlet say to a question; ``answer`` is None where it was not asked."""

    outlet: str
    articles: tuple[Article, ...]
    answer: Answer | None = None


def by_outlet(reports: Sequence[Report]) -> tuple[Side, ...]:
    """The outlets that have reports of a story, copies included, those with most first; none is asked yet."""
    articles: dict[str, list[Article]] = {}
    for report in reports:
        for article in (report.article, *report.also):
            articles.setdefault(article.outlet, []).append(article)
    found = (Side(outlet, tuple(own)) for outlet, own in articles.items())
    return tuple(sorted(found, key=lambda side: -len(side.articles)))


def sides(
    assistant: Assistant, question: str, outlets: Sequence[Side], *, risk: float = RISK, seconds: float
) -> Iterator[Side]:
    """Ask each outlet in turn, as long as there is time; one that was begun with is waited for.

    Args:
        assistant: is asked.
        question: one that stands alone.
        outlets: of :func:`by_outlet`. Only their articles are searched.
        risk: as of ``Assistant.ask``.
        seconds: after which no further outlet is asked.
    """
    ends = time.monotonic() + seconds
    for side in outlets:
        if time.monotonic() >= ends:
            return
        within = Filters(articles=tuple(article.id for article in side.articles))
        answer = assistant.ask(question, filters=within, ignore={"outlet"}, risk=risk)
        yield Side(side.outlet, side.articles, answer)
