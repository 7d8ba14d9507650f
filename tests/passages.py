"""Passages made by number, their vectors, and limits that tell them apart: what an engine for vectors is tried with."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from onrecord.index.embedding import Floats
from onrecord.index.entries import Batch, Entry
from onrecord.index.limits import Limits

WIDTH = 32
LIMITS = {
    "first": Limits(first=20250115),
    "last": Limits(last=20250106),
    "one day": Limits(first=20250110, last=20250110),
    "outlet": Limits(outlets=("the courier",)),
    "one of two outlets": Limits(outlets=("the ledger", "rare weekly")),
    "rare outlet": Limits(outlets=("rare weekly",)),
    "no outlet": Limits(outlets=("",)),
    "nobody's outlet": Limits(outlets=("nobody",)),
    "language": Limits(languages=("en",)),
    "among": Limits(among=np.array([-7, 1, 4, 40, 41, 10**12], np.int64)),
    "among none": Limits(among=np.empty(0, np.int64)),
    "known": Limits(known=4),
    "known before anything": Limits(known=0),
    "published by": Limits(published_by=20250105, added_by=3),
    "several": Limits(first=20250103, last=20250120, outlets=("the courier",), languages=("de",), known=6),
}


def entries_of(count: int, first: int = 1) -> list[Entry]:
    """Passages whose ids are every third number; days, outlets, languages and states that limits tell apart."""
    outlets, languages = ("The Courier", "THE LEDGER", ""), ("en-GB", "de", "en", "")
    return [
        Entry(
            id=first + 3 * n,
            text="",
            day=None if n % 10 == 9 else f"2025-01-{n % 28 + 1:02}",
            outlet="Rare Weekly" if n % 97 == 5 else outlets[n % 3],
            language=languages[n % 4],
            since=n % 7 + 1,
            until=n % 7 + 2 if n % 5 == 0 else 0,
        )
        for n in range(count)
    ]


def clustered(count: int, seed: int = 0) -> Floats:
    """Unit vectors around one centre for each 40, as float16 keeps them."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(7).normal(size=(max(1, count // 40), WIDTH))
    rows = centres[random.integers(len(centres), size=count)] + 0.6 * random.normal(size=(count, WIDTH))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)


def left_by(limits: Limits, entry: Entry) -> bool:
    """What ``Limits`` say, one passage at a time."""
    day = int(entry.day.replace("-", "")) if entry.day else 0
    by = limits.published_by
    return (
        day >= limits.first
        and (not limits.last or 0 < day <= limits.last)
        and (not limits.outlets or entry.outlet.lower() in limits.outlets)
        and (not limits.languages or entry.language[:2] in limits.languages)
        and (limits.among is None or entry.id in limits.among)
        and (not by or (0 < day <= by if day else entry.since <= limits.added_by))
        and (limits.known is None or (entry.since <= limits.known and not 0 < entry.until <= limits.known))
    )


def batches(entries: list[Entry], rows: Floats) -> Iterator[Batch]:
    """As an index hands them to a store."""
    for at in range(0, len(entries), 1000):
        yield entries[at : at + 1000], rows[at : at + 1000]


def nearest(query: Floats, entries: list[Entry], rows: Floats, k: int = 10) -> list[tuple[int, float]]:
    """The best by numpy."""
    scores = rows @ query
    return [(entries[n].id, float(scores[n])) for n in np.argsort(-scores, kind="stable")[:k]]
