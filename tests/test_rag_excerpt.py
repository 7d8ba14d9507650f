from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from onrecord.index.chunking import sentences
from onrecord.rag.excerpt import excerpt, rarity, shown, stretch

FILLER = "The weather in the valley stayed dry and mild through most of the week. "
BRIDGE = "The Tollgate Bridge was closed after engineers found a crack in a hanger. "
REOPENS = "It reopens in May, the council said. "
TEXT = FILLER * 4 + BRIDGE + REOPENS + FILLER * 4


def cut(query: str, words: int) -> str:
    return " ".join(TEXT[a:b] for a, b in excerpt(TEXT, rarity(query, [TEXT, FILLER]), words))


def test_it_is_whole_sentences_around_the_one_with_the_questions_words() -> None:
    assert cut("Why was the Tollgate Bridge closed?", 13) == BRIDGE.strip()
    assert cut("Why was the Tollgate Bridge closed?", 20) == (BRIDGE + REOPENS).strip()
    assert cut("When does it reopen in May?", 7) == REOPENS.strip()


def test_sentences_that_stand_apart_are_taken_together_when_each_has_words_of_the_question() -> None:
    text = f"{BRIDGE}{FILLER * 3}The engineers are led by Ana Lind. {FILLER * 3}"
    cut = excerpt(text, rarity("Who leads the engineers of the Tollgate Bridge? Lind?", [text, FILLER]), 22)
    assert [text[start:end] for start, end in cut] == [BRIDGE.strip(), "The engineers are led by Ana Lind."]


def test_a_short_passage_is_read_whole() -> None:
    assert excerpt(BRIDGE, {}, 48) == [(0, len(BRIDGE))]


def test_what_all_texts_have_tells_them_apart_least() -> None:
    worth = rarity("bridge crack moon", ["The bridge had a crack.", "The bridge was painted."])
    assert worth["crack"] > worth["bridg"] > worth["moon"] == 0.0


def test_a_title_stands_above_the_excerpt() -> None:
    assert shown("crack", [("Bridge shut", BRIDGE), ("", BRIDGE)]) == [f"Bridge shut\n{BRIDGE}", BRIDGE]


@given(st.text(max_size=2_000), st.text(max_size=60), st.integers(1, 80))
def test_any_text_has_an_excerpt_inside_it(text: str, query: str, words: int) -> None:
    spans = excerpt(text, rarity(query, [text]), words)
    assert spans
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_a_stretch_is_whole_sentences_in_a_row_with_most_of_the_question() -> None:
    text = "It rained on Monday. The bridge was shut. A crack was found in it. Nobody came. Marsh spoke of the bridge."
    worth = {"bridg": 1.0, "crack": 2.0, "marsh": 0.5}
    start, end = stretch(text, worth, 11)
    assert text[start:end] == "The bridge was shut. A crack was found in it."
    start, end = stretch(text, worth, 4)
    assert text[start:end] == "A crack was found in it."


def test_a_short_text_is_its_own_stretch() -> None:
    assert stretch("It rained.", {"rain": 1.0}, 50) == (0, 10)
    assert stretch("", {}, 50) == (0, 0)


@given(st.text(st.sampled_from("ab .?!\n"), max_size=200), st.integers(0, 12))
def test_a_stretch_lies_in_the_text_and_is_no_longer_than_it_may_be(text: str, words: int) -> None:
    start, end = stretch(text, {"b": 1.0, "ab": 0.5}, words)
    assert 0 <= start <= end <= len(text)
    inside = [span for span in sentences(text) if start <= span[0] and span[1] <= end]
    if len(inside) > 1 and text.count(" ") >= words:
        assert sum(1 + text.count(" ", *span) for span in inside) <= words
