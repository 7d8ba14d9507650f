from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from house import Make
from newspaper import reader
from website import Website, answer

from onrecord.index import Article, NewsIndex
from onrecord.index.subscriptions import Subscriptions
from onrecord.index.types import Item
from onrecord.ui.adding import Addition, Additions, Busy, Given, ProgressView, from_addresses, from_feeds, from_files

FEED = """<rss version="2.0"><channel><title>The Courier</title><link>https://courier.example/</link>
<item><title>Ferry stops</title><link>{link}</link><guid>g1</guid><description>{text}</description></item>
</channel></rss>"""
PAGE = (
    "<html><head><title>Ferry stops</title></head><body><article><h1>Ferry stops</h1>"
    + "<p>The last ferry left the harbour at noon, and no other will leave before the spring, the port said.</p>" * 4
    + "</article></body></html>"
)


def lines(count: int, first: int = 0) -> str:
    records = (
        {"id": f"a{n}", "title": f"Title {n}", "text": f"Bridge {n} was closed."} for n in range(first, first + count)
    )
    return "".join(json.dumps(one) + "\n" for one in records)


def done(index: NewsIndex, work: Callable[[Addition], None]) -> ProgressView:
    addition = Additions(index).begin(work)
    assert addition.wait(60)
    return addition.progress()


def given(folder: Path, **files: str | bytes) -> list[Given]:
    """Files whose names here say nothing of what they are."""
    found = []
    for place, (name, content) in enumerate(files.items()):
        path = folder / f"{place:032x}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found.append(Given(path, name.replace("_", ".")))
    return found


def test_what_is_in_files_is_added_and_counted(make: Make, tmp_path: Path) -> None:
    index = make()
    files = given(
        tmp_path, a_jsonl=lines(30), b_txt="Ferry stops\n\nThe last ferry left at noon.", c_docx="no such thing"
    )
    now = done(index, from_files(files))
    assert (now["stage"], now["read"], now["added"], now["passages"]) == ("done", 31, 31, 31)
    assert (now["part"], now["doing"], now["message"]) == (1.0, "", "")
    assert now["rejected"] == 1
    assert now["rejects"][0]["places"] == ["c.docx"]
    assert str(tmp_path) not in json.dumps(now)
    again = done(index, from_files(files))
    assert (again["added"], again["unchanged"]) == (0, 31)
    changed = done(index, from_files(given(tmp_path, b_txt="Ferry stops\n\nIt left at one.")))
    assert (changed["added"], changed["updated"]) == (0, 1), "a file of the same name is a new version"


def test_however_many_the_reasons_are_what_is_told_of_them_adds_up(make: Make, tmp_path: Path) -> None:
    broken = "".join(f"{' ' * n}{{broken\n{' ' * n}{{broken\n" for n in range(30))  # each pair at another column
    now = done(make(), from_files(given(tmp_path, a_jsonl=broken)))
    assert now["rejected"] == 60
    assert sum(one["count"] for one in now["rejects"]) == 60
    assert (now["rejects"][-1]["reason"], now["rejects"][-1]["places"]) == ("Other reasons", [])


def test_what_is_added_is_found_before_the_addition_ends(make: Make) -> None:
    index, held = make(), threading.Event()

    def items() -> Iterator[Item]:
        for n in range(20):
            if n == 10:
                held.wait(20)
            yield Article(f"a{n}", "", f"Bridge {n} was closed.")

    addition = Additions(index).begin(lambda one: one.add(items()))
    while not addition.report.added:
        time.sleep(0.01)
    assert make().search("bridge", 20)
    assert not addition.ended
    held.set()
    assert addition.wait(20)
    assert addition.progress()["added"] == len(index) == 20


def test_one_addition_at_a_time(make: Make) -> None:
    additions, go = Additions(make()), threading.Event()

    def work(_: Addition) -> None:
        go.wait(20)

    first = additions.begin(work)
    with pytest.raises(Busy, match="already"):
        additions.begin(work)
    go.set()
    assert first.wait(20)
    assert additions.begin(lambda _: None).wait(20)


def test_stopped_it_keeps_what_it_has_read(make: Make) -> None:
    index = make()
    additions = Additions(index)

    def items() -> Iterator[Item]:
        for n in range(10_000):
            if n == 11:
                additions.stop()
            yield Article(f"a{n}", "", f"Bridge {n} was closed.")

    addition = additions.begin(lambda one: one.add(items()))
    assert additions.stop(30)
    now = addition.progress()
    assert now["stage"] == "stopped"
    assert now["added"] == len(index) == now["read"] <= 12
    assert index.check() == []


def test_between_files_it_stops_too(make: Make, tmp_path: Path) -> None:
    index, files = make(), given(tmp_path, a_jsonl=lines(3), b_jsonl=lines(3, 10))
    additions = Additions(index)
    began = threading.Event()

    def work(addition: Addition) -> None:
        began.wait(20)
        from_files(files)(addition)

    addition = additions.begin(work)
    additions.stop()
    began.set()
    assert addition.wait(20)
    assert (addition.progress()["stage"], addition.progress()["read"]) == ("stopped", 0)


def test_another_writer_is_told_and_nothing_is_lost(make: Make, tmp_path: Path) -> None:
    with make()._store.writing():
        now = done(make(), from_files(given(tmp_path, a_jsonl=lines(3))))
    assert now["stage"] == "failed"
    assert "nother writer is at work" in now["message"]


def test_a_fault_is_told_without_its_details(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    def work(_: Addition) -> None:
        raise RuntimeError("a secret path")

    now = done(make(), work)
    assert now["stage"] == "failed"
    assert "secret" not in json.dumps(now)
    assert "secret" in caplog.text


@pytest.mark.parametrize("name", ["bomb_jsonl_gz", "bomb_gz"])
def test_what_unpacks_to_far_more_than_text_does_is_rejected(make: Make, tmp_path: Path, name: str) -> None:
    packed = gzip.compress(b'{"id": "a", "text": "x"}\n' + b" " * 200_000_000)
    assert len(packed) < 1_000_000
    now = done(make(), from_files(given(tmp_path, **{name: packed})))
    assert now["stage"] == "done"
    assert any("no text does" in one["reason"] or "larger" in one["reason"] for one in now["rejects"])


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    """A newspaper on this machine, which alone may be fetched from here."""
    monkeypatch.setattr("onrecord.index.fetch.Fetcher", reader)
    with Website() as website:
        website.pages["/robots.txt"] = answer(status="404 Not Found")
        yield website


def test_what_is_at_addresses_is_added(make: Make, web: Website) -> None:
    web.pages["/ferry"] = answer(PAGE.encode(), content_type="text/html")
    now = done(make(), from_addresses([web.url("/ferry"), web.url("/gone")]))
    assert (now["stage"], now["added"], now["rejected"], now["part"]) == ("done", 1, 1, None)
    assert "/gone" in now["rejects"][0]["places"][0]


def test_an_address_inside_the_network_is_refused(make: Make) -> None:
    with Website() as website:
        now = done(make(), from_addresses([website.url("/ferry")]))
        assert (now["added"], now["rejected"]) == (0, 1)
        assert website.asked == []


def test_feeds_are_subscribed_to_and_read(make: Make, web: Website) -> None:
    index = make()
    web.pages["/ferry"] = answer(PAGE.encode(), content_type="text/html")
    feed: Any = FEED.format(link=web.url("/ferry"), text="It stops.").encode()
    web.pages["/rss"] = answer(feed, content_type="application/rss+xml")
    now = done(index, from_feeds([web.url("/rss"), web.url("/ferry")]))
    assert (now["stage"], now["added"]) == ("done", 1)
    assert [one.url for one in Subscriptions(index.folder).feeds()] == [web.url("/rss")]
    assert any("Not subscribed" in note for note in now["notes"])
    assert any("1 added" in note for note in now["notes"])
    again = done(index, from_feeds([]))
    assert (again["stage"], again["added"], again["unchanged"]) == ("done", 0, 1)


def test_where_nothing_is_subscribed_to_that_is_said(make: Make) -> None:
    assert done(make(), from_feeds([]))["notes"] == ["There are no feeds yet."]
