from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import articles, texts

from onrecord.index import Article
from onrecord.index.errors import ArticleError, DateError
from onrecord.index.normalise import normalise, normalise_line, normalise_text

anything = st.one_of(texts, st.text(st.characters()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cafe\u0301 \r\nopen\x00 ", "Café \nopen"),
        ("one\rtwo\u2028three\u2029four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("a\ud800b", "a\ufffdb"),
        ("\ufeffzero\u200bwidth", "zerowidth"),
        ("a\tb  c", "a\tb  c"),
        ("👩\u200d👧", "👩\u200d👧"),
        (" \n", ""),
    ],
)
def test_known_texts(text: str, expected: str) -> None:
    assert normalise_text(text) == expected


def test_a_line_has_single_blanks() -> None:
    assert normalise_line(" The\n  Harbour\u00a0Courier\t") == "The Harbour Courier"


@given(anything)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once
    assert normalise_line(normalise_line(text)) == normalise_line(text)


@given(anything)
def test_normal_text_is_nfc_without_controls_and_can_be_encoded(text: str) -> None:
    normal = normalise_text(text)
    assert unicodedata.is_normalized("NFC", normal)
    assert normal == normal.strip()
    assert not {"\r", "\x00", "\u2028"} & set(normal)
    normal.encode()


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1))
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert normalise_text(text) == text


@given(articles)
def test_an_article_is_taken_whole_or_refused(article: Article) -> None:
    if normalise_text(article.text):
        taken = normalise(article)
        assert normalise(taken) == taken
    else:
        with pytest.raises(ArticleError, match="the article has no text"):
            normalise(article)


def test_every_field_is_normalised() -> None:
    taken = normalise(
        Article(" a\n1 ", " A\ntitle", "\r\nText ", " u ", " The\tCourier ", "4 July 2025", (" A ", "  "), "EN ")
    )
    assert taken == Article("a 1", "A title", "Text", "u", "The Courier", "2025-07-04", ("A",), "en")


def test_an_article_without_id_or_text_or_with_no_date_for_a_date_is_refused() -> None:
    with pytest.raises(ArticleError, match="has no id"):
        normalise(Article(" ", "t", "x"))
    with pytest.raises(ArticleError, match="has no text"):
        normalise(Article("a", "t", "\x00\n"))
    with pytest.raises(DateError, match="soon"):
        normalise(Article("a", "t", "x", published="soon"))
