"""Candidates in the order in which they answer, and how many of them are read for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hits import hit
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.reranking import USUAL, reranked
from onrecord.rag.understand import understand
from onrecord.rag.weighing import Timing

ASKED = understand("Who left?", asked=date(2025, 7, 4))
HITS = [hit(n, f"Passage {n}.", fused=0.03 - n / 2000) for n in range(40)]


class Scores:
    """A reranker that scores the passage of a number, 0 where none is given, and counts what it reads."""

    name = "scores"

    def __init__(self, **scores: float) -> None:
        self.scores = {f"Passage {name[1:]}.": score for name, score in scores.items()}
        self.read: list[str] = []

    def score(self, _: str, texts: Sequence[str]) -> list[float]:
        passages = [text.rpartition("\n")[2] for text in texts]
        self.read += passages
        return [self.scores.get(passage, 0.0) for passage in passages]


def test_reading_stops_when_no_other_could_stand_first() -> None:
    """The first passage leads by 11 and by its ranks: a logit of 9 for the 13th would not do."""
    reranker = Scores(p0=11.0)
    found = reranked(reranker, ASKED, HITS, Timing(), 30)
    assert len(reranker.read) == 12
    assert [one.passage.id for one in found[12:]] == list(range(12, 40))
    assert found[0].passage.id == 0


def test_reading_goes_on_while_another_could() -> None:
    reranker = Scores(p0=3.0, p25=8.0)
    found = reranked(reranker, ASKED, HITS, Timing(), 30)
    assert len(reranker.read) == 30
    assert found[0].passage.id == 25


def test_the_usual_number_is_read_and_more_where_none_of_them_is_likely_to_answer() -> None:
    for logit, count in ((5.0, USUAL), (3.0, 40)):
        reranker = Scores(p3=logit, p39=6.0)
        found = reranked(reranker, ASKED, HITS, Timing(), 40)
        assert len(reranker.read) == count
        assert found[0].passage.id == (3 if count == USUAL else 39)


def test_no_more_are_read_than_said() -> None:
    reranker = Scores(p7=9.0)
    found = reranked(reranker, ASKED, HITS, Timing(), 5)
    assert len(reranker.read) == 5
    assert found[0].passage.id != 7
    assert [("rerank" in one.signals) for one in found] == [True] * 5 + [False] * 35


def test_scores_fall() -> None:
    found = reranked(Scores(p3=4.0, p11=-9.0), ASKED, HITS, Timing(), 24)
    assert all(before.score >= after.score for before, after in pairwise(found))


def test_nothing_found_nothing_read() -> None:
    assert reranked(Scores(), ASKED, [], Timing()) == []


@given(st.lists(st.floats(-12, 12), min_size=40, max_size=40), st.integers(1, 40), st.sampled_from([3.9, 9.0]))
def test_stopping_early_never_changes_what_is_first(logits: list[float], most: int, highest: float) -> None:
    """As long as no logit exceeds 9, which is what stopping relies on; of the usual number, where one of these is
    likely to answer."""
    capped = {f"p{n}": min(highest if n < USUAL else 9.0, logit) for n, logit in enumerate(logits)}
    if max(capped[f"p{n}"] for n in range(USUAL)) >= 4.0:
        most = min(most, USUAL)
    quick = reranked(Scores(**capped), ASKED, HITS, Timing(), most)
    best = max(HITS[:most], key=lambda one: capped[f"p{one.passage.id}"] + 55 * one.signals["fused"])
    top = quick[0]
    assert top.score == pytest.approx(capped[f"p{best.passage.id}"] + 55 * best.signals["fused"] + 0.6)
