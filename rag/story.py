"""The story an article belongs to: what the archive has of the same events, in the order in which it was published.

An article is of a story when its text lies near, by the embedder's measure, and when each names what the other is
about. First those that are surely near the article asked for are taken, then those near to two of these. The measure is
set for the packaged embedder; with another one, names decide more or less than they should. The stories of the sample
archive, which are known, are found by it, and ``python -m onrecord.eval.stories`` prints how well.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from onrecord.index import Article, Filters
from onrecord.index.chunking import sentences
from onrecord.index.lexical import terms
from onrecord.index.snapshot import Snapshot
from onrecord.rag.excerpt import rarity
from onrecord.rag.gist import gist
from onrecord.rag.lacking import lacking, named, told
from onrecord.rag.retrieve import Retriever

__all__ = ["MOST", "Report", "nearest", "story"]

MOST = 100
"""Reports of a story, at most: those nearest to it."""

_NEAR = 100  # passages that are looked at around an article
_LEAD = 3  # sentences that say, with the title, what an article is about
_HEAD = 1_000  # characters of them
_COSINE = 4.0  # what nearness counts, over the share of names of either that the other has
_SURE = 3.8  # of a report that belongs to the story without more
_AGREES = 3.0  # of one that answers the same question
_LIKELY = 3.7  # as the mean of its two best, of one that does by those that surely do
_MISSING = 0.5  # of what a subject names: an article that lacks more is about something else
_CORE = 6  # reports around which others are looked for


@dataclass(frozen=True, slots=True)
class Report:
    """What one article says of a story in a sentence, ``article.text[start:end]`` of that revision. ``also`` are the
    other articles that say the same in the same words, in order of publication."""

    article: Article
    revision: int
    start: int
    end: int
    also: tuple[Article, ...] = ()

    @property
    def quote(self) -> str:
        """The sentence, as it stands in the article."""
        return self.article.text[self.start : self.end]


def story(
    now: Snapshot,
    seed: Article,
    subject: str = "",
    filters: Filters | None = None,
    *,
    answering: Collection[str] = (),
) -> tuple[Report, ...]:
    """The reports of a story in order of publication, the undated last; the article itself is one of them.

    Args:
        now: the archive.
        seed: an article of the story.
        subject: words of what is asked of it, to choose sentences by.
        filters: what may be in it at all, but for the article itself.
        answering: ids of articles that answer the same question, and so are of the story unless they are far from it.
    """
    found = _Around(now, filters)
    kin = found.near(seed)
    sure = [one for one in kin if kin[one] >= (_AGREES if one in answering else _SURE)]
    core = [seed.id, *sorted(sure, key=lambda one: (one not in answering, -kin[one]))[: _CORE - 1]]
    nearness: dict[str, list[float]] = {}
    for one in core:
        for other, near in (kin if one == seed.id else found.near(found.known[one].article)).items():
            nearness.setdefault(other, []).append(near)
    taken = {name: _mean(values, len(core)) for name, values in nearness.items()}
    names = {name for name, near in taken.items() if near >= _LIKELY} | set(sure)
    ranked = sorted(names - {seed.id}, key=lambda name: (-taken[name], name))
    return _reports(now, [found.known[name] for name in [seed.id, *ranked[: MOST - 1]]], subject, filters)


def nearest(retriever: Retriever, subject: str, filters: Filters | None = None) -> Article | None:
    """The article that is most about a subject; None where none is about it.

    Args:
        retriever: finds it.
        subject: a name, an event, a question.
        filters: what may be found at all.
    """
    names, numbers = named(subject)
    wanted = names or numbers or tuple(terms(subject))
    for hit in retriever.search(subject, 3, filters=filters) if wanted else ():
        if lacking(wanted, told(hit.article)) < _MISSING:
            return hit.article
    return None


def _mean(values: list[float], possible: int) -> float:
    """The mean of the two best, of which one is missing where there could have been two."""
    best = sorted(values)[-2:]
    return sum(best) / min(2, possible)


@dataclass(frozen=True)
class _Known:
    """An article of the archive, what its head names, and the words it has."""

    article: Article
    revision: int

    @property
    def head(self) -> str:
        text = self.article.text
        lead = " ".join(text[start:end] for start, end in sentences(text[: 2 * _HEAD])[:_LEAD])
        return f"{self.article.title}. {lead}"[:_HEAD]

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(named(self.head).names) - set(terms(self.article.outlet))

    @cached_property
    def words(self) -> frozenset[str]:
        return told(self.article)


class _Around:
    """How near articles are to one another, each looked up once."""

    def __init__(self, now: Snapshot, filters: Filters | None) -> None:
        self.now = now
        self.filters = filters
        self.known: dict[str, _Known] = {}

    def near(self, article: Article) -> dict[str, float]:
        """The articles around one, by id, and how near they are; not the article itself."""
        if article.id not in self.known:
            self.known[article.id] = _Known(article, self.now.history(article.id)[-1].number)
        one = self.known[article.id]
        cosines: dict[str, float] = {}
        scores = dict(self.now.ranked(one.head, _NEAR, filters=self.filters))
        for hit in self.now.hits(list(scores), self.filters):
            if hit.article.id != article.id:
                self.known.setdefault(hit.article.id, _Known(hit.article, hit.passage.revision))
                cosines.setdefault(hit.article.id, scores[hit.passage.id])
        worth = _worth([self.known[name].words for name in cosines])
        return {
            name: _COSINE * cosine
            + _shared(one.names, self.known[name].words, worth)
            + _shared(self.known[name].names, one.words, worth)
            for name, cosine in cosines.items()
        }


def _worth(held: list[frozenset[str]]) -> Mapping[str, float]:
    """What a name that these texts have counts: the fewer have it, the more."""
    counts = Counter(word for words in held for word in words)
    return {word: math.log1p(len(held) / count) for word, count in counts.items()}


def _shared(names: frozenset[str], words: frozenset[str], worth: Mapping[str, float]) -> float:
    """The share of the names that a text has, each by its worth."""
    rarest = max(worth.values(), default=1.0)
    total = sum(worth.get(name, rarest) for name in names)
    return sum(worth.get(name, rarest) for name in names & words) / total if total else 0.0


def _reports(now: Snapshot, known: Iterable[_Known], subject: str, filters: Filters | None) -> tuple[Report, ...]:
    """A sentence of each; what several print in the same words once, as the first of them printed it."""
    ordered = sorted(known, key=lambda one: (one.article.published is None, one.article.published, one.article.id))
    copies = now.copies((one.article for one in ordered), filters)
    worth = rarity(f"{subject} {' '.join(one.article.title for one in ordered)}", [one.head for one in ordered])
    reports: dict[str, Report] = {}
    printed: set[str] = set()
    for one in ordered:
        if one.article.id in printed:
            continue
        report = Report(one.article, one.revision, *gist(one.article, subject, worth), copies.get(one.article.id, ()))
        words = " ".join(report.quote.casefold().split())
        if words in reports:
            first = reports[words]
            more = [also for also in (report.article, *report.also) if also.id not in printed]
            report = replace(first, also=(*first.also, *more))
        reports[words] = report
        printed.update((one.article.id, *(also.id for also in report.also)))
    return tuple(reports.values())
