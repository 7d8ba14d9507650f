"""The nouns of the index: what goes in, what comes out, and what is reported.

All offsets are Unicode code points into ``Article.text`` as it is stored, half open: ``text[start:end]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from onrecord.index.dates import to_day, to_iso

__all__ = ["AddReport", "Article", "Filters", "Found", "Hit", "Item", "Passage", "Rejected", "Revision", "Withdrawal"]


@dataclass(frozen=True, slots=True)
class Article:
    """One news article.

    ``published`` is ISO 8601 as the outlet stated it, ``2025-07-04`` or ``2025-07-04T18:30:00+02:00``, and None where
    no date is known: a missing date is missing, never today's. ``id`` is unique in an archive: adding an article with
    a known id and other content makes a new revision of it.

    Args:
        modified: when the outlet last changed it, as ``published``.
        section: the part of the paper, or its subject as the outlet names it.
        dateline: where it was reported from, as stated: ``PARIS (AP)``.
        slug: an agency's name for the story.
        rights: who owns it, and on what terms it may be used, as stated.
        version: the agency's number of it. One that is lower than the known article's is not taken.
        embargo: a moment, ISO 8601 with a zone; before it, no search finds the article.
        remarks: what else there is to know of it, a sentence each: a correction, a date that is not to be trusted.
    """

    id: str
    title: str
    text: str
    url: str = ""
    outlet: str = ""
    published: str | None = None
    authors: tuple[str, ...] = ()
    language: str = ""
    modified: str | None = None
    section: str = ""
    dateline: str = ""
    slug: str = ""
    rights: str = ""
    version: str = ""
    embargo: str | None = None
    remarks: tuple[str, ...] = ()

    @property
    def day(self) -> str | None:
        """The day of publication where the outlet is, ``YYYY-MM-DD``, or None."""
        return self.published[:10] if self.published else None


@dataclass(frozen=True, slots=True)
class Revision:
    """An article as it stood in the archive from ``since`` until just before ``until`` (None: still)."""

    number: int
    article: Article
    since: datetime
    until: datetime | None


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
    from (``lexical`` and ``dense`` scores, ``rerank`` logit ...). A score lives here, never on a passage. ``also`` are
    the other articles that say the same, as near-identical copies of this one or of the passage."""

    passage: Passage
    article: Article
    score: float
    signals: Mapping[str, float] = field(default_factory=dict)
    also: tuple[Article, ...] = ()

    @property
    def text(self) -> str:
        """The passage's text, as it stands in the article."""
        return self.article.text[self.passage.start : self.passage.end]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to, before anything is ranked. What is empty limits nothing.

    Args:
        after: the first day of publication: a date, or text that begins ``YYYY-MM-DD``. An article without a date is
            left out by this and by ``before``.
        before: the last day of publication.
        outlets: names as stored, compared without regard to case.
        articles: ids.
        languages: as stored, compared by their first part: ``en`` finds ``en-GB``.
        as_of: a day: what had been published by its end. An article without a date counts from the day on which
            its present revision was added.
        known_by: a day or a time: what the archive held then, in the revision of that time. Of a day its end, UTC. What
            was removed since is not found.

    Raises:
        DateError: a day that is not one.
    """

    after: str | date | None = None
    before: str | date | None = None
    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    as_of: str | date | None = None
    known_by: str | date | None = None

    def __post_init__(self) -> None:
        for name in ("after", "before", "as_of"):
            object.__setattr__(self, name, to_day(getattr(self, name)))
        object.__setattr__(self, "known_by", to_iso(self.known_by))
        for name in ("outlets", "articles", "languages"):
            names = getattr(self, name)
            object.__setattr__(self, name, (names,) if isinstance(names, str) else tuple(names))

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class Rejected:
    """An article that was not taken, where it stood (an id, or file and line), and why, in words for a person."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An outlet's word that an article must not be used any more (an agency's kill, a feed's deleted entry), by its id;
    adding one takes the article out of every search."""

    id: str
    reason: str


Item = Article | Withdrawal
"""What ``NewsIndex.add`` takes."""

Found = Article | Withdrawal | Rejected
"""What a door yields: what goes in, and what does not."""


@dataclass(frozen=True, slots=True)
class AddReport:
    """What one ``add`` did, as counts of articles; ``passages`` were indexed anew, ``embedded`` of them by the model
    (the others' vectors were known already)."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rejected: tuple[Rejected, ...] = ()
    passages: int = 0
    embedded: int = 0

    def __add__(self, other: AddReport) -> AddReport:
        """Both together."""
        return AddReport(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))
