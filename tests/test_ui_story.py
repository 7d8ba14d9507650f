from __future__ import annotations

from typing import Any

from ui_given import BARE, CALL, answered, cited, declined

from onrecord.index import Article
from onrecord.rag.sides import Side
from onrecord.rag.story import Report
from onrecord.ui.story import StoryView, empty_view, gathering_view, side_views, story_view

LATER = Article("later", "No date yet", "No date was set. Nobody knows.", outlet="The Ledger", published="2026-01-02")
HOSTILE = Article("x", "${alert(1)} <script>", "{{7*7}} <img src=x>", outlet="\u202eevil", published="2026-01-02")
REPORTS = (Report(CALL, 1, 0, 32), Report(LATER, 2, 0, 16, (BARE,)), Report(BARE, 1, 0, 10))
QUESTION = "How long did the call last?"


def told(**given: Any) -> StoryView:
    return story_view(REPORTS, QUESTION, 3, **{"own": False, **given})


def test_reports_stand_under_their_days_and_a_year_is_said_when_it_changes() -> None:
    view = told()
    assert [(one["day"], one["year"], len(one["reports"])) for one in view["days"]] == [
        ("4 July", "2025", 1),
        ("2 January", "2026", 1),
        ("", "", 1),
    ]
    assert view["extent"] == "4 reports in 3 outlets, 4 July 2025 – 2 January 2026"
    assert view["stage"] == "told"


def test_a_quote_is_cut_by_its_offsets_and_can_be_opened_by_them() -> None:
    quote = told()["days"][1]["reports"][0]
    assert (quote["article"], quote["revision"], quote["start"], quote["end"]) == ("later", 2, 0, 16)
    assert "".join(piece["text"] for piece in quote["pieces"]) == "No date was set."
    assert (quote["outlet"], quote["day"]) == ("The Ledger", "2 January 2026")
    assert quote["also"].startswith("Also in Outlet unknown")


def test_what_the_answer_quotes_stands_in_the_place_of_its_articles_own_sentence() -> None:
    citation = cited(CALL, "The call lasted about forty minutes, aides said.", "about forty minutes", number=2)
    first, second, _ = (day["reports"][0] for day in told(cited=[citation])["days"])
    assert [piece["text"] for piece in first["pieces"] if piece["kind"] == "focus"] == ["about forty minutes"]
    assert (first["number"], second["number"]) == (2, 0)


def test_outlets_are_laid_side_by_side_as_far_as_they_were_asked() -> None:
    yes = answered(QUESTION, cited(CALL, "The call lasted about forty minutes, aides said.", "about forty minutes"))
    whole = answered(QUESTION, cited(CALL, "No date was set."))
    outlets = [
        Side("The Courier", (CALL,), yes),
        Side("The Ledger", (LATER, BARE), declined(QUESTION)),
        Side("The Mirror", (LATER,), whole),
        Side(" ", (BARE,)),
    ]
    views = side_views(outlets, done=False)
    assert [(one["outlet"], one["stage"], one["reports"]) for one in views] == [
        ("The Courier", "says", "1 report"),
        ("The Ledger", "silent", "2 reports"),
        ("The Mirror", "says", "1 report"),
        ("Outlet unknown", "waiting", "1 report"),
    ]
    assert (views[0]["words"], views[2]["words"]) == ("about forty minutes", "")
    assert side_views(outlets, done=True)[3]["stage"] == "left"


def test_hostile_text_stays_as_it_is() -> None:
    (shown,) = story_view([Report(HOSTILE, 1, 0, 19)], "{{x}}", 1, own=True)["days"][0]["reports"]
    assert (shown["title"], shown["outlet"]) == (HOSTILE.title, HOSTILE.outlet)
    assert shown["pieces"] == [{"kind": "quote", "text": HOSTILE.text}]


def test_where_there_is_no_story_it_is_said_why() -> None:
    assert empty_view("Nothing on record", "Why.", 7, subject="X", own=True)["heading"] == "Nothing on record"
    assert gathering_view("X", 7, own=True)["stage"] == "gathering"
