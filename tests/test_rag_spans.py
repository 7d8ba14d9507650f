"""The likeliest answers in a text, from logits made by hand."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.network import Logits
from onrecord.rag.spans import LONGEST, spans

TEXT = "The bridge was closed on Monday after a crack."


def window(start: dict[int, float], end: dict[int, float], *, nowhere: float = 0.0) -> Logits:
    """Logits over the words of ``TEXT``; -9 where none is given."""
    words = [match.span() for match in re.finditer(r"\S+", TEXT)]
    offsets = np.array(words, np.int32)
    starts, ends = (np.full(len(words), -9.0, np.float32) for _ in range(2))
    for logits, given_ones in ((starts, start), (ends, end)):
        for place, value in given_ones.items():
            logits[place] = value
    return Logits(offsets, starts, ends, nowhere, no_answer=-1.5, relevance=2.5)


def test_the_best_start_and_end_that_stand_in_order_are_the_answer() -> None:
    """Start 4 + end 3 at "on Monday" make 7, over nowhere at 2: a margin of 5."""
    found = spans([window({4: 4.0, 7: 1.0}, {5: 3.0, 8: 1.0, 0: 9.0}, nowhere=2.0)], 2)
    assert [TEXT[one.start : one.end] for one in found] == ["on Monday", "a crack."]
    assert found[0].margin == pytest.approx(5.0)
    assert (found[0].no_answer, found[0].relevance) == (-1.5, 2.5)
    assert found[1].margin == pytest.approx(0.0)


def test_answers_share_no_word() -> None:
    found = spans([window({4: 4.0, 5: 3.9}, {5: 3.0, 4: 2.9})], 9)
    places = [range(one.start, one.end) for one in found]
    assert all(not set(one) & set(other) for n, one in enumerate(places) for other in places[:n])


def test_of_two_windows_the_surer_counts() -> None:
    found = spans([window({4: 4.0}, {5: 3.0}), window({7: 6.0}, {8: 5.0})], 1)
    assert [TEXT[one.start : one.end] for one in found] == ["a crack."]


def test_no_words_no_answer() -> None:
    assert spans([], 3) == []
    assert spans([window({}, {})], 0) == []


@given(st.lists(st.floats(-20, 20), min_size=60, max_size=60), st.integers(1, 50))
def test_answers_are_pieces_of_the_text_and_never_too_long(values: list[float], longest: int) -> None:
    offsets = np.array([(3 * n, 3 * n + 2) for n in range(60)], np.int32)
    logits = np.array(values, np.float32)
    for one in spans([Logits(offsets, logits, logits[::-1], 0.0, 0.0, 0.0)], 3, longest):
        assert 0 <= one.start < one.end <= 180
        assert (one.end - one.start + 1) / 3 <= min(longest, LONGEST + 60)
