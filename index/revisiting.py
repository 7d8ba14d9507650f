"""An entry of a feed that is read again and again: whether it must be looked at, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise_line, normalise_text
from onrecord.index.sources.feeds import SUMMARY, Entry, article_of_entry
from onrecord.index.sources.following import article_at
from onrecord.index.subscriptions import Known
from onrecord.index.types import Article, Rejected

if TYPE_CHECKING:
    from onrecord.index.fetch import Fetcher
    from onrecord.index.news_index import NewsIndex

__all__ = ["Looked", "Visit", "look", "matched"]

_PAGES = 200  # fetched for one feed in one refresh: some minutes; what is left comes the next time
_TRIES = 3  # how often a page is asked for that cannot be had for now


@dataclass(slots=True)
class Visit:
    """One reading of one feed.

    Args:
        index: where articles go.
        web: fetches pages.
        follow: whether pages are fetched.
        watch: is told each address before it is fetched.
        pages: how many were fetched.
        faults: why pages were not read.
        stopped: a server asked to be left in peace, so no more pages are fetched.
    """

    index: NewsIndex
    web: Fetcher
    follow: bool
    watch: Callable[[str], None]
    pages: int = 0
    faults: list[str] = field(default_factory=list)
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of an entry: what is known of it from now on, what goes into the index, and whether it is to be
    looked at again the next time."""

    known: Known | None
    item: Article | Rejected | None = None
    left: bool = False


def matched(entries: Iterable[Entry], known: Iterable[Known]) -> list[tuple[Entry, Known | None]]:
    """Each entry with what is known of it: by its own id, or, where that is new, by a link that is no other's; by its
    article's id, where it has neither."""
    entries, known = list(entries), list(known)
    guids = {entry.guid for entry in entries if entry.guid}
    links = Counter(entry.link for entry in entries) + Counter(one.link for one in known if one.guid in guids)
    by_guid = {one.guid: one for one in known if one.guid}
    by_link = {one.link: one for one in known if one.link and one.guid not in guids}
    bare = {one.article: one for one in known if not one.guid and not one.link}

    def found(entry: Entry) -> Known | None:
        by_either = by_guid.get(entry.guid) or (by_link.get(entry.link) if links[entry.link] == 1 else None)
        return by_either or bare.get(entry.id)

    return [(entry, found(entry)) for entry in entries]


def look(entry: Entry, before: Known | None, visit: Visit) -> Looked:
    """Take an entry that is new or says something else than before; follow its link where it has only a summary."""
    known = Known(before.article if before else entry.id, entry.guid, entry.link, entry.digest)
    tries = before.tries if before and before.digest == known.digest else 0
    if before and before.digest == known.digest and not tries:
        return Looked(known)
    if entry.whole or not entry.link or not visit.follow:
        return Looked(known, _wanted(article_of_entry(entry), known, visit.index))
    if visit.stopped or visit.pages == _PAGES:
        return Looked(before, left=True)
    visit.pages += 1
    visit.watch(entry.link)
    try:
        page = article_at(entry.link, visit.web)
    except SourceError as error:
        visit.faults.append(str(error))
        visit.stopped = bool(getattr(error, "retry_after", 0)) or _status(error) == HTTPStatus.TOO_MANY_REQUESTS
        later = _for_now(error) and tries + 1 < _TRIES
        known = replace(known, tries=tries + 1 if later else 0)
        return Looked(known, _wanted(article_of_entry(entry), known, visit.index), left=later)
    return Looked(known, _wanted(article_of_entry(entry, page), known, visit.index))


def _for_now(error: SourceError) -> bool:
    """Whether what was not fetched may be there later."""
    status = _status(error)
    return status in (0, HTTPStatus.TOO_MANY_REQUESTS) or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _status(error: SourceError) -> int:
    """What the server answered, 0 if nothing; 200 where it was fetched and holds no article."""
    return int(getattr(error, "status", HTTPStatus.OK))


def _wanted(item: Article | Rejected, known: Known, index: NewsIndex) -> Article | Rejected | None:
    """What is to be given to the index: not a summary of what it has in full, nor what it has from another feed of the
    same paper, which would be a new revision each time one of the two is read."""
    if isinstance(item, Rejected):
        return item
    article = replace(item, id=known.article)
    stored = index.article(normalise_line(article.id))
    if stored is None:
        return article
    if SUMMARY in article.remarks and SUMMARY not in stored.remarks:
        return None
    same = (normalise_line(article.title), normalise_text(article.text)) == (stored.title, stored.text)
    return None if same and normalise_line(article.outlet) != stored.outlet else article
