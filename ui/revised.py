"""The revisions of an article, and what the reader of one of them is to know of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.index import Article, NewsIndex
from onrecord.index.errors import OnRecordError
from onrecord.index.types import Revision
from onrecord.rag.recorded import Quoted, Source
from onrecord.rag.verifying import Told, verified
from onrecord.ui.source import RevisionView
from onrecord.ui.stated import sentence, since

__all__ = ["revised", "revision_views"]


def revised(
    index: NewsIndex, article: Article, revision: int, quote: tuple[int, int] | None
) -> tuple[list[str], list[RevisionView]]:
    """What is to be known of an article before it is read, a sentence each, and all its revisions, oldest first.

    Args:
        index: where both are looked up.
        article: as it is shown.
        revision: its number.
        quote: what is marked in it: whether that still stands in the newest revision is said.
    """
    try:
        history = index.history(article.id)
        if not history:
            return ["This article is not in the archive any more."], []
        newest = history[-1].number
        notes = [] if newest == revision else [*_newer(index, article, revision, quote, newest)]
    except OnRecordError as error:
        return [sentence(f"the revisions of this article cannot be read: {error}")], []
    return notes, revision_views(history)


def revision_views(history: Sequence[Revision]) -> list[RevisionView]:
    """Each revision, and since when the archive has it."""
    return [{"number": one.number, "since": since(one.since)} for one in history]


def _newer(
    index: NewsIndex, article: Article, revision: int, quote: tuple[int, int] | None, newest: int
) -> Iterator[str]:
    yield f"This is revision {revision}; the newest is {newest}."
    if quote is not None:
        words = article.text[quote[0] : quote[1]]
        quoted = Quoted(0, Source(article.id), revision, *quote, words, remarks=article.remarks)
        yield from map(sentence, verified(Told(0, quoted), index).notes)
