"""Turns of conversations for tests of follow-ups."""

from __future__ import annotations

from onrecord.index import Article
from onrecord.rag import Answer, Citation, Turn
from onrecord.rag.types import Choice


def article(text: str, name: str = "a1", outlet: str = "The Courier") -> Article:
    """An article with a text."""
    return Article(name, "Title", text, outlet=outlet)


def answered(question: str, words: str, source: Article, query: str = "") -> Turn:
    """A question that was answered with words of an article, whose sentence was quoted."""
    start = source.text.index(words)
    first = source.text.rfind(". ", 0, start) + 2 if ". " in source.text[:start] else 0
    end = source.text.find(". ", start)
    quote = (first, len(source.text) if end < 0 else end + 1)
    cited = Citation(1, source, 1, *quote, (start, start + len(words)))
    return Turn(question, Answer(question, query or question, words, (cited,), 0.9, False))


def asked_back(question: str, *choices: tuple[str, str]) -> Turn:
    """A question that was asked back with these readings, each in words and as a question."""
    readings = tuple(Choice(words, query) for words, query in choices)
    return Turn(question, Answer(question, question, "", (), 0.0, True, "Which?", cause="unclear", choices=readings))
