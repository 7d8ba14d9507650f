from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from house import ROOT, Make

from onrecord.index import Article, NewsIndex
from onrecord.rag.neighbours import neighbours

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


def test_the_nearest_are_found_and_what_is_about_something_else_is_not(make: Make) -> None:
    index = make()
    index.add([BRIDGE, OPEN, SCHOOL])
    found = neighbours(index, BRIDGE)
    assert [one.id for one in found.near] == ["open"]
    assert found.copies == ()


def test_copies_are_told_apart_and_found_once(make: Make) -> None:
    index = make()
    copy = replace(BRIDGE, id="copy", outlet="The Ledger", published="2025-06-04")
    other = replace(OPEN, id="other", outlet="The Ledger")
    index.add([BRIDGE, copy, OPEN, other, SCHOOL])
    found = neighbours(index, BRIDGE)
    assert [one.id for one in found.copies] == ["copy"]
    assert len(found.near) == 1
    assert found.near[0].id in ("open", "other")


def test_an_article_that_was_removed_and_one_under_an_embargo(make: Make) -> None:
    index = make()
    index.add([BRIDGE, OPEN, replace(OPEN, id="later", text=OPEN.text.upper(), embargo="2999-01-01T00:00:00+00:00")])
    index.remove("bridge")
    assert [one.id for one in neighbours(index, BRIDGE).near] == ["open"]


def test_in_an_empty_archive_nothing_is_around(make: Make) -> None:
    found = neighbours(make(), BRIDGE)
    assert (found.copies, found.near) == ((), ())


def test_most_neighbours_in_the_sample_archive_are_of_the_same_story(sample_index: NewsIndex) -> None:
    """Its stories stand in a table of ``seeds/README.md``."""
    stories = {}
    for line in (ROOT / "seeds" / "README.md").read_text(encoding="utf-8").splitlines():
        if "<br>" in line and not line.startswith("| Single"):
            stories |= dict.fromkeys(re.findall(r"`([^`]+)`", line), line)
    assert len(stories) == 70
    told: Counter[bool] = Counter()
    for article in list(sample_index.newest())[::4]:
        told.update(
            stories.get(one.id) == stories.get(article.id, "") for one in neighbours(sample_index, article).near
        )
    assert told[True] >= 5 * told[False]
    assert told[True] >= 50
