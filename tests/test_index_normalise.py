from __future__ import annotations

import json
import sys
import unicodedata
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from texts import articles, texts

from onrecord.index import Article
from onrecord.index import normalise as module
from onrecord.index.errors import ArticleError
from onrecord.index.normalise import normalise, normalise_line, normalise_text
from onrecord.index.sources.records import article_of

# What the rules are about, and what they look at beside it.
NASTY = (
    "ae\u0301\u0327\u0338=<क्ष\u093c\u0915\u0958\u094dض\u064b\u0651\u0653\u0627กิ\u0e47\u1820\u180b\u180e\u1100\u1161\u11a8\u1160한"
    "\u200b\u200c\u200d\u2060\ufeff\xad\u034f\u061c\u200e\u200f\u202a\u202e\u2066\u2069\ufe00\ufe0f\U000e0100\u20e3\u20dd\u2329\u212b\u0344"
    "👩🏽❤🏴\U000e0067\U000e0062\U000e0065\U000e007f\U000e0001\U0001f1fa\U0001f1e6\U0001d15e\U0001d165\U000110ab\U000110ba\ue000字"
    "\ud83d\ude00\udfff\x00\r\n\x85\u2028\x0b \u3000\u00a0\ufffe\U0001ffff\ufdd0\ufff9\ufffb\ufffc\ufffdが\u3099\ufb2c"
)
anything = st.one_of(texts, st.text(st.characters()), st.text(st.sampled_from(NASTY), max_size=60))
LATER = datetime(2026, 1, 1, tzinfo=UTC)


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
        ("a\r\r\n\nb", "a\n\n\nb"),
        ("\ud83d\ude00", "😀"),
        ("a\udc00\ud800b", "a\ufffd\ufffdb"),
        ("co\xadop\u2060er\u034f", "cooper"),
        ("pay \u202e001$\u202c now\u200e\u200f\u2066\u2069\u061c", "pay 001$ now"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("क\u094d\u200d\u200d\u200cष", "क\u094d\u200dष"),
        ("pass\u200cword\u200d", "password"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("a" + "\ufe00" * 40, "a\ufe00"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",) * 2,
        ("a\U000e0069\U000e0067\U000e006e\U000e006f\U000e0072\U000e0065", "a"),
        ("🏴" + "\U000e0041" * 9 + "\U000e007f", "🏴"),
        ("漢\ufff9字\ufffaじ\ufffb\ufffc", "漢字じ"),
        ("a\ufffe\U0010ffff\ufdd0", "a\ufffd\ufffd\ufffd"),
        ("h\u3164\u115f\uffa0i", "hi"),
        ("Z" + "\u0335" * 500, "Z" + "\u0335" * 10),
        ("ཧྐྵྨླྺྼྻྂ",) * 2,
        ("ก็็", "ก็็"),
        ("ἄνθρωπος ёж café",) * 2,
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


def test_marks_are_looked_for_where_there_are_any() -> None:
    marks = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.combining(c)]
    assert [c for c in marks if not module._MARKED.match(c)] == []
    dropped = [c for c in map(chr, range(sys.maxunicode + 1)) if module._DROPPED.match(c)]
    assert [c for c in dropped if not module._ODD.match(c)] == []


@given(articles)
@example(Article("a", "t", "\ufffd \ud800"))
def test_an_article_is_taken_whole_or_refused(article: Article) -> None:
    if normalise_text(article.text).strip("\ufffd \n"):
        taken = normalise(article)
        assert normalise(taken) == taken
    else:
        with pytest.raises(ArticleError, match=r"has no text|nothing that can be read"):
            normalise(article)


@given(
    st.builds(
        Article,
        id=anything,
        title=st.text(max_size=50),
        text=anything,
        url=st.text(max_size=20),
        outlet=st.text(max_size=20),
        published=st.one_of(st.none(), st.text(max_size=20), st.datetimes().map(str)),
        authors=st.lists(st.text(max_size=9), max_size=3).map(tuple),
        language=st.text(max_size=5),
        modified=st.one_of(st.none(), st.text(max_size=20), st.datetimes().map(str)),
        section=st.text(max_size=9),
        dateline=st.text(max_size=9),
        slug=st.text(max_size=9),
        rights=st.text(max_size=9),
        version=st.one_of(st.text(max_size=9), st.just("1751646600")),
        embargo=st.one_of(st.none(), st.text(max_size=20), st.datetimes().map(str)),
        remarks=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    )
)
def test_what_is_stored_is_stored_again_as_it_is_also_after_an_export(article: Article) -> None:
    try:
        taken = normalise(article, LATER)
    except ArticleError:
        return
    assert normalise(taken, LATER) == taken
    assert article_of(json.loads(json.dumps(asdict(taken)))) == taken


def test_every_field_is_normalised() -> None:
    taken = normalise(
        Article(" a\n1 ", " A\ntitle", "\r\nText ", " u ", " The\tCourier ", "4 July 2025", (" A ", "  "), "EN ")
    )
    assert taken == Article("a 1", "A title", "Text", "u", "The Courier", "2025-07-04", ("A",), "en")


@pytest.mark.parametrize(
    ("article", "message"),
    [
        (Article(" ", "t", "x"), "has no id"),
        (Article("a", "t", "\x00\n"), "has no text"),
        (Article("a", "t", "\u200b\u202e\U000e0041\u3164"), "has no text"),
        (Article("a", "t", "\ud800\ufffe \u0301"), "nothing that can be read"),
        (Article("a", "t", "x" * (20 * 2**20 + 1)), "larger than 20 MB"),
        (Article("a", "t", "字" * (7 * 2**20)), "larger than 20 MB"),
        (Article("a", "t" * 1001, "x"), "title has 1,001 characters; no more than 1,000 are taken"),
        (Article("a" * 8001, "t", "x"), "field id has 8,001 characters"),
        (Article("a", "t", "x", rights="r" * 8001), "field rights has 8,001"),
        (Article("a", "t", "x", authors=("A",) * 1001), "1,001 authors"),
        (Article("a", "t", "x", outlet=None), "field outlet must be text, not NoneType"),  # type: ignore[arg-type]
        (Article("a", "t", 3), "must be text, not int"),  # type: ignore[arg-type]
    ],
)
def test_an_article_that_cannot_be_one_is_refused_by_its_fault(article: Article, message: str) -> None:
    with pytest.raises(ArticleError, match=message):
        normalise(article)


def test_a_long_title_of_blanks_is_a_short_one() -> None:
    assert normalise(Article("a", "The\n" + " " * 9999 + "bridge", "x")).title == "The bridge"


def test_a_date_that_is_none_costs_the_article_nothing_but_the_date() -> None:
    taken = normalise(Article("a", "t", "x", published="soon", remarks=("Corrected.",)))
    assert taken == replace(taken, published=None, remarks=("Corrected.", "published as stated: soon; that is no date"))
