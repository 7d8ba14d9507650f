"""The catalog's tables, written down once. ARCHITECTURE.md says what a second reader needs beside them.

A *state* is one commit. Every revision says from which state on it is in the archive (``since``, NULL while it is
staged), at which one another took its place (``until``) and at which its article was removed (``removed``): what a
reader at a state sees follows from these three numbers, so a reader keeps its state while others are made. Rows of
removed articles stay until ``compact``.
"""

from __future__ import annotations

__all__ = ["APPLICATION", "SCHEMA", "TABLES"]

APPLICATION = 0x6F6E7263  # "onrc"
SCHEMA = 3

# revision.text comes last: what stands before it is read without following a long text's overflow pages.
TABLES = """
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE state (number INTEGER PRIMARY KEY, at INTEGER NOT NULL);
CREATE TABLE derived (only INTEGER PRIMARY KEY CHECK (only = 1), state INTEGER NOT NULL, content TEXT NOT NULL);
CREATE TABLE revision (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL, revision INTEGER NOT NULL,
    since INTEGER, until INTEGER, removed INTEGER, cluster INTEGER, sha256 TEXT NOT NULL,
    day TEXT, published TEXT, outlet TEXT NOT NULL, language TEXT NOT NULL, url TEXT NOT NULL, authors TEXT NOT NULL,
    title TEXT NOT NULL, text TEXT NOT NULL,
    UNIQUE (article_id, revision));
CREATE INDEX revision_listed ON revision (day, published, article_id, outlet, since, until, removed);
CREATE INDEX revision_staged ON revision (id) WHERE since IS NULL;
CREATE INDEX revision_removed ON revision (removed) WHERE removed IS NOT NULL;
CREATE INDEX revision_cluster ON revision (coalesce(cluster, id));
CREATE TABLE detail (revision INTEGER PRIMARY KEY, embargo INTEGER, stated TEXT NOT NULL);
CREATE INDEX detail_embargo ON detail (embargo) WHERE embargo IS NOT NULL;
CREATE TABLE band (key INTEGER NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (key, revision)) WITHOUT ROWID;
CREATE INDEX band_of ON band (revision);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, revision INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL,
    sha256 BLOB NOT NULL);
CREATE INDEX passage_of ON passage (revision);
CREATE INDEX passage_text ON passage (sha256);
CREATE TABLE embedding (
    id INTEGER PRIMARY KEY, model TEXT NOT NULL, sha256 BLOB NOT NULL, vector BLOB NOT NULL, crc INTEGER NOT NULL,
    UNIQUE (sha256, model));
"""
