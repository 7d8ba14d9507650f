from __future__ import annotations

import json
import os
from typing import Any

import pytest
from house import Make

from onrecord.index import Article, NewsIndex
from onrecord.index.subscriptions import Subscription, Subscriptions
from onrecord.rag import Assistant, Retriever
from onrecord.ui.archive import Archive, ArchiveView
from onrecord.ui.listing import LISTED

BRIDGE = Article(
    "bridge", "Bridge shut", "The Tollgate Bridge was closed.", "", "The Courier", "2025-07-04", ("Ida Brandt",),
    section="Ports",
)  # fmt: skip
STORM = Article("storm", "", "A storm closed the harbour.", "", "The Ledger", "2025-07-05", ("Jon Moe",))


def archive_of(index: NewsIndex, *articles: Article, read_only: bool = False) -> Archive:
    if articles:
        index.add(articles)
    return Archive(Assistant(index, retriever=Retriever(index, rerank=0)), read_only)


def shown(archive: Archive, **told: Any) -> ArchiveView:
    return archive.done({"act": "look", "turn": 1, **told})


def ids(view: ArchiveView) -> list[str]:
    return [entry["article"] for entry in view["entries"]]


def test_the_newest_articles_are_listed_page_by_page(make: Make) -> None:
    articles = (
        Article(f"a{n}", f"Title {n}", f"Text {n}.", published=f"2025-{n // 28 + 1:02}-{n % 28 + 1:02}")
        for n in range(45)
    )
    archive = archive_of(make(), *articles)
    pages = [shown(archive, place=place) for place in (0, LISTED, 2 * LISTED)]
    assert [one for page in pages for one in ids(page)] == [f"a{n}" for n in range(44, -1, -1)]
    assert [page["about"] for page in pages] == [f"{part} of 45 articles" for part in ("1–20", "21–40", "41–45")]
    assert [page["more"] for page in pages] == [True, True, False]


@pytest.mark.parametrize("place", [-20, 7, True, "20", None, 1.5, [1], 10**30])
def test_a_place_that_is_none_is_the_beginning(make: Make, place: object) -> None:
    view = shown(archive_of(make(), BRIDGE), place=place)
    assert (view["place"], ids(view)) == (0, ["bridge"])


def test_behind_the_last_page_is_the_last_page(make: Make) -> None:
    archive = archive_of(
        make(), *(Article(f"a{n}", "", f"Bridge {n}.", published=f"2025-07-{n:02}") for n in range(1, 22))
    )
    assert ids(shown(archive, place=LISTED)) == ["a1"]
    last = shown(archive, act="remove", id="a1", place=LISTED)
    assert (last["place"], len(last["entries"]), last["more"]) == (0, 20, False)
    found = shown(archive, words="storm 3", place=40)
    assert (found["place"] <= 40, bool(found["entries"])) == (True, True)


def test_words_find_passages_with_the_words_marked(make: Make) -> None:
    view = shown(archive_of(make(), BRIDGE, STORM), words="  tollgate\n bridges ")
    assert (view["heading"], view["words"]) == ("Passages", "tollgate bridges")
    assert ids(view)[0] == "bridge"
    assert [piece["text"] for piece in view["entries"][0]["pieces"] if piece["kind"] == "quote"] == [
        "Tollgate",
        "Bridge",
    ]


@pytest.mark.parametrize("words", ["", "closed"])
@pytest.mark.parametrize(
    ("limits", "left", "said"),
    [
        ({"after": "2025-07-05"}, ["storm"], "from 5 July 2025"),
        ({"before": "2025-07-04"}, ["bridge"], "until 4 July 2025"),
        ({"outlets": ["the courier"]}, ["bridge"], "in the courier"),
        ({"author": "jon moe"}, ["storm"], "by jon moe"),
        ({"section": "Ports"}, ["bridge"], "in the section Ports"),
        ({"section": "Ports", "after": "2025-07-05"}, [], "from 5 July 2025, in the section Ports"),
        ({"author": "Nobody"}, [], "by Nobody"),
    ],
)
def test_limits_leave_only_what_they_allow(
    make: Make, words: str, limits: dict[str, Any], left: list[str], said: str
) -> None:
    view = shown(archive_of(make(), BRIDGE, STORM), words=words, **limits)
    assert ids(view) == left
    assert said in view["about"]
    assert view["failed"] == ""


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"after": "soon"}, "soon"),
        ({"after": "2025-07-05", "before": "2025-07-01"}, "is after the last"),
        ({"outlets": ["The Herald"]}, "No outlet in this archive is called The Herald"),
        ({"words": "x" * 1001}, "Shorten"),
    ],
)
def test_what_cannot_be_looked_for_is_said(make: Make, told: dict[str, Any], says: str) -> None:
    view = shown(archive_of(make(), BRIDGE), **told)
    assert says in view["failed"]
    assert view["entries"] == []


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"act": None},
        {"act": ["remove"]},
        {"act": "compact", "id": "bridge"},
        {"outlets": "x"},
        {"words": {"a": 1}},
        {"words": "\ud800", "author": "\udfff", "outlets": ["\ud800"]},
        {"act": "remove", "id": "\ud800"},
        {"turn": "x"},
        {"id": "bridge"},
    ],
)
def test_what_makes_no_sense_shows_the_archive(make: Make, told: dict[str, Any]) -> None:
    archive = archive_of(make(), BRIDGE)
    view = archive.done(told)
    assert view["holdings"]["extent"][0] == ("Articles", "1")
    assert len(archive.assistant.index) == 1
    json.dumps(view, ensure_ascii=False).encode()


def test_what_is_removed_can_be_brought_back_as_it_was(make: Make) -> None:
    archive = archive_of(make(), BRIDGE, STORM)
    index = archive.assistant.index
    history = index.history("bridge")
    gone = shown(archive, act="remove", id="bridge")
    assert (gone["failed"], ids(gone), len(index)) == ("", ["storm"], 1)
    assert gone["removed"] == [{"id": "bridge", "title": "Bridge shut"}]
    assert gone["holdings"]["extent"][0] == ("Articles", "1")
    assert shown(archive, words="bridge")["entries"][0]["article"] == "storm"
    assert shown(archive, act="remove", id="storm")["removed"][0] == {"id": "storm", "title": "Untitled article"}
    back = shown(archive, act="restore", id="bridge")
    assert (back["said"], ids(back)) == ("Brought back: Bridge shut", ["bridge"])
    assert [one["id"] for one in back["removed"]] == ["storm"]
    assert index.history("bridge") == history


def test_only_what_this_server_removed_can_be_brought_back(make: Make) -> None:
    archive = archive_of(make(), BRIDGE, STORM)
    archive.assistant.index.remove("bridge")
    for name in ("bridge", "storm", "nobody", ""):
        view = shown(archive, act="restore", id=name)
        assert "cannot be brought back" in view["failed"]
    assert len(archive.assistant.index) == 1
    assert "not in the archive any more" in shown(archive, act="remove", id="bridge")["failed"]


def test_after_compacting_that_is_said(make: Make) -> None:
    archive = archive_of(make(), BRIDGE, STORM)
    shown(archive, act="remove", id="bridge")
    archive.assistant.index.compact()
    view = shown(archive, act="restore", id="bridge")
    assert "compacted" in view["failed"]
    assert view["removed"] == []


def test_while_another_writes_it_can_be_tried_again(make: Make) -> None:
    archive = archive_of(make(), BRIDGE, STORM)
    shown(archive, act="remove", id="bridge")
    with make()._store.writing():
        for act, name in (("remove", "storm"), ("restore", "bridge")):
            view = shown(archive, act=act, id=name)
            assert "nother writer is at work" in view["failed"]
            assert [one["id"] for one in view["removed"]] == ["bridge"]
    assert shown(archive, act="restore", id="bridge")["said"] == "Brought back: Bridge shut"


def test_read_only_nothing_is_shown_or_done_that_changes_it(make: Make) -> None:
    archive = archive_of(make(), BRIDGE, read_only=True)
    Subscriptions(archive.assistant.index.folder).add([Subscription("https://courier.example/rss")])
    for act, name in (("remove", "bridge"), ("restore", "bridge"), ("unsubscribe", "https://courier.example/rss")):
        view = shown(archive, act=act, id=name)
        assert view["failed"] == view["locked"] != ""
        assert (view["removed"], view["feeds"], ids(view)) == ([], [], ["bridge"])
    assert len(Subscriptions(archive.assistant.index.folder).feeds()) == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever may write anywhere finds nothing read-only")
def test_a_folder_that_cannot_be_written_is_read_only(make: Make) -> None:
    first = make()
    first.add([BRIDGE])
    first.close()
    for path in (first.folder, *first.folder.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        assert shown(archive_of(make(create=False)))["locked"] != ""
    finally:
        for path in (first.folder, *first.folder.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)


def test_feeds_are_listed_and_can_be_left(make: Make) -> None:
    archive = archive_of(make(), BRIDGE)
    kept = Subscriptions(archive.assistant.index.folder)
    kept.add([Subscription("https://courier.example/rss", "The Courier"), Subscription("https://ledger.example/")])
    assert [(one["title"], one["about"]) for one in shown(archive)["feeds"]] == [
        ("The Courier", "not read yet"),
        ("https://ledger.example/", "not read yet"),
    ]
    view = shown(archive, act="unsubscribe", id="https://courier.example/rss")
    assert [one["url"] for one in view["feeds"]] == ["https://ledger.example/"]
    assert shown(archive, act="unsubscribe", id="https://courier.example/rss")["failed"]


def test_a_damaged_list_of_feeds_leaves_the_archive_to_be_looked_at(make: Make) -> None:
    archive = archive_of(make(), BRIDGE)
    (archive.assistant.index.folder / "feeds.json").write_text("{")
    view = shown(archive)
    assert (view["feeds"], ids(view)) == ([], ["bridge"])
    assert "feeds.json" in view["failed"]


def test_what_can_be_chosen_follows_the_archive(make: Make) -> None:
    archive = archive_of(make(), BRIDGE)
    assert shown(archive)["fields"] == {
        "first": "2025-07-04", "last": "2025-07-04", "outlets": ["The Courier"], "authors": ["Ida Brandt"],
        "sections": ["Ports"],
    }  # fmt: skip
    make().add([STORM])
    assert shown(archive)["fields"]["outlets"] == ["The Courier", "The Ledger"]
    assert shown(archive)["fields"]["last"] == "2025-07-05"
