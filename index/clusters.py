"""Which articles are near-identical copies of each other, kept as they come.

A new revision joins the cluster of the article that it is most similar to, if it is a copy of it at all; else it begins
one of its own (``cluster`` NULL). Bands of the newest revisions alone are kept, so nothing is compared with what was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onrecord.index.duplicates import CANDIDATES, bands, best, sketch

if TYPE_CHECKING:
    from onrecord.index.catalog import Connection

__all__ = ["cluster_of", "keep_bands", "keep_bands_of"]


def cluster_of(db: Connection, article_id: str, text: str) -> tuple[int | None, Sequence[int]]:
    """The cluster that an article of this text belongs to, or None, and the text's bands."""
    keys = bands(sketch(text))
    rows = db.execute(
        "SELECT coalesce(r.cluster, r.id), r.text FROM band b JOIN revision r ON r.id = b.revision WHERE b.key IN"
        f" ({','.join('?' * len(keys))}) AND r.article_id <> ? GROUP BY r.id ORDER BY count(*) DESC, r.id LIMIT ?",
        (*keys, article_id, CANDIDATES),
    ).fetchall()
    return best(text, rows), keys


def keep_bands(db: Connection, revision: int, keys: Sequence[int]) -> None:
    """Note a stored revision's bands, for those to come."""
    db.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", ((key, revision) for key in keys))


def keep_bands_of(db: Connection, revision: int, text: str) -> None:
    """The same by its text, of one whose article is there again; its cluster stays what it was."""
    keep_bands(db, revision, bands(sketch(text)))
