from __future__ import annotations

import itertools

import pytest
from hits import hit
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.fusion import collapse, fuse, spread


def test_reciprocal_rank_fusion() -> None:
    """Ranks from one, 60 added: passage 2 is second and first, 1/62 + 1/61 = 0.032522; passage 1 is first and third,
    1/61 + 1/63 = 0.032266; passage 3 is third in one alone, 1/63 = 0.015873; passage 4 second in one, 1/62 = 0.016129.
    """
    fused = fuse({"dense": [(1, 0.9), (2, 0.8), (3, 0.7)], "lexical": [(2, 9.0), (4, 8.0), (1, 7.0)]})
    assert [(one.id, round(one.score, 6)) for one in fused] == [
        (2, 0.032522),
        (1, 0.032266),
        (4, 0.016129),
        (3, 0.015873),
    ]


def test_signals_of_every_ranking_are_kept() -> None:
    (fused,) = fuse({"dense": [(1, 0.8)], "lexical": [(1, 7.0)]})
    assert fused.signals == {"dense": 0.8, "lexical": 7.0, "scored": 2.0, "fused": fused.score}


def test_scores_are_brought_to_one_scale_and_added_where_a_ranking_counts_whole() -> None:
    """Of 1: (0.8 - 0.6) / (0.9 - 0.6) = 2/3 of the one, and the least, 0, of the other; 3 is in one alone; the half
    ranking says nothing."""
    rankings = {
        "dense": [(2, 0.9), (1, 0.8), (3, 0.6)],
        "lexical": [(2, 8.0), (1, 4.0)],
        "half": [(3, 2.0), (1, 1.0)],
    }
    found = {one.id: one.signals["scored"] for one in fuse(rankings, {"half": 0.5})}
    assert found == {1: pytest.approx(2 / 3), 2: 2.0, 3: 0.0}


def test_nothing_fuses_to_nothing() -> None:
    assert fuse({"dense": [], "lexical": []}) == []
    assert fuse({}) == []


@given(st.lists(st.permutations(range(6)), min_size=1, max_size=3))
def test_fusion_keeps_every_passage_once_whatever_the_order_of_rankings(orders: list[list[int]]) -> None:
    rankings = {str(place): [(name, 1.0) for name in order] for place, order in enumerate(orders)}
    fused = fuse(rankings)
    assert sorted(one.id for one in fused) == list(range(6))
    other_way = {one.id: one.score for one in fuse(dict(reversed(rankings.items())))}
    assert other_way == pytest.approx({one.id: one.score for one in fused})
    assert all(before.score >= after.score for before, after in itertools.pairwise(fused))


def test_a_weight_is_what_a_ranking_counts() -> None:
    """1/61 beside 0.5/61: the passage of the full ranking stands first, though it has the higher id."""
    fused = fuse({"main": [(2, 1.0)], "side": [(1, 1.0)]}, {"side": 0.5})
    assert [(one.id, round(one.score * 61, 9)) for one in fused] == [(2, 1.0), (1, 0.5)]


def test_one_article_takes_no_more_than_its_share_of_what_is_read() -> None:
    hits = [*(hit(n, article="long") for n in range(6)), hit(9, article="short")]
    assert [one.passage.id for one in spread(hits, 4, share=0.5)] == [0, 1, 9, 2, 3, 4, 5]
    assert [one.passage.id for one in spread(hits[:6], 4, share=0.5)] == [0, 1, 2, 3, 4, 5]


def test_a_passage_that_says_nearly_the_same_as_one_before_is_left_out() -> None:
    """9 of 10 different words are shared: 9 / 11 = 0.82 with two swapped out, 10 / 10 with the order changed."""
    first = hit(1, "one two three four five six seven eight nine ten")
    same = hit(2, "Ten, nine, eight, seven, six, five, four, three, two, ONE!")
    near = hit(3, "one two three four five six seven eight nine eleven")
    assert [one.passage.id for one in collapse([first, same, near])] == [1, 3]
    assert [one.passage.id for one in collapse([first, same, near], alike=0.8)] == [1]
    assert collapse([]) == []


def test_no_more_hits_are_taken_than_are_wanted() -> None:
    hits = iter([hit(number, f"word{number}") for number in range(100)])
    assert [one.passage.id for one in collapse(hits, count=3)] == [0, 1, 2]
    assert len(list(hits)) == 96


def test_whose_a_folded_passage_is_is_kept_once() -> None:
    hits = [hit(number, "one two three", article=name) for number, name in enumerate("abab")]
    (folded,) = collapse(hits)
    assert (folded.article.id, [article.id for article in folded.also]) == ("a", ["b"])
