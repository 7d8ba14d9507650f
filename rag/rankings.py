"""Which rankings a question asks of the indexes: its words and its meaning, over everything and where it points to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import NamedTuple

from onrecord.index import Filters
from onrecord.index.snapshot import By
from onrecord.rag.understood import Understood
from onrecord.rag.when import Time

__all__ = ["WEIGHTS", "Asked", "asked"]

WEIGHTS = {
    "exact": 0.5,
    "dense then": 0.5,
    "lexical then": 0.5,
    "dense there": 0.5,
    "lexical there": 0.5,
    "dense subject": 0.5,
    "lexical subject": 0.5,
    "lexical said": 0.5,
}
"""What a ranking counts in the fusion, of those that count less than one."""

_LONGEST = 62  # days of a time whose articles are searched by themselves; more of them are found among all anyway


class Asked(NamedTuple):
    """One ranking: its name, the index, what is looked for, and within what."""

    name: str
    by: By
    query: str
    filters: Filters | None


def asked(understood: Understood, filters: Filters | None) -> Iterator[Asked]:
    """The rankings of a question. What it states itself is a preference: there everything is searched as well, while
    filters hold for all."""
    query = understood.query
    yield Asked("dense", "dense", query, filters)
    yield Asked("lexical", "lexical", query, filters)
    if understood.exact:
        words = " ".join(query[start:end] for start, end in understood.exact)
        yield Asked("exact", "lexical", words, filters)
    if understood.subject and understood.leans:
        yield Asked("lexical said", "lexical", f"{understood.subject.words} {query}", filters)
    for name, within in _pointed(understood, filters or Filters()):
        yield Asked(f"dense {name}", "dense", query, within)
        yield Asked(f"lexical {name}", "lexical", query, within)


def _pointed(understood: Understood, filters: Filters) -> Iterator[tuple[str, Filters]]:
    """Where the question points to, within the filters: the days it states, the outlets it names, and the articles that
    were talked about."""
    short = (time for time in understood.times if time.first and time.last and _days(time) <= _LONGEST)
    for time in islice(short, 1):
        after, before = (
            max(str(filters.after or ""), str(time.first)),
            min(str(filters.before or "9999"), str(time.last)),
        )
        if after <= before:
            yield "then", replace(filters, after=after, before=before)
    wanted = {name.lower() for name in filters.outlets}
    allowed = [name for name in understood.names("outlet") if not wanted or name.lower() in wanted]
    if allowed:
        yield "there", replace(filters, outlets=tuple(allowed))
    pulling = [name for name, pull in understood.pulls.items() if pull > 0]
    talked = [name for name in pulling if not filters.articles or name in filters.articles]
    if talked:
        yield "subject", replace(filters, articles=tuple(talked))


def _days(time: Time) -> int:
    return 1 + (date.fromisoformat(str(time.last)) - date.fromisoformat(str(time.first))).days
