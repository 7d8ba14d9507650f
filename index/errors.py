"""What can go wrong, as one tree. Each message names what was wrong, the value, and what to do.

OnRecordError
├── ArticleError          an article that cannot be stored (no text, no title and no text ...)
│   └── DateError         a date that is not one (also a ValueError)
├── SourceError           a file, folder or record that cannot be read
│   └── FetchError        an address that cannot be fetched, or must not be (in ``fetch``)
├── WeightsError          model weights that are missing or not the ones expected
└── StoreError            an index that cannot be used as asked
    ├── IndexMissing      there is no index in this folder
    ├── IndexLocked       another process is writing
    ├── IndexDamaged      the index on disk is not what was written
    ├── WriteFailed       the disk refused a change (also an OSError); the state before it stands
    └── EmbedderMismatch  the index was made with another embedder or other passage settings
"""

from __future__ import annotations

__all__ = [
    "ArticleError",
    "DateError",
    "EmbedderMismatch",
    "IndexDamaged",
    "IndexLocked",
    "IndexMissing",
    "OnRecordError",
    "SourceError",
    "StoreError",
    "WeightsError",
    "WriteFailed",
]


class OnRecordError(Exception):
    """Anything onrecord refuses."""


class ArticleError(OnRecordError):
    """An article that cannot be stored."""


class DateError(ArticleError, ValueError):
    """A date that is not one."""


class SourceError(OnRecordError):
    """A file, folder or record that cannot be read."""


class WeightsError(OnRecordError):
    """Model weights that are missing or not the ones expected."""


class StoreError(OnRecordError):
    """An index that cannot be used as asked."""


class IndexMissing(StoreError):
    """There is no index in this folder."""


class IndexLocked(StoreError):
    """Another process is writing to this index."""


class IndexDamaged(StoreError):
    """The index on disk is not what was written."""


class WriteFailed(StoreError, OSError):
    """A change could not be written: disk full, no permission, an I/O error. The state before it stands."""


class EmbedderMismatch(StoreError):
    """The index was made with another embedder, other weights or other passage settings."""
