from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.ui.marks import Mark, Paragraph, marked, paragraphs, pieces

Marked = tuple[str, list[Mark]]


def joined(found: list[Paragraph]) -> str:
    return "".join("".join(piece["text"] for piece in one["pieces"]) + one["gap"] for one in found)


def of_kind(found: list[Paragraph], *kinds: str) -> str:
    return "".join(piece["text"] for one in found for piece in one["pieces"] if piece["kind"] in kinds)


@st.composite
def marked_texts(draw: st.DrawFn) -> Marked:
    text = draw(st.text(alphabet=st.sampled_from("ab \n\t<{$\\\u2028é😀"), min_size=1, max_size=60))
    marks = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        inner = draw(st.integers(start, end))
        focus = draw(st.one_of(st.none(), st.just((inner, draw(st.integers(inner, end))))))
        marks.append(Mark(start, end, focus, number, current=number == 1))
    return text, marks


@given(marked_texts())
def test_an_article_cut_into_lines_is_the_article(case: Marked) -> None:
    text, marks = case
    found = paragraphs(text, marks)
    assert joined(found) == text
    assert all(not one["gap"].strip() for one in found)
    assert all(piece["text"] for one in found for piece in one["pieces"])


@given(marked_texts())
def test_what_is_marked_are_the_quotes_and_the_focus_of_the_current_one(case: Marked) -> None:
    text, marks = case
    found = marked(text, 0, len(text), marks)
    (start, end, focus, *_), *_ = marks
    assert "".join(piece["text"] for piece in found if piece["kind"] in ("quote", "focus")) == text[start:end]
    expected = text[focus[0] : focus[1]] if focus else ""
    assert "".join(piece["text"] for piece in found if piece["kind"] == "focus") == expected
    inside = {at for mark in marks for at in range(mark.start, mark.end)}
    assert sum(len(piece["text"]) for piece in found if piece["kind"] != "text") == len(inside)
    assert all(piece["number"] == 1 for piece in found if piece["kind"] in ("quote", "focus"))


def test_a_quote_is_marked_where_it_stands_and_not_where_its_words_stand_again() -> None:
    text = "It rained. It rained. It rained."
    assert [(piece["kind"], piece["text"]) for piece in pieces(text, 0, len(text), (11, 21), (14, 20))] == [
        ("text", "It rained. "),
        ("quote", "It "),
        ("focus", "rained"),
        ("quote", "."),
        ("text", " It rained."),
    ]


def test_a_quote_over_two_paragraphs_is_marked_in_both() -> None:
    found = paragraphs("One two.\n\nThree four.", [Mark(4, 15)])
    assert [[piece["text"] for piece in one["pieces"] if piece["kind"] == "quote"] for one in found] == [
        ["two."],
        ["Three"],
    ]


def test_other_quotes_are_marked_less_and_all_have_their_numbers() -> None:
    found = marked("One two three.", 0, 14, [Mark(0, 3, (0, 3), 1, current=False), Mark(4, 7, None, 2)])
    assert found == [
        {"kind": "other", "text": "One", "number": 1},
        {"kind": "text", "text": " "},
        {"kind": "quote", "text": "two", "number": 2},
        {"kind": "text", "text": " three."},
    ]


def test_where_quotes_overlap_the_text_is_the_current_ones() -> None:
    found = marked("abcdef", 0, 6, [Mark(0, 4, None, 1, current=False), Mark(2, 6, None, 2)])
    assert [(piece["kind"], piece["text"]) for piece in found] == [("other", "ab"), ("quote", "cd"), ("quote", "ef")]


def test_a_quote_without_others_has_no_number() -> None:
    assert marked("abc", 0, 3, [Mark(0, 3)]) == [{"kind": "quote", "text": "abc"}]


def test_focus_outside_the_quote_marks_nothing() -> None:
    assert of_kind(paragraphs("abcdef", [Mark(0, 2, (3, 5))]), "focus") == ""
