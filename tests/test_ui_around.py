from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from house import Make

from onrecord.index import Article
from onrecord.ui.around import apart, around

BRIDGE = Article(
    id="bridge",
    title="Tollgate Bridge shut after a crack was found",
    text="The Tollgate Bridge was closed on Monday after inspectors found a crack in its main girder, the city said.",
    outlet="The Courier",
    published="2025-06-03",
)
OPEN = replace(
    BRIDGE,
    id="open",
    title="Tollgate Bridge crack repaired",
    text="The crack in the main girder of the Tollgate Bridge was repaired; inspectors opened the bridge on Friday.",
    published="2025-06-20",
)
SCHOOL = Article(
    id="school", title="Schools", text="Pupils have two weeks of holidays in October.", outlet="The Ledger"
)


def test_the_story_is_told_by_day_with_the_open_article_in_its_place(make: Make) -> None:
    index = make()
    undated = replace(OPEN, id="undated", published=None, text=f"{OPEN.text} Cars came back.", title="")
    copy = replace(BRIDGE, id="copy", outlet="The Ledger", published="2025-06-04")
    index.add([OPEN, BRIDGE, SCHOOL, copy])
    view = around(index, {"article": "open"}, 7)
    assert json.loads(json.dumps(view)) == view
    assert (view["article"], view["serial"], view["failed"]) == ("open", 7, "")
    story = [(one["article"] in ("bridge", "copy"), one["open"], one["apart"]) for one in view["story"]]
    assert story[-1] == (False, True, "")
    assert story[0][:2] == (True, False)
    assert story[0][2] in ("17 days before", "16 days before")
    (printed,) = around(index, {"article": "bridge"}, 8)["copies"]
    assert (printed["article"], printed["byline"], printed["apart"]) == (
        "copy",
        "The Ledger, 4 June 2025",
        "1 day later",
    )
    index.add([undated])
    last = around(index, {"article": "bridge"}, 9)["story"][-1]
    assert last["article"] in ("undated", "open")


@pytest.mark.parametrize(
    ("day", "other", "told"),
    [
        ("2025-07-04", "2025-07-05", "1 day before"),
        ("2025-07-07", "2025-07-05", "2 days later"),
        ("2025-07-05", "2025-07-05", "the same day"),
        (None, "2025-07-05", ""),
        ("2025-07-05", None, ""),
        ("2025-99-99", "2025-07-05", ""),
    ],
)
def test_how_far_apart_two_articles_are(day: str | None, other: str | None, told: str) -> None:
    assert apart(day, other) == told


@pytest.mark.parametrize(
    "told", [{}, {"article": "a9"}, {"article": None}, {"article": ["bridge"]}, {"article": "\ud800"}]
)
def test_around_what_is_not_there_is_nothing(told: dict[str, Any], make: Make) -> None:
    index = make()
    index.add([BRIDGE, OPEN])
    view = around(index, told, 7)
    assert (view["article"], view["copies"], view["story"], view["failed"]) == ("", [], [], "")


def test_an_article_under_an_embargo_has_nothing_around_it(make: Make) -> None:
    index = make()
    index.add([OPEN, replace(BRIDGE, embargo="2999-01-01T00:00:00+00:00")])
    assert around(index, {"article": "bridge"}, 7)["story"] == []


def test_an_article_alone_has_no_story(make: Make) -> None:
    index = make()
    index.add([BRIDGE])
    assert around(index, {"article": "bridge"}, 7)["story"] == []
