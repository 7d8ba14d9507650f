"""Bringing removed articles back, as they were."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from embedders import NarrowEmbedder
from house import Make

from onrecord.index import Article, Filters, NewsIndex
from onrecord.index.snapshot import By

BOTH = pytest.mark.parametrize("by", ["dense", "lexical"])
FIRST = Article("bridge", "Bridge shut", "The Tollgate Bridge was closed.", "", "The Courier", "2025-07-04")
SECOND = Article("bridge", "Bridge open", "The Tollgate Bridge reopened.", "", "The Courier", "2025-07-09")
STORM = Article("storm", "Storm", "A storm closed the harbour.", "", "The Ledger", "2025-07-05", section="Weather")


def found(index: NewsIndex, query: str, by: By, filters: Filters | None = None) -> list[tuple[int, str, int]]:
    hits = index.search(query, 20, by=by, filters=filters)
    return sorted((hit.passage.id, hit.article.id, hit.passage.revision) for hit in hits)


@BOTH
def test_what_was_removed_comes_back_with_its_ids_revisions_and_times(make: Make, by: By) -> None:
    index = make()
    index.add([FIRST, STORM])
    between = datetime.now(UTC)
    index.add([SECOND])
    history = index.history("bridge")
    now, then = (found(index, "bridge storm closed", by, limit) for limit in (None, Filters(known_by=between)))
    assert index.remove(["bridge", "storm"]) == 2
    assert (len(index), found(index, "bridge storm closed", by)) == (0, [])
    assert index.restore(["bridge", "nobody", "bridge"]) == 1
    assert index.restore("storm") == 1
    assert index.history("bridge") == history
    assert (index.article("bridge"), index.article("bridge", 1), index.article("storm")) == (SECOND, FIRST, STORM)
    assert found(index, "bridge storm closed", by) == now
    assert found(index, "bridge storm closed", by, Filters(known_by=between)) == then
    assert (index.outlets(), index.days()) == (["The Courier", "The Ledger"], ("2025-07-05", "2025-07-09"))
    assert index.check() == []


def test_what_is_there_or_never_was_is_not_brought_back(make: Make) -> None:
    index = make()
    index.add([FIRST])
    state = index.snapshot().state
    assert index.restore(["bridge", "nobody"]) == 0
    assert index.restore([]) == 0
    assert index.snapshot().state == state


def test_after_compacting_there_is_nothing_to_bring_back(make: Make) -> None:
    index = make()
    index.add([FIRST, STORM])
    index.remove("bridge")
    index.compact()
    assert index.restore("bridge") == 0
    assert index.article("bridge") is None


def test_an_article_that_was_added_again_is_left_as_it_is(make: Make) -> None:
    index = make()
    index.add([FIRST])
    index.remove("bridge")
    index.add([SECOND])
    assert index.restore("bridge") == 0
    assert index.article("bridge", 1) == SECOND
    assert index.check() == []


def test_it_can_be_changed_removed_and_brought_back_again(make: Make) -> None:
    index = make()
    index.add([FIRST, STORM])
    for turn in range(10):  # as many segments as are merged
        index.remove("bridge")
        assert index.restore("bridge") == 1
        assert index.add([FIRST]).unchanged == 1
        assert [hit.article.id for hit in index.search("bridge", 1)] == ["bridge"], turn
    assert index.add([SECOND]).updated == 1
    assert [one.number for one in index.history("bridge")] == [1, 2]
    assert index.passages == 2
    assert index.check() == []


def test_after_a_change_of_embedder_what_comes_back_is_embedded(make: Make) -> None:
    index = make()
    index.add([FIRST, STORM])
    index.add([SECOND])
    index.remove("bridge")
    index.rebuild(NarrowEmbedder())
    assert index.restore("bridge") == 1
    assert [hit.article.id for hit in index.search("bridge reopened", 1)] == ["bridge"]
    assert index.check() == []


def test_a_copy_is_known_for_one_again(make: Make) -> None:
    words = " ".join(f"The ferry to port number {n} struck the reef at four in the morning." for n in range(8))
    index = make()
    index.add([Article("a", "Ferry", words, outlet="Courier"), Article("b", "Ferry", words, outlet="Ledger")])
    index.remove("a")
    index.restore("a")
    index.add([Article("c", "Ferry", words, outlet="Herald")])
    now = index.snapshot()
    copies = now.copies([one for one in now.newest() if one.id == "a"])
    assert {one.id for one in copies["a"]} == {"b", "c"}


def test_what_others_hold_of_the_archive_stays_sound(make: Make) -> None:
    index, other = make(), make()
    index.add([FIRST, STORM])
    with_it = other.snapshot()
    index.remove("bridge")
    without = other.snapshot()
    index.restore("bridge")
    assert [hit.article.id for hit in with_it.search("bridge closed", 9, by="lexical")] == ["bridge", "storm"]
    assert [hit.article.id for hit in without.search("bridge closed", 9, by="lexical")] == ["storm"]
    assert other.article("bridge") == FIRST
