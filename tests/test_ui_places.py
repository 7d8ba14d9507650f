from __future__ import annotations

from typing import Any

import pytest

from onrecord.ui.places import NotThere, Place, place_of


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"article": "a 1/é"}, Place("a 1/é")),
        ({"article": "a1", "revision": None, "quote": ""}, Place("a1")),
        ({"article": "a1", "revision": "2", "quote": "0-7"}, Place("a1", 2, (0, 7))),
        ({"article": "a1", "revision": 2, "start": 3, "end": 7}, Place("a1", 2, (3, 7))),
    ],
)
def test_a_place_is_named_as_text_or_in_numbers(told: dict[str, Any], place: Place) -> None:
    assert place_of(told) == place


@pytest.mark.parametrize("article", [None, "", 1, ["a1"], {}, "half \ud800"])
def test_what_can_be_no_article_names_nothing(article: Any) -> None:
    with pytest.raises(NotThere) as missing:
        place_of({"article": article})
    assert missing.value.instead is None


@pytest.mark.parametrize("revision", ["x", "-1", 0, -1, 1.5, True, "1" * 30, 2**63, [1], "١"])
def test_what_can_be_no_revision_leaves_the_article(revision: Any) -> None:
    with pytest.raises(NotThere) as missing:
        place_of({"article": "a1", "revision": revision, "quote": "1-2"})
    assert missing.value.instead == Place("a1")


@pytest.mark.parametrize(
    "told",
    [
        {"quote": "7"},
        {"quote": "7-7"},
        {"quote": "8-7"},
        {"quote": "-1-7"},
        {"quote": "1-2-3"},
        {"quote": "a-b"},
        {"quote": 7},
        {"start": 1},
        {"end": 1},
        {"start": True, "end": 7},
        {"start": -1, "end": 7},
        {"start": [], "end": {}},
        {"quote": f"0-{'9' * 400}"},
    ],
)
def test_what_can_be_no_quote_leaves_the_revision(told: dict[str, Any]) -> None:
    with pytest.raises(NotThere) as missing:
        place_of({"article": "a1", "revision": 1, **told})
    assert missing.value.instead == Place("a1", 1)


def test_a_place_is_told_as_it_is_read() -> None:
    for place in (Place("a1"), Place("a1", 2), Place("a1", 2, (0, 7))):
        assert place_of(place.told) == place
