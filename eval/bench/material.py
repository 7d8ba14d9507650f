"""What is measured with: articles, and questions to ask of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from onrecord.eval import PAIRS
from onrecord.eval.loaders import load
from onrecord.index import Article, Rejected
from onrecord.index.errors import SourceError
from onrecord.index.sources import read
from onrecord.seeds import ARTICLES

__all__ = ["Material", "material"]


@dataclass(frozen=True, slots=True)
class Material:
    """Articles as the index stores them, and questions in words. ``passed_over`` counts what could not be read."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[str, ...]
    passed_over: int = 0


def material(path: Path | None, limit: int | None = None, questions: int = 300) -> Material:
    """The articles of a path and its questions, where it has some (a BEIR folder, say), else their titles; without a
    path, the sample archive and the pairs over it.

    Args:
        path: whatever ``sources.read`` takes.
        limit: so many of the articles, spread evenly.
        questions: how many at most; a 95th percentile needs some hundreds.

    Raises:
        SourceError: there is nothing there to measure with.
    """
    rejects: list[Rejected] = []
    found: dict[str, Article] = {}
    for item in read(path or ARTICLES, rejects):
        if isinstance(item, Article):
            found.setdefault(item.id, item)
    articles = list(found.values())
    if not articles:
        why = f": {rejects[0].where}: {rejects[0].reason}" if rejects else ""
        raise SourceError(f"{path} holds no article to measure with{why}")
    if limit is not None and limit < len(articles):
        articles = [articles[place * len(articles) // limit] for place in range(limit)]
    asked = _questions(path) or [article.title or article.text[:80] for article in articles]
    name = path.name if path else "the sample archive"
    return Material(name, tuple(articles), tuple(asked[:questions]), len(rejects))


def _questions(path: Path | None) -> list[str]:
    try:
        return [question.text for question in load(path or PAIRS).questions]
    except SourceError:
        return []
