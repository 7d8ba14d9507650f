"""What an agency states beside the text: details that come back whole, embargoes, withdrawals, versions."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from embedders import RecordingEmbedder
from house import Make

from onrecord.index import Article, Filters, NewsIndex, Withdrawal
from onrecord.index.errors import IndexDamaged

By = Literal["dense", "lexical"]
BOTH = pytest.mark.parametrize("by", ["dense", "lexical"])

BRIDGE = Article("bridge", "Bridge shut", "The Tollgate Bridge was closed.", "", "The Courier", "2025-07-04")
FULL = Article(
    "full",
    "Ferry sails again",
    "The ferry sailed again on Monday.",
    "https://courier.example/ferry",
    "The Courier",
    "2025-07-04T18:30:00+02:00",
    ("Ida Brandt",),
    "en",
    modified="2025-07-05T09:00:00+02:00",
    section="Transport",
    dateline="NORTH QUAY (CN)",
    slug="FERRY-SAILS",
    rights="The Courier. Not for use in print.",
    version="3",
    remarks=("Correction: the ferry sailed on Monday, not on Sunday.",),
)


def in_hours(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")


def found(index: NewsIndex, query: str, by: By = "lexical") -> list[str]:
    return [hit.article.id for hit in index.search(query, 9, by=by)]


def test_every_detail_comes_back_as_it_was_stated(make: Make) -> None:
    index = make()
    index.add([FULL, BRIDGE])
    assert index.article("full") == FULL
    assert index.article("bridge") == BRIDGE
    assert list(index.newest()) == [FULL, BRIDGE]
    assert [hit.article for hit in index.search("ferry", 1)] == [FULL]
    assert index.add([FULL, BRIDGE]).unchanged == 2
    assert index.check() == []


@pytest.mark.parametrize("change", [{"section": "Ports"}, {"version": "4"}, {"rights": ""}, {"remarks": ()}])
def test_another_detail_is_another_revision(make: Make, change: dict[str, str]) -> None:
    index = make()
    index.add([FULL])
    assert index.add([replace(FULL, **change)]).updated == 1  # type: ignore[arg-type]
    assert [one.article for one in index.history("full")] == [FULL, replace(FULL, **change)]  # type: ignore[arg-type]


def test_a_removed_article_leaves_no_detail_on_the_disk(make: Make) -> None:
    index = make()
    index.add([FULL, BRIDGE])
    index.remove("full")
    index.compact()
    index.close()
    words = ("NORTH QUAY", "FERRY-SAILS", "Not for use in print")
    files = [path.read_bytes() for path in index.folder.rglob("*") if path.is_file()]
    assert not [word for word in words for data in files if word.encode() in data]


@pytest.mark.parametrize("column", ["stated", "embargo"])
def test_a_changed_detail_is_found_before_it_is_used(make: Make, column: str) -> None:
    index = make()
    index.add([replace(FULL, embargo=in_hours(5)), BRIDGE])
    index.close()
    database = sqlite3.connect(index.folder / "catalog.sqlite")
    past = (datetime.now(UTC) - timedelta(hours=1)).timestamp() * 1e6
    value = json.dumps({"section": "Sport"}) if column == "stated" else int(past)
    database.execute(f"UPDATE detail SET {column} = ?", (value,))  # noqa: S608
    database.commit()
    database.close()
    index = make()
    assert [finding.what for finding in index.check() if "full" in finding.what]
    with pytest.raises(IndexDamaged):
        index.search("ferry sailed", 9)


# ---- embargoes -------------------------------------------------------------------------------------------------------


@BOTH
def test_before_its_time_no_search_finds_an_article_and_then_every_search_does(
    make: Make, by: By, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = make()
    held = replace(BRIDGE, id="held", text="The Tollgate Bridge will be sold.", embargo=in_hours(2))
    index.add([held, BRIDGE])
    assert found(index, "Tollgate Bridge", by) == ["bridge"]
    assert index.article("held") == held
    assert len(index) == 2
    now = time.time_ns()
    monkeypatch.setattr("time.time_ns", lambda: now + int(2.1 * 3600 * 1e9))
    assert sorted(found(index, "Tollgate Bridge", by)) == ["bridge", "held"]


@BOTH
def test_an_embargo_takes_no_place_from_what_may_be_found(make: Make, by: By) -> None:
    index = make()
    held = [
        Article(f"held{n}", "Bridge", f"Tollgate Bridge sold for {n} crowns.", embargo=in_hours(n + 1))
        for n in range(30)
    ]
    free = [Article(f"free{n}", "Bridge", f"Tollgate Bridge painted in shade {n}.") for n in range(10)]
    index.add([*held, *free])
    hits = index.search("Tollgate Bridge sold for crowns", 10, by=by)
    assert sorted(hit.article.id for hit in hits) == sorted(one.id for one in free)


def test_an_embargo_that_is_over_hides_nothing(make: Make) -> None:
    index = make()
    index.add([replace(BRIDGE, embargo=in_hours(-1))])
    assert found(index, "Tollgate") == ["bridge"]


def test_a_copy_under_embargo_is_not_named_beside_the_other(make: Make) -> None:
    index = make()
    text = " ".join(f"The Tollgate Bridge was closed for reason number {n} of the town." for n in range(12))
    index.add([replace(BRIDGE, text=text), replace(BRIDGE, id="copy", text=text, embargo=in_hours(1))])
    snapshot = index.snapshot()
    article = snapshot.article("bridge")
    assert article is not None
    assert snapshot.copies([article]) in ({}, {"bridge": ()})


def test_an_embargo_holds_in_a_search_of_the_past_too(make: Make) -> None:
    index = make()
    index.add([replace(BRIDGE, embargo=in_hours(2)), FULL])
    filters = Filters(known_by=datetime.now(UTC).isoformat())
    assert [hit.article.id for hit in index.search("Tollgate ferry", 9, filters=filters)] == ["full"]


# ---- withdrawals -----------------------------------------------------------------------------------------------------


def test_a_withdrawal_takes_an_article_out(make: Make) -> None:
    index = make()
    index.add([BRIDGE, FULL])
    report = index.add([Withdrawal("bridge", "killed by the agency")])
    assert (report.withdrawn, report.added, report.updated) == (1, 0, 0)
    assert index.article("bridge") is None
    assert found(index, "Tollgate") == []
    assert index.check() == []


def test_of_what_is_not_there_nothing_is_withdrawn(make: Make) -> None:
    index = make()
    index.add([FULL])
    state = index.snapshot().state
    assert index.add([Withdrawal("nobody", "killed")]).withdrawn == 0
    assert index.snapshot().state == state


def test_what_comes_and_is_withdrawn_at_once_is_never_found(make: Make) -> None:
    index = make()
    index.add([BRIDGE, Withdrawal("bridge", "killed"), FULL])
    assert [one.id for one in index.newest()] == ["full"]
    assert found(index, "Tollgate") == []
    assert index.check() == []


def test_what_comes_again_after_its_withdrawal_is_found(make: Make) -> None:
    index = make()
    index.add([BRIDGE])
    again = replace(BRIDGE, text="The Tollgate Bridge was closed by order.")
    assert index.add([Withdrawal("bridge", "killed"), again]).withdrawn == 0
    assert index.article("bridge") == again
    index.add([Withdrawal("bridge", "killed")])
    assert index.add([BRIDGE]).added == 1
    assert found(index, "Tollgate") == ["bridge"]


# ---- versions --------------------------------------------------------------------------------------------------------


def test_a_lower_version_takes_no_higher_ones_place(make: Make) -> None:
    index = make()
    index.add([FULL])
    assert index.add([replace(FULL, version="2", text="The ferry will sail.")]).unchanged == 1
    assert index.article("full") == FULL
    assert index.add([replace(FULL, version="10", text="The ferry sank.")]).updated == 1
    assert index.add([replace(FULL, version="", text="The ferry is gone.")]).updated == 1


def test_versions_that_come_out_of_order_in_one_addition_end_with_the_highest(make: Make) -> None:
    index = make()
    index.add([replace(FULL, version=n, text=f"The ferry, told {n} times.") for n in ("1", "3", "2")])
    now = index.article("full")
    assert now is not None
    assert now.text == "The ferry, told 3 times."


# ---- the schema before -----------------------------------------------------------------------------------------------


def test_an_index_of_schema_2_is_brought_up_and_nothing_is_embedded_again(make: Make, tmp_path: Path) -> None:
    index = make()
    index.add([BRIDGE])
    index.close()
    database = sqlite3.connect(tmp_path / "archive" / "catalog.sqlite")
    database.execute("DROP TABLE detail")  # all that schema 3 has more
    database.execute("PRAGMA user_version = 2")
    database.close()
    embedder = RecordingEmbedder()
    index = make(embedder=embedder)
    assert found(index, "Tollgate") == ["bridge"]
    assert embedder.passages == []
    assert index.add([BRIDGE, FULL]).unchanged == 1
    assert index.article("full") == FULL
    assert index.check() == []
