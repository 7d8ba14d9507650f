"""Writing to the catalog: stage in batches, unseen; then make all of it visible at once.

``staged`` names the revisions that the next ``publish`` makes the searched ones. Until then no ``article`` row points
at them, so no reader sees them. Embeddings are committed with the batch they came in and outlive a dropped stage.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from onrecord.index.catalog import Catalog, content_hash
from onrecord.index.chunking import indexed_text
from onrecord.index.types import Article

__all__ = ["Entry", "Staging"]

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

_AT_A_TIME = 500  # SQL variables in one statement


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the derived indexes hold it."""

    id: int
    text: str
    day: str | None
    outlet: str


class Staging:
    """The write side of a catalog. Whoever makes one holds the writer's lock."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._db = catalog.db

    def clear(self) -> None:
        """Drop what an interrupted ``add`` left behind, but for its embeddings."""
        with self._catalog.transaction():
            for table in ("passage", "revision"):
                self._db.execute(
                    f"DELETE FROM {table} WHERE EXISTS (SELECT 1 FROM staged s WHERE s.id = {table}.article_id)"
                    f" AND revision > coalesce((SELECT a.revision FROM article a WHERE a.id = {table}.article_id), 0)"
                )
            self._db.execute("DELETE FROM staged")

    def latest(self, article_id: str) -> tuple[int, str] | None:
        """The newest revision of an article, staged or searched, and its content hash."""
        row = self._db.execute(
            "SELECT revision, sha256 FROM revision WHERE article_id = ? ORDER BY revision DESC LIMIT 1", (article_id,)
        ).fetchone()
        return (row[0], row[1]) if row else None

    def missing(self, keys: Sequence[bytes]) -> set[bytes]:
        """Those of these embedding keys whose vectors are not known."""
        known: set[bytes] = set()
        for at in range(0, len(keys), _AT_A_TIME):
            some = list(keys[at : at + _AT_A_TIME])
            marks = ",".join("?" * len(some))
            known.update(
                row[0] for row in self._db.execute(f"SELECT sha256 FROM embedding WHERE sha256 IN ({marks})", some)
            )
        return set(keys) - known

    def stage(
        self,
        articles: Iterable[tuple[Article, int, Sequence[tuple[int, int, bytes]]]],
        vectors: Mapping[bytes, Floats],
    ) -> None:
        """One transaction: new vectors, and articles with the revision they become and their passages
        ``(start, end, embedding key)``."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._catalog.transaction():
            self._db.executemany(
                "INSERT OR IGNORE INTO embedding VALUES (?, ?)",
                ((key, vector.astype("<f2").tobytes()) for key, vector in vectors.items()),
            )
            for article, revision, spans in articles:
                self._db.execute(
                    "INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    _row(article, revision, now),
                )
                self._db.execute("INSERT OR REPLACE INTO staged VALUES (?, ?)", (article.id, revision))
                self._db.executemany(
                    "INSERT INTO passage (article_id, revision, start, end, embedding) VALUES (?, ?, ?, ?, ?)",
                    ((article.id, revision, *span) for span in spans),
                )

    def superseded(self) -> Ids:
        """Passages that are searched now and will not be once what is staged is published."""
        return self._ids(
            "SELECT p.id FROM staged s JOIN article a ON a.id = s.id"
            " JOIN passage p ON p.article_id = a.id AND p.revision = a.revision"
        )

    def of_article(self, article_id: str) -> Ids:
        """The passages of an article that are searched."""
        return self._ids(
            "SELECT p.id FROM article a JOIN passage p ON p.article_id = a.id AND p.revision = a.revision"
            " WHERE a.id = ?",
            article_id,
        )

    def entries(self, *, table: str = "staged") -> tuple[list[Entry], Floats]:
        """The passages of what is ``staged``, or of every searched ``article``, with their vectors, shape (n, dim)."""
        rows = self._db.execute(
            "SELECT p.id, r.title, substr(r.text, p.start + 1, p.end - p.start), r.day, r.outlet, e.vector"
            f" FROM {table} s JOIN revision r ON r.article_id = s.id AND r.revision = s.revision"
            " JOIN passage p ON p.article_id = s.id AND p.revision = s.revision"
            " JOIN embedding e ON e.sha256 = p.embedding ORDER BY p.id"
        ).fetchall()
        entries = [Entry(row[0], indexed_text(row[1], row[2]), row[3], row[4]) for row in rows]
        return entries, np.array([np.frombuffer(row[5], "<f2") for row in rows], np.float32)

    def publish(self, generation: str, files: Mapping[str, str], removed: Sequence[str] = ()) -> None:
        """One transaction: what is staged is searched, what is removed is gone, and the derived files are these."""
        with self._catalog.transaction():
            self._db.execute(
                "DELETE FROM passage WHERE EXISTS (SELECT 1 FROM staged s WHERE s.id = passage.article_id"
                " AND s.revision <> passage.revision)"
            )
            self._db.execute("INSERT OR REPLACE INTO article SELECT id, revision FROM staged")
            self._db.execute("DELETE FROM staged")
            for article_id in removed:
                self._remove(article_id)
            self._db.execute(
                "INSERT OR REPLACE INTO generation VALUES (1, ?, ?)", (generation, json.dumps(dict(files)))
            )

    def _remove(self, article_id: str) -> None:
        keys = self._db.execute("SELECT DISTINCT embedding FROM passage WHERE article_id = ?", (article_id,)).fetchall()
        self._db.execute("DELETE FROM article WHERE id = ?", (article_id,))
        self._db.execute("DELETE FROM passage WHERE article_id = ?", (article_id,))
        self._db.execute("DELETE FROM revision WHERE article_id = ?", (article_id,))
        self._db.executemany(
            "DELETE FROM embedding WHERE sha256 = ?1 AND NOT EXISTS (SELECT 1 FROM passage WHERE embedding = ?1)", keys
        )

    def _ids(self, query: str, *values: str) -> Ids:
        return np.fromiter((row[0] for row in self._db.execute(query, values)), np.int64)


def _row(article: Article, revision: int, now: str) -> tuple[str | int | None, ...]:
    stated = (article.title, article.text, article.url, article.outlet, article.published, article.day)
    return article.id, revision, *stated, json.dumps(article.authors), article.language, content_hash(article), now
