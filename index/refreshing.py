"""Reading the feeds an archive is subscribed to: what is new or changed in them becomes articles and revisions."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

from onrecord.index.errors import SourceError, StoreError
from onrecord.index.revisiting import Visit, look, matched
from onrecord.index.sources.feeds import Feed, feed
from onrecord.index.subscriptions import Known, State, Subscription, Subscriptions
from onrecord.index.types import AddReport, Found, Rejected, Withdrawal

if TYPE_CHECKING:
    from onrecord.index.fetch import Fetcher
    from onrecord.index.news_index import NewsIndex

__all__ = ["Outcome", "refresh"]

_TOGETHER = 50  # entries whose articles are committed, and noted as known, at once
_FIRST_WAIT = 300.0  # seconds after a failure; doubled by each that follows
_LONGEST_WAIT = 86_400.0
_FAULTS = 3  # reasons for which pages were not read that are told


@dataclass(slots=True)
class Outcome:
    """What became of one feed.

    Args:
        url: the feed's.
        title: as it states it, or as it was subscribed to.
        status: ``read``; ``unchanged``: nothing new since the last time; ``failed``; ``waiting``: not asked, because it
            failed and its time has not come; ``ended``: gone for good.
        report: what its articles did to the index; entries that are as they were count as unchanged.
        pages: how many pages were fetched for it.
        left: entries left for the next time, their pages being too many or not to be had now.
        notes: what was wrong with it, and with its pages, a sentence each.
        error: why it failed.
        wait: when it is asked again after a failure, seconds since 1970; else 0.
    """

    url: str
    title: str
    status: Literal["read", "unchanged", "failed", "waiting", "ended"]
    report: AddReport = field(default_factory=AddReport)
    pages: int = 0
    left: int = 0
    notes: tuple[str, ...] = ()
    error: str = ""
    wait: float = 0.0


def refresh(
    index: NewsIndex,
    web: Fetcher,
    *,
    only: Collection[str] = (),
    follow: bool = True,
    watch: Callable[[str], None] = lambda _: None,
    clock: Callable[[], float] = time.time,
) -> Iterator[Outcome]:
    """Read the feeds, one after another, each when it is asked for; one that cannot be read does not stop the others.

    What is known of a feed is kept after its articles are committed, some at a time: a call that is interrupted is
    taken up by the next.

    Args:
        index: where the articles go.
        web: fetches the feeds and the pages they lead to.
        only: these, also if they are to be left in peace for now or have ended; default all.
        follow: fetch the page of an entry that has no more than a summary.
        watch: is told each address before it is fetched.
        clock: seconds since 1970.

    Raises:
        IndexLocked: another refresh, or another writer, is at work. StoreError: the list of feeds is damaged, or one of
            ``only`` is not on it. WriteFailed: the disk refused something.
    """
    kept = Subscriptions(index.folder)
    with kept.refreshing():
        feeds = {one.url: one for one in kept.feeds()}
        if missing := [url for url in only if url not in feeds]:
            raise StoreError(f"not subscribed to {', '.join(missing)}; subscribe with: onrecord feed add URL")
        for url in dict.fromkeys(only) or feeds:
            yield _refreshed(feeds[url], kept, Visit(index, web, follow, watch), clock, named=bool(only))


def _refreshed(
    subscribed: Subscription, kept: Subscriptions, visit: Visit, clock: Callable[[], float], *, named: bool
) -> Outcome:
    url = subscribed.url
    try:
        state = kept.state(url)
    except StoreError as error:  # of this feed alone; the file is left as it is
        return Outcome(url, subscribed.title, "failed", error=str(error))
    outcome = Outcome(url, subscribed.title or state.title, "read")
    if not named and (state.ended or state.wait > clock()):
        outcome.status = "ended" if state.ended else "waiting"
        outcome.error, outcome.wait = state.error, state.wait
        return outcome
    try:
        visit.watch(url)
        got = visit.web.get(url, state.etag, state.modified)
        same = got.status == HTTPStatus.NOT_MODIFIED
        found = None if same else feed(got.body, url, url=got.url, encoding=got.encoding)
    except SourceError as error:
        _failed(state, error, clock())
        outcome.status = "ended" if state.ended else "failed"
        outcome.error, outcome.wait = state.error, state.wait
    else:
        state.failures, state.wait, state.error, state.ended = 0, 0.0, "", False
        state.checked = datetime.fromtimestamp(clock(), UTC).isoformat(timespec="seconds")
        # Sent with these, the question would be answered "not modified" while some of it is still to be dealt with.
        state.etag = state.modified = ""
        if found is None:
            outcome.status = "unchanged"
        else:
            state.title = found.title
            outcome.title = subscribed.title or found.title
            _take(found, state, visit, outcome, lambda: kept.save(url, state))
            outcome.pages, outcome.notes = visit.pages, (*found.notes, *_some(visit.faults))
        if not outcome.left:
            state.etag, state.modified = got.etag, got.modified
    kept.save(url, state)
    return outcome


def _take(found: Feed, state: State, visit: Visit, outcome: Outcome, save: Callable[[], None]) -> None:
    """Bring what is new in a feed into the index, and then into what is known of it: in the end what stands in it."""
    articles = {one.guid: one.article for one in state.entries if one.guid}
    gone = [Withdrawal(articles.get(one.guid, one.guid), one.reason) for one in found.deleted]
    outcome.report += _added([one for one in gone if visit.index.article(one.id)], visit.index)
    pairs = matched(found.entries, state.entries)
    done: list[Known] = []
    for start in range(0, len(pairs), _TOGETHER):
        looked = [look(entry, known, visit) for entry, known in pairs[start : start + _TOGETHER]]
        items = [one.item for one in looked if one.item]
        outcome.report += _added(items, visit.index)
        outcome.report += AddReport(unchanged=sum(not (one.item or one.left) for one in looked))
        outcome.left += sum(one.left for one in looked)
        done += [one.known for one in looked if one.known]
        state.entries = done + [known for _, known in pairs[start + _TOGETHER :] if known]
        if items:
            save()
    state.entries = done


def _added(items: Sequence[Found], index: NewsIndex) -> AddReport:
    """Put into the index what can be; nothing is asked of it where there is nothing."""
    rejected = tuple(one for one in items if isinstance(one, Rejected))
    taken = [one for one in items if not isinstance(one, Rejected)]
    return AddReport(rejected=rejected) + (index.add(taken) if taken else AddReport())


def _failed(state: State, error: SourceError, now: float) -> None:
    """Note that a feed could not be read, and leave it in peace for longer each time, or as long as it asks."""
    state.error = str(error)
    state.ended = getattr(error, "status", 0) == HTTPStatus.GONE
    state.failures += 1
    wait = min(_FIRST_WAIT * 2.0 ** min(state.failures - 1, 20), _LONGEST_WAIT)
    state.wait = now + max(wait, getattr(error, "retry_after", 0.0))


def _some(faults: list[str]) -> tuple[str, ...]:
    more = len(faults) - _FAULTS
    return (*faults[:_FAULTS], *([f"{more} more pages were not read"] if more > 0 else []))
