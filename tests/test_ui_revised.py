from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

from house import Make

from onrecord.index import Article
from onrecord.ui.revised import revised

FIRST = Article(id="a1", title="Bridge shut", text="The bridge was closed. It reopens in May.", outlet="The Courier")
SECOND = replace(FIRST, text="The bridge was closed. It reopens in June.", remarks=("Correction: the month.",))
CLOSED, MAY = (0, 22), (23, 41)


def test_of_the_newest_revision_nothing_is_to_be_known(make: Make) -> None:
    index = make()
    index.add([FIRST])
    notes, revisions = revised(index, FIRST, 1, MAY)
    assert notes == []
    assert [one["number"] for one in revisions] == [1]
    index.add([SECOND])
    assert revised(index, SECOND, 2, CLOSED)[0] == []


def test_whether_a_quote_still_stands_in_a_newer_revision_is_said(make: Make) -> None:
    index = make()
    index.add([FIRST])
    index.add([SECOND])
    newer = "This is revision 1; the newest is 2."
    remarked = "Remarked since: Correction: the month."
    assert revised(index, FIRST, 1, CLOSED)[0] == [newer, "A newer revision has these words too.", remarked]
    assert revised(index, FIRST, 1, MAY)[0] == [newer, "A newer revision has not these words.", remarked]
    notes, revisions = revised(index, FIRST, 1, None)
    assert notes == [newer]
    assert [one["number"] for one in revisions] == [1, 2]
    assert all(one["since"] for one in revisions)


def test_that_an_article_was_removed_is_said(make: Make) -> None:
    index = make()
    index.add([FIRST])
    index.remove("a1")
    assert revised(index, FIRST, 1, MAY) == (["This article is not in the archive any more."], [])


def test_that_the_revisions_are_damaged_is_said_and_costs_no_more(make: Make) -> None:
    index = make()
    index.add([FIRST])
    with closing(sqlite3.connect(index.folder / "catalog.sqlite")) as catalog, catalog:
        catalog.execute("UPDATE revision SET text = 'Nothing happened.'")
    notes, revisions = revised(index, FIRST, 1, MAY)
    assert revisions == []
    assert "cannot be read" in notes[0]
    assert "not what was stored" in notes[0]
