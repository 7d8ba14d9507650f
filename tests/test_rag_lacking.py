from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index import Article
from onrecord.rag.lacking import Named, lacking, named, told, unmentioned


@pytest.mark.parametrize(
    ("question", "names", "numbers"),
    [
        ("Who opened the bridge in Port Halvard?", ("port", "halvard"), ()),
        ("Did Marsh's 12 rivals leave?", ("marsh",), ("12",)),
        ("Marsh left when?", ("marsh",), ()),
        ("what did marsh say?", (), ()),
        ("WHAT DID MARSH SAY?", (), ()),
        ("How many of the 1,200 came?", (), ("1", "200")),
        ("Why?", (), ()),
    ],
)
def test_names_and_numbers_of_a_question(question: str, names: tuple[str, ...], numbers: tuple[str, ...]) -> None:
    assert named(question) == Named(names, numbers)


def test_the_share_that_is_not_there() -> None:
    """Of "port", "halvard" and "12" one is missing: a third."""
    assert lacking(("port", "halvard", "12"), {"port", "12", "bridge"}) == pytest.approx(1 / 3)
    assert lacking((), set()) == 0.0


def test_an_article_has_the_words_of_its_title_outlet_authors_and_day() -> None:
    words = told(Article("a", "Bridge shut", "It has a crack.", "", "The Courier", "2025-07-04", ("Ida Marsh",)))
    assert {"bridg", "crack", "courier", "ida", "marsh", "2025"} <= words


def test_what_no_article_mentions_is_named_as_it_stands_in_the_question() -> None:
    bridge = Article("a", "Bridge shut", "Ida Marsh closed it in 2025.")
    question = "Did Ida Marsh’s deputy meet Jo Strand in Port Halvard in 2024?"
    assert unmentioned(question, [bridge]) == ["Jo Strand", "Port Halvard", "2024"]
    ferry = Article("b", "Ferry late", "Jo Strand was in Port Halvard.")
    assert unmentioned(question, [bridge, ferry]) == ["2024"]


@given(st.text(max_size=200))
def test_any_question_has_names_or_none(question: str) -> None:
    found = named(question)
    assert len(set(found.names)) == len(found.names)
    assert all(found.names)
    assert all(found.numbers)
