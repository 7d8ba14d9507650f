from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import texts

from onrecord.eval.loaders.texts import RawText
from onrecord.index import Article
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise, normalise_text

pieces = st.one_of(
    st.text(max_size=8),
    st.text("el\u0301\u0304\u0323\u0327 \r\n\t\u200b\x00\u00e9\u1e37\uac00\u1100\u1161\u11a8\u0338<.", max_size=12),
)


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, int, int]:
    raw = draw(st.one_of(texts, st.lists(pieces, max_size=5).map("".join)))
    start, end = sorted((draw(st.integers(0, len(raw))), draw(st.integers(0, len(raw)))))
    return raw, start, end


def formed(raw: str) -> str:
    """As it is stored, with the blanks around kept: a full stop composes with nothing."""
    return normalise_text(f".{raw}.")[1:-1]


@given(spans())
def test_a_span_maps_to_its_own_words_wherever_the_text_is_stored_the_same_cut_in_three(
    given_span: tuple[str, int, int],
) -> None:
    raw, start, end = given_span
    before, piece, after = raw[:start], raw[start:end], raw[end:]
    text = RawText(raw)
    assert text.text == normalise_text(raw)
    found = text.span(start, end)
    if formed(before) + formed(piece) + formed(after) != formed(raw):
        assert found is None or text.text[slice(*found)]
        return
    assert (text.text[slice(*found)] if found else "") == normalise_text(piece)


@given(spans())
def test_a_span_is_never_empty_never_outside_and_has_no_blanks_at_its_ends(given_span: tuple[str, int, int]) -> None:
    raw, start, end = given_span
    text = RawText(raw)
    found = text.span(start, end)
    if found is not None:
        first, last = found
        assert 0 <= first < last <= len(text.text)
        assert text.text[first:last] == text.text[first:last].strip()


@given(texts.filter(lambda raw: normalise_text(raw) != ""))
def test_the_text_is_what_an_article_is_stored_with_and_the_whole_maps_to_the_whole(raw: str) -> None:
    text = RawText(raw)
    assert text.text == normalise(Article("a", "", raw)).text
    assert text.span(0, len(raw)) == (0, len(text.text))


@pytest.mark.parametrize(
    ("raw", "start", "end", "words"),
    [
        ("The gate is shut.", 4, 8, "gate"),
        ("  The gate", 4, 10, "e gate"),
        ("  The gate", 6, 10, "gate"),
        ("one\r\ntwo\r\nthree", 10, 15, "three"),
        ("\ufeffone \x00two", 6, 9, "two"),
        ("cafe\u0301 open", 6, 10, "open"),
        ("cafe\u0301 open", 0, 4, "café"),
        ("cafe\u0301 open", 4, 10, "é open"),
        ("one\r\ntwo", 4, 8, "two"),
        ("l\u0304\u0323xyz", 3, 6, "xyz"),
        ("l\u0304\u0323xyz", 2, 6, "ḹxyz"),
        ("the  gate ", 3, 10, "gate"),
        ("😀 the gate", 2, 5, "the"),
    ],
)
def test_offsets_follow_what_storing_does_to_the_text(raw: str, start: int, end: int, words: str) -> None:
    """``l``, macron, dot below is stored as one character; the dot makes it so, though it stands last."""
    text = RawText(raw)
    found = text.span(start, end)
    assert found is not None
    assert text.text[slice(*found)] == words


@pytest.mark.parametrize(
    ("raw", "start", "end"), [("one two", 3, 4), ("one two", 2, 2), ("e\u0301", 1, 1), ("a\x00b", 1, 2), ("  a", 0, 2)]
)
def test_a_span_of_nothing_that_is_stored_is_none(raw: str, start: int, end: int) -> None:
    assert RawText(raw).span(start, end) is None


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 1), (0, 8), (9, 12)])
def test_a_span_outside_its_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(SourceError, match=f"{start}:{end} is not in its text of 7 characters"):
        RawText("one two").span(start, end)


def test_a_span_whose_words_are_others_is_refused_and_blanks_do_not_count() -> None:
    text = RawText("The gate\nis shut.")
    assert text.marked(4, 11, " gate is ") == (4, 11)
    with pytest.raises(SourceError, match=r"'door' does not stand at 4:8; 'gate' does"):
        text.marked(4, 8, "door")
