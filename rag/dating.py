"""Times of a question that the archive decides: events ("two days after the verdict") on the days on which it has them,
and a month without a year ("in July") in the last year that it reaches."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from onrecord.index.lexical import terms
from onrecord.index.snapshot import Snapshot
from onrecord.rag.understood import Understood
from onrecord.rag.when import Anchor, Time, around, times
from onrecord.rag.when.said import MONTHS

__all__ = ["dated", "reached"]

_LOOKED_AT = 10  # passages among which an event is looked for
_MONTH = re.compile(rf"\b{MONTHS}\b", re.I)
_SETTLED = re.compile(r"\d{4}|\b(?:this|last|next|past|coming|ago)\b", re.I)  # what says which year is meant


def dated(understood: Understood, now: Snapshot) -> Understood:
    """The same with the times that its events give. An event that no article is about gives none."""
    found = [time for anchor in understood.anchors if (time := _time(anchor, understood.query, now))]
    return replace(understood, times=(*understood.times, *found)) if found else understood


def reached(understood: Understood, newest: date) -> Understood:
    """The same, where nothing says which day it is: a month or a day of one, named without its year, that begins after
    the archive's newest article is the latest that had begun by then."""
    late = {(time.start, time.end) for time in understood.times if _yearless(time, understood.query, newest)}
    if not late:
        return understood
    then = {(time.start, time.end): time for time in times(understood.query, newest)}
    found = tuple(
        then.get((one.start, one.end), one) if (one.start, one.end) in late else one for one in understood.times
    )
    return replace(understood, times=found)


def _yearless(time: Time, query: str, newest: date) -> bool:
    words = query[time.start : time.end]
    begins_late = time.first is not None and time.first > newest.isoformat()
    return begins_late and bool(_MONTH.search(words)) and not _SETTLED.search(words)


def _time(anchor: Anchor, query: str, now: Snapshot) -> Time | None:
    """The day of the first passage, best by words, that has the event's own words and whose article has a day."""
    event = set(terms(anchor.event))
    rest = f"{anchor.event} {query[: anchor.start]} {query[anchor.end :]}"
    for hit in now.search(rest, _LOOKED_AT, by="lexical") if event else []:
        if hit.article.day and event <= set(terms(f"{hit.article.title} {hit.text}")):
            return around(anchor, date.fromisoformat(hit.article.day))
    return None
