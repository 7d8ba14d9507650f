"""Damage to the files of an index, chosen by a seed, and what must hold of an index that was damaged."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import traceback
from collections.abc import Callable
from pathlib import Path

from faults import chance_of, copied, opened, say, seen

from onrecord.index import Article, NewsIndex, OnRecordError
from onrecord.index.made import AsRecorded

__all__ = ["KINDS", "check_true", "contents", "damaged", "tried", "used"]

CATALOG = ("catalog.sqlite", "catalog.sqlite-wal")
Truth = dict[str, list[Article]]


def _flip(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _garble(data: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(data))
    data[place] = chance.randrange(256)


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _zero(data: bytearray, chance: random.Random) -> None:
    start, size = chance.randrange(len(data)), chance.choice([1, 16, 512, 4096])
    data[start : start + size] = bytes(len(data[start : start + size]))


def _append(data: bytearray, chance: random.Random) -> None:
    data += chance.randbytes(chance.choice([1, 8, 100, 4096]))


KINDS: tuple[Callable[[bytearray, random.Random], None], ...] = (_flip, _flip, _flip, _garble, _cut, _zero, _append)


def damaged(folder: Path, chance: random.Random) -> Path:
    """Damage one file, at times with its time of change set back; returns it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    catalog = [path for path in files if path.name in CATALOG]
    path = chance.choice(catalog if chance.random() < 0.5 else files)
    before, kind, back = path.stat(), chance.choice(KINDS), chance.random() < 0.5
    data = bytearray(path.read_bytes())
    kind(data, chance)
    path.write_bytes(data)
    if back:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    say("tries", path.relative_to(folder), kind.__name__, "with its time set back" if back else "")
    return path


def contents(folder: Path, place: Path) -> object:
    """What the tables of a copy of the catalog hold of articles that were not removed, or None where SQLite cannot read
    it."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name in CATALOG:
        if (folder / name).exists():
            shutil.copyfile(folder / name, place / name)
    database = sqlite3.connect(place / "catalog.sqlite")
    database.text_factory = bytes
    live = "(SELECT id FROM revision NOT INDEXED WHERE removed IS NULL)"
    try:
        return [
            database.execute(f"SELECT * FROM {table} NOT INDEXED WHERE {where} ORDER BY id").fetchall()  # noqa: S608
            for table, where in (("revision", "removed IS NULL"), ("passage", f"revision IN {live}"), ("embedding", 1))
        ]
    except (sqlite3.Error, UnicodeDecodeError):  # the latter where SQLite's message quotes what is damaged
        return None
    finally:
        database.close()


# ---- what must hold --------------------------------------------------------------------------------------------------


def tried(whole: str, place: str, known: str, seeds: list[int]) -> None:
    """In a child: damage copies of an index and use them; says of each what came of it."""
    with opened(copied(Path(known), Path(place))) as index:
        truth = seen(index)
    stored = contents(Path(whole), Path(f"{place}-read"))
    for seed in seeds:
        folder = copied(Path(whole), Path(place))
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        try:
            path = damaged(folder, chance_of(seed))
            changed = path.read_bytes() != before[path]
            sound = contents(folder, Path(f"{place}-read")) == stored
            said = used(folder, truth, sound, changed and path.parent.parent.parent == folder / "derived", seed % 2)
        except Exception:
            said = traceback.format_exc()
        say("found", seed, repr(said))


def used(folder: Path, truth: Truth, sound: bool, derived: bool, repair: int) -> str:
    """Use an index that was damaged: its catalog's content, unless that is ``sound``, or one of its ``derived`` files.

    What is shown is true, or nothing is; ``check`` names what is damaged; what can be made again is.
    """
    try:
        with opened(folder, embedder=AsRecorded()) as index:
            named = index.check()
            assert named or (sound and not derived), "what was damaged is not named"
            if repair and derived:
                assert index.repair() == []
        with opened(folder) as index:
            check_true(index, truth)
            assert not sound or index.check() == [] or any("SQLite" in finding.what for finding in named)
    except OnRecordError:
        assert not derived, "derived files can be made again"
        return "refused"
    return "named" if named else "true"


def check_true(index: NewsIndex, truth: Truth) -> None:
    """Every article and passage that is shown is what was stored, and is shown where it belongs."""
    for one in index.newest():
        assert one == truth[one.id][-1]
        for revision in index.history(one.id):
            assert revision.article == truth[one.id][revision.number - 1]
    for words in ("the mayor opened the bridge", "a01 tower version 3", "News of b00"):
        for by in ("dense", "lexical"):
            for hit in index.search(words, 999, by=by):  # type: ignore[arg-type]
                assert hit.article == truth[hit.passage.article_id][hit.passage.revision - 1]
                assert hit.article == truth[hit.article.id][-1]
                assert hit.text == hit.article.text[hit.passage.start : hit.passage.end] != ""
