"""Questions to begin with, from the archive that is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.index import NewsIndex
from onrecord.seeds import QUESTIONS

__all__ = ["MOST", "Example", "examples_for", "sample_examples"]

MOST = 5
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Example:
    """A question to begin with. ``then`` is a follow-up that makes sense only after it."""

    question: str
    then: str = ""


def sample_examples() -> Sequence[Example]:
    """The questions of the sample archive: two facts, the second with its follow-up, who said what, one declined."""
    first, second, follow_up, said, declined = QUESTIONS
    return (Example(first), Example(second, then=follow_up), Example(said), Example(declined))


def examples_for(index: NewsIndex) -> Sequence[Example]:
    """Questions about the newest stories, at most ``MOST``, from as many outlets as there are.

    A title is quoted inside a question that works for any story, for what a story is about cannot be told from its
    title alone without inventing something.
    """
    newest = [article for article in index.newest(MOST * 10) if 0 < len(article.title.strip()) <= _LONGEST_TITLE]
    taken: list[str] = []
    outlets: dict[str, list[str]] = {}
    for article in newest:
        outlets.setdefault(article.outlet, []).append(article.title.strip())
    while len(taken) < MOST and any(outlets.values()):
        for titles in outlets.values():
            if titles and len(taken) < MOST:
                title = titles.pop(0)
                if title not in taken:
                    taken.append(title)
    return [Example(_question(title)) for title in taken]


def _question(title: str) -> str:
    if title.endswith("?"):
        return title
    return f"What was reported about “{title.rstrip('.!')}”?"
