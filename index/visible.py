"""What a reader sees: the articles and passages of one state of the catalog."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from onrecord.index.catalog import Catalog
from onrecord.index.chunking import indexed_text
from onrecord.index.dates import to_moment
from onrecord.index.errors import IndexDamaged
from onrecord.index.hashes import content_hash, text_hash
from onrecord.index.types import Article, Passage, Revision

__all__ = ["FIELDS", "Standing", "Visible", "article_of", "ends_as_stated"]

FIELDS = (
    "r.article_id, r.title, r.text, r.url, r.outlet, r.published, r.authors, r.language,"
    " (SELECT d.stated FROM detail d WHERE d.revision = r.id), r.sha256"
)
_AT_A_TIME = 500  # values in one statement


class Standing(NamedTuple):
    """What is known of a passage before it is read: its article's day and outlet, where in that it starts, in
    characters (0 is the lead), and the article's id."""

    day: str | None
    outlet: str
    start: int
    article: str = ""


class Visible:
    """The catalog at one state. ``known`` is an earlier state: what the archive held then, less what was removed."""

    def __init__(self, catalog: Catalog, state: int, known: int | None = None) -> None:
        self._catalog = catalog
        self.state = state
        at = state if known is None else min(known, state)
        self._seen = (
            f"r.since <= {at} AND (r.until IS NULL OR r.until > {at}) AND (r.removed IS NULL OR r.removed > {state})"
        )

    def rows(self, fields: str, then: str, *values: object) -> Iterator[Any]:
        """Fields of the revisions that are seen (``r``), with what is to follow in the query."""
        return self._catalog.rows(f"SELECT {fields} FROM revision r WHERE {self._seen} {then}", *values)

    @cached_property
    def count(self) -> int:
        """Articles."""
        return int(self._catalog.row(f"SELECT count(*) FROM revision r WHERE {self._seen}")[0])

    @cached_property
    def outlets(self) -> list[str]:
        """The outlets' names, by number of articles."""
        rows = self._catalog.rows(
            f"SELECT r.outlet FROM revision r WHERE {self._seen} AND r.outlet <> ''"
            " GROUP BY r.outlet ORDER BY count(*) DESC, r.outlet"
        )
        return [name for (name,) in rows]

    @cached_property
    def authors(self) -> list[str]:
        """The authors' names, by number of articles. No index holds them: this reads the row of every article.

        Raises:
            IndexDamaged: those of an article are not what was stored.
        """
        counted: Counter[str] = Counter()
        for stated, articles in self._catalog.rows(
            f"SELECT r.authors, count(*) FROM revision r WHERE {self._seen} AND r.authors <> '[]' GROUP BY r.authors"
        ):
            counted.update(dict.fromkeys(_names(stated), articles))
        return sorted(counted, key=lambda name: (-counted[name], name))

    @cached_property
    def sections(self) -> list[str]:
        """The sections' names, by number of articles."""
        # In this order, for the outer table is then read from an index, and no article's row is.
        rows = self._catalog.rows(
            "SELECT json_extract(d.stated, '$.section') AS section FROM revision r CROSS JOIN detail d"
            f" ON d.revision = r.id WHERE {self._seen} AND section <> '' GROUP BY section"
            " ORDER BY count(*) DESC, section"
        )
        return [name for (name,) in rows]

    @cached_property
    def days(self) -> tuple[str, str] | None:
        """The first and the last day of publication."""
        first, last = self._catalog.row(f"SELECT min(r.day), max(r.day) FROM revision r WHERE {self._seen}")
        return (first, last) if first else None

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """An article as it is, or in the revision given."""
        if revision is None:
            row = self._catalog.row(
                f"SELECT {FIELDS} FROM revision r WHERE r.article_id = ? AND {self._seen}", article_id
            )
        else:
            row = self._catalog.row(
                f"SELECT {FIELDS} FROM revision r WHERE r.article_id = ? AND r.revision = ? AND r.since <= {self.state}"
                f" AND (r.removed IS NULL OR r.removed > {self.state})",
                article_id,
                revision,
            )
        return article_of(row) if row else None

    def has(self, article_id: str) -> bool:
        """Whether there is such an article, without reading it."""
        query = f"SELECT 1 FROM revision r WHERE r.article_id = ? AND {self._seen}"
        return self._catalog.row(query, article_id) is not None

    def history(self, article_id: str) -> list[Revision]:
        """Every revision of an article, the first one first."""
        rows = self._catalog.rows(
            f"SELECT r.revision, s.at, u.at, {FIELDS} FROM revision r JOIN state s ON s.number = r.since"
            f" LEFT JOIN state u ON u.number = r.until AND u.number <= {self.state} WHERE r.article_id = ?"
            f" AND r.since <= {self.state} AND (r.removed IS NULL OR r.removed > {self.state}) ORDER BY r.revision",
            article_id,
        )
        return [Revision(row[0], article_of(row[3:]), _time(row[1]), row[2] and _time(row[2])) for row in rows]

    def newest(self, limit: int | None = None) -> Iterator[Article]:
        """The articles, newest first, undated ones last."""
        query = (
            f"SELECT r.id FROM revision r WHERE {self._seen}"
            " ORDER BY r.day IS NULL, r.day DESC, r.published DESC, r.article_id LIMIT ?"
        )
        # All of them at once: who takes long over the articles would keep this thread at an old state of the catalog.
        for (row_id,) in list(self._catalog.rows(query, -1 if limit is None else limit)):
            row = self._catalog.row(f"SELECT {FIELDS} FROM revision r WHERE r.id = ?", row_id)
            if row:  # else removed and compacted away while this was read
                yield article_of(row)

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[Passage, Article]]:
        """The passages of these ids that are seen, with their articles.

        Raises:
            IndexDamaged: an article or a passage is not what was stored.
        """
        found: dict[int, tuple[Passage, Article]] = {}
        for some in _lots(ids):
            rows = list(
                self._catalog.rows(
                    "SELECT p.id, p.start, p.end, p.sha256, r.id, r.revision FROM passage p"
                    f" JOIN revision r ON r.id = p.revision WHERE p.id IN ({_marks(some)}) AND {self._seen}",
                    *some,
                )
            )
            articles = self._articles({row[4] for row in rows})
            for number, start, end, sha256, row_id, revision in rows:
                if row_id not in articles:  # removed and compacted away while this was read
                    continue
                article = articles[row_id]
                if text_hash(indexed_text(article.title, article.text[start:end])) != sha256:
                    raise IndexDamaged(f"passage {number} of {article.id} is not what was stored; run: onrecord doctor")
                found[number] = Passage(number, article.id, revision, start, end), article
        return found

    def _articles(self, row_ids: Collection[int]) -> dict[int, Article]:
        rows = self._catalog.rows(f"SELECT r.id, {FIELDS} FROM revision r WHERE r.id IN ({_marks(row_ids)})", *row_ids)
        return {row[0]: article_of(row[1:]) for row in rows}

    def standings(self, ids: Sequence[int]) -> dict[int, Standing]:
        """Where and when these passages stand, without reading them."""
        rows = self._catalog.rows(
            "SELECT p.id, r.day, r.outlet, p.start, r.article_id FROM json_each(?) j JOIN passage p ON p.id = j.value"
            " JOIN revision r ON r.id = p.revision",
            json.dumps(list(ids)),
        )
        return {number: Standing(*row) for number, *row in rows}

    def passage_ids(self, article_ids: Iterable[str]) -> npt.NDArray[np.int64]:
        """The ids of the passages of these articles, ascending."""
        rows = self._catalog.rows(
            "SELECT p.id FROM json_each(?) j JOIN revision r ON r.article_id = j.value JOIN passage p ON"
            f" p.revision = r.id WHERE {self._seen} ORDER BY p.id",
            json.dumps(list(article_ids)),
        )
        return np.fromiter((row[0] for row in rows), np.int64)

    @cached_property
    def embargoes(self) -> list[tuple[int, int]]:
        """The moments at which embargoes end, in microseconds since 1970, and the ids of the passages they are on.

        Raises:
            IndexDamaged: one is not what was stored.
        """
        rows = self._catalog.rows(
            "SELECT r.article_id, d.embargo, d.stated, p.id FROM detail d JOIN revision r ON r.id = d.revision"
            f" JOIN passage p ON p.revision = r.id WHERE d.embargo IS NOT NULL AND {self._seen}"
        )
        found = []
        for article_id, embargo, stated, number in rows:
            if not ends_as_stated(embargo, stated):
                raise IndexDamaged(f"the embargo of {article_id} is not what was stored; run: onrecord doctor")
            found.append((embargo, number))
        return found

    def copies(self, article_ids: Iterable[str]) -> dict[str, list[Article]]:
        """The other articles of each of these articles' clusters, in the order in which they were published."""
        found: dict[str, list[Article]] = {}
        rows = self._catalog.rows(
            f"SELECT o.article_id, {FIELDS} FROM json_each(?) j JOIN revision o ON o.article_id = j.value"
            " JOIN revision r ON coalesce(r.cluster, r.id) = coalesce(o.cluster, o.id) AND r.id <> o.id"
            f" WHERE {self._seen} AND {self._seen.replace('r.', 'o.')}"
            " ORDER BY r.day IS NULL, r.published, r.id",
            json.dumps(list(dict.fromkeys(article_ids))),
        )
        for article_id, *row in rows:
            found.setdefault(article_id, []).append(article_of(row))
        return found


def article_of(row: Sequence[str]) -> Article:
    """The article of a row of ``FIELDS``.

    Raises:
        IndexDamaged: it is not what was stored.
    """
    article_id, title, text, url, outlet, published, authors, language, detail, sha256 = row
    try:
        stated = json.loads(detail) if detail is not None else {}
        stated["remarks"] = tuple(stated.get("remarks", ()))
        article = Article(
            article_id, title, text, url, outlet, published, tuple(json.loads(authors)), language, **stated
        )
        if content_hash(article) == sha256:
            return article
    except (AttributeError, TypeError, ValueError):
        pass
    raise IndexDamaged(
        f"the article {article_id} is not what was stored; restore the catalog from a copy, or remove the article and"
        " add it again"
    )


def ends_as_stated(embargo: object, stated: str) -> bool:
    """Whether the moment kept of an embargo is that of what is stated of it."""
    try:
        found = json.loads(stated).get("embargo")
        return embargo == (to_moment(found) if found else None)
    except (AttributeError, TypeError, ValueError):
        return False


def _names(stated: str) -> list[str]:
    try:
        names = json.loads(stated)
        if all(isinstance(name, str) for name in names):
            return list(names)
    except (TypeError, ValueError):
        pass
    raise IndexDamaged("an article's authors are not what was stored; run: onrecord doctor")


def _lots(ids: Sequence[int]) -> Iterator[list[int]]:
    source = iter(ids)
    while some := list(islice(source, _AT_A_TIME)):
        yield some


def _marks(values: Collection[int]) -> str:
    return ",".join("?" * len(values))


def _time(at: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
