from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from house import Make
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index import Article, NewsIndex
from onrecord.ui.changes import Run
from onrecord.ui.compared import blocks, compared

FIRST = Article(
    id="a1",
    title="Bridge shut",
    text="It was closed.\n\nIt reopens in May.\n\nNobody was hurt.\n\nThe mayor was there.",
)
SECOND = replace(FIRST, text=FIRST.text.replace("May", "June"), title="Bridge still shut", modified="2025-07-05")
THIRD = replace(SECOND, section="City")
RUNS = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["same", "removed", "added"]), "text": st.text("ab\n ", min_size=1, max_size=8)}
    ),
    max_size=8,
)


@pytest.fixture
def index(make: Make) -> NewsIndex:
    made = make()
    for article in (FIRST, SECOND, THIRD):
        made.add([article])
    return made


def test_what_changed_between_two_revisions(index: NewsIndex) -> None:
    view = compared(index, {"article": "a1", "before": 1, "after": 2}, 7)
    assert json.loads(json.dumps(view)) == view
    assert (view["before"], view["after"], view["title"], view["failed"]) == (1, 2, "Bridge still shut", "")
    assert view["summary"] == "1 word taken out, 1 word put in."
    assert [one["number"] for one in view["revisions"]] == [1, 2, 3]
    changed = [[run for run in block["runs"] if run["kind"] != "same"] for block in view["blocks"]]
    assert changed == [[], [{"kind": "removed", "text": "May"}, {"kind": "added", "text": "June"}], []]
    assert [block["label"] for block in view["blocks"]] == ["1 paragraph unchanged", "", "2 paragraphs unchanged"]
    assert [(field["name"], field["runs"][-1]["text"]) for field in view["fields"]] == [
        ("Headline", "shut"),
        ("Updated", "5 July 2025"),
    ]


def test_a_revision_in_which_the_text_is_the_same_says_so(index: NewsIndex) -> None:
    view = compared(index, {"article": "a1", "before": 2, "after": 3}, 7)
    assert view["summary"] == "The text is the same."
    assert [field["name"] for field in view["fields"]] == ["Section"]
    same = compared(index, {"article": "a1", "before": 2, "after": 2}, 7)
    assert (same["summary"], same["fields"]) == ("Nothing differs.", [])


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"article": "a9", "before": 1, "after": 2},
        {"article": "a1", "before": 1, "after": 9},
        {"article": "a1", "before": 1},
        {"article": "a1", "before": [1], "after": {}},
        {"article": "a1", "before": "1", "after": "2"},
        {"article": ["a1"], "before": 1, "after": 2},
    ],
)
def test_what_cannot_be_compared_is_said(told: dict[str, Any], index: NewsIndex) -> None:
    view = compared(index, told, 7)
    assert view["failed"]
    assert view["blocks"] == []


def test_revisions_under_an_embargo_are_not_compared(make: Make) -> None:
    index = make()
    index.add([FIRST])
    index.add([replace(SECOND, embargo="2999-01-01T00:00:00+00:00")])
    assert compared(index, {"article": "a1", "before": 1, "after": 2}, 7)["failed"]


@given(RUNS)
def test_runs_cut_into_paragraphs_are_the_runs(runs: list[Run]) -> None:
    found = [run for block in blocks(runs) for run in block["runs"]]
    for kind in ("same", "removed", "added"):
        assert "".join(run["text"] for run in found if run["kind"] == kind) == "".join(
            run["text"] for run in runs if run["kind"] == kind
        )
    assert "".join(run["text"] for run in found) == "".join(run["text"] for run in runs)
    assert all(run["kind"] == "same" for block in blocks(runs) if block["same"] for run in block["runs"])
