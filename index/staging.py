"""Writing to the catalog: stage in batches, unseen; then make all of it the next state at once.

A staged revision has no ``since``, so no reader sees it. Embeddings are committed with the batch they came in and
outlive a dropped stage: nothing is embedded twice.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from onrecord.index.catalog import Catalog
from onrecord.index.chunking import indexed_text
from onrecord.index.clusters import cluster_of, keep_bands, keep_bands_of
from onrecord.index.dates import to_moment
from onrecord.index.entries import Batch, entry, matrix
from onrecord.index.hashes import content_hash, details
from onrecord.index.types import Article

__all__ = ["NOTHING", "Staging"]

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
Spans = Sequence[tuple[int, int, bytes]]

NOTHING: Ids = np.empty(0, np.int64)

_AT_A_TIME = 500  # SQL variables in one statement
_BATCH = 4096  # passages held in memory at once
_LOT = 1024  # passages embedded between two commits


class Staging:
    """The write side of a catalog. Whoever makes one holds the writer's lock."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._db = catalog.db

    @property
    def state(self) -> int:
        """The number of the state being made."""
        return self._catalog.state() + 1

    def clear(self) -> None:
        """Drop what an interrupted ``add`` left behind, but for its embeddings."""
        if self._catalog.row("SELECT 1 FROM revision WHERE since IS NULL LIMIT 1"):
            with self._catalog.transaction():
                self._delete("since IS NULL")

    # ---- staging -----------------------------------------------------------------------------------------------

    def latest(self, article_id: str) -> tuple[int, str, str] | None:
        """The newest revision of an article, staged or searched, its content hash, and its agency's version."""
        row = self._catalog.row(
            "SELECT r.revision, r.sha256, coalesce(json_extract(d.stated, '$.version'), '') FROM revision r"
            " LEFT JOIN detail d ON d.revision = r.id WHERE r.article_id = ? AND r.removed IS NULL"
            " ORDER BY r.revision DESC LIMIT 1",
            article_id,
        )
        return (row[0], row[1], row[2]) if row else None

    def withdraw(self, article_id: str) -> bool:
        """One transaction: drop what is staged of an article; whether there was anything, or is in the archive."""
        known = self.latest(article_id) is not None
        with self._catalog.transaction():
            self._delete("article_id = ? AND since IS NULL", article_id)
        return known

    def missing(self, keys: Sequence[bytes], model: str) -> set[bytes]:
        """Those of these passages' keys that this model has embedded nothing for."""
        known: set[bytes] = set()
        for at in range(0, len(keys), _AT_A_TIME):
            some = list(keys[at : at + _AT_A_TIME])
            marks = ",".join("?" * len(some))
            query = f"SELECT sha256 FROM embedding WHERE sha256 IN ({marks}) AND model = ?"
            known.update(row[0] for row in self._catalog.rows(query, *some, model))
        return set(keys) - known

    def keep(self, vectors: Mapping[bytes, Floats], model: str) -> None:
        """One transaction: a model's vectors by the hash of the text embedded."""
        with self._catalog.transaction():
            self._keep(vectors, model)

    def stage(
        self, articles: Iterable[tuple[Article, int, Spans]], vectors: Mapping[bytes, Floats], model: str
    ) -> None:
        """One transaction: new vectors, and articles with the revision they become and their passages
        ``(start, end, hash of the text embedded)``."""
        with self._catalog.transaction():
            self._keep(vectors, model)
            for article, revision, spans in articles:
                self._stage(article, revision, spans)

    def _keep(self, vectors: Mapping[bytes, Floats], model: str) -> None:
        blobs = ((key, vector.astype("<f2").tobytes()) for key, vector in vectors.items())
        self._db.executemany(
            "INSERT OR IGNORE INTO embedding (model, sha256, vector, crc) VALUES (?, ?, ?, ?)",
            ((model, key, blob, zlib.crc32(blob)) for key, blob in blobs),
        )

    def _stage(self, article: Article, revision: int, spans: Spans) -> None:
        if revision == 1:  # an article that was removed, and is not compacted away yet, comes back
            self._delete("article_id = ? AND removed IS NOT NULL", article.id)
        cluster, keys = cluster_of(self._db, article.id, article.text)
        row_id = self._db.execute(
            "INSERT INTO revision (article_id, revision, cluster, sha256, day, published, outlet, language, url,"
            " authors, title, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (article.id, revision, cluster, content_hash(article), *_stated(article)),
        ).lastrowid
        keep_bands(self._db, int(row_id or 0), keys)
        if stated := details(article):
            embargo = to_moment(article.embargo) if article.embargo else None
            row = (row_id, embargo, json.dumps(stated, ensure_ascii=False))
            self._db.execute("INSERT INTO detail VALUES (?, ?, ?)", row)
        self._db.executemany(
            "INSERT INTO passage (revision, start, end, sha256) VALUES (?, ?, ?, ?)",
            ((row_id, *span) for span in spans),
        )

    # ---- the next state ----------------------------------------------------------------------------------------

    def superseded(self) -> Ids:
        """Passages that are searched now and will not be once what is staged is published."""
        return self._ids(f"SELECT p.id FROM revision r JOIN passage p ON p.revision = r.id WHERE {_SUPERSEDED}")

    def of_articles(self, article_ids: Iterable[str]) -> Ids:
        """Every passage of these articles, of all revisions."""
        return self._ids(
            "SELECT p.id FROM json_each(?) j JOIN revision r ON r.article_id = j.value AND r.removed IS NULL"
            " JOIN passage p ON p.revision = r.id",
            json.dumps(list(article_ids)),
        )

    def removed(self, article_ids: Iterable[str]) -> list[str]:
        """Those of these ids whose articles were removed, and are still on the disk."""
        rows = self._catalog.rows(
            "SELECT DISTINCT j.value FROM json_each(?) j JOIN revision r ON r.article_id = j.value"
            " WHERE r.removed IS NOT NULL",
            json.dumps(list(article_ids)),
        )
        return [name for (name,) in rows]

    def entries(self, where: str, model: str, article_ids: Iterable[str] | None = None) -> tuple[int, Iterator[Batch]]:
        """How many passages there are, and they in batches by ascending id, of the revisions that are ``staged``,
        ``searched`` now, ``superseded`` by what is staged, or ``past``; of removed articles of these ids, which were
        ``removed`` from what was searched, or ``removed past``.

        Raises:
            IndexDamaged: an embedding is missing or not what was stored (while the batches are read).
        """
        source = f"FROM revision r JOIN passage p ON p.revision = r.id WHERE {_REVISIONS[where]}"
        values = () if article_ids is None else (json.dumps(list(article_ids)),)
        source += f" AND {_OF_ARTICLES}" if values else ""
        count = int(self._catalog.row(f"SELECT count(*) {source}", *values)[0])
        return count, self._batches(source, values, model, where == "superseded")

    def _batches(self, source: str, values: Sequence[str], model: str, ending: bool) -> Iterator[Batch]:
        state = self.state
        # To give them in order, SQLite would look at all there are.
        ids = np.sort(self._ids(f"SELECT p.id {source}", *values))
        for at in range(0, len(ids), _BATCH):
            found = self._catalog.rows(
                "SELECT p.id, r.title, substr(r.text, p.start + 1, p.end - p.start), r.day, r.outlet, r.language,"
                " r.since, r.until, e.vector, e.crc FROM json_each(?) j JOIN passage p ON p.id = j.value"
                " JOIN revision r ON r.id = p.revision"
                " LEFT JOIN embedding e ON e.sha256 = p.sha256 AND e.model = ? ORDER BY p.id",
                json.dumps(ids[at : at + _BATCH].tolist()),
                model,
            )
            rows = list(found)
            yield [entry(row, state, state if ending else 0) for row in rows], matrix(rows)

    def publish(self, derived: Mapping[str, Any], removed: Iterable[str] = ()) -> None:
        """One transaction: what is staged is searched, what is removed is gone, and the derived files are these."""
        names = json.dumps(list(removed))
        gone = "article_id IN (SELECT value FROM json_each(?)) AND removed IS NULL"
        with self._catalog.transaction():
            state = self.state
            replaced = self._db.execute(
                "SELECT DISTINCT r.id FROM revision s CROSS JOIN revision r ON r.article_id = s.article_id"
                " AND r.revision < s.revision AND r.until IS NULL AND r.removed IS NULL WHERE s.since IS NULL"
            ).fetchall()
            self._db.execute("UPDATE revision SET since = ? WHERE since IS NULL", (state,))
            self._db.executemany("UPDATE revision SET until = ? WHERE id = ?", ((state, *row) for row in replaced))
            self._db.executemany("DELETE FROM band WHERE revision = ?", replaced)
            self._db.execute(f"DELETE FROM band WHERE revision IN (SELECT id FROM revision WHERE {gone})", (names,))
            self._db.execute(f"UPDATE revision SET removed = ? WHERE {gone}", (state, names))
            self._next(state, derived)

    def restore(self, derived: Mapping[str, Any], article_ids: Sequence[str]) -> None:
        """One transaction: removed articles of these ids are there again, and the derived files are these."""
        names = json.dumps(list(article_ids))
        with self._catalog.transaction():
            newest = self._db.execute(
                f"SELECT r.id FROM revision r WHERE r.removed IS NOT NULL AND r.until IS NULL AND {_OF_ARTICLES}",
                (names,),
            ).fetchall()
            for (row_id,) in newest:  # one text at a time
                (text,) = self._db.execute("SELECT text FROM revision WHERE id = ?", (row_id,)).fetchone()
                keep_bands_of(self._db, row_id, text)
            self._db.execute(
                f"UPDATE revision AS r SET removed = NULL WHERE r.removed IS NOT NULL AND {_OF_ARTICLES}", (names,)
            )
            self._next(self.state, derived)

    def purge(self, model: str) -> None:
        """One transaction: what was removed is deleted, and so are vectors that no passage or not this model uses."""
        with self._catalog.transaction():
            self._delete("removed IS NOT NULL")
            self._db.execute(
                "DELETE FROM embedding WHERE model <> ? OR sha256 NOT IN (SELECT sha256 FROM passage)", (model,)
            )

    def forget(self, embeddings: Sequence[int]) -> None:
        """One transaction: vectors, by row, that are not what was stored."""
        with self._catalog.transaction():
            self._db.executemany("DELETE FROM embedding WHERE id = ?", ((row,) for row in embeddings))

    def count_without_vectors(self, model: str) -> int:
        """How many passages' texts a model has not embedded; one that stands in several counts once."""
        return int(self._catalog.row(f"SELECT count(DISTINCT p.sha256) {_UNEMBEDDED}", model)[0])

    def without_vectors(self, model: str, removed: Iterable[str] | None = None) -> Iterator[dict[bytes, str]]:
        """The texts that a model has not embedded, by their hashes, in lots; what of a lot is kept does not come
        again. They are those of the articles that are there; or of the ``removed`` ones of these ids."""
        last = 0
        values = () if removed is None else (json.dumps(list(removed)),)
        whose = f"r.removed IS NOT NULL AND {_OF_ARTICLES}" if values else ""
        query = (
            "SELECT p.id, p.sha256, r.title, substr(r.text, p.start + 1, p.end - p.start)"
            f" {_UNEMBEDDED.replace('r.removed IS NULL', whose) if whose else _UNEMBEDDED}"
            " AND p.id > ? ORDER BY p.id LIMIT ?"
        )
        while rows := list(self._catalog.rows(query, *values, model, last, _LOT)):
            last = rows[-1][0]
            yield {sha256: indexed_text(title, text) for _, sha256, title, text in rows}

    def switch(self, derived: Mapping[str, Any], settings: Mapping[str, str]) -> None:
        """One transaction: other derived files for the same articles, and the settings they were made with."""
        with self._catalog.transaction():
            self._db.executemany("INSERT OR REPLACE INTO setting VALUES (?, ?)", settings.items())
            self._next(self.state, derived)

    def _next(self, state: int, derived: Mapping[str, Any]) -> None:
        # Never earlier than the state before, so that what was known at a time stays so when a clock is set back.
        self._db.execute(
            "INSERT INTO state SELECT ?, max(?, coalesce(max(at), 0)) FROM state", (state, time.time_ns() // 1000)
        )
        self._db.execute("INSERT OR REPLACE INTO derived VALUES (1, ?, ?)", (state, json.dumps(dict(derived))))

    def _delete(self, where: str, *values: str) -> None:
        for table, column in (
            ("band", "revision"),
            ("passage", "revision"),
            ("detail", "revision"),
            ("revision", "id"),
        ):
            self._db.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM revision WHERE {where})", values)

    def _ids(self, query: str, *values: str) -> Ids:
        return np.fromiter((row[0] for row in self._catalog.rows(query, *values)), np.int64)


_SEARCHED = "r.since IS NOT NULL AND r.until IS NULL AND r.removed IS NULL"
_SUPERSEDED = f"r.article_id IN (SELECT article_id FROM revision WHERE since IS NULL) AND {_SEARCHED}"
_REVISIONS = {
    "staged": "r.since IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM revision n WHERE n.article_id = r.article_id AND n.revision > r.revision)",
    "searched": _SEARCHED,
    "superseded": _SUPERSEDED,
    "past": "r.until > r.since AND r.removed IS NULL",
    "removed": "r.until IS NULL AND r.removed IS NOT NULL",
    "removed past": "r.until > r.since AND r.removed IS NOT NULL",
}
_OF_ARTICLES = "r.article_id IN (SELECT value FROM json_each(?))"
_UNEMBEDDED = (
    "FROM passage p JOIN revision r ON r.id = p.revision WHERE r.removed IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM embedding e WHERE e.sha256 = p.sha256 AND e.model = ?)"
)


def _stated(article: Article) -> tuple[str | None, ...]:
    dated = (article.day, article.published, article.outlet, article.language, article.url)
    return *dated, json.dumps(article.authors), article.title, article.text
