from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from house import Make

from onrecord.index import Article, Filters, NewsIndex
from onrecord.index.errors import DateError
from onrecord.rag import Retriever


class Lengths:
    """A reranker that prefers short texts, so that its order is known."""

    name = "lengths"

    def score(self, _: str, texts: Sequence[str]) -> list[float]:
        return [-float(len(text)) for text in texts]


def archive(make: Make) -> NewsIndex:
    index = make()
    index.add(
        [
            Article("may", "Bridge", "The bridge was closed in spring.", "", "The Courier", "2025-05-01"),
            Article("july", "Bridge", "The bridge was closed again, in summer.", "", "The Ledger", "2025-07-01"),
            Article("copy", "Bridge", "The bridge was closed again in summer!", "", "The Courier", "2025-07-02"),
            Article("storm", "Storm", "It rained for three days.", "", "The Courier", None),
        ]
    )
    return index


def found(retriever: Retriever, query: str = "bridge closed", **options: object) -> list[str]:
    return [hit.article.id for hit in retriever.search(query, **options)]  # type: ignore[arg-type]


def test_hits_are_in_the_rerankers_order_with_every_signal(make: Make) -> None:
    hits = Retriever(archive(make), Lengths()).search("bridge closed", 2)
    assert [hit.article.id for hit in hits] == ["storm", "may"]
    assert hits[1].score == hits[1].signals["rerank"] + hits[1].signals["gain"]
    assert set(hits[1].signals) == {"dense", "lexical", "scored", "fused", "gain", "rerank"}


def test_without_reranking_the_fused_order_stays(make: Make) -> None:
    retriever = Retriever(archive(make), rerank=0)
    hits = retriever.search("bridge closed")
    assert hits == retriever.candidates(retriever.understand("bridge closed")).hits
    assert hits[-1].article.id == "storm"
    assert retriever._reranker is None


def test_near_identical_passages_are_found_once_with_whoever_else_has_them(make: Make) -> None:
    hits = Retriever(archive(make), rerank=0).search("bridge closed")
    shown = [hit for hit in hits if hit.article.id in ("july", "copy")]
    assert len(shown) == 1
    assert {shown[0].article.id, *(article.id for article in shown[0].also)} == {"july", "copy"}
    assert [hit.also for hit in hits if hit is not shown[0]] == [(), ()]


WIRE = " ".join(f"The council heard report number {n} on the harbour." for n in range(40))


def test_copies_of_a_whole_article_are_named_also_where_they_were_not_found(make: Make) -> None:
    index = make()
    copies = [Article(f"wire{n}", "Harbour", WIRE, "", f"Outlet {n}", f"2025-07-0{n + 1}") for n in range(4)]
    index.add([*copies, Article("own", "Harbour", "The Ledger has seen the harbour report.", "", "The Ledger")])
    (hit, *_) = Retriever(index, rerank=0, depth=1).search("council harbour report number 3", 1)
    assert {hit.article.id, *(article.id for article in hit.also)} == {f"wire{n}" for n in range(4)}
    early = Filters(before="2025-07-02")
    (hit, *_) = Retriever(index, rerank=0).search("council harbour report number 3", 1, filters=early)
    assert {hit.article.id, *(article.id for article in hit.also)} == {"wire0", "wire1"}


def test_what_an_outlet_adds_to_a_wire_story_is_not_hidden(make: Make) -> None:
    index = make()
    added = "A fisherman told The Ledger that the harbour had silted up. "
    index.add([Article("wire", "Harbour", WIRE), Article("ledger", "Harbour", f"{WIRE} {added * 3}", "", "The Ledger")])
    assert any("fisherman" in hit.text for hit in Retriever(index, rerank=0).search("harbour fisherman silted", 3))


def test_folded_copies_leave_no_place_empty(make: Make) -> None:
    """120 copies of one bulletin stand before everything else: ten different passages are still found."""
    index = make()
    bulletins = [Article(f"copy{n}", "", "The bridge is closed. The bridge is closed today.") for n in range(120)]
    others = [Article(f"other{n}", "", f"Bridge {n} was painted {n} times by crew {n}{n}.") for n in range(12)]
    index.add([*bulletins, *others])
    hits = Retriever(index, rerank=0).search("bridge closed", 10)
    assert len(hits) == 10
    assert len(hits[0].also) == 119


@pytest.mark.parametrize("rerank", [0, 4])
def test_as_many_are_found_as_are_asked_for_however_few_each_index_gives_at_first(make: Make, rerank: int) -> None:
    index = make()
    index.add([Article(f"a{n}", "", f"Bridge {n} was painted {n} times by crew {n}{n}.") for n in range(60)])
    retriever = Retriever(index, Lengths(), rerank=rerank, depth=8)
    assert [len(retriever.search("bridge painted", k)) for k in (3, 10, 45, 60, 90)] == [3, 10, 45, 60, 60]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(after="2025-06-01"), {"july"}),
        (Filters(before="2025-06-01"), {"may"}),
        (Filters(outlets=("the ledger",)), {"july"}),
        (Filters(outlets=("nobody",)), set()),
    ],
)
def test_filters_leave_only_what_they_allow(make: Make, filters: Filters, expected: set[str]) -> None:
    assert set(found(Retriever(archive(make), Lengths()), filters=filters)) - {"copy"} == expected


@pytest.mark.parametrize("rerank", [0, 20])
def test_articles_of_the_weeks_before_the_day_asked_are_preferred_and_none_is_left_out(make: Make, rerank: int) -> None:
    class Level(Lengths):
        def score(self, _: str, texts: Sequence[str]) -> list[float]:
            return [0.0] * len(texts)

    retriever = Retriever(archive(make), Level(), rerank=rerank)
    for day, first in (("2025-05-03", "may"), ("2025-07-03", "july")):
        order = found(retriever, as_of=day)
        assert order[0] == first
        assert len(order) == 3


@pytest.mark.parametrize("k", [0, -1])
def test_no_places_nothing_found(make: Make, k: int) -> None:
    assert found(Retriever(archive(make), Lengths()), k=k) == []


@pytest.mark.parametrize("query", ["", " \n", "\x00"])
def test_nothing_asked_nothing_found(make: Make, query: str) -> None:
    assert found(Retriever(archive(make), Lengths()), query) == []


def test_places_beyond_those_that_are_reranked_are_filled_as_fused(make: Make) -> None:
    index = archive(make)
    hits = Retriever(index, Lengths(), rerank=1).search("bridge closed", 3)
    assert ["rerank" in hit.signals for hit in hits] == [True, False, False]
    fused = [hit.passage.id for hit in Retriever(index, rerank=0).search("bridge closed", 3)]
    assert [hit.passage.id for hit in hits] == fused
    assert all(before.score >= after.score for before, after in pairwise(hits))


def test_a_day_that_is_none_is_refused(make: Make) -> None:
    with pytest.raises(DateError, match="soon"):
        Retriever(archive(make), Lengths()).search("bridge", as_of="soon")


def test_the_passage_that_answers_stands_first(sample_index: NewsIndex) -> None:
    hit = Retriever(sample_index).search("Which doctor leads the investigators of the Maren Linde accident?", 3)[0]
    assert "Hallström" in hit.text


def test_a_search_says_why_each_passage_is_there_and_what_a_filter_took_away(make: Make) -> None:
    retriever = Retriever(archive(make), Lengths())
    found = retriever.search(
        "What did The Courier report about the bridge in July 2025?",
        3,
        as_of="2025-07-03",
        filters=Filters(before="2025-07-01"),
        explain=True,
    )
    assert [hit.article.id for hit in found.hits] == [
        hit.article.id
        for hit in retriever.search(found.understood.query, 3, as_of="2025-07-03", filters=Filters(before="2025-07-01"))
    ]
    assert {one.aspect for one in found.understood.decisions()} == {"outlet", "time"}
    reasons = {hit.article.id: reason for hit, reason in zip(found.hits, found.reasons, strict=True)}
    assert reasons["july"].ranks["lexical then"] == 1, "the days asked for are searched by themselves"
    assert "lexical there" in reasons["may"].ranks
    assert "lexical there" not in reasons["july"].ranks
    assert set(reasons["may"].scores) >= {"fused", "gain", "rerank"}
    assert {(one.hit.article.id, one.by) for one in found.removed} == {("copy", "before"), ("storm", "before")}


def test_nothing_found_is_explained_too(make: Make) -> None:
    found = Retriever(archive(make), Lengths()).search("", explain=True)
    assert (found.hits, found.reasons, found.removed) == ([], [], [])


def test_what_is_not_to_be_understood_changes_nothing(make: Make) -> None:
    retriever = Retriever(archive(make), rerank=0)
    asked = "What did The Ledger report about the bridge?"
    assert retriever.search(asked)[0].article.outlet == "The Ledger"
    plain = retriever.search(asked, ignore=("outlet",))
    assert all("lexical there" not in hit.signals for hit in plain)


def test_a_question_that_comes_again_is_not_searched_again_until_the_archive_changes(make: Make) -> None:
    class Counting(Lengths):
        asked = 0

        def score(self, query: str, texts: Sequence[str]) -> list[float]:
            self.asked += len(texts)
            return super().score(query, texts)

    index = archive(make)
    retriever = Retriever(index, Counting())
    first = retriever.candidates(retriever.understand("bridge"))
    assert retriever.candidates(retriever.understand("bridge")) is first
    index.add([Article("new", "Bridge", "The bridge is open.", "", "The Courier", "2025-08-01")])
    assert "new" in {hit.article.id for hit in retriever.candidates(retriever.understand("bridge")).hits}
    forgetful = Retriever(index, rerank=0, remember=0)
    one, other = (forgetful.candidates(forgetful.understand("bridge")) for _ in range(2))
    assert one is not other
    assert one == other


def test_one_long_article_does_not_take_all_the_places_that_are_read(make: Make) -> None:
    index = make()
    long = " ".join(f"The bridge report, chapter {n}, speaks of the bridge and of its {n} cables." for n in range(60))
    index.add([Article("long", "Bridge", long), *(Article(f"a{n}", "", f"Bridge {n} is shut.") for n in range(9))])
    retriever = Retriever(index, rerank=8)
    read = retriever.candidates(retriever.understand("bridge report")).hits[:8]
    assert sum(hit.article.id == "long" for hit in read) == 2
