"""The catalog: one SQLite file that holds articles, revisions, passages and embeddings, and is the truth.

Writing goes in two steps. Articles are *staged*, a batch a transaction: their rows are there, but no ``article`` row
points at them, so nobody sees them. ``publish`` then makes everything staged visible, together with the generation of
derived files that matches, in one transaction. What a crash leaves staged is dropped by the next writer; its
embeddings are kept, so nothing is embedded twice.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from onrecord.index.errors import IndexDamaged
from onrecord.index.types import Article, Filters, Passage

__all__ = ["Catalog", "content_hash", "text_hash"]

_APPLICATION = 0x6F6E7263  # "onrc"
_SCHEMA = 1
_TABLES = """
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE revision (
    article_id TEXT NOT NULL, revision INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, url TEXT NOT NULL,
    outlet TEXT NOT NULL, published TEXT, day TEXT, authors TEXT NOT NULL, language TEXT NOT NULL,
    sha256 TEXT NOT NULL, stored_at TEXT NOT NULL,
    PRIMARY KEY (article_id, revision));
-- article: what is searched, the newest revision; staged: what the next publish makes so; embedding: float16
CREATE TABLE article (id TEXT PRIMARY KEY, revision INTEGER NOT NULL);
CREATE TABLE staged (id TEXT PRIMARY KEY, revision INTEGER NOT NULL);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL, revision INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, embedding BLOB NOT NULL REFERENCES embedding (sha256));
CREATE INDEX passage_of ON passage (article_id, revision);
CREATE INDEX passage_embedding ON passage (embedding);
CREATE INDEX revision_day ON revision (day);
CREATE TABLE embedding (sha256 BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE generation (only INTEGER PRIMARY KEY CHECK (only = 1), name TEXT NOT NULL, files TEXT NOT NULL);
"""
_LIVE = "article a JOIN revision r ON r.article_id = a.id AND r.revision = a.revision"
_FIELDS = "r.article_id, r.title, r.text, r.url, r.outlet, r.published, r.authors, r.language, r.sha256"


def content_hash(article: Article) -> str:
    """SHA-256 of everything an article states; another hash is another revision."""
    fields = (article.title, article.text, article.url, article.outlet, article.published, article.authors)
    return hashlib.sha256(json.dumps([*fields, article.language]).encode()).hexdigest()


def text_hash(text: str) -> bytes:
    """The key of an embedding: SHA-256 of the text embedded."""
    return hashlib.sha256(text.encode()).digest()


class Catalog:
    """The SQLite file. One connection a thread; one writer at a time, which the index sees to."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self._path = path
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        try:
            if create:
                self._create()
            found = self.db.execute("PRAGMA application_id").fetchone()[0]
            version = self.db.execute("PRAGMA user_version").fetchone()[0]
            if found != _APPLICATION:
                raise IndexDamaged(f"{path} is not an onrecord catalog; choose another folder with --index")
            if version != _SCHEMA:
                raise IndexDamaged(
                    f"{path} has schema {version}, this onrecord reads {_SCHEMA}; use the version it is of"
                )
        except sqlite3.DatabaseError as error:
            self.close()
            raise IndexDamaged(f"{path} cannot be read as a catalog ({error}); restore it from a copy") from error
        except IndexDamaged:
            self.close()
            raise

    @property
    def db(self) -> sqlite3.Connection:
        """This thread's connection."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.create_function("folded", 1, str.lower, deterministic=True)  # SQLite's own knows ASCII alone
            self._local.db = db
            self._open.append(db)
        return db

    def _create(self) -> None:
        """Make the tables where there is nothing yet; also when another process does so at the same moment."""
        with self.transaction():
            if self.db.execute("SELECT 1 FROM sqlite_master").fetchone():
                return
            for statement in filter(str.strip, _TABLES.split(";\n")):
                self.db.execute(statement)
            self.db.execute(f"PRAGMA application_id = {_APPLICATION}")
            self.db.execute(f"PRAGMA user_version = {_SCHEMA}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is committed, or nothing of it."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Close every connection."""
        while self._open:
            self._open.pop().close()
        self._local = threading.local()

    # ---- settings ----------------------------------------------------------------------------------------------

    def setting(self, key: str) -> str | None:
        """A setting the index was made with."""
        row = self._row("SELECT value FROM setting WHERE key = ?", key)
        return row[0] if row else None

    def set_settings(self, values: Mapping[str, str]) -> None:
        """Record what the index is made with."""
        with self.transaction():
            self.db.executemany("INSERT OR REPLACE INTO setting VALUES (?, ?)", values.items())

    # ---- reading -----------------------------------------------------------------------------------------------

    def _rows(self, query: str, *values: str | int) -> Iterator[Any]:
        try:
            yield from self.db.execute(query, values)
        except sqlite3.DatabaseError as error:
            if type(error) is sqlite3.DatabaseError:  # its subclasses are for what is wrong with a query or a disk
                raise IndexDamaged(f"{self._path} is damaged ({error}); restore it from a copy") from error
            raise

    def _row(self, query: str, *values: str | int) -> Any:
        return next(self._rows(query, *values), None)

    def count(self) -> int:
        """Articles that are searched."""
        return int(self._row("SELECT count(*) FROM article")[0])

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """An article in its newest revision, or in the one given."""
        if revision is None:
            row = self._row(f"SELECT {_FIELDS} FROM {_LIVE} WHERE a.id = ?", article_id)
        else:
            row = self._row(
                f"SELECT {_FIELDS} FROM article a JOIN revision r ON r.article_id = a.id AND r.revision <= a.revision"
                " WHERE a.id = ? AND r.revision = ?",
                article_id,
                revision,
            )
        return _article(row) if row else None

    def newest(self, limit: int | None = None) -> Iterator[Article]:
        """The articles, newest first, undated ones last."""
        rows = self._rows(
            f"SELECT {_FIELDS} FROM {_LIVE} ORDER BY r.day IS NULL, r.day DESC, r.published DESC, r.article_id LIMIT ?",
            -1 if limit is None else limit,
        )
        return map(_article, rows)

    def outlets(self) -> list[str]:
        """The outlets' names, by number of articles."""
        rows = self._rows(
            f"SELECT r.outlet FROM {_LIVE} WHERE r.outlet <> '' GROUP BY r.outlet ORDER BY count(*) DESC, r.outlet"
        )
        return [name for (name,) in rows]

    def days(self) -> tuple[str, str] | None:
        """The first and the last day of publication."""
        first, last = self._row(f"SELECT min(r.day), max(r.day) FROM {_LIVE}")
        return (first, last) if first else None

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[Passage, Article]]:
        """The passages of these ids that are searched, with their articles."""
        marks = ",".join("?" * len(ids))
        rows = self._rows(
            f"SELECT p.id, p.revision, p.start, p.end, {_FIELDS} FROM {_LIVE} JOIN passage p"
            f" ON p.article_id = a.id AND p.revision = a.revision WHERE p.id IN ({marks})",
            *ids,
        )
        return {row[0]: (Passage(row[0], row[4], row[1], row[2], row[3]), _article(row[4:])) for row in rows}

    def passage_ids(self, filters: Filters) -> npt.NDArray[np.int64]:
        """The ids of every passage the filters leave, ascending."""
        where, values = _where(filters)
        rows = self._rows(
            f"SELECT p.id FROM {_LIVE} JOIN passage p ON p.article_id = a.id AND p.revision = a.revision"
            f" WHERE {where} ORDER BY p.id",
            *values,
        )
        return np.fromiter((row[0] for row in rows), np.int64)

    def generation(self) -> tuple[str, dict[str, str]] | None:
        """The derived files that belong to this state: their folder's name, and SHA-256 by relative path."""
        row = self._row("SELECT name, files FROM generation")
        return (row[0], json.loads(row[1])) if row else None

    def generation_name(self) -> str | None:
        """The present generation's name alone: cheap enough to ask before every search."""
        row = self._row("SELECT name FROM generation")
        return row[0] if row else None


def _article(row: Sequence[str]) -> Article:
    article_id, title, text, url, outlet, published, authors, language, sha256 = row
    article = Article(article_id, title, text, url, outlet, published, tuple(json.loads(authors)), language)
    if content_hash(article) != sha256:
        raise IndexDamaged(f"the article {article_id} is not what was stored; restore the catalog from a copy")
    return article


def _where(filters: Filters) -> tuple[str, list[str]]:
    terms, values = ["1"], []
    for column, sign, value in (("r.day", ">=", filters.after), ("r.day", "<=", filters.before)):
        if value:
            terms.append(f"{column} {sign} ?")
            values.append(str(value))
    if filters.outlets:
        terms.append(f"folded(r.outlet) IN ({','.join('?' * len(filters.outlets))})")
        values += [outlet.lower() for outlet in filters.outlets]
    if filters.articles:
        terms.append("r.article_id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(filters.articles))
    return " AND ".join(terms), values
