"""``Snapshot``: the archive at one state, whatever is written meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from onrecord.index.catalog import Catalog
from onrecord.index.dates import to_moment
from onrecord.index.derived import Derived
from onrecord.index.embedding import Embedder, Floats
from onrecord.index.ingest import checked
from onrecord.index.limits import EVERYTHING, allows, embargoed, limits_of
from onrecord.index.listed import Counted, counted, listed, named
from onrecord.index.normalise import normalise_line
from onrecord.index.types import Article, Filters, Hit, Revision
from onrecord.index.visible import Standing, Visible

__all__ = ["By", "Snapshot"]

By = Literal["dense", "lexical"]
Scored = list[tuple[int, float]]


class Snapshot:
    """What one state of an index holds. It stays as it is until the index is compacted: from then on, passages of
    articles that were removed are no longer found in it, as of one that was removed and is added again. An article that
    was removed before it and is restored after it can be read in it, and is not found."""

    def __init__(self, catalog: Catalog, state: int, derived: Derived, embedder: Callable[[], Embedder]) -> None:
        self.state = state
        self.derived = derived
        self._catalog = catalog
        self._embedder = embedder
        self._seen = Visible(catalog, state)

    # ---- articles ----------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """The number of articles."""
        return self._seen.count

    @property
    def passages(self) -> int:
        """The number of passages searched."""
        return len(self.derived.searched.vectors)

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """An article as it is, or as it was in a revision; None where there is none."""
        return self._seen.article(article_id, revision)

    def has(self, article_id: str) -> bool:
        """Whether there is such an article, without reading it: also one that is damaged can be removed."""
        return self._seen.has(article_id)

    def history(self, article_id: str) -> list[Revision]:
        """Every revision of an article, the first one first; none of an article that is not there."""
        return self._seen.history(article_id)

    def newest(self, limit: int | None = None) -> Iterator[Article]:
        """The articles, newest first; those without a date last."""
        return self._seen.newest(limit)

    def listed(self, filters: Filters, start: int = 0, count: int = 20) -> tuple[int, list[Article]]:
        """How many articles there are of the filters' days, outlets and ids, and ``count`` of them from a place on,
        newest first."""
        return listed(self._seen, filters, start, count)

    def named(self, author: str = "", section: str = "") -> list[str]:
        """The ids of the articles by an author, of a section, or both. Costly where there are many articles."""
        return named(self._seen, author, section)

    def counted(self) -> list[Counted]:
        """How many articles there are of each outlet and day."""
        return counted(self._seen)

    def outlets(self) -> list[str]:
        """The names of the outlets, those with most articles first."""
        return list(self._seen.outlets)

    def authors(self) -> list[str]:
        """The names of the authors, those with most articles first. Costly where there are many articles."""
        return list(self._seen.authors)

    def sections(self) -> list[str]:
        """The names of the sections, those with most articles first. Costly where there are many articles."""
        return list(self._seen.sections)

    def days(self) -> tuple[str, str] | None:
        """The first and the last day of publication, ``YYYY-MM-DD``, or None."""
        return self._seen.days

    # ---- searching ---------------------------------------------------------------------------------------------

    def search(self, query: str, k: int = 10, *, by: By = "dense", filters: Filters | None = None) -> list[Hit]:
        """The ``k`` best passages by one index: cosine of embeddings, or BM25 of words. Filters apply before ranking.

        Text that holds nothing to search for, and ``k`` below one, find nothing.
        """
        scored = self.ranked(query, k, by=by, filters=filters)
        found = self._visible(filters).passages([number for number, _ in scored])
        return [Hit(*found[number], score, {by: score}) for number, score in scored if number in found]

    def vector(self, query: str) -> Floats:
        """A question's vector, as ``ranked`` makes it where it is not given one."""
        embedder = self._embedder()
        vector: Floats = checked(embedder, embedder.embed_queries([normalise_line(query)]), 1)[0]
        return vector

    def ranked(
        self,
        query: str,
        k: int = 10,
        *,
        by: By = "dense",
        filters: Filters | None = None,
        vector: Floats | None = None,
    ) -> Scored:
        """The ids of the ``k`` best passages by one index, with their scores: ``search`` before any text is read. A
        ``vector`` that is known already saves making it again."""
        query = normalise_line(query)
        if k < 1 or not query or not len(self.derived.searched.vectors) + len(self.derived.past.vectors):
            return []
        limits = EVERYTHING
        if filters:
            limits = limits_of(filters, self._catalog, self._visible(filters), self._known(filters))
        hidden = self.hidden(filters)
        wanted = k + len(hidden)
        sides = [self.derived.searched] if limits.known is None else [self.derived.searched, self.derived.past]
        found: Scored = []
        if by == "lexical":
            for side in sides:
                found += side.lexical.search(query, wanted, limits) if side.lexical else []
        else:
            vector = self.vector(query) if vector is None else vector
            for side in sides:
                found += side.vectors.search(vector, wanted, limits)
        allowed = (pair for pair in found if pair[0] not in hidden)
        return sorted(allowed, key=lambda pair: -pair[1])[:k]

    def hits(self, ids: Sequence[int], filters: Filters | None = None) -> list[Hit]:
        """The passages of these ids, in this order, with a score of nought; ids that are not there are left out.

        Raises:
            IndexDamaged: an article or a passage is not what was stored.
        """
        found = self._visible(filters).passages(ids)
        return [Hit(*found[number], 0.0) for number in ids if number in found]

    def standings(self, ids: Sequence[int]) -> dict[int, Standing]:
        """Where and when these passages stand, without reading them."""
        return self._seen.standings(ids)

    def copies(self, articles: Iterable[Article], filters: Filters | None = None) -> dict[str, tuple[Article, ...]]:
        """By article id, the other articles that are near-identical copies of it, of what the filters leave, in the
        order in which they were published."""
        found = self._visible(filters).copies(article.id for article in articles)
        return {
            name: tuple(one for one in others if allows(filters, one) and not embargoed(one))
            for name, others in found.items()
        }

    def hidden(self, filters: Filters | None = None) -> set[int]:
        """Passages under an embargo: few, so that as many more are asked for as may have to be left out."""
        now = time.time_ns() // 1000
        return {number for ends, number in self._visible(filters).embargoes if ends > now}

    def _visible(self, filters: Filters | None) -> Visible:
        known = self._known(filters)
        return self._seen if known is None else Visible(self._catalog, self.state, known)

    def _known(self, filters: Filters | None) -> int | None:
        if filters is None or filters.known_by is None:
            return None
        return min(self.state, self._catalog.state_at(to_moment(filters.known_by)))
