"""Hits and spans made by hand, for tests of the pure steps."""

from __future__ import annotations

from onrecord.index import Article, Hit, Passage
from onrecord.rag import Span


def hit(name: int, text: str = "", *, article: str = "", day: str | None = None, **signals: float) -> Hit:
    """The passage ``name`` that is the whole of its article."""
    text = text or f"Passage {name}."
    stated = Article(article or f"a{name}", f"Title {name}", text, "", "The Courier", day)
    return Hit(Passage(name, stated.id, 1, 0, len(text)), stated, 0.0, signals)


def span(found: Hit, score: float, quote: str | None = None, focus: str | None = None) -> Span:
    text = found.article.text
    start = text.index(quote) if quote else 0
    end = start + len(quote) if quote else len(text)
    inner = text.index(focus, start, end) if focus else None
    return Span(found, start, end, None if inner is None or focus is None else (inner, inner + len(focus)), score)
