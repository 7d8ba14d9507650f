"""How much is quoted around the words that answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index.chunking import sentences
from onrecord.rag.quoting import quote

PLAIN = "Ida Marsh opened the bridge. The bridge reopens in May. He said it was safe. Nobody came."
SAID = "The mayor spoke. “We will mend it. It will cost €2 million. Nobody pays more,” Marsh said. She left."


def quoted(text: str, words: str) -> str:
    start = text.index(words)
    begin, end = quote(text, (start, start + len(words)), sentences(text))
    return text[begin:end]


def test_the_whole_sentence_is_quoted() -> None:
    assert quoted(PLAIN, "May") == "The bridge reopens in May."


def test_an_answer_over_two_sentences_brings_both() -> None:
    assert quoted(PLAIN, "May. He") == "The bridge reopens in May. He said it was safe."


def test_a_sentence_about_somebody_named_before_brings_the_one_before() -> None:
    assert quoted(PLAIN, "safe") == "The bridge reopens in May. He said it was safe."


def test_the_first_sentence_has_none_before_it() -> None:
    assert quoted("He said it was safe. Nobody came.", "safe") == "He said it was safe."


@pytest.mark.parametrize("opener", ["But she", "And they", "“It", "This", "Still, he", "Their"])
def test_other_words_for_what_was_named_before(opener: str) -> None:
    text = f"The harbour closed. {opener} had no plan for winter."
    assert quoted(text, "winter").startswith("The harbour closed.")


def test_a_statement_in_quotation_marks_is_not_broken_off() -> None:
    assert quoted(SAID, "mend").startswith("“We will mend it. It will cost €2 million. Nobody pays more,” Marsh said.")


def test_who_said_it_comes_with_the_end_of_a_statement() -> None:
    assert "Marsh said" in quoted(SAID, "€2 million")


def test_a_heading_is_not_brought_along() -> None:
    text = "The winter plan\n\nIt has three parts and costs little."
    assert quoted(text, "three") == "It has three parts and costs little."


def test_a_quote_does_not_grow_without_end() -> None:
    text = "“" + "This goes on and on without an end in sight. " * 40
    assert len(sentences(text)) > 30
    assert 10 < len(quoted(text, "sight").split()) <= 100


@given(st.text(st.sampled_from("aB .?!“”\nhe it He It"), min_size=1, max_size=120), st.data())
def test_a_quote_holds_the_answer_and_begins_and_ends_with_sentences(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    spans = sentences(text)
    begin, stop = quote(text, (start, end), spans)
    assert 0 <= begin < stop <= len(text)
    if any(first < end and start < last for first, last in spans):
        assert begin in {first for first, _ in spans}
        assert stop in {last for _, last in spans}
    else:
        assert (begin, stop) == (start, end)
