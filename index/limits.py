"""What a search is limited to, in the numbers that the derived indexes hold."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord.index.catalog import Catalog
from onrecord.index.dates import to_moment
from onrecord.index.types import Article, Filters
from onrecord.index.visible import Visible

__all__ = ["EVERYTHING", "Limits", "allows", "day_number", "embargoed", "first_part", "limits_of"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Days are numbers like 20250704, 0 where there is none; states are the catalog's.

    Args:
        first: the first day of publication, or 0.
        last: the last day of publication, or 0.
        outlets: folded names, or none.
        languages: first parts, or none.
        among: passage ids, ascending, or None.
        published_by: a day, or 0; what has no day must have been added up to the state ``added_by``.
        added_by: a state.
        known: what this state held, or None for what is searched now.
    """

    first: int = 0
    last: int = 0
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    among: npt.NDArray[np.int64] | None = None
    published_by: int = 0
    added_by: int = 0
    known: int | None = None

    def __bool__(self) -> bool:
        some = (self.first, self.last, self.outlets, self.languages, self.published_by)
        return any(some) or self.among is not None or self.known is not None


EVERYTHING = Limits()


def limits_of(filters: Filters, catalog: Catalog, seen: Visible, known: int | None) -> Limits:
    """The limits that filters mean. ``seen`` is what they see, ``known`` the state of ``filters.known_by``."""
    return Limits(
        first=day_number(filters.after),
        last=day_number(filters.before),
        outlets=tuple(outlet.lower() for outlet in filters.outlets),
        languages=tuple(map(first_part, filters.languages)),
        among=seen.passage_ids(filters.articles) if filters.articles else None,
        published_by=day_number(filters.as_of),
        added_by=catalog.state_at(to_moment(str(filters.as_of))) if filters.as_of else 0,
        known=known,
    )


def allows(filters: Filters | None, article: Article) -> bool:
    """Whether filters leave an article, by what it states itself."""
    if filters is None:
        return True
    day = article.day or ""
    return (
        (not filters.after or day >= str(filters.after))
        and all(not last or "" < day <= str(last) for last in (filters.before, filters.as_of))
        and (not filters.outlets or article.outlet.lower() in {name.lower() for name in filters.outlets})
        and (not filters.languages or first_part(article.language) in set(map(first_part, filters.languages)))
        and (not filters.articles or article.id in filters.articles)
    )


def embargoed(article: Article) -> bool:
    """Whether the time before which no search may find an article has not come yet."""
    return bool(article.embargo) and to_moment(str(article.embargo)) > time.time_ns() // 1000


def day_number(day: object) -> int:
    """``2025-07-04`` as 20250704: days in order, as integers; 0 for no day."""
    return int(str(day)[:10].replace("-", "")) if day else 0


def first_part(language: str) -> str:
    """``en`` of ``en-GB``."""
    return language.lower().replace("_", "-").split("-")[0]
