"""Files that are written once: flushed to the disk, hashed, and checked before they are used.

Hashing a large index at every opening would take seconds. A file that was found right, and that has had the same size,
inode and times ever since, is not hashed again: ``checked.json`` beside the files remembers. It is only ever a saving;
without it everything is hashed. What a disk changes by itself, under the same times, is for ``onrecord doctor``.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from onrecord.index.errors import IndexDamaged, StoreError, WriteFailed

__all__ = ["check", "drop_unfinished", "flush", "remember", "seal", "sha256_of", "size_of", "write_whole", "writing"]

_CHECKED = "checked.json"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_of(folder: Path) -> int:
    """Bytes of the files below a folder; a file with several names counts once."""
    sizes = {}
    for path, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):  # a writer has let go of it meanwhile
                stat = Path(path, name).stat()
                sizes[stat.st_dev, stat.st_ino] = stat.st_size
    return sum(sizes.values())


def flush(path: Path) -> None:
    """Have a file or a folder written to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def seal(path: Path) -> str:
    """Flush a file that was written for good; returns its SHA-256."""
    flush(path)
    return sha256_of(path)


def write_whole(path: Path, content: str) -> None:
    """Write a text file whole or not at all: a reader, and who comes after a crash, finds the one before. One process
    at a time may write a file; one that is killed leaves at most a file of the same name with its number after it."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_text(content, encoding="utf-8", newline="\n")
        flush(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    flush(path.parent)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """What the disk, FAISS or tantivy refuse inside is one kind of error.

    Raises:
        WriteFailed: a change could not be written.
    """
    try:
        yield
    except StoreError:
        raise
    except (OSError, RuntimeError, ValueError, MemoryError) as error:  # faiss raises RuntimeError, tantivy ValueError
        raise WriteFailed(f"{folder} cannot be written ({error}); the archive is as it was before") from error


def check(
    root: Path, files: Mapping[str, str], *, trust: bool = True, seen: set[tuple[int | str, ...]] | None = None
) -> None:
    """Compare files, by path below ``root``, with their SHA-256.

    Args:
        root: the folder the paths are relative to.
        files: SHA-256 by path.
        trust: leave out those that were found right before and were not touched since.
        seen: what this process has found right, whatever its names; is added to. (A file of one state is linked into
            the next, which changes its inode's time, and is not read again for that.)

    Raises:
        IndexDamaged: a file is missing, or is not what was written.
    """
    known = _remembered(root) if trust else {}
    found = {}
    for name, expected in files.items():
        try:
            mark = _mark(root / name, expected)
            fresh = known.get(name) != mark and (seen is None or tuple(mark[:-1]) not in seen)
            if fresh and sha256_of(root / name) != expected:
                raise IndexDamaged(f"{root / name} is not what was written")
        except OSError as error:
            raise IndexDamaged(f"{root / name} cannot be read ({error})") from error
        found[name] = mark
        if seen is not None:
            seen.add(tuple(mark[:-1]))
    if found != known:
        _remember(root, found)


def remember(root: Path, files: Mapping[str, str]) -> None:
    """Note that these files have just been written and hashed."""
    with contextlib.suppress(OSError):
        _remember(root, {name: _mark(root / name, sha256) for name, sha256 in files.items()})


def drop_unfinished(root: Path) -> None:
    """Delete what a process that was killed was about to remember."""
    for path in root.glob(f"{_CHECKED}.*"):
        path.unlink(missing_ok=True)


def _mark(path: Path, sha256: str) -> list[int | str]:
    stat = path.stat()
    return [sha256, stat.st_size, stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns]


def _remembered(root: Path) -> dict[str, list[int | str]]:
    try:
        known = json.loads((root / _CHECKED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _remember(root: Path, found: Mapping[str, list[int | str]]) -> None:
    beside = root / f"{_CHECKED}.{os.getpid()}"
    with contextlib.suppress(OSError):  # a folder that cannot be written: hashed again the next time
        beside.write_text(json.dumps(found), encoding="utf-8")
        beside.replace(root / _CHECKED)
