"""The doctor finds nothing in a sound index, names what is wrong, and heals what can be healed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from embedders import HashingEmbedder, RecordingEmbedder
from house import Make
from stores import ReferenceStore

from onrecord.index import Article, ChunkSettings, NewsIndex
from onrecord.index.made import AsRecorded

LONG = Article("long", "Long", "The council met on Monday. " * 20, published="2025-07-04")
ARTICLES = [LONG, *(Article(f"a{n}", f"T{n}", f"Bridge {n} was closed.", outlet="The Courier") for n in range(5))]
CHANGED = Article("a1", "T1", "Bridge 1 was opened.", outlet="The Courier")


@pytest.fixture
def index(make: Make) -> NewsIndex:
    """With an earlier revision, something removed, and several passages of one article."""
    index = make(settings=ChunkSettings(32, 0))
    index.add(ARTICLES)
    index.add([CHANGED])
    index.remove("a4")
    return index


def damage(index: NewsIndex, statement: str) -> None:
    with sqlite3.connect(index.folder / "catalog.sqlite") as db:
        assert db.execute(statement).rowcount > 0
    db.close()


def told(index: NewsIndex) -> list[str]:
    return [finding.what for finding in index.check()]


def test_nothing_is_wrong_with_a_sound_index(make: Make, index: NewsIndex) -> None:
    assert make("empty").check() == []
    assert index.check() == index.repair() == []
    index.compact()
    assert index.check() == []
    assert make(create=False, embedder=AsRecorded()).check() == []


def test_repairing_a_sound_index_writes_nothing(index: NewsIndex) -> None:
    files = {path: path.stat().st_mtime_ns for path in index.folder.rglob("*.npy")}
    index.repair()
    assert {path: path.stat().st_mtime_ns for path in index.folder.rglob("*.npy")} == files


# ---- what only adding again heals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (
            "UPDATE revision SET text = 'Bridge 2 was blown up.' WHERE article_id = 'a2'",
            "article a2, revision 1: its text",
        ),
        ("UPDATE revision SET title = 'U' WHERE article_id = 'a2'", "article a2, revision 1: its text"),
        (
            "UPDATE revision SET outlet = 'Nobody' WHERE article_id = 'a1' AND revision = 1",
            "article a1, revision 1: its",
        ),
        ("UPDATE revision SET published = '1999-01-01' WHERE article_id = 'long'", "article long, revision 1: its"),
        ("UPDATE revision SET day = '1999-01-01' WHERE article_id = 'long'", "article long, revision 1: its"),
        ("UPDATE revision SET authors = 'x' WHERE article_id = 'a2'", "article a2, revision 1: its"),
        ("UPDATE passage SET start = start + 1 WHERE id = 2", "passage 2 of long is not what was stored"),
        ("UPDATE passage SET end = end - 2 WHERE id = 2", "passage 2 of long is not what was stored"),
        ("DELETE FROM passage WHERE id = 2", "long lacks a passage after character"),
        ("DELETE FROM passage WHERE id = (SELECT min(id) FROM passage)", "long lacks a passage after character 0"),
        (
            "DELETE FROM passage WHERE revision = (SELECT id FROM revision WHERE article_id = 'a3')",
            "a3 lacks a passage",
        ),
    ],
)
def test_what_is_wrong_with_an_article_is_named_with_what_to_do(index: NewsIndex, statement: str, what: str) -> None:
    damage(index, statement)
    findings = index.check()
    name = next(name for name in ("long", "a1", "a2", "a3") if name in what)
    assert any(what in finding.what for finding in findings)
    assert f"onrecord remove {name}, and add the article again" in " ".join(finding.remedy for finding in findings)
    assert any(what in finding.what for finding in index.repair()), "no repair can know what it was"
    index.remove(name)
    index.add([CHANGED if one.id == "a1" else one for one in ARTICLES if one.id == name])
    assert index.check() == []
    assert name in {hit.article.id for hit in index.search("council bridge", 99, by="lexical")}


def test_much_that_is_wrong_is_told_in_short(make: Make) -> None:
    index = make("many")
    index.add([Article(f"a{n}", "", f"Bridge {n}.") for n in range(50)])
    damage(index, "UPDATE revision SET outlet = 'x'")
    assert told(index)[20] == "30 more of the same kind"
    assert len(told(index)) == 21


# ---- what can be healed ----------------------------------------------------------------------------------------------


def test_bad_and_missing_vectors_are_embedded_again(make: Make, index: NewsIndex) -> None:
    before = index.search("bridge closed", 20)
    damage(index, "UPDATE embedding SET vector = zeroblob(128) WHERE id % 3 = 0")
    damage(index, "DELETE FROM embedding WHERE id % 3 = 1")
    assert [what.split(" ", 1)[1] for what in told(index)] == [
        "vectors are not what was stored",
        "passages have no vector",
    ]
    assert {finding.remedy for finding in index.check()} == {"onrecord doctor --repair"}
    recording = RecordingEmbedder()
    assert make(create=False, embedder=recording).repair() == []
    assert recording.passages
    assert index.check() == []
    assert index.search("bridge closed", 20) == before


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("pattern", ["rows.npy", "vectors.npy", "dead-*.npy", "meta.json", "*.term", "*.store"])
@pytest.mark.parametrize("hurt", [Path.unlink, _cut, _flip], ids=["missing", "cut", "changed"])
def test_derived_files_are_made_again(make: Make, index: NewsIndex, pattern: str, hurt: Callable[[Path], None]) -> None:
    before = [index.search("bridge closed", 20, by=by) for by in ("dense", "lexical")]
    path = next(iter((index.folder / "derived").rglob(pattern)))
    index.close()
    hurt(path)
    keeping = make(create=False, embedder=AsRecorded())
    (finding,) = keeping.check()
    assert path.name in finding.what
    assert finding.remedy == "onrecord doctor --repair"
    assert keeping.repair() == []
    again = make(create=False)
    assert again.search("bridge closed", 20) == before[0]
    found = again.search("bridge closed", 20, by="lexical")
    assert {hit.passage for hit in found} == {hit.passage for hit in before[1]}


def test_derived_indexes_of_other_passages_are_found_and_made_again(index: NewsIndex) -> None:
    """Sound files that do not hold what the catalog says, as after restoring one from an older copy."""
    damage(index, "UPDATE revision SET until = since WHERE article_id = 'a1' AND revision = 1")
    whats = told(index)
    assert any("word index of earlier passages does not hold those of the catalog" in what for what in whats)
    assert any("vectors of earlier passages are not those of the catalog" in what for what in whats)
    damage(index, "UPDATE revision SET removed = since WHERE article_id = 'a2'")
    assert any("word index of searched passages" in what for what in told(index))
    assert [what for what in (finding.what for finding in index.repair()) if "passages" in what] == []


def test_vectors_that_another_engine_lost_are_counted(tmp_path: Path) -> None:
    store = ReferenceStore()
    with NewsIndex.open(tmp_path / "a", create=True, embedder=HashingEmbedder(), vectors=store) as index:
        index.add(ARTICLES)
        assert index.check() == []
        store.states[max(store.states, key=lambda name: len(store.states[name]))].popitem()
        assert told(index) == ["there are 5 vectors of searched passages, not 6"]
        assert index.repair() == []


def test_a_catalog_whose_pages_are_damaged_is_named(make: Make) -> None:
    index = make("pages")
    index.add([Article(f"a{n}", "", f"Bridge {n} was closed. " * 40) for n in range(60)])
    index.close()
    path = index.folder / "catalog.sqlite"
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4096] = np.random.default_rng(0).bytes(4096)
    path.write_bytes(data)
    findings = make("pages", create=False, embedder=AsRecorded()).check()
    assert findings
    assert any("SQLite finds" in finding.what for finding in findings)
    assert any("restore the catalog from a copy" in finding.remedy for finding in findings)
