"""What a state holds, listed and counted for people who look through it, without a search."""

from __future__ import annotations

import json
from typing import NamedTuple

from onrecord.index.types import Article, Filters
from onrecord.index.visible import FIELDS, Visible, article_of

__all__ = ["Counted", "counted", "listed", "named"]


class Counted(NamedTuple):
    """How many articles an outlet published on a day; None: without a date."""

    outlet: str
    day: str | None
    articles: int


def counted(seen: Visible) -> list[Counted]:
    """The articles by outlet and day, of an index that holds both: no article's row is read."""
    return [Counted(*row) for row in seen.rows("r.outlet, r.day, count(*)", "GROUP BY r.outlet, r.day")]


def named(seen: Visible, author: str = "", section: str = "") -> list[str]:
    """The ids of the articles by an author, of a section, or both, named in full, whatever the case of a-z. This reads
    the row of every article."""
    terms, values = "", []
    if author:
        terms += " AND EXISTS (SELECT 1 FROM json_each(r.authors) a WHERE lower(a.value) = lower(?))"
        values.append(author)
    if section:
        stated = "SELECT json_extract(d.stated, '$.section') FROM detail d WHERE d.revision = r.id"
        terms += f" AND lower(({stated})) = lower(?)"
        values.append(section)
    return [name for (name,) in seen.rows("r.article_id", terms, *values)]


def listed(seen: Visible, filters: Filters, start: int, count: int) -> tuple[int, list[Article]]:
    """How many articles there are of the filters' days, outlets and ids (the others do not count here), and ``count``
    of them from the place ``start`` on: newest first, undated ones last.

    Raises:
        IndexDamaged: one of them is not what was stored.
    """
    names = {name.lower() for name in filters.outlets}
    outlets = [name for name in seen.outlets if name.lower() in names]
    terms, values = [""], list[object]()
    if filters.after:
        terms.append("r.day >= ?")
        values.append(filters.after)
    if filters.before:
        terms.append("r.day <= ?")
        values.append(filters.before)
    if names:
        terms.append(f"r.outlet IN ({','.join('?' * len(outlets))})")
        values += outlets
    if filters.articles:
        terms.append("r.article_id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(filters.articles))
    limits = " AND ".join(terms)
    ((total,),) = seen.rows("count(*)", limits, *values)
    order = "ORDER BY r.day IS NULL, r.day DESC, r.published DESC, r.article_id LIMIT ? OFFSET ?"
    ids = [row_id for (row_id,) in seen.rows("r.id", f"{limits} {order}", *values, count, start)]
    found = [row for row_id in ids for row in seen.rows(FIELDS, "AND r.id = ?", row_id)]
    return int(total), [article_of(row) for row in found]
