"""Events that a question reckons from ("two days after the verdict"), on the days on which the archive has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from onrecord.index.lexical import terms
from onrecord.index.snapshot import Snapshot
from onrecord.rag.understood import Understood
from onrecord.rag.when import Anchor, Time, around

__all__ = ["dated"]

_LOOKED_AT = 10  # passages among which an event is looked for


def dated(understood: Understood, now: Snapshot) -> Understood:
    """The same with the times that its events give. An event that no article is about gives none."""
    found = [time for anchor in understood.anchors if (time := _time(anchor, understood.query, now))]
    return replace(understood, times=(*understood.times, *found)) if found else understood


def _time(anchor: Anchor, query: str, now: Snapshot) -> Time | None:
    """The day of the first passage, best by words, that has the event's own words and whose article has a day."""
    event = set(terms(anchor.event))
    rest = f"{anchor.event} {query[: anchor.start]} {query[anchor.end :]}"
    for hit in now.search(rest, _LOOKED_AT, by="lexical") if event else []:
        if hit.article.day and event <= set(terms(f"{hit.article.title} {hit.text}")):
            return around(anchor, date.fromisoformat(hit.article.day))
    return None
