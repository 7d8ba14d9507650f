"""Examining an index from end to end, and healing what can be healed.

The catalog is compared with its own hashes, the derived files with theirs and with the catalog. What is derived can be
made again, a vector embedded again; a text that is not what was stored can only be replaced by adding the article anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from onrecord.index import files
from onrecord.index.catalog import Catalog
from onrecord.index.chunking import indexed_text
from onrecord.index.derived import Derived, Side
from onrecord.index.embedding import Embedder
from onrecord.index.entries import intact
from onrecord.index.errors import IndexDamaged, OnRecordError
from onrecord.index.hashes import text_hash
from onrecord.index.rebuilding import embed_missing
from onrecord.index.staging import Staging
from onrecord.index.store import Store
from onrecord.index.vectors import Segments
from onrecord.index.visible import FIELDS, article_of, ends_as_stated

__all__ = ["Finding", "examine", "heal"]

_SHOWN = 20  # findings of one kind that are named one by one
_REPAIR = "onrecord doctor --repair"
_ANEW = "onrecord remove {}, and add the article again; or restore the catalog from a copy"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, and what to do about it, in words for a person."""

    what: str
    remedy: str


def examine(store: Store) -> list[Finding]:
    """Everything that is wrong with an index."""
    catalog = store.catalog
    found = [Finding(f"SQLite finds: {problem}", "restore the catalog from a copy") for problem in catalog.problems()]
    for check in (_states, _articles, _passages, _gaps, _embeddings):
        try:
            found += _shortened(list(check(catalog, store.made.fingerprint)))
        except (OnRecordError, AttributeError, TypeError, ValueError) as error:  # the latter: a number that is none
            found.append(Finding(str(error), "restore the catalog from a copy"))
    try:
        return found + list(_derived(store))
    except OnRecordError as error:  # the catalog's own fault, which the derived files are compared with
        return [*found, Finding(str(error), "restore the catalog from a copy")]


def heal(store: Store, staging: Staging, embedder: Callable[[], Embedder]) -> None:
    """Drop vectors that are not what was stored, embed what has none, and make the derived files again where they are
    not what they should be."""
    damaged = _damaged_vectors(store.catalog)
    if damaged:
        staging.forget(damaged)
    embedded = embed_missing(staging, store.made, embedder)
    if damaged or embedded or any(True for _ in _derived(store)):
        store.rebuild(staging, store.made)


# ---- the catalog -----------------------------------------------------------------------------------------------------


def _states(catalog: Catalog, _: str) -> Iterator[Finding]:
    """Revisions that are in the archive from a state on, or until one, that there never was."""
    known = "(SELECT number FROM state)"
    rows = catalog.rows(
        "SELECT article_id, revision FROM revision WHERE removed IS NULL"
        f" AND (since NOT IN {known} OR until NOT IN {known} OR until < since)"
    )
    for name, revision in rows:
        yield Finding(f"nothing says when revision {revision} of {name} was in the archive", _ANEW.format(name))


def _articles(catalog: Catalog, _: str) -> Iterator[Finding]:
    rows = catalog.rows(
        "SELECT r.id, r.article_id, r.revision, r.day, d.embargo, coalesce(d.stated, '{}') FROM revision r"
        " LEFT JOIN detail d ON d.revision = r.id WHERE r.removed IS NULL"
    )
    for number, name, revision, day, embargo, stated in rows:
        try:
            article = article_of(catalog.row(f"SELECT {FIELDS} FROM revision r WHERE r.id = ?", number))
            sound = article.day == day and ends_as_stated(embargo, stated)
        except IndexDamaged:
            sound = False
        if not sound:
            yield Finding(
                f"article {name}, revision {revision}: its text or what is stated of it is not what was stored",
                _ANEW.format(name),
            )


def _passages(catalog: Catalog, _: str) -> Iterator[Finding]:
    rows = catalog.rows(
        "SELECT p.id, p.start, p.end, p.sha256, r.article_id, r.title, r.text FROM passage p"
        " LEFT JOIN revision r ON r.id = p.revision WHERE r.removed IS NULL ORDER BY p.revision"
    )
    for number, start, end, sha256, name, title, text in rows:
        if name is None or text_hash(indexed_text(title, text[start:end])) != sha256:
            yield Finding(
                f"passage {number} of {name or 'no article'} is not what was stored",
                _ANEW.format(name),
            )


def _gaps(catalog: Catalog, _: str) -> Iterator[Finding]:
    """Passages that are not there: together they hold every word of a text."""
    rows = catalog.rows(
        "SELECT r.article_id, r.text, group_concat(p.start || ' ' || p.end) FROM revision r LEFT JOIN passage p"
        " ON p.revision = r.id WHERE r.since IS NOT NULL AND r.until IS NULL AND r.removed IS NULL GROUP BY r.id"
    )
    for name, text, places in rows:
        left = 0
        for start, end in sorted(tuple(map(int, place.split())) for place in (places or "").split(",") if place):
            if text[left:start].strip():
                break
            left = max(left, end)
        if text[left:].strip():
            yield Finding(f"{name} lacks a passage after character {left}", _ANEW.format(name))


def _embeddings(catalog: Catalog, model: str) -> Iterator[Finding]:
    damaged = _damaged_vectors(catalog)
    if damaged:
        yield Finding(f"{len(damaged)} vectors are not what was stored", _REPAIR)
    missing = catalog.row(
        "SELECT count(*) FROM passage p JOIN revision r ON r.id = p.revision WHERE r.removed IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM embedding e WHERE e.sha256 = p.sha256 AND e.model = ?)",
        model,
    )[0]
    if missing:
        yield Finding(f"{missing} passages have no vector", _REPAIR)


def _damaged_vectors(catalog: Catalog) -> list[int]:
    rows = catalog.rows("SELECT id, vector, crc FROM embedding")
    return [row for row, vector, crc in rows if not intact(vector, crc)]


def _shortened(found: list[Finding]) -> list[Finding]:
    if len(found) <= _SHOWN:
        return found
    return [*found[:_SHOWN], Finding(f"{len(found) - _SHOWN} more of the same kind", found[-1].remedy)]


# ---- the derived files -----------------------------------------------------------------------------------------------


def _derived(store: Store) -> Iterator[Finding]:
    try:
        named = store.catalog.derived()
        if named is None:
            return
        files.check(store.root, named[1]["files"], trust=False)
        derived = Derived.load(store.root, store.vectors, named[1], store.made.dim)
    except (IndexDamaged, KeyError, TypeError) as error:
        yield Finding(str(error), _REPAIR)
        return
    for name, side, where in (
        ("searched", derived.searched, "r.until IS NULL"),
        ("earlier", derived.past, "r.until > r.since"),
    ):
        yield from _side(store.catalog, name, side, where)


def _side(catalog: Catalog, name: str, side: Side, where: str) -> Iterator[Finding]:
    """The passages of one side are those that the catalog says."""
    rows = catalog.rows(
        "SELECT p.id FROM passage p JOIN revision r ON r.id = p.revision"
        f" WHERE r.since IS NOT NULL AND r.removed IS NULL AND {where} ORDER BY p.id"
    )
    expected = np.fromiter((row[0] for row in rows), np.int64)
    words = np.array(side.lexical.ids() if side.lexical else [], np.int64)
    if not np.array_equal(words, expected):
        yield Finding(f"the word index of {name} passages does not hold those of the catalog", _REPAIR)
    if isinstance(side.vectors, Segments):
        if not np.array_equal(side.vectors.ids(), expected):
            yield Finding(f"the vectors of {name} passages are not those of the catalog", _REPAIR)
    elif len(side.vectors) != len(expected):
        yield Finding(f"there are {len(side.vectors)} vectors of {name} passages, not {len(expected)}", _REPAIR)
