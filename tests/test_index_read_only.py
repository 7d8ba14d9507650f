"""Reading where nothing may be written: as another user, whose process is a child that lets go of its rights."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from embedders import HashingEmbedder

from onrecord.index import Article, NewsIndex

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user, who may not write"
)

READER = """
import json, os, sys
from embedders import HashingEmbedder
from onrecord.index import Article, NewsIndex

os.setgroups([])
os.setresgid(65534, 65534, 65534)
os.setresuid(65534, 65534, 65534)
index = None
for line in sys.stdin:
    try:
        if index is None:
            index = NewsIndex.open(sys.argv[1], embedder=HashingEmbedder())
        if line == "add\\n":
            index.add([Article("new", "", "A new bridge.")])
        found = [sorted(hit.article.id for hit in index.search("bridge", 99, by=by)) for by in ("dense", "lexical")]
        told = {"found": found, "read_only": index.read_only, "wrong": len(index.check())}
    except Exception as error:
        told = {"error": type(error).__name__, "message": str(error)}
    print(json.dumps(told), flush=True)
"""
BRIDGES = [Article(f"a{n}", "", f"Bridge {n} was closed.") for n in range(3)]
NAMES = ["a0", "a1", "a2"]


class Reader:
    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-c", READER, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])},
        )

    def ask(self, what: str = "search") -> dict[str, object]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        told: dict[str, object] = json.loads(self._process.stdout.readline())
        return told

    def close(self) -> None:
        self._process.communicate()
        assert self._process.returncode == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """Below a folder that everybody may enter, which pytest's own are not."""
    place = Path(tempfile.mkdtemp(prefix="read-only-"))
    place.chmod(0o755)
    with NewsIndex.open(place / "archive", create=True, embedder=HashingEmbedder()) as index:
        index.add(BRIDGES)
    yield place / "archive"
    shutil.rmtree(place)


@pytest.fixture
def reader(folder: Path) -> Iterator[Reader]:
    reader = Reader(folder)
    yield reader
    reader.close()


def found(names: list[str]) -> dict[str, object]:
    return {"found": [names, names], "read_only": True, "wrong": 0}


def test_it_is_read_where_nobody_has_it_open(folder: Path, reader: Reader) -> None:
    assert not list(folder.glob("catalog.sqlite-*"))
    files = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert reader.ask() == found(NAMES)
    refused = reader.ask("add")
    assert refused["error"] == "WriteFailed"
    assert "cannot be written, so it can only be read" in str(refused["message"])
    assert reader.ask() == found(NAMES)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == files


def test_what_a_writer_who_comes_later_adds_is_picked_up(folder: Path, reader: Reader) -> None:
    assert reader.ask() == found(NAMES)
    with NewsIndex.open(folder, embedder=HashingEmbedder()) as writer:
        writer.add([Article("b", "", "Another bridge.")])
        assert reader.ask() == found([*NAMES, "b"])
        writer.remove("a1")
        assert reader.ask() == found(["a0", "a2", "b"])
        writer.compact()
        assert reader.ask() == found(["a0", "a2", "b"])
    assert reader.ask() == found(["a0", "a2", "b"])
    with NewsIndex.open(folder, embedder=HashingEmbedder()) as writer:
        writer.add([Article("c", "", "One more bridge.")])
    assert reader.ask() == found(["a0", "a2", "b", "c"])


def test_it_is_read_while_somebody_writes(folder: Path) -> None:
    with NewsIndex.open(folder, embedder=HashingEmbedder()) as writer:
        writer.add([Article("b", "", "Another bridge.")])
        assert list(folder.glob("catalog.sqlite-wal"))
        reader = Reader(folder)
        assert reader.ask() == found([*NAMES, "b"])
        writer.add([Article("c", "", "One more bridge.")])
        assert reader.ask() == found([*NAMES, "b", "c"])
        assert reader.ask("add")["error"] == "WriteFailed"
    assert reader.ask() == found([*NAMES, "b", "c"])
    reader.close()


def test_a_copy_that_was_taken_while_somebody_wrote_is_not_read_as_what_it_was_before(folder: Path) -> None:
    """The newest changes are in a log that cannot be read here: an old state would be wrong in silence."""
    with NewsIndex.open(folder, embedder=HashingEmbedder()) as writer:
        writer.add([Article("b", "", "Another bridge.")])
        copy = shutil.copytree(folder, folder.parent / "copy", ignore=lambda *_: ["catalog.sqlite-shm"])
    reader = Reader(copy)
    refused = reader.ask()
    reader.close()
    assert refused["error"] == "StoreError"
    assert "open the index once where its folder can be written" in str(refused["message"])
    with NewsIndex.open(copy, embedder=HashingEmbedder()) as index:
        assert len(index) == 4
    reader = Reader(copy)
    assert reader.ask() == found([*NAMES, "b"])
    reader.close()


def test_damaged_derived_files_are_told_of_with_advice(folder: Path, reader: Reader) -> None:
    next((folder / "derived").rglob("vectors.npy")).unlink()
    refused = reader.ask()
    assert refused["error"] == "IndexDamaged"
    assert "onrecord doctor --repair where the folder can be written" in str(refused["message"])
