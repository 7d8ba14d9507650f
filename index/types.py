"""The nouns of the index: what goes in, what comes out, and what is reported.

All offsets are Unicode code points into ``Article.text`` as it is stored, half open: ``text[start:end]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from onrecord.index.dates import to_day

__all__ = ["AddReport", "Article", "Filters", "Hit", "Passage", "Rejected"]


@dataclass(frozen=True, slots=True)
class Article:
    """One news article.

    ``published`` is ISO 8601 as the outlet stated it, ``2025-07-04`` or ``2025-07-04T18:30:00+02:00``, and None where
    no date is known: a missing date is missing, never today's. ``id`` is unique in an archive: adding an article with
    a known id and other content makes a new revision of it.
    """

    id: str
    title: str
    text: str
    url: str = ""
    outlet: str = ""
    published: str | None = None
    authors: tuple[str, ...] = ()
    language: str = ""

    @property
    def day(self) -> str | None:
        """The day of publication where the outlet is, ``YYYY-MM-DD``, or None."""
        return self.published[:10] if self.published else None


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one revision of an article: ``article.text[start:end]``. ``id`` is the catalog's."""

    id: int
    article_id: str
    revision: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query. ``score`` orders hits of one search, higher first; ``signals`` say where it came
    from (``lexical`` and ``dense`` scores, ``rerank`` logit ...). A score lives here, never on a passage."""

    passage: Passage
    article: Article
    score: float
    signals: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The passage's text, as it stands in the article."""
        return self.article.text[self.passage.start : self.passage.end]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to, before anything is ranked.

    ``after`` and ``before`` are days, both included: a date, or text that begins ``YYYY-MM-DD``. An article without a
    date is left out by either. ``outlets`` are names as stored, compared without regard to case; ``articles`` are ids;
    empty means all.

    Raises:
        DateError: a day that is not one.
    """

    after: str | date | None = None
    before: str | date | None = None
    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "after", to_day(self.after))
        object.__setattr__(self, "before", to_day(self.before))
        object.__setattr__(self, "outlets", tuple(self.outlets))
        object.__setattr__(self, "articles", tuple(self.articles))

    def __bool__(self) -> bool:
        return bool(self.after or self.before or self.outlets or self.articles)


@dataclass(frozen=True, slots=True)
class Rejected:
    """An article that was not taken, where it stood (an id, or file and line), and why, in words for a person."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What one ``add`` did, as counts of articles; ``passages`` were indexed anew, ``embedded`` of them by the model
    (the others' vectors were known already)."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: tuple[Rejected, ...] = ()
    passages: int = 0
    embedded: int = 0
