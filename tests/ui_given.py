"""An archive and an assistant made of a few lines, for tests of the chat that need no models."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from onrecord.index import Article, Filters, Hit, NewsIndex, Passage
from onrecord.index.types import Revision
from onrecord.rag import Answer, Assistant, Choice, Citation, Turn
from onrecord.rag.understood import Aspect

CALL = Article(
    id="call",
    title="Leaders speak for forty minutes",
    text="The two leaders spoke on Friday.\n\nThe call lasted about forty minutes, aides said.\n\nNo date was set.",
    url="https://courier.example/call",
    outlet="The Courier",
    published="2025-07-04T18:30:00+02:00",
    authors=("Ana Lind", "Peter Moro"),
    section="Politics",
    remarks=("Correction: the call took place on Friday.",),
)
BARE = Article(id="bare", title="", text="It rained.\nIt rained again.")


def cited(article: Article, quote: str, focus: str | None = None, number: int = 1) -> Citation:
    start = article.text.index(quote)
    inner = article.text.index(focus, start) if focus else 0
    span = (inner, inner + len(focus)) if focus else None
    return Citation(number, article, 1, start, start + len(quote), span)


def hit(article: Article, start: int = 0, end: int | None = None) -> Hit:
    return Hit(Passage(1, article.id, 1, start, len(article.text) if end is None else end), article, 1.0)


def answered(question: str, *citations: Citation, query: str = "") -> Answer:
    return Answer(question, query or question, citations[0].answering, citations, 0.9, abstained=False)


def declined(question: str, *hits: Hit, reason: str = "Nothing in the archive says this.") -> Answer:
    return Answer(question, question, "", (), 0.1, abstained=True, reason=reason, hits=hits)


class _Index:
    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = list(articles)
        self.folder = Path(tempfile.mkdtemp())
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        found = (article for article in self.articles if article.id == article_id)
        return next(found, None) if revision in (None, 1) else None

    def history(self, article_id: str) -> list[Revision]:
        found = self.article(article_id)
        return [Revision(1, found, datetime(2025, 8, 1, 10, 2, tzinfo=UTC), None)] if found else []

    def __len__(self) -> int:
        return len(self.articles)

    def outlets(self) -> list[str]:
        return sorted({article.outlet for article in self.articles if article.outlet})

    def days(self) -> tuple[str, str] | None:
        known = sorted(article.day for article in self.articles if article.day)
        return (known[0], known[-1]) if known else None

    def newest(self, limit: int | None = None) -> Iterator[Article]:
        return iter(sorted(self.articles, key=lambda article: article.published or "", reverse=True)[:limit])


class _Assistant:
    def __init__(self, articles: Sequence[Article], answer: Callable[[str], Answer]) -> None:
        self.index = _Index(articles)
        self.answer = answer
        self.asked: list[dict[str, Any]] = []

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        as_of: str | date | None = None,
        ignore: Collection[Aspect] = (),
        risk: float = 0.5,
        quotes: int | None = None,
    ) -> Answer:
        asked = {"question": question, "history": list(history), "filters": filters, "as_of": as_of, "risk": risk}
        self.asked.append({**asked, "ignore": set(ignore), "quotes": quotes})
        return self.answer(question)


def unclear(question: str, *choices: Choice) -> Answer:
    reason = f"Which do you mean: {' or '.join(choice.words for choice in choices)}?"
    return replace(declined(question, hit(CALL), reason=reason), cause="unclear", choices=choices)


def index_of(*articles: Article) -> NewsIndex:
    return cast("NewsIndex", _Index(articles))


def assistant(answer: Callable[[str], Answer], *articles: Article) -> Assistant:
    """An assistant that answers with this function; what it was asked stands in its ``asked``."""
    return cast("Assistant", _Assistant(articles or (CALL, BARE), answer))


def the_call(question: str) -> Answer:
    return answered(question, cited(CALL, "The call lasted about forty minutes, aides said.", "about forty minutes"))
