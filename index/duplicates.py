"""Which articles are the same story text: wire copies, light edits, pages published again.

Two articles are near-identical when the Jaccard similarity of their sets of five-word shingles is ``SIMILARITY`` or
more. A MinHash sketch (Broder, 1997) cut into bands (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4)
finds candidates without comparing all articles, and exact similarity confirms them, so that chance joins nothing.
``python -m onrecord.eval.near_duplicates DATA`` measures both.

Texts of the same similarity share a band with probability ``1 - (1 - similarity ** 7) ** 18``:

    similarity   .95     .90     .85    .80    .70    .60    .50    .30    .10
    shared      1.000   1.000   .999   .986   .787   .400   .132   .004   .000002

Words are runs of letters and digits whatever their case, so a language written without blanks has few, and there only
copies and very light edits are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b
from typing import Final, TypeVar

import numpy as np
from rensa import RMinHash

from onrecord.index.errors import IndexDamaged

__all__ = ["CANDIDATES", "METHOD", "SIMILARITY", "SKETCH_BYTES", "bands", "best", "estimated", "similarity", "sketch"]

SIMILARITY: Final = 0.85
"""Judged on the 17,480 articles of realtimeqa: pairs that reach it are one story published again, some brought up to
date, or one notice or gallery in the place of several texts. Up to .84 there are other pairs too: a page filled in for
another state, two articles before the same long gallery."""

CANDIDATES: Final = 20
"""How many articles that share a band are worth confirming."""

_WORDS = 5  # to a shingle
_BANDS, _ROWS = 18, 7
_SEED = 19970611
SKETCH_BYTES: Final = 4 * _BANDS * _ROWS  # 504

METHOD: Final = f"rensa-{RMinHash.ALGORITHM_VERSION}/{_SEED}/{_WORDS}-words/{_BANDS}x{_ROWS}"
"""How sketches are made. Those of another method cannot be compared: make them, and their bands, again."""

_WORD = re.compile(r"\w+")

Key = TypeVar("Key")


def sketch(text: str) -> bytes:
    """The MinHash signature of an article's text, ``SKETCH_BYTES`` long: 126 unsigned integers of 32 bits, little
    endian. The same in every process and on every 64-bit machine for one ``METHOD``."""
    signature = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    signature.update(_shingles(text))
    return np.array(signature.digest(), dtype="<u4").tobytes()


def bands(sketch: bytes) -> tuple[int, ...]:
    """18 keys, each a signed integer of 64 bits. Near-identical texts share at least one, see above for how often.

    A key belongs to its place: the same rows in another band give another key, so that all can stand in one column.

    Raises:
        IndexDamaged: these are not the bytes of a sketch.
    """
    rows = _slots(sketch).reshape(_BANDS, _ROWS)
    return tuple(
        int.from_bytes(blake2b(row.tobytes(), digest_size=8, salt=bytes([place])).digest(), "little", signed=True)
        for place, row in enumerate(rows)
    )


def estimated(one: bytes, other: bytes) -> float:
    """The similarity of two texts by their sketches: the share of equal slots. Its standard error is no more
    than ``sqrt(s * (1 - s) / 126)`` at similarity ``s``, .045 at most.

    Raises:
        IndexDamaged: either is not the bytes of a sketch.
    """
    return float(np.mean(_slots(one) == _slots(other)))


def similarity(one: str, other: str) -> float:
    """The Jaccard similarity of two texts' sets of five-word shingles, from 0 to 1.

    >>> similarity("One two three four five six.", "one two, three four five, seven")
    0.3333333333333333
    """
    return _jaccard(frozenset(_shingles(one)), frozenset(_shingles(other)))


def best(text: str, candidates: Iterable[tuple[Key, str]]) -> Key | None:
    """The name of the candidate most similar to a text, the first of several, or None where none reaches
    ``SIMILARITY``.

    Give candidates by the number of bands they share, most first, and ``CANDIDATES`` of them at most: sites put the
    same notice in the place of thousands of articles. They are taken one at a time, none after one that is equal.
    """
    own = frozenset(_shingles(text))
    nearest, near = None, 0.0
    for name, other in candidates:
        alike = _jaccard(own, frozenset(_shingles(other)))
        if alike >= SIMILARITY and alike > near:
            nearest, near = name, alike
        if near == 1:
            break
    return nearest


def _shingles(text: str) -> list[str]:
    """Never empty: fewer than five words are one shingle, and a text without any is one as it stands."""
    words = _WORD.findall(text.casefold())
    if len(words) < _WORDS:
        return [" ".join(words) or ascii(text)]
    return [" ".join(words[start : start + _WORDS]) for start in range(len(words) - _WORDS + 1)]


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def _slots(sketch: bytes) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    if len(sketch) != SKETCH_BYTES:
        raise IndexDamaged(
            f"a sketch is {SKETCH_BYTES} bytes and this is {len(sketch)}; make it again from the article's text"
        )
    return np.frombuffer(sketch, dtype="<u4")
