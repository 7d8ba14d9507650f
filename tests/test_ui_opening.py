from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from house import Make
from test_ui_marks import joined, of_kind

from onrecord.index import Article, NewsIndex
from onrecord.ui.opening import MissingView, opened
from onrecord.ui.places import place_of
from onrecord.ui.source import SourceView

FIRST = Article(id="a1", title="Bridge shut", text="The bridge was closed. It reopens in May.", outlet="The Courier")
SECOND = replace(FIRST, text="The bridge was closed.")
SECRET = Article(id="e1", title="Budget", text="The budget grows by a tenth.", embargo="2999-01-01T00:00:00+00:00")


@pytest.fixture
def index(make: Make) -> NewsIndex:
    made = make()
    made.add([FIRST, SECRET])
    made.add([SECOND])
    return made


def shown(index: NewsIndex, **told: Any) -> SourceView:
    view = opened(index, told, 7)
    assert view["kind"] == "article"
    return view


def missing(index: NewsIndex, **told: Any) -> MissingView:
    view = opened(index, told, 7)
    assert view["kind"] == "missing"
    return view


def test_an_article_is_opened_as_it_is_now(index: NewsIndex) -> None:
    view = shown(index, article="a1")
    assert (view["revision"], view["label"], view["serial"]) == (2, "Article", 7)
    assert joined(view["paragraphs"]) == SECOND.text
    assert of_kind(view["paragraphs"], "quote") == ""
    assert view["walk"] is None
    assert [one["number"] for one in view["revisions"]] == [1, 2]


def test_a_revision_and_a_quote_are_opened_where_they_are_named(index: NewsIndex) -> None:
    for told in ({"revision": "1", "quote": "23-41"}, {"revision": 1, "start": 23, "end": 41}):
        view = shown(index, article="a1", **told)
        assert of_kind(view["paragraphs"], "quote") == "It reopens in May."
        assert view["link"] == "?article=a1&revision=1&quote=23-41"
        assert "A newer revision has not these words." in view["notes"]
    assert shown(index, article="a1", link=True)["label"] == "From a link"


def test_what_is_not_there_is_said_and_what_is_there_is_offered(index: NewsIndex) -> None:
    gone = missing(index, article="a9", link=True)
    assert (gone["message"], gone["instead"]) == ("There is no article “a9” in this archive.", None)
    assert gone["label"] == "From a link"
    other = missing(index, article="a1", revision=3)
    assert other["message"] == "Revision 3 of this article is not in this archive."
    assert shown(index, **(other["instead"] or {}))["revision"] == 2
    beyond = missing(index, article="a1", revision=2, quote="23-41")
    assert beyond["message"] == "The link points at characters 23 to 41, and this text ends after 22 characters."
    assert shown(index, **(beyond["instead"] or {}))["revision"] == 2


def test_a_quote_may_reach_to_the_very_end(index: NewsIndex) -> None:
    assert of_kind(shown(index, article="a1", quote="0-22")["paragraphs"], "quote") == SECOND.text


def test_an_article_under_an_embargo_is_not_shown(index: NewsIndex) -> None:
    view = missing(index, article="e1")
    assert view["message"] == "This article is under an embargo until 1 January 2999, 00:00 (UTC)."
    assert "budget" not in str(view).casefold()


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"article": None},
        {"article": "\ud800"},
        {"article": "x" * 100_000},
        {"article": "a1", "revision": "9" * 19},
        {"article": "a1", "revision": "x"},
        {"article": "a1", "quote": "x"},
        {"article": "a1", "start": {}, "end": []},
        {"article": "<script>alert(1)</script>"},
    ],
)
def test_nonsense_gets_one_short_message(told: dict[str, Any], index: NewsIndex) -> None:
    view = missing(index, **told)
    assert 0 < len(view["message"]) < 200
    assert view["instead"] is None or place_of(view["instead"]).article == "a1"


def test_a_damaged_article_is_not_shown(index: NewsIndex) -> None:
    with closing(sqlite3.connect(index.folder / "catalog.sqlite")) as catalog, catalog:
        catalog.execute("UPDATE revision SET text = 'Nothing happened.'")
    assert "could not be read" in missing(index, article="a1")["message"]
