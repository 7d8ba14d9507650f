"""Why there is no answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hits import hit

from onrecord.rag.declining import Declined, declined
from onrecord.rag.types import Citation

NEAR = hit(1, "Ida Marsh reopened the Tollgate Bridge with 300 guests.", rerank=3.0)
FAR = hit(2, "It rained.", rerank=-9.0)


def test_nothing_is_about_it() -> None:
    expected = Declined("nothing", "Nothing in the archive is about this.")
    assert declined("Who won?", []) == expected
    assert declined("Who won?", [FAR]) == expected


def test_a_filter_is_mentioned_where_there_was_one() -> None:
    assert declined("Who won?", [], filtered=True) == Declined(
        "nothing", "Nothing that the filters leave is about this."
    )


def test_what_is_nearest_is_about_somebody_else() -> None:
    cause, reason = declined("When did Jo Strand reopen the Tollgate Bridge with 400 guests?", [NEAR, FAR])
    assert cause == "elsewhere"
    assert reason.endswith("The nearest articles do not mention “Jo Strand”, “400”.")


def test_a_possessive_is_named_without_its_ending() -> None:
    assert "“Strand”." in declined("Where is Strand’s bridge?", [NEAR]).reason


def test_what_is_about_it_does_not_say() -> None:
    found = declined("What did the Tollgate Bridge cost?", [NEAR])
    assert found == Declined("silent", "Nothing in the archive says this, though articles are about it.")


def test_a_filter_that_left_the_answer_out_is_named_with_where_it_stands() -> None:
    article = replace(NEAR.article, published="2025-07-04")
    found = declined("Who?", [], [Citation(1, article, 1, 0, 9)])
    assert found == Declined("filtered", "The filters leave out what answers this (The Courier, 2025-07-04).")
    unknown = replace(article, outlet="", published=None)
    assert declined("Who?", [], [Citation(1, unknown, 1, 0, 9)]).reason == "The filters leave out what answers this."


@pytest.mark.parametrize("question", ["", "?", "“”", "Ω 5 É", "A" * 5000, "\udce9"])
def test_any_question_has_a_reason(question: str) -> None:
    assert declined(question, [NEAR]).reason
