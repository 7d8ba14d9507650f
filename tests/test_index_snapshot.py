"""One state to hold on to, and the newest one without opening anew."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from house import Make

from onrecord.index import Article, Filters, Hit, NewsIndex
from onrecord.index.snapshot import Snapshot
from onrecord.index.visible import Standing

BOTH = pytest.mark.parametrize("by", ["dense", "lexical"])
FIRST = Article("bridge", "Bridge", "The Tollgate was closed.", published="2025-07-04", language="en")
SECOND = Article("bridge", "Bridge", "The Tollgate was opened.", published="2025-07-04", language="en")
STORM = Article("storm", "Bridge", "It rained.", published="2025-07-06", language="de-at")
UNDATED = Article("undated", "Bridge", "One stood here.")


def found(hits: list[Hit]) -> list[tuple[str, int]]:
    return sorted((hit.article.id, hit.passage.revision) for hit in hits)


def everything(held: Snapshot | NewsIndex) -> object:
    searches = [found(held.search("bridge tollgate", 99, by=by)) for by in ("dense", "lexical")]
    stated = [held.article("bridge"), held.article("bridge", 2), [one.number for one in held.history("bridge")]]
    return searches, stated, [one.id for one in held.newest()], len(held), held.passages, held.days(), held.outlets()


# ---- holding on ------------------------------------------------------------------------------------------------------


def test_a_snapshot_stays_as_it_is_whatever_is_written(make: Make) -> None:
    index, other = make(), make()
    index.add([FIRST, STORM])
    held = index.snapshot()
    before = everything(held)
    for change in (
        lambda: other.add([SECOND, UNDATED]),
        lambda: index.remove(["storm"]),
        lambda: other.add([Article(f"a{n}", "Bridge", f"Number {n}.") for n in range(20)]),
        lambda: [other.add([Article(f"b{n}", "Bridge", f"Number {n}.")]) for n in range(9)],
        lambda: other.remove(["bridge", "a1", "b1"]),
    ):
        change()
        assert everything(held) == before
        assert everything(index) != before
    assert [one.until for one in held.history("bridge")] == [None]


def test_a_snapshot_of_articles_that_stay_outlives_compaction(make: Make) -> None:
    index = make()
    index.add([FIRST, STORM])
    held = index.snapshot()
    before = everything(held)
    index.add([SECOND])
    index.compact()
    index.rebuild()
    assert everything(held) == before


def test_what_was_removed_is_no_longer_found_in_a_snapshot_once_it_is_compacted_away(make: Make) -> None:
    index = make()
    index.add([FIRST, STORM])
    held = index.snapshot()
    index.remove(["storm"])
    index.compact()
    assert found(held.search("bridge", 9)) == [("bridge", 1)]
    assert held.article("storm") is None


def test_refresh_says_whether_there_was_anything(make: Make) -> None:
    index, other = make(), make()
    assert not index.refresh()
    other.add([FIRST])
    assert index.refresh()
    assert not index.refresh()
    other.add([FIRST])
    assert not index.refresh(), "nothing had changed"
    other.remove(["bridge"])
    assert index.refresh()


def test_snapshots_of_one_state_are_one(make: Make) -> None:
    index = make()
    index.add([FIRST])
    assert index.snapshot() is index.snapshot()
    assert index.snapshot().state > 0


# ---- what was known, and published -----------------------------------------------------------------------------------


@BOTH
def test_what_was_known_is_found_in_the_revision_of_that_time(make: Make, by: str) -> None:
    index = make()
    moments = [datetime.now(UTC)]
    for change in ([FIRST], [SECOND, STORM], [UNDATED, Article("bridge", "Bridge", "It was painted.")]):
        time.sleep(0.002)
        index.add(change)
        moments.append(datetime.now(UTC))

    def known(moment: object) -> list[tuple[str, int]]:
        return found(index.search("bridge", 99, by=by, filters=Filters(known_by=moment)))  # type: ignore[arg-type]

    expected = [
        [],
        [("bridge", 1)],
        [("bridge", 2), ("storm", 1)],
        [("bridge", 3), ("storm", 1), ("undated", 1)],
    ]
    assert [known(moment) for moment in moments] == expected
    east = timezone(timedelta(hours=9))
    assert [known(moment.astimezone(east)) for moment in moments] == expected
    assert [known(moment.isoformat()) for moment in moments] == expected
    assert [known(moment.replace(tzinfo=None)) for moment in moments] == expected, "without a zone it is UTC"
    assert known(moments[0].date() - timedelta(days=1)) == []
    assert known(date(2100, 1, 1)) == known("2100-01-01") == expected[3]
    assert known("1969-12-31") == known("0001-01-01") == []
    hit = index.search("tollgate closed", 1, by=by, filters=Filters(known_by=moments[1]))[0]
    assert (hit.article, hit.text) == (FIRST, FIRST.text)
    index.remove(["storm"])
    assert known(moments[2]) == [("bridge", 2)], "what is removed is found in no past"


@BOTH
def test_limits_of_the_past_are_those_of_the_revision_of_that_time(make: Make, by: str) -> None:
    index = make()
    index.add([Article("bridge", "Bridge", "Closed.", outlet="Old Name", published="2025-07-01", language="en")])
    before = datetime.now(UTC)
    time.sleep(0.002)
    index.add([Article("bridge", "Bridge", "Closed.", outlet="New Name", published="2025-07-09", language="de")])
    for wanted, then, now in (
        ({"outlets": ("Old Name",)}, 1, None),
        ({"outlets": ("New Name",)}, None, 2),
        ({"before": "2025-07-05"}, 1, None),
        ({"as_of": "2025-07-05"}, 1, None),
        ({"languages": ("de",)}, None, 2),
        ({"articles": ("bridge",)}, 1, 2),
    ):
        past = index.search("bridge", by=by, filters=Filters(**wanted, known_by=before))
        assert [hit.passage.revision for hit in past] == ([then] if then else [])
        present = index.search("bridge", by=by, filters=Filters(**wanted))
        assert [hit.passage.revision for hit in present] == ([now] if now else [])


@BOTH
def test_what_is_known_is_searched_in_its_own_ranking_and_every_place_is_used(make: Make, by: str) -> None:
    index = make()
    index.add([Article(f"a{n}", "Bridge", f"It was number {n}.") for n in range(40)])
    before = datetime.now(UTC)
    time.sleep(0.002)
    index.add([Article(f"a{n}", "Bridge", f"Bridge, bridge and bridge {n}.") for n in range(0, 40, 2)])
    index.add([Article(f"b{n}", "Bridge", f"Bridge, bridge and bridge {n}.") for n in range(40)])
    hits = index.search("bridge", 10, by=by, filters=Filters(known_by=before))
    assert len(hits) == 10
    assert all("It was number" in hit.text for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@BOTH
def test_as_of_a_day_what_had_been_published_is_found(make: Make, by: str) -> None:
    index = make()
    index.add([FIRST, STORM, UNDATED])

    def published(day: object) -> list[str]:
        hits = index.search("bridge", 99, by=by, filters=Filters(as_of=day))  # type: ignore[arg-type]
        return sorted(hit.article.id for hit in hits)

    assert published("2025-07-03") == []
    assert published("2025-07-05") == published(date(2025, 7, 4)) == ["bridge"]
    assert published("2025-07-06") == ["bridge", "storm"], "what has no date counts from the day it was added"
    yesterday, tomorrow = (datetime.now(UTC).date() + timedelta(days=days) for days in (-1, 1))
    assert "undated" not in published(yesterday)
    assert published(tomorrow) == ["bridge", "storm", "undated"]


@BOTH
def test_languages_are_compared_by_their_first_part(make: Make, by: str) -> None:
    index = make()
    index.add([FIRST, STORM, UNDATED])
    for wanted, expected in (
        (("EN-us",), ["bridge"]),
        (("de", "fr"), ["storm"]),
        (("d",), []),
        (("de-at",), ["storm"]),
    ):
        hits = index.search("bridge", 9, by=by, filters=Filters(languages=wanted))
        assert [hit.article.id for hit in hits] == expected


def test_where_and_when_passages_stand(make: Make) -> None:
    index = make()
    index.add([replace(FIRST, outlet="The Courier"), STORM, UNDATED, Article("long", "", "The bridge is old. " * 90)])
    hits = index.search("bridge", 20)
    standings = index.snapshot().standings([*(hit.passage.id for hit in hits), 10**9])
    assert standings == {
        hit.passage.id: Standing(hit.article.day, hit.article.outlet, hit.passage.start, hit.article.id) for hit in hits
    }
    assert {standing.day for standing in standings.values()} == {"2025-07-04", "2025-07-06", None}
    assert max(standing.start for standing in standings.values()) > 0


def test_a_snapshot_names_authors_and_sections_and_whoever_is_given_the_names_may_change_them(make: Make) -> None:
    index = make()
    index.add([replace(FIRST, authors=("Ana Lind",), section="City"), STORM])
    held = index.snapshot()
    index.add([replace(STORM, authors=("Bo Roe",), section="Weather")])
    for _ in range(2):
        names = held.authors(), held.sections()
        assert names == (["Ana Lind"], ["City"])
        names[0].clear()
        names[1].clear()
    assert index.snapshot().authors() == ["Ana Lind", "Bo Roe"]
