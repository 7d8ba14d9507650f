"""Older catalogs, brought up to the present schema in one transaction; their embeddings are kept.

Schema 1 kept no passages of earlier revisions: their texts stay readable, but ``Filters(known_by=...)`` finds none of
them. It dated a revision when it was staged, to the second. Schema 2 had no table
``detail``, and other codes.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import TYPE_CHECKING

from onrecord.index.clusters import cluster_of, keep_bands
from onrecord.index.dates import to_moment
from onrecord.index.errors import IndexDamaged
from onrecord.index.hashes import content_hash
from onrecord.index.schema import SCHEMA, TABLES
from onrecord.index.types import Article

if TYPE_CHECKING:
    from onrecord.index.catalog import Connection

__all__ = ["migrate"]

_NEW = ("state", "derived", "revision", "detail", "band", "passage", "embedding")
_OLD = ("revision", "passage", "embedding", "article", "staged", "generation")


def migrate(db: Connection, version: int) -> None:
    """Bring a catalog of an older schema up to this one, inside the caller's transaction. Derived files are made again
    when the index is next opened."""
    if version == 1:
        _from_1(db)
    else:
        _make(db, "detail")
        db.execute("DELETE FROM derived")
    db.execute(f"PRAGMA user_version = {SCHEMA}")


def _make(db: Connection, *tables: str) -> None:
    """Make these tables of the present schema, with their indexes."""
    for statement in filter(str.strip, TABLES.split(";\n")):
        if any(f"TABLE {name} (" in statement or f" ON {name} (" in statement for name in tables):
            db.execute(statement)


def _from_1(db: Connection) -> None:
    for index in ("passage_of", "passage_embedding", "revision_day"):
        db.execute(f"DROP INDEX {index}")
    for table in _OLD:
        db.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    _make(db, *_NEW)
    model = db.execute("SELECT value FROM setting WHERE key = 'fingerprint'").fetchone()
    if model is None:
        raise IndexDamaged("the catalog does not say with which embedder it was made; restore it from a copy")
    _states(db)
    _revisions(db)
    db.execute(
        "INSERT INTO passage SELECT p.id, r.id, p.start, p.end, p.embedding FROM old_passage p"
        " JOIN revision r ON r.article_id = p.article_id AND r.revision = p.revision"
    )
    rows = db.execute("SELECT sha256, vector FROM old_embedding")
    db.executemany(
        "INSERT INTO embedding (model, sha256, vector, crc) VALUES (?, ?, ?, ?)",
        ((model[0], sha256, vector, zlib.crc32(vector)) for sha256, vector in rows),
    )
    for table in _OLD:
        db.execute(f"DROP TABLE old_{table}")


_PUBLISHED = "old_revision r JOIN old_article a ON a.id = r.article_id AND r.revision <= a.revision"


def _states(db: Connection) -> None:
    """A state for each second in which something was stored."""
    times = [row[0] for row in db.execute(f"SELECT DISTINCT r.stored_at FROM {_PUBLISHED} ORDER BY 1")]
    db.executemany("INSERT INTO state VALUES (?, ?)", ((n, to_moment(at)) for n, at in enumerate(times, 1)))


def _revisions(db: Connection) -> None:
    numbers = {at: number for number, at in db.execute("SELECT number, at FROM state")}
    rows = db.execute(
        "SELECT r.article_id, r.revision, r.stored_at, (SELECT n.stored_at FROM old_revision n WHERE n.article_id ="
        " r.article_id AND n.revision = r.revision + 1 AND n.revision <= a.revision), r.sha256, r.day, r.published,"
        f" r.outlet, r.language, r.url, r.authors, r.title, r.text FROM {_PUBLISHED} ORDER BY r.stored_at, r.rowid"
    ).fetchall()
    for article_id, revision, since, until, sha256, *stated in rows:
        cluster, keys = cluster_of(db, article_id, stated[-1]) if until is None else (None, ())
        placed = (article_id, revision, numbers[to_moment(since)], until and numbers[to_moment(until)], cluster)
        row_id = db.execute(
            "INSERT INTO revision (article_id, revision, since, until, cluster, sha256, day, published, outlet,"
            " language, url, authors, title, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*placed, _hash(article_id, sha256, *stated), *stated),
        ).lastrowid
        keep_bands(db, int(row_id or 0), keys)


def _hash(article_id: str, sha256: str, *stated: str) -> str:
    """The hash of a revision's content as it is made now; of one that is not what was stored, none that could fit."""
    _, published, outlet, language, url, authors, title, text = stated
    article = Article(article_id, title, text, url, outlet, published, tuple(json.loads(authors)), language)
    fields = (title, text, url, outlet, published, article.authors, language)
    intact = hashlib.sha256(json.dumps(fields).encode()).hexdigest() == sha256
    return content_hash(article) if intact else ""
