from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from test_ui_marks import joined, of_kind
from ui_given import BARE, CALL, cited

from onrecord.ui.marks import Mark
from onrecord.ui.places import Place, place_of
from onrecord.ui.source import deep_link, source_view


def test_a_source_is_plain_data_and_whole() -> None:
    citation = cited(CALL, "The call lasted about forty minutes, aides said.", "about forty minutes")
    mark = Mark(citation.start, citation.end, citation.focus)
    view = source_view(CALL, 1, [mark], label="Source 1", serial=1)
    assert json.loads(json.dumps(view)) == view
    assert joined(view["paragraphs"]) == CALL.text
    assert of_kind(view["paragraphs"], "quote", "focus") == citation.quote
    assert of_kind(view["paragraphs"], "focus") == citation.answering
    assert (view["outlet"], view["section"]) == ("The Courier", "Politics")
    assert (view["when"], view["by"]) == ("4 July 2025, 18:30 (UTC+02:00)", "By Ana Lind and Peter Moro")
    assert (view["address"], view["host"]) == ("https://courier.example/call", "courier.example")
    assert (view["length"], view["remarks"]) == ("18 words, 1 minute", ["Correction: the call took place on Friday."])


def test_what_an_article_lacks_is_said() -> None:
    view = source_view(BARE, 1, [Mark(0, 10)], label="Source 1", serial=1)
    assert (view["title"], view["outlet"], view["when"]) == ("Untitled article", "Outlet unknown", "Undated")
    assert (view["address"], view["by"], view["updated"], view["dateline"]) == ("", "", "", "")


def test_what_an_outlet_changed_later_is_said() -> None:
    later = replace(CALL, modified="2025-07-05", dateline="PARIS (AP)")
    view = source_view(later, 2, [], label="Article", serial=1)
    assert (view["updated"], view["dateline"]) == ("5 July 2025", "PARIS (AP)")
    assert source_view(replace(CALL, modified=CALL.published), 1, [], label="", serial=1)["updated"] == ""


def test_an_article_is_asked_for_again_by_its_place() -> None:
    view = source_view(CALL, 2, [Mark(0, 3, None, 1, current=False), Mark(4, 7, None, 2)], label="", serial=1)
    assert place_of(view["asked"]) == Place("call", 2, (4, 7))
    assert place_of(source_view(CALL, 2, [], label="", serial=1)["asked"]) == Place("call", 2)
    walked = {"turn": 1, "kind": "quote", "number": 2}
    assert source_view(CALL, 2, [], label="", serial=1, asked=walked)["asked"] == walked


def test_a_link_leads_back_to_its_place() -> None:
    for place in (Place("a1"), Place("a&b=c#d?e/f %2F ${x} é", 2), Place("a1", 2, (0, 7))):
        link = deep_link(place)
        assert place_of(dict(parse_qsl(urlsplit(link).query))) == place
        assert not urlsplit(link).fragment
    assert deep_link(Place("a1", 1, (34, 79))) == "?article=a1&revision=1&quote=34-79"


def test_one_revision_alone_is_no_list() -> None:
    one = {"number": 1, "since": "4 July 2025"}
    assert source_view(CALL, 1, [], label="", serial=1, revisions=[one])["revisions"] == []  # type: ignore[list-item]
