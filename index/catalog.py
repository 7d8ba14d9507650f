"""The catalog: one SQLite file that holds articles, revisions, passages and embeddings, and is the truth.

This module opens it, keeps its connections and transactions, and its settings. ``visible`` reads what a state holds,
``staging`` writes; ``schema`` says what the tables mean.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onrecord.index.errors import IndexDamaged, StoreError, WriteFailed
from onrecord.index.migrate import migrate
from onrecord.index.schema import APPLICATION, SCHEMA, TABLES

__all__ = ["Catalog", "Connection"]

Connection = sqlite3.Connection

_REFUSED = (sqlite3.DatabaseError, UnicodeDecodeError)  # the latter where SQLite's message quotes what is damaged
_HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


class Catalog:
    """The SQLite file. One connection a thread; one writer at a time, which the index sees to.

    Where the folder cannot be written it is read all the same, and ``read_only`` is true.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self._path = path
        self._local = threading.local()
        self._open: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._opening = threading.Lock()
        self.read_only = path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
        try:
            if create and not self.read_only:
                self._create()
            self._check()
        except _REFUSED as error:
            self.close()
            raise self.explained(error) from error
        except BaseException:
            self.close()
            raise

    def _create(self) -> None:
        """Make the tables where there is nothing yet; also when another process does so at the same moment."""
        self.db.execute("PRAGMA journal_mode = WAL")
        with self.transaction():
            if self.db.execute("SELECT 1 FROM sqlite_master").fetchone():
                return
            for statement in filter(str.strip, TABLES.split(";\n")):
                self.db.execute(statement)
            self.db.execute(f"PRAGMA application_id = {APPLICATION}")
            self.db.execute(f"PRAGMA user_version = {SCHEMA}")

    def _check(self) -> None:
        if self.db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise IndexDamaged(f"{self._path} is not an onrecord catalog; choose another folder with --index")
        version = self.version
        if version < SCHEMA and self.read_only:
            raise IndexDamaged(
                f"{self._path} has schema {version}: open it once where it can be written to bring it up"
            )
        if version < SCHEMA:
            with self.transaction():
                if self.version < SCHEMA:
                    migrate(self.db, self.version)
        elif version > SCHEMA:
            raise IndexDamaged(f"{self._path} has schema {version}, this onrecord reads {SCHEMA}; use a newer onrecord")

    @property
    def version(self) -> int:
        """The schema's version."""
        return int(self.db.execute("PRAGMA user_version").fetchone()[0])

    # ---- connections -------------------------------------------------------------------------------------------

    @property
    def db(self) -> sqlite3.Connection:
        """This thread's connection."""
        db: sqlite3.Connection | None = getattr(self._local, "db", None)
        if db is None or (self._local.still and self._local.still != self._mark()):
            db = self._connect()
            self._local.db = db
            with self._opening:
                ended = [pair for pair in self._open if not pair[0].is_alive()]
                self._open = [(threading.current_thread(), db), *(pair for pair in self._open if pair not in ended)]
            for _, old in ended:
                old.close()
        return db

    def _connect(self) -> sqlite3.Connection:
        self._local.still = None
        if not self.read_only:
            db = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
            db.execute("PRAGMA synchronous = FULL")
            return db
        # A write-ahead log needs a file beside it, even to read. Where none can be made and none is there, nobody is
        # writing: the file is read as if it never changed, until it does.
        for mode in ("mode=ro", "immutable=1"):
            still = self._mark()
            if mode == "immutable=1":
                if still[0]:
                    raise StoreError(
                        f"{self._path}-wal holds changes that cannot be read here; open the index once where its folder"
                        " can be written"
                    )
                self._local.still = still
            db = sqlite3.connect(
                f"{self._path.resolve().as_uri()}?{mode}", uri=True, isolation_level=None, check_same_thread=False
            )
            try:
                db.execute("SELECT count(*) FROM sqlite_master")
            except sqlite3.OperationalError:
                db.close()
                if mode == "immutable=1":
                    raise
            else:
                return db
        raise AssertionError

    def _mark(self) -> tuple[int, int, int]:
        """What changes when somebody writes: bytes in the write-ahead log, and the file's size and time."""
        wal = Path(f"{self._path}-wal")
        try:
            stat = self._path.stat()
            return wal.stat().st_size if wal.exists() else 0, stat.st_size, stat.st_mtime_ns
        except OSError:  # it is gone; opening it anew will say so
            return 0, 0, 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is committed, or nothing of it.

        Raises:
            WriteFailed: the disk refused it.
        """
        try:
            self.db.execute("BEGIN IMMEDIATE")
            yield
            self.db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._roll_back()
            raise WriteFailed(f"{self._path} cannot be written ({error}); nothing of this change was stored") from error
        except _REFUSED as error:
            self._roll_back()
            raise self.explained(error) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Reads inside see the same moment, whoever writes meanwhile."""
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            self._roll_back()

    def vacuum(self) -> None:
        """Write the file anew without what was deleted, and empty the write-ahead log.

        Raises:
            WriteFailed: the disk refused it.
        """
        try:
            self.db.execute("VACUUM")
            held = self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError as error:
            raise WriteFailed(f"{self._path} cannot be compacted ({error}); it is as it was") from error
        if held:
            raise WriteFailed(
                f"another program goes on reading {self._path}-wal, which may still hold what was removed;"
                " compact again when it is done"
            )

    def close(self) -> None:
        """Close every connection."""
        with self._opening:
            while self._open:
                self._open.pop()[1].close()
        self._local = threading.local()

    # ---- reading -----------------------------------------------------------------------------------------------

    def rows(self, query: str, *values: object) -> Iterator[Any]:
        """The rows of a query.

        Raises:
            IndexDamaged: the file is not what was written.
        """
        try:
            # Not "yield from", which asks a closed connection when it is let go of.
            for row in self.db.execute(query, values):  # noqa: UP028
                yield row
        except _REFUSED as error:
            raise self.explained(error) from error
        except UnicodeEncodeError:  # half of a surrogate pair: nothing that is stored holds one
            return

    def explained(self, error: Exception, refused: type[StoreError] = StoreError) -> StoreError:
        """What an error of SQLite means to who uses the index; ``refused`` is the kind for a disk that failed."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if isinstance(error, sqlite3.ProgrammingError):
            return StoreError(f"{self._path} was closed ({error}); open the index again")
        if code in _HELD:
            return StoreError(f"{self._path} is held by another program ({error}); try again")
        if code in _DISK:
            return refused(f"{self._path} cannot be read or written ({error}); what was stored stands")
        # Also an OperationalError: text that is no UTF-8, a table that is gone.
        return IndexDamaged(f"{self._path} is damaged ({error}); restore it from a copy")

    def row(self, query: str, *values: object) -> Any:
        """The first row of a query, or None."""
        return next(self.rows(query, *values), None)

    def setting(self, key: str) -> str | None:
        """A setting the index was made with."""
        row = self.row("SELECT value FROM setting WHERE key = ?", key)
        return row[0] if row else None

    def set_settings(self, values: Mapping[str, str]) -> None:
        """Record what the index is made with."""
        with self.transaction():
            self.db.executemany("INSERT OR REPLACE INTO setting VALUES (?, ?)", values.items())

    def state(self) -> int:
        """The number of the newest state, 0 before the first; cheap enough to ask before every search."""
        return int(self.row("SELECT coalesce(max(number), 0) FROM state")[0])

    def state_at(self, moment: int) -> int:
        """The newest state of a moment, in microseconds since 1970, or 0."""
        return int(self.row("SELECT coalesce(max(number), 0) FROM state WHERE at <= ?", moment)[0])

    def derived(self) -> tuple[int, dict[str, Any]] | None:
        """The newest state's number and what its derived files are."""
        row = self.row("SELECT state, content FROM derived")
        try:
            return (int(row[0]), json.loads(row[1])) if row else None
        except (TypeError, ValueError):  # not what was written: made again, as when a file is
            return self.state(), {}

    def problems(self) -> list[str]:
        """What SQLite itself finds wrong with the file, and tables that are not as they were made."""
        try:
            found = [str(row[0]) for row in self.db.execute("PRAGMA integrity_check(20)")]
            tables = self.db.execute("SELECT sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
        except _REFUSED as error:
            return [str(error)]
        if found == ["ok"]:
            found = []
        if {sql for (sql,) in tables} != {statement.strip() for statement in TABLES.split(";\n")} - {""}:
            found.append(f"tables that are not those of schema {SCHEMA}")
        return found
