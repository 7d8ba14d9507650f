"""An index of an older schema is brought up to the present one, whole or not at all, or refused with advice."""

from __future__ import annotations

import shutil
import signal
import sqlite3
from pathlib import Path

import pytest
from embedders import RecordingEmbedder
from faults import Forks, leftovers, opened, times

from onrecord.index import Article, Filters, NewsIndex
from onrecord.index.errors import IndexDamaged
from onrecord.index.schema import SCHEMA

pytestmark = pytest.mark.faults

DUMP = Path(__file__).parent / "data" / "schema-1.sql"  # written by the last onrecord of schema 1
FERRY = ("Monday. Its engine was repaired in eleven", "Tuesday. Its engine was repaired in twelve", "stays in port.")


@pytest.fixture
def old(place: Path) -> Path:
    """An index of schema 1: four articles, one in its third revision, one removed, one left staged."""
    folder = place / "old"
    (folder / "derived" / "01dd79d0cf5e4cae").mkdir(parents=True)
    (folder / "derived" / "01dd79d0cf5e4cae" / "vectors.faiss").write_bytes(b"IxMp")
    database = sqlite3.connect(folder / "catalog.sqlite")
    database.executescript(DUMP.read_text(encoding="utf-8"))
    database.execute("PRAGMA journal_mode = WAL")
    database.close()
    return folder


def tables(folder: Path) -> list[str]:
    database = sqlite3.connect(folder / "catalog.sqlite")
    try:
        return list(database.iterdump())
    finally:
        database.close()


def check_migrated(index: NewsIndex) -> None:
    assert [one.id for one in index.newest()] == ["ferry", "strike", "mill", "undated"]
    assert index.outlets() == ["Herald", "Courier", "The Courier"]
    assert [words in index.history("ferry")[at].article.text for at, words in enumerate(FERRY)] == [True] * 3
    assert [one.until is None for one in index.history("ferry")] == [False, False, True]
    first = index.article("ferry", 1)
    assert first is not None
    assert (first.published, first.authors) == ("2025-03-02T08:00:00+01:00", ("Ida Brandt", "Olu Sey"))
    for by in ("dense", "lexical"):
        found = index.search("bakers on strike", 3, by=by)  # type: ignore[arg-type]
        assert found[0].article.id == "strike"
        assert found[0].text in found[0].article.text
        assert not [hit for hit in index.search("Water stood deep", 9, by=by) if hit.article.id == "flood"]  # type: ignore[arg-type]
    assert index.article("flood") is index.article("left0") is None
    assert index.check() == []


def test_an_index_of_schema_1_is_brought_up_and_nothing_is_embedded_again(old: Path) -> None:
    embedder = RecordingEmbedder()
    with opened(old, embedder=embedder) as index:
        check_migrated(index)
        articles = list(index.newest())
        assert index.add(articles).unchanged == 4
        assert embedder.passages == []
        assert index.add([Article("new", "New", "A new tram stop was opened.")]).added == 1
        assert len(embedder.passages) == 1
        assert index.search("tram stop", 1)[0].article.id == "new"
        assert leftovers(index) == []
        assert index.check() == []
    with opened(old) as index:
        assert {one.id for one in index.newest()} == {"new", *(one.id for one in articles)}


def test_what_schema_1_knew_at_a_time_is_still_told(old: Path) -> None:
    with opened(old) as index:
        held = [index.search("ferry", 9, filters=Filters(known_by=f"2026-11-24T03:10:0{second}Z")) for second in (0, 3)]
        assert [sorted(hit.article.id for hit in hits) for hits in held] == [[], ["ferry", "mill", "strike", "undated"]]


def test_a_schema_1_text_that_is_not_what_was_stored_does_not_become_right(old: Path) -> None:
    database = sqlite3.connect(old / "catalog.sqlite")
    database.execute("UPDATE revision SET text = replace(text, 'nine', 'five') WHERE article_id = 'mill'")
    database.commit()
    database.close()
    with opened(old) as index:
        with pytest.raises(IndexDamaged, match="mill is not what was stored"):
            index.article("mill")
        assert any("mill" in finding.what for finding in index.check())


def test_an_index_of_a_newer_schema_is_refused_with_advice_and_left_alone(old: Path) -> None:
    database = sqlite3.connect(old / "catalog.sqlite")
    database.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    database.close()
    before = tables(old)
    with pytest.raises(IndexDamaged, match=f"schema {SCHEMA + 1}.*use a newer onrecord"):
        opened(old)
    assert tables(old) == before


def test_an_older_index_that_cannot_be_written_is_refused_with_advice(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(old)
    monkeypatch.setattr("os.access", lambda *_: False)  # for root, who runs many a test, every folder can be written
    with pytest.raises(IndexDamaged, match="schema 1: open it once where it can be written"):
        opened(old)
    assert tables(old) == before


# ---- killed half-way -------------------------------------------------------------------------------------------------


def migrate_and_die(folder: str, turn: int) -> None:
    """In a child: die at a statement of the migration."""
    import os  # noqa: PLC0415

    from onrecord.index import catalog  # noqa: PLC0415

    real = catalog.migrate

    def dying(db: sqlite3.Connection, version: int) -> None:
        left = turn

        def count(_: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        db.set_trace_callback(count)
        real(db, version)

    catalog.migrate = dying
    opened(Path(folder)).close()


def test_killed_while_it_is_brought_up_it_is_as_it_was_and_is_brought_up_next_time(
    forks: Forks, old: Path, place: Path
) -> None:
    before = tables(old)
    turn, undone, ends = 1, 0, []
    while not ends or ends[-1] != 0:
        folder = Path(shutil.copytree(old, place / f"turn{turn}"))
        forks.start("test_faults_older:migrate_and_die", folder, turn)
        ends.append(int(forks.rest()[-1].split()[1]))
        assert ends[-1] in (0, -signal.SIGKILL)
        left = tables(folder)
        undone += left == before
        assert left == before or not any("TABLE staged" in statement for statement in left)
        with opened(folder) as index:
            check_migrated(index)
        turn += times(29, 3)
    assert 3 < undone < len(ends)
