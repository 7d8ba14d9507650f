"""What an archive knows of its feeds, and how that is kept."""

from __future__ import annotations

import json
import multiprocessing
import threading
from pathlib import Path

import pytest

from onrecord.index.errors import IndexLocked, SourceError, StoreError, WriteFailed
from onrecord.index.subscriptions import Known, State, Subscription, Subscriptions

COURIER = Subscription(
    "https://courier.example/feed", "The Courier – Häfen", "https://courier.example/", ("News", "Near")
)
LEDGER = Subscription("https://ledger.example/atom")
STATE = State(
    title="The Courier",
    etag='W/"17"',
    modified="Fri, 04 Jul 2025 18:30:00 GMT",
    checked="2025-07-04T18:31:00+00:00",
    failures=2,
    wait=1_751_654_000.5,
    error="the server answers 500",
    entries=[Known("tag:courier.example,2025:1", "tag:courier.example,2025:1", "https://courier.example/1", "ab", 1)],
)


@pytest.fixture
def kept(tmp_path: Path) -> Subscriptions:
    return Subscriptions(tmp_path)


def test_feeds_are_kept_in_the_order_they_came(kept: Subscriptions, tmp_path: Path) -> None:
    assert kept.feeds() == []
    assert kept.add([LEDGER, COURIER, LEDGER]) == [LEDGER, COURIER]
    assert kept.add([COURIER]) == []
    assert Subscriptions(tmp_path).feeds() == [LEDGER, COURIER]
    assert kept.remove([LEDGER.url, "https://nobody.example/"]) == [LEDGER.url]
    assert Subscriptions(tmp_path).feeds() == [COURIER]


def test_the_list_can_be_read_by_a_person(kept: Subscriptions, tmp_path: Path) -> None:
    kept.add([COURIER])
    text = (tmp_path / "feeds.json").read_text(encoding="utf-8")
    assert '\n   "title": "The Courier – Häfen",\n' in text


def test_an_address_that_is_none_is_refused_and_nothing_changes(kept: Subscriptions) -> None:
    kept.add([COURIER])
    for url in (
        "courier.example/feed",
        "file:///etc/passwd",
        "javascript:1",
        "",
        "https://",
        "https://a b/",
        "https://a/\x1b",
        "http://[x",
    ):
        with pytest.raises(SourceError, match="is no address of a feed"):
            kept.add([LEDGER, Subscription(url)])
    assert kept.feeds() == [COURIER]


def test_what_is_known_of_a_feed_is_kept(kept: Subscriptions, tmp_path: Path) -> None:
    assert kept.state(COURIER.url) == State()
    kept.save(COURIER.url, STATE)
    assert Subscriptions(tmp_path).state(COURIER.url) == STATE
    assert kept.state(LEDGER.url) == State()


def test_a_feed_that_is_removed_is_forgotten(kept: Subscriptions) -> None:
    kept.add([COURIER])
    kept.save(COURIER.url, STATE)
    kept.remove([COURIER.url])
    assert kept.state(COURIER.url) == State()


DAMAGED = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"feeds"',
    b'{"version": 1}',
    b'{"version": "1", "feeds": []}',
    b'{"version": 1, "feeds": [{}]}',
    b'{"version": 1, "feeds": [{"url": 3}]}',
    b'{"version": 1, "feeds": 3}',
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"version": 2, "feeds": []}',
]


@pytest.mark.parametrize("content", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_list_is_named_and_left_as_it_is(kept: Subscriptions, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feeds.json"
    path.write_bytes(content)
    for use in (kept.feeds, lambda: kept.add([COURIER]), lambda: kept.remove([COURIER.url])):
        with pytest.raises(StoreError, match=r"feeds\.json"):
            use()
    assert path.read_bytes() == content


def test_a_damaged_state_is_named(kept: Subscriptions, tmp_path: Path) -> None:
    kept.save(COURIER.url, STATE)
    (path,) = (tmp_path / "feeds").iterdir()
    good = json.loads(path.read_text())
    for broken in ({**good, "entries": [1]}, {**good, "failures": "many"}, {**good, "etag": None}, {"version": 1}):
        path.write_text(json.dumps(broken))
        with pytest.raises(StoreError, match=path.name):
            kept.state(COURIER.url)


def test_an_unfinished_write_leaves_what_was_there(
    kept: Subscriptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.add([COURIER])
    kept.save(COURIER.url, STATE)

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WriteFailed, match="No space left"):
        kept.add([LEDGER])
    with pytest.raises(WriteFailed, match="No space left"):
        kept.save(COURIER.url, State())
    assert kept.feeds() == [COURIER]
    assert kept.state(COURIER.url) == STATE
    assert sorted(path.name for path in tmp_path.rglob("*.json*")) == sorted(
        ["feeds.json", next((tmp_path / "feeds").iterdir()).name]
    )


def test_changes_at_the_same_time_lose_nothing(kept: Subscriptions, tmp_path: Path) -> None:
    def subscribe(number: int) -> None:
        Subscriptions(tmp_path).add([Subscription(f"https://{number}.example/feed")])

    threads = [threading.Thread(target=subscribe, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept.feeds()) == 12


def _refreshing(folder: Path) -> None:
    with Subscriptions(folder).refreshing():
        pass


def test_only_one_refreshes_at_a_time(kept: Subscriptions, tmp_path: Path) -> None:
    with kept.refreshing():
        with pytest.raises(IndexLocked, match="being refreshed already"), Subscriptions(tmp_path).refreshing():
            pass
        child = multiprocessing.get_context("spawn").Process(target=_refreshing, args=(tmp_path,))
        child.start()
        child.join()
        assert child.exitcode == 1
        kept.add([COURIER])  # the list is another matter
    with Subscriptions(tmp_path).refreshing():
        pass
