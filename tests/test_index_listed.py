"""Looking through an archive without a search."""

from __future__ import annotations

from house import Make

from onrecord.index import Article, Filters, NewsIndex

ARTICLES = [
    *(Article(f"c{n}", "", f"Bridge {n}.", outlet="The Courier", published=f"2025-07-{n:02}") for n in range(1, 6)),
    Article("l1", "", "Ferry.", outlet="LEDGER É", published="2025-07-03T10:00:00+02:00"),
    Article("u1", "", "Undated.", outlet="The Courier"),
    Article("n1", "", "Nobody's.", published="2025-07-03"),
]


def ids(index: NewsIndex, filters: Filters, start: int = 0, count: int = 20) -> list[str]:
    total, found = index.snapshot().listed(filters, start, count)
    assert total >= len(found)
    return [one.id for one in found]


def test_articles_are_listed_newest_first_page_by_page(make: Make) -> None:
    index = make()
    index.add(ARTICLES)
    everything = ids(index, Filters())
    assert everything == [one.id for one in index.newest()]
    pages = [ids(index, Filters(), start, 3) for start in range(0, 9, 3)]
    assert [name for page in pages for name in page] == everything
    assert index.snapshot().listed(Filters(), 2, 3)[0] == len(ARTICLES)


def test_days_and_outlets_limit_the_list(make: Make) -> None:
    index = make()
    index.add(ARTICLES)
    assert ids(index, Filters(after="2025-07-03", before="2025-07-04")) == ["c4", "l1", "c3", "n1"]
    assert ids(index, Filters(outlets=("ledger é",))) == ["l1"]
    assert ids(index, Filters(outlets=("the courier",), before="2025-07-02")) == ["c2", "c1"]
    assert index.snapshot().listed(Filters(outlets=("nobody",))) == (0, [])


def test_authors_and_sections_name_their_articles(make: Make) -> None:
    index = make()
    index.add(
        [
            Article("a", "", "One.", authors=("Ida Brandt", "Jon Moe"), section="Ports"),
            Article("b", "", "Two.", authors=("Jon Moe",), section="Rail"),
            Article("c", "", "Three."),
        ]
    )
    now = index.snapshot()
    assert sorted(now.named(author="jon moe")) == ["a", "b"]
    assert now.named(author="Jon Moe", section="ports") == ["a"]
    assert now.named(author="Jon") == now.named(section="Rai") == []
    assert index.snapshot().listed(Filters(articles=("a", "c")))[0] == 2


def test_articles_are_counted_by_outlet_and_day(make: Make) -> None:
    index = make()
    index.add([*ARTICLES, Article("c1", "", "Bridge 1, again.", outlet="The Courier", published="2025-07-05")])
    index.remove("c2")
    counted = {(one.outlet, one.day): one.articles for one in index.snapshot().counted()}
    assert counted == {
        ("The Courier", "2025-07-03"): 1,
        ("The Courier", "2025-07-04"): 1,
        ("The Courier", "2025-07-05"): 2,
        ("The Courier", None): 1,
        ("LEDGER É", "2025-07-03"): 1,
        ("", "2025-07-03"): 1,
    }
