from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ui_given import BARE, CALL, cited

from onrecord.ui.source import Paragraph, link, paragraphs, pieces, source_view


def joined(found: list[Paragraph]) -> str:
    return "".join("".join(piece["text"] for piece in one["pieces"]) + one["gap"] for one in found)


def of_kind(found: list[Paragraph], *kinds: str) -> str:
    return "".join(piece["text"] for one in found for piece in one["pieces"] if piece["kind"] in kinds)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, tuple[int, int], tuple[int, int] | None]:
    text = draw(st.text(alphabet=st.sampled_from("ab \n\t<{$\\\u2028é😀"), min_size=1, max_size=60))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    inner = draw(st.integers(start, end))
    focus = draw(st.one_of(st.none(), st.just((inner, draw(st.integers(inner, end))))))
    return text, (start, end), focus


@given(marked_texts())
def test_an_article_cut_into_paragraphs_is_the_article(
    marked: tuple[str, tuple[int, int], tuple[int, int] | None],
) -> None:
    text, quote, focus = marked
    found = paragraphs(text, quote, focus)
    assert joined(found) == text
    assert all(not one["gap"].strip() for one in found)
    assert all(piece["text"] for one in found for piece in one["pieces"])


@given(marked_texts())
def test_what_is_marked_is_the_quote_and_the_focus_inside_it(
    marked: tuple[str, tuple[int, int], tuple[int, int] | None],
) -> None:
    """Marks are compared without the blank lines a quote may span, because those are between paragraphs."""
    text, (start, end), focus = marked
    found = pieces(text, 0, len(text), (start, end), focus)
    assert "".join(piece["text"] for piece in found if piece["kind"] != "text") == text[start:end]
    expected = text[focus[0] : focus[1]] if focus else ""
    assert "".join(piece["text"] for piece in found if piece["kind"] == "focus") == expected


def test_a_quote_is_marked_where_it_stands_and_not_where_its_words_stand_again() -> None:
    text = "It rained. It rained. It rained."
    found = paragraphs(text, (11, 21), (14, 20))
    assert [(piece["kind"], piece["text"]) for piece in found[0]["pieces"]] == [
        ("text", "It rained. "),
        ("quote", "It "),
        ("focus", "rained"),
        ("quote", "."),
        ("text", " It rained."),
    ]


def test_a_quote_over_two_paragraphs_is_marked_in_both() -> None:
    text = "One two.\n\nThree four."
    found = paragraphs(text, (4, 15), None)
    assert [[piece["text"] for piece in one["pieces"] if piece["kind"] == "quote"] for one in found] == [
        ["two."],
        ["Three"],
    ]


def test_focus_outside_the_quote_marks_nothing() -> None:
    assert of_kind(paragraphs("abcdef", (0, 2), (3, 5)), "focus") == ""


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example/x",
        "file:///etc/passwd",
        "https://",
        "http://[broken",
        "courier.example/call",
        "",
    ],
)
def test_only_web_addresses_are_linked(url: str) -> None:
    assert link(url) == ("", "")


def test_a_web_address_is_linked_with_its_host() -> None:
    assert link(" https://courier.example:8443/call?x=1 ") == (
        "https://courier.example:8443/call?x=1",
        "courier.example",
    )


def test_a_source_is_plain_data_and_whole() -> None:
    citation = cited(CALL, "The call lasted about forty minutes, aides said.", "about forty minutes")
    view = source_view(CALL, (citation.start, citation.end), citation.focus, label="Source 1", answers=True, serial=1)
    assert json.loads(json.dumps(view)) == view
    assert joined(view["paragraphs"]) == CALL.text
    assert of_kind(view["paragraphs"], "quote", "focus") == citation.quote
    assert of_kind(view["paragraphs"], "focus") == citation.answering
    assert (view["outlet"], view["day"], view["authors"]) == ("The Courier", "4 July 2025", "Ana Lind, Peter Moro")
    assert (view["link"], view["host"]) == ("https://courier.example/call", "courier.example")
    assert (view["section"], view["remarks"]) == ("Politics", ["Correction: the call took place on Friday."])


def test_what_an_article_lacks_is_said() -> None:
    view = source_view(BARE, (0, 10), None, label="Source 1", answers=True, serial=1)
    assert (view["title"], view["outlet"], view["day"]) == ("Untitled article", "Outlet unknown", "Undated")
    assert (view["link"], view["authors"]) == ("", "")
