"""Where indexes are kept: the user's own, and the one built from the sample archive."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import platformdirs

from onrecord.index import NewsIndex
from onrecord.index.errors import StoreError
from onrecord.index.types import Item
from onrecord.seeds import ARTICLES

__all__ = ["default_folder", "sample_folder", "user_folder"]


def default_folder() -> Path:
    """``ONRECORD_INDEX``, else the index in the user's data folder."""
    return Path(os.environ.get("ONRECORD_INDEX") or user_folder())


def user_folder() -> Path:
    """The index in the user's data folder."""
    return Path(platformdirs.user_data_dir("onrecord", appauthor=False)) / "archive"


def sample_folder(watch: Callable[[Iterable[Item]], Iterable[Item]] = iter) -> Path:
    """The folder of an index over the sample archive, built where it is missing or of another version.

    Args:
        watch: is given what is to be added and passes them on, to show progress.
    """
    from onrecord.index.sources import read  # noqa: PLC0415 - no question needs every format

    digest = hashlib.sha256(ARTICLES.read_bytes()).hexdigest()[:12]
    try:
        base = Path(platformdirs.user_cache_dir("onrecord", appauthor=False))
        base.mkdir(parents=True, exist_ok=True)
    except OSError:
        base = Path(tempfile.gettempdir()) / f"onrecord-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
        base.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = base / f"sample-{digest}"
    try:
        with NewsIndex.open(folder) as index:
            if len(index):
                return folder
    except StoreError:
        pass
    building = Path(tempfile.mkdtemp(prefix="building-", dir=base))
    try:
        with NewsIndex.open(building, create=True) as index:
            index.add(watch(read(ARTICLES)))
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return folder
