"""What holds of sentences and passages for any text, and answers known for news."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from texts import news, texts

from onrecord.index import ChunkSettings
from onrecord.index.chunking import indexed_text, is_heading, passages, sentences
from onrecord.index.tokens import count

budgets = st.sampled_from([16, 40, 192]).flatmap(
    lambda budget: st.builds(ChunkSettings, st.just(budget), st.sampled_from([0, 1]))
)


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def paragraph(*said: str) -> str:
    return " ".join(said)


@given(texts)
def test_sentences_are_in_order_apart_and_inside_the_text(text: str) -> None:
    found = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))


@given(texts)
def test_no_sentence_crosses_a_line_end_or_has_blanks_around_it(text: str) -> None:
    for sentence in words(text):
        assert "\n" not in sentence
        assert sentence == sentence.strip()


@given(texts)
@example(" \n\t\u00a0")
def test_every_character_that_is_not_blank_is_in_a_sentence(text: str) -> None:
    outside = list(text)
    for start, end in sentences(text):
        outside[start:end] = [" "] * (end - start)
    assert "".join(outside).strip() == ""


@given(texts, budgets)
def test_passages_leave_out_nothing_and_are_in_order(text: str, settings: ChunkSettings) -> None:
    found = passages(text, settings)
    covered = {place for start, end in found for place in range(start, end)}
    assert all(text[place].isspace() for place in set(range(len(text))) - covered)
    assert all(before[0] < after[0] and before[1] < after[1] for before, after in pairwise(found))


@given(texts, budgets)
@example("😀" * 300, ChunkSettings(16))
@example("字" * 300, ChunkSettings(16))
@example(("Word." + "\n \n\t\n" * 30) * 5, ChunkSettings(16))
def test_no_passage_is_over_the_budget(text: str, settings: ChunkSettings) -> None:
    assert all(count(text[start:end]) <= settings.budget for start, end in passages(text, settings))


@given(texts, budgets)
def test_passages_begin_and_end_with_sentences_but_for_those_over_the_budget(
    text: str, settings: ChunkSettings
) -> None:
    whole = sentences(text)
    inside = [span for span in whole if count(text[slice(*span)]) >= settings.budget]
    starts, ends = {start for start, _ in whole}, {end for _, end in whole}
    for start, end in passages(text, settings):
        assert start in starts or any(a < start < b for a, b in inside)
        assert end in ends or any(a < end < b for a, b in inside)


@given(texts, budgets)
def test_passages_share_one_sentence_at_most(text: str, settings: ChunkSettings) -> None:
    for (_, end), (start, _) in pairwise(passages(text, settings)):
        shared = [a for a, _ in sentences(text) if start <= a < end]
        assert len(shared) <= settings.overlap
        assert settings.overlap or start >= end


@given(texts, budgets)
def test_a_heading_never_ends_a_passage_that_goes_on(text: str, settings: ChunkSettings) -> None:
    for start, end in passages(text, settings)[:-1]:
        last = [span for span in sentences(text) if span[1] == end]
        if last and is_heading(text, last[0]):
            assert start >= last[0][0], "only a heading too long to stand with what it heads is left alone"


@given(news)
def test_the_next_sentence_would_not_have_fitted(text: str) -> None:
    settings = ChunkSettings(40, 0)
    for (start, _), (following, end) in pairwise(passages(text, settings)):
        first = [b for a, b in sentences(text) if a == following]
        slack = len([a for a, _ in sentences(text) if start <= a <= following])
        if first and not is_heading(text, (following, first[0])) and end >= first[0]:
            assert count(text[start : first[0]]) > settings.budget - 2 * slack


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ms. Lee left. She won.", ["Ms. Lee left.", "She won."]),
        ("Dr. Khan spoke. Mr. Roe did not.", ["Dr. Khan spoke.", "Mr. Roe did not."]),
        ("It began on Sept. 4 at noon. It ended.", ["It began on Sept. 4 at noon.", "It ended."]),
        ("They met at 6 p.m. on Friday. Nobody spoke.", ["They met at 6 p.m. on Friday.", "Nobody spoke."]),
        ("She is No. 4 on the list. He is not.", ["She is No. 4 on the list.", "He is not."]),
        ("The U.S. Senate voted. It failed.", ["The U.S. Senate voted.", "It failed."]),
        ("“We won.” She left.", ["“We won.”", "She left."]),
        ("“We won,” she said. “Now we rest.”", ["“We won,” she said.", "“Now we rest.”"]),
        ("It rose 3.2 percent. It fell 1.5.", ["It rose 3.2 percent.", "It fell 1.5."]),
        ("1. First point\n2. Second point", ["1. First point", "2. Second point"]),
        ("J. R. Smith won. He wept.", ["J. R. Smith won.", "He wept."]),
        ("Who won? Nobody! Why?", ["Who won?", "Nobody!", "Why?"]),
        ("A title\n\nA text. More of it.", ["A title", "A text.", "More of it."]),
        ("One line\r\nand the next.\r\n", ["One line", "and the next."]),
        ("", []),
        (" \n \n", []),
    ],
)
def test_sentences_of_news(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_passage_begins_with_the_last_sentence_of_the_one_before() -> None:
    """Each sentence is 7 tokens and one for the blank before it: two fit in 16, so of four, 1-2, 2-3 and 3-4 do."""
    said = [f"The {name} council met on Monday." for name in ("first", "second", "third", "fourth")]
    assert [count(one) for one in said] == [7, 7, 7, 7]
    text = paragraph(*said)
    found = [text[start:end] for start, end in passages(text, ChunkSettings(16))]
    assert found == [paragraph(*said[at : at + 2]) for at in range(3)]


def test_without_overlap_each_sentence_is_in_one_passage() -> None:
    said = [f"The {name} council met on Monday." for name in ("first", "second", "third", "fourth")]
    text = paragraph(*said)
    found = [text[start:end] for start, end in passages(text, ChunkSettings(16, 0))]
    assert found == [paragraph(*said[:2]), paragraph(*said[2:])]


def test_a_heading_goes_with_what_it_heads() -> None:
    text = "The first council met on Monday.\n\nWeather\n\nThe second council met on Monday, and on Tuesday."
    found = [text[start:end] for start, end in passages(text, ChunkSettings(16))]
    assert found == [text[:32], text[34:]]


def test_a_sentence_over_the_budget_is_cut_at_a_clause() -> None:
    text = (
        "The council met on Monday in the old town hall, where nobody had been for many long and very cold years now."
    )
    first = passages(text, ChunkSettings(20))[0]
    assert text[slice(*first)] == "The council met on Monday in the old town hall,"


def test_a_short_text_is_one_passage() -> None:
    assert passages("It rained. It poured.") == [(0, 21)]
    assert passages("") == []


@pytest.mark.parametrize(
    ("text", "span", "heading"),
    [
        ("Weather\nIt rained.", (0, 7), True),
        ("Weather\nIt rained.", (8, 18), False),
        ("It rained and", (0, 13), True),
        ("x" * 101, (0, 101), False),
        ("Who won?", (0, 8), False),
        ("One. Two", (5, 8), False),
    ],
)
def test_a_heading_is_short_alone_on_its_line_and_no_sentence(text: str, span: tuple[int, int], heading: bool) -> None:
    assert is_heading(text, span) is heading


def test_the_title_stands_before_the_passage_in_what_is_indexed() -> None:
    assert indexed_text("Bridge shut", "It rained.") == "Bridge shut\nIt rained."
    assert indexed_text("", "It rained.") == "It rained."


@pytest.mark.parametrize(("budget", "overlap"), [(15, 1), (0, 0), (192, 2), (192, -1)])
def test_settings_that_make_no_sense_are_refused(budget: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="budget of 16"):
        ChunkSettings(budget, overlap)


@pytest.mark.parametrize("piece", ["word ", "It rained. ", "a", "字", "😀", ". ", "\n", " "])
def test_time_grows_with_the_length_of_a_text_and_not_with_its_square(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    start = time.process_time()
    passages(text)
    assert time.process_time() - start < 20
