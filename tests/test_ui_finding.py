from __future__ import annotations

import pytest
from faults import article
from house import Make
from hypothesis import given
from hypothesis import strategies as st
from texts import texts
from ui_given import BARE, CALL, hit

from onrecord.index import Article
from onrecord.index.lexical import terms
from onrecord.rag import Retriever
from onrecord.ui.finding import MOST, article_entry, entries, found, marked

LONG = Article(
    "long",
    "The harbour",
    " ".join(f"Sentence {n} says that nothing of note took place in the harbour that day." for n in range(20))
    + " The ferry struck the reef at four. "
    + " ".join(f"Sentence {n} says that nothing of note took place in the town either." for n in range(20)),
)


def words(text: str, stems: str) -> list[str]:
    return [piece["text"] for piece in marked(text, set(terms(stems))) if piece["kind"] == "quote"]


def test_words_are_marked_where_the_index_finds_them() -> None:
    text = "The Bridges' closing; bridging, a BRIDGE. Café."
    assert words(text, "bridge closed") == ["Bridges", "closing", "bridging", "BRIDGE"]
    assert words(text, "cafe") == ["Café"]
    assert words(text, "the of") == []
    assert words(text, "") == []


@given(texts, texts)
def test_the_pieces_join_to_the_text_whatever_it_is(text: str, query: str) -> None:
    pieces = marked(text, set(terms(query)))
    assert "".join(piece["text"] for piece in pieces) == text
    assert all(piece["text"] for piece in pieces)


def test_a_hit_shows_the_sentences_that_have_the_words_and_where_they_stand() -> None:
    (entry,) = entries([hit(LONG)], "ferry reef")
    text = LONG.text[entry["start"] : entry["end"]]
    assert "The ferry struck the reef at four." in text
    assert len(text.split()) < 100
    assert "".join(piece["text"] for piece in entry["pieces"]) == text
    assert [piece["text"] for piece in entry["pieces"] if piece["kind"] == "quote"] == ["ferry", "reef"]
    assert (entry["before"], entry["after"], entry["revision"]) == (True, True, 1)


def test_a_short_hit_is_shown_whole() -> None:
    (entry,) = entries([hit(CALL)], "call")
    assert (entry["start"], entry["end"]) == (0, len(CALL.text))
    assert (entry["before"], entry["after"]) == (False, False)
    assert entry["byline"] == "The Courier, 4 July 2025"
    assert entry["section"] == "Politics"


def test_an_article_without_a_title_outlet_or_date_says_so() -> None:
    entry = article_entry(BARE)
    assert (entry["title"], entry["byline"], entry["pieces"]) == ("Untitled article", "Outlet unknown, undated", [])


@pytest.mark.parametrize("count", [5, MOST, 10 * MOST])
def test_no_more_is_searched_than_is_ever_shown(make: Make, count: int) -> None:
    index = make()
    index.add(article(f"a{n}", sentences=2) for n in range(MOST + 9))
    hits = found(Retriever(index, rerank=0), "opened closed bridge", None, count)
    assert len(hits) == min(count, MOST)


@given(st.text(max_size=50))
def test_any_words_can_be_marked_in_any_passage(query: str) -> None:
    assert entries([hit(CALL), hit(BARE)], query)
