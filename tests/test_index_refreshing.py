"""Feeds that change between one reading and the next, from a server to what is found in the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from house import Make
from newspaper import LONG, Newspaper, reader

from onrecord.index import NewsIndex, revisiting
from onrecord.index.errors import IndexLocked, StoreError
from onrecord.index.refreshing import Outcome, refresh
from onrecord.index.sources.feeds import SUMMARY
from onrecord.index.subscriptions import Subscription, Subscriptions

Refresh = Callable[..., list[Outcome]]
DAY = 86_400.0


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with Newspaper() as paper:
        yield paper


@pytest.fixture
def index(make: Make) -> NewsIndex:
    return make()


@pytest.fixture
def kept(index: NewsIndex) -> Subscriptions:
    return Subscriptions(index.folder)


@pytest.fixture
def again(index: NewsIndex) -> Refresh:
    """Reads the feeds; ``clock`` is seconds since 1970."""

    def call(*, clock: float = 1_000.0, **options: Any) -> list[Outcome]:
        with reader() as web:
            return list(refresh(index, web, clock=lambda: clock, **options))

    return call


def counts(outcome: Outcome) -> tuple[str, int, int, int, int]:
    found = outcome.report
    return outcome.status, found.added, found.updated, found.unchanged, found.withdrawn


def texts(index: NewsIndex) -> dict[str, str]:
    return {article.id: article.text for article in index.newest()}


# ---- a feed over several readings ------------------------------------------------------------------------------------


def test_a_feed_is_played_over_four_readings(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    ferry, fog, ice = (
        paper.item(f"/{name}", name.title(), guid=paper.url(f"/{name}")) for name in ("ferry", "fog", "ice")
    )
    for name in ("ferry", "fog", "ice"):
        paper.print_page(f"/{name}", name.title(), f"About the {name}. {LONG}")
    paper.print_feed(ferry, fog, etag='"1"')

    (first,) = again()
    assert counts(first) == ("read", 2, 0, 0, 0)
    assert (first.title, first.pages, first.left, first.notes) == ("The Courier", 2, 0, ())
    assert paper.fetched == ["/feed", "/ferry", "/fog"]
    article = index.article(paper.url("/fog"))
    assert article is not None
    assert (article.title, article.outlet, article.remarks) == ("Fog", "The Courier", ())
    assert article.text.startswith("About the fog.")

    (second,) = again()
    assert counts(second) == ("unchanged", 0, 0, 0, 0)
    assert paper.fetched == ["/feed"], "no page is asked for again"

    paper.print_page("/fog", "Fog", f"The fog has lifted. {LONG}")
    paper.print_feed(ice, ferry, fog.replace("In short.", "Lifted."), etag='"2"')
    (third,) = again()
    assert counts(third) == ("read", 1, 1, 1, 0)
    assert paper.fetched == ["/feed", "/ice", "/fog"]
    assert texts(index)[paper.url("/fog")].startswith("The fog has lifted.")
    assert [revision.number for revision in index.history(paper.url("/fog"))] == [1, 2]
    assert index.search("lifted", by="lexical")[0].article.id == paper.url("/fog")

    gone = f'<at:deleted-entry ref="{paper.url("/ferry")}" when="2025-07-05T10:00:00Z"/>'
    entry = f"<entry><id>{paper.url('/ice')}</id><title>Ice</title><content>Ice on the quay. {LONG}</content></entry>"
    spaces = 'xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'
    paper.print_raw(
        "/feed", f"<feed {spaces}><title>The Courier</title>{entry}{gone}</feed>".encode(), "application/atom+xml"
    )
    (fourth,) = again()
    assert counts(fourth) == ("read", 0, 1, 0, 1)
    assert set(texts(index)) == {paper.url("/fog"), paper.url("/ice")}, (
        "what left the feed stays, what was deleted goes"
    )
    assert counts(again()[0]) == ("read", 0, 0, 1, 0)


def test_an_unchanged_entry_costs_nothing_when_the_feed_comes_whole(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.print_page("/fog", "Fog", LONG)
    paper.print_feed(paper.item("/fog", "Fog"))
    again()
    assert paper.fetched == ["/feed", "/fog"]
    with index._store.writing():  # the index is not asked for its writer's place
        assert counts(again()[0]) == ("read", 0, 0, 1, 0)
    assert paper.fetched == ["/feed"]


def test_what_is_known_is_what_stands_in_the_feed(paper: Newspaper, kept: Subscriptions, again: Refresh) -> None:
    url = paper.url("/feed")
    kept.add([Subscription(url)])
    for number in range(5):
        paper.print_feed(*(paper.item(f"/{n}", f"N{n}", LONG * 3) for n in range(number, number + 3)))
        again()
    assert [one.link for one in kept.state(url).entries] == [paper.url(f"/{n}") for n in (4, 5, 6)]


def test_an_article_keeps_its_id_when_its_entry_moves(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    whole = LONG * 3
    paper.print_feed(paper.item("/fog", "Fog", whole, "17"), paper.item("/ice", "Ice", whole, "https://c.example/?p=1"))
    again()
    paper.print_feed(
        paper.item("/fog-lifts", "Fog lifts", whole, "17"), paper.item("/ice", "Ice", whole, "https://c.example/?p=2")
    )
    assert counts(again()[0]) == ("read", 0, 1, 1, 0)
    assert set(texts(index)) == {paper.url("/fog"), "https://c.example/?p=1"}


def test_two_entries_with_one_link_do_not_become_one_article(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    for guids in (["urn:a"], ["urn:b", "urn:a"], ["urn:c", "urn:b"]):
        paper.print_feed(*(paper.item("/live", f"Title {guid}", LONG * 3, guid) for guid in guids))
        assert again()[0].report.updated == 0
    assert set(texts(index)) == {"urn:a", "urn:b", "urn:c"}


# ---- following -------------------------------------------------------------------------------------------------------


def test_without_following_the_summary_is_taken_and_remarked(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.print_feed(paper.item("/fog", "Fog", "Fog over the sound."), paper.item("/ice", "Ice", ""))
    (outcome,) = again(follow=False)
    assert paper.fetched == ["/feed"]
    (article,) = index.newest()
    assert (article.text, article.remarks) == ("Fog over the sound.", (SUMMARY,))
    assert [(one.where, "no text" in one.reason) for one in outcome.report.rejected] == [(paper.url("/ice"), True)]


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone"])
def test_a_page_that_is_not_there_is_asked_for_once(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh, status: str
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.print_feed(paper.item("/fog", "Fog", "Fog over the sound."), etag='"1"')
    paper.fail("/fog", status)
    (outcome,) = again()
    assert counts(outcome) == ("read", 1, 0, 0, 0)
    assert (outcome.left, status in outcome.notes[0]) == (0, True)
    assert next(index.newest()).remarks == (SUMMARY,)
    paper.asked.clear()
    assert again()[0].status == "unchanged"
    assert paper.fetched == ["/feed"]


def test_a_page_that_cannot_be_had_now_is_asked_for_thrice(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.print_feed(paper.item("/fog", "Fog", "Fog over the sound."), paper.item("/ice", "Ice", "Ice."), etag='"1"')
    paper.fail("/fog", "503 Service Unavailable")
    paper.fail("/ice", "500 Internal Server Error")
    assert (again()[0].left, paper.fetched) == (2, ["/feed", "/fog", "/ice"])
    paper.print_page("/ice", "Ice", LONG)
    (second,) = again()
    assert (counts(second), second.left) == (("read", 0, 1, 1, 0), 1)
    assert texts(index)[paper.url("/ice")] == LONG.strip()
    assert (again()[0].left, paper.fetched) == (0, ["/feed", "/fog", "/ice", "/feed", "/fog"])
    assert again()[0].status == "unchanged"
    assert len(index.history(paper.url("/fog"))) == 1, "the summary is one and the same each time"


def test_a_server_that_has_had_enough_is_asked_for_no_more_pages(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.print_feed(paper.item("/fog", "Fog", "Fog."), paper.item("/ice", "Ice", "Ice."))
    paper.fail("/fog", "429 Too Many Requests", retry_after="60")
    paper.print_page("/ice", "Ice", LONG)
    assert (again()[0].left, paper.fetched) == (2, ["/feed", "/fog"])
    paper.print_page("/fog", "Fog", LONG)
    assert (again()[0].left, paper.fetched) == (0, ["/feed", "/fog", "/ice"])


def test_a_summary_never_takes_the_place_of_a_whole_article(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.print_page("/fog", "Fog", LONG)
    paper.print_feed(paper.item("/fog", "Fog"))
    again()
    paper.fail("/fog", "404 Not Found")
    paper.print_feed(paper.item("/fog", "Fog again"))
    assert counts(again()[0]) == ("read", 0, 0, 1, 0)
    assert texts(index) == {paper.url("/fog"): LONG.strip()}


def test_a_site_that_asks_programs_to_stay_away_is_left_in_peace(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.print_raw("/robots.txt", b"User-agent: *\nDisallow: /fog\n", "text/plain")
    paper.print_page("/fog", "Fog", LONG)
    paper.print_feed(paper.item("/fog", "Fog", "Fog over the sound."))
    (outcome,) = again()
    assert paper.fetched == ["/feed"]
    assert "robots.txt" in outcome.notes[0]
    assert next(index.newest()).text == "Fog over the sound."


def test_of_many_pages_some_are_left_for_the_next_time(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisiting, "_PAGES", 30)
    kept.add([Subscription(paper.url("/feed"))])
    for number in range(70):
        paper.print_page(f"/{number}", f"Number {number}", f"Article {number}. {LONG}")
    paper.print_feed(*(paper.item(f"/{number}", f"Number {number}") for number in range(70)), etag='"1"')
    assert [(outcome.report.added, outcome.left) for _ in range(3) for outcome in again()] == [
        (30, 40),
        (30, 10),
        (10, 0),
    ]
    assert len(index) == 70
    assert again()[0].status == "unchanged"


def test_the_same_article_in_two_feeds_of_a_paper_is_one_revision(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/world")), Subscription(paper.url("/sport"))])
    for text in (LONG * 3, "Now: " + LONG * 3):
        for name in ("world", "sport"):
            paper.print_feed(paper.item("/fog", "Fog", text), path=f"/{name}", title=f"The Courier, {name}")
        again()
    assert [revision.article.outlet for revision in index.history(paper.url("/fog"))] == ["The Courier, world"] * 2


# ---- feeds that fail -------------------------------------------------------------------------------------------------


def test_a_broken_feed_stops_no_other_and_is_left_in_peace_for_longer_each_time(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/bad")), Subscription(paper.url("/feed"))])
    paper.print_feed(paper.item("/fog", "Fog", LONG * 3))
    paper.fail("/bad", "500 Internal Server Error")
    bad, good = again(clock=1_000.0)
    assert (bad.status, "500" in bad.error, bad.wait) == ("failed", True, 1_300.0)
    assert counts(good) == ("read", 1, 0, 0, 0)
    paper.asked.clear()

    assert [outcome.status for outcome in again(clock=1_299.0)] == ["waiting", "read"]
    assert paper.fetched == ["/feed"]
    assert again(clock=1_300.0)[0].wait == 1_900.0
    waits = []
    now = 1_900.0
    for _ in range(12):
        now = again(clock=now)[0].wait
        waits.append(now)
    assert max(after - before for before, after in pairwise(waits)) == DAY

    paper.print_feed(path="/bad")
    assert again(clock=now)[0].status == "read"
    assert kept.state(paper.url("/bad")).failures == 0


def test_a_server_says_how_long_it_wants_to_be_left_in_peace(
    paper: Newspaper, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.fail("/feed", "429 Too Many Requests", retry_after="7200")
    assert again(clock=1_000.0)[0].wait == 8_200.0


def test_a_feed_that_is_named_is_asked_whatever_it_did_before(
    paper: Newspaper, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed")), Subscription(paper.url("/other"))])
    paper.fail("/feed", "500 Internal Server Error")
    again()
    paper.print_feed()
    assert [(one.url, one.status) for one in again(only=[paper.url("/feed")])] == [(paper.url("/feed"), "read")]
    with pytest.raises(StoreError, match=r"not subscribed to https://nobody\.example/"):
        again(only=["https://nobody.example/"])


def test_a_feed_that_is_gone_has_ended(paper: Newspaper, kept: Subscriptions, again: Refresh) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.fail("/feed", "410 Gone")
    assert again()[0].status == "ended"
    paper.asked.clear()
    assert again(clock=10 * DAY)[0].status == "ended"
    assert paper.fetched == []
    paper.print_feed()
    assert again(only=[paper.url("/feed")])[0].status == "read"
    assert again()[0].status == "read"


@pytest.mark.parametrize("body", [b"", b"<html><body>Login</body></html>", b'<!DOCTYPE rss [<!ENTITY a "b">]><rss/>'])
def test_what_is_no_feed_fails_and_forgets_nothing(
    paper: Newspaper, kept: Subscriptions, again: Refresh, body: bytes
) -> None:
    url = paper.url("/feed")
    kept.add([Subscription(url)])
    paper.print_feed(paper.item("/fog", "Fog", LONG * 3))
    again()
    before = kept.state(url).entries
    paper.print_raw("/feed", body, "text/html")
    assert again()[0].status == "failed"
    assert kept.state(url).entries == before != []


def test_a_damaged_state_fails_its_feed_alone_and_is_left(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed")), Subscription(paper.url("/other"))])
    paper.print_feed()
    paper.print_feed(path="/other")
    kept.save(paper.url("/feed"), kept.state(paper.url("/feed")))
    (path,) = (index.folder / "feeds").iterdir()
    path.write_text("{")
    outcomes = again()
    assert [outcome.status for outcome in outcomes] == ["failed", "read"]
    assert path.name in outcomes[0].error
    assert path.read_text() == "{"


def test_rejected_entries_are_reported_and_the_rest_is_added(
    paper: Newspaper, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.print_feed("<item><title>Nothing</title></item>", paper.item("/fog", "Fog", LONG * 3))
    (outcome,) = again()
    assert counts(outcome) == ("read", 1, 0, 0, 0)
    assert len(outcome.report.rejected) == 1


# ---- interrupted, and two at once ------------------------------------------------------------------------------------


def test_an_interrupted_reading_is_taken_up_where_it_was(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    for number in range(70):
        paper.print_page(f"/{number}", f"Number {number}", f"Article {number}. {LONG}")
    paper.print_feed(*(paper.item(f"/{number}", f"Number {number}") for number in range(70)), etag='"1"')

    def stop(url: str) -> None:
        if url.endswith("/60"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        again(watch=stop)
    assert len(index) == 50, "what was committed stays"
    paper.asked.clear()
    assert counts(again()[0]) == ("read", 20, 0, 50, 0)
    assert paper.fetched == ["/feed", *(f"/{number}" for number in range(50, 70))]


def test_what_was_committed_and_not_noted_costs_nothing(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.print_feed(paper.item("/fog", "Fog", LONG * 3))
    with monkeypatch.context() as patched:
        patched.setattr(Subscriptions, "save", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            again()
    assert len(index) == 1
    assert counts(again()[0]) == ("read", 0, 0, 1, 0)


def test_two_readings_at_once_do_not_get_into_each_others_way(
    paper: Newspaper, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.print_feed(paper.item("/fog", "Fog", LONG * 3))
    with kept.refreshing(), pytest.raises(IndexLocked, match="being refreshed already"):
        again()
    assert counts(again()[0]) == ("read", 1, 0, 0, 0)


def test_another_writer_fails_the_reading_and_loses_nothing(
    paper: Newspaper, index: NewsIndex, kept: Subscriptions, again: Refresh
) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.print_feed(paper.item("/fog", "Fog", LONG * 3))
    with index._store.writing(), pytest.raises(IndexLocked):
        again()
    assert counts(again()[0]) == ("read", 1, 0, 0, 0)


def test_a_feed_removed_meanwhile_harms_nothing(paper: Newspaper, kept: Subscriptions, again: Refresh) -> None:
    kept.add([Subscription(paper.url("/feed"))])
    paper.print_feed(paper.item("/fog", "Fog", LONG * 3))
    outcomes = again(watch=lambda _: kept.remove([paper.url("/feed")]))
    assert outcomes[0].status == "read"
    assert kept.feeds() == []
