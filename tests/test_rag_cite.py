from __future__ import annotations

import math

import pytest
from hits import hit, span
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.cite import Verdict, cite


def odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


BRIDGE = hit(1, "The bridge was closed. It had a crack. It reopens in May.")
STORM = hit(2, "Storm Ilse came ashore. It had a crack.")


def test_quotes_are_numbered_from_one_best_first() -> None:
    spans = [span(BRIDGE, odds(0.9), "It had a crack."), span(STORM, odds(0.8), "Storm Ilse came ashore.")]
    verdict = cite(spans, 0.5)
    assert [(one.number, one.article.id, one.quote) for one in verdict.citations] == [
        (1, "a1", "It had a crack."),
        (2, "a2", "Storm Ilse came ashore."),
    ]
    assert verdict.confidence == pytest.approx(0.9)


def test_focus_is_kept_and_is_what_answers() -> None:
    (citation,) = cite([span(BRIDGE, odds(0.9), "It reopens in May.", "May")], 0.5).citations
    assert (citation.answering, citation.quote) == ("May", "It reopens in May.")
    assert citation.article.text[slice(*citation.focus or ())] == "May"


def test_overlapping_quotes_and_the_same_words_elsewhere_are_given_once() -> None:
    spans = [
        span(BRIDGE, odds(0.9), "It had a crack."),
        span(BRIDGE, odds(0.89), "a crack. It reopens"),
        span(STORM, odds(0.88), "It had a crack."),
        span(BRIDGE, odds(0.87), "It reopens in May."),
    ]
    assert [one.quote for one in cite(spans, 0.5).citations] == [
        "It had a crack.",
        "It reopens in May.",
    ]


def test_a_quote_much_weaker_than_the_best_is_left_out() -> None:
    found = [hit(number) for number in range(3)]
    spans = [span(one, odds(chance)) for one, chance in zip(found, (0.95, 0.9, 0.4), strict=True)]
    assert len(cite(spans, 0.3).citations) == 2


def test_there_are_no_more_than_three_quotes() -> None:
    found = [hit(number) for number in range(9)]
    spans = [span(one, odds(0.9)) for one in found]
    assert len(cite(spans, 0.5).citations) == 3


@pytest.mark.parametrize("quotes", [1, 2, 6])
def test_as_many_quotes_as_are_wished(quotes: int) -> None:
    spans = [span(hit(number), odds(0.9)) for number in range(9)]
    assert len(cite(spans, 0.5, quotes=quotes).citations) == quotes
    assert len(cite(spans, 0.5, "list", quotes=quotes).citations) <= quotes


def test_too_low_a_score_is_an_abstention_that_keeps_its_confidence() -> None:
    verdict = cite([span(BRIDGE, odds(0.2))], 0.5)
    assert verdict.citations == ()
    assert verdict.confidence == pytest.approx(0.2)


def test_nothing_read_nothing_quoted() -> None:
    assert cite([], 0.0) == Verdict((), 0.0)


def test_a_list_has_more_quotes_and_no_answer_twice() -> None:
    one = hit(1, "Ida came. Jo came. Ida left. Per came. Ann came.")
    spans = [
        span(one, odds(0.9), "Ida came.", "Ida"),
        span(one, odds(0.8), "Jo came.", "Jo"),
        span(one, odds(0.7), "Ida left.", "Ida"),
        span(one, odds(0.5), "Per came.", "Per"),
        span(one, odds(0.3), "Ann came.", "Ann"),
    ]
    assert [c.answering for c in cite(spans, 0.2, "list").citations] == ["Ida", "Jo", "Per"]
    assert [c.answering for c in cite(spans, 0.2, "who").citations] == ["Ida", "Jo", "Ida"]


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(allow_nan=False)), max_size=8), st.floats(0, 1))
def test_any_scores_give_a_verdict_within_its_bounds(scores: list[tuple[int, float]], least: float) -> None:
    spans = sorted((span(hit(name), score) for name, score in scores), key=lambda one: -one.score)
    verdict = cite(spans, least)
    assert 0 <= verdict.confidence <= 1
    assert bool(verdict.citations) is (bool(spans) and verdict.confidence >= least)
    assert [one.number for one in verdict.citations] == list(range(1, len(verdict.citations) + 1))
