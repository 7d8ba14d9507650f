from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import AP, RR, Qrel, R, ScoredDoc, nDCG

from onrecord.eval.metrics import average_precision, ndcg, recall, reciprocal_rank

CUTS = (1, 3, 5, 10, 100)
Measure = Callable[[Sequence[str], Mapping[str, int]], float]
AT_FIVE: dict[str, Measure] = {
    "recall": lambda ranking, relevant: recall(ranking, relevant, 5),
    "ndcg": lambda ranking, relevant: ndcg(ranking, relevant, 5),
    "reciprocal_rank": lambda ranking, relevant: reciprocal_rank(ranking, relevant, 5),
    "average_precision": average_precision,
}
every_measure = pytest.mark.parametrize("measure", AT_FIVE.values(), ids=AT_FIVE)


def judged_ranking(chance: random.Random) -> tuple[list[str], dict[str, int]]:
    """Up to 30 documents ranked, some judged, some of those judged not found; at least one is relevant."""
    documents = [f"d{number}" for number in range(40)]
    ranking = chance.sample(documents, chance.randint(1, 30))
    judged = chance.sample(documents, chance.randint(1, 20))
    relevant = {document: chance.choice((-1, 0, 0, 1, 1, 2, 3)) for document in judged}
    relevant[chance.choice(judged)] = chance.randint(1, 3)
    return ranking, relevant


def test_measures_equal_those_of_ir_measures_on_random_rankings() -> None:
    chance = random.Random(20260101)  # noqa: S311
    cases = {f"q{number}": judged_ranking(chance) for number in range(500)}
    qrels = [Qrel(name, *judgement) for name, (_, relevant) in cases.items() for judgement in relevant.items()]
    run = [
        ScoredDoc(name, document, float(len(ranking) - place))
        for name, (ranking, _) in cases.items()
        for place, document in enumerate(ranking)
    ]
    measures = [AP, *(of @ k for of in (nDCG, R, RR) for k in CUTS)]
    theirs = {(one.query_id, str(one.measure)): one.value for one in ir_measures.iter_calc(measures, qrels, run)}
    ours = {}
    for name, (ranking, relevant) in cases.items():
        ours[name, "AP"] = average_precision(ranking, relevant)
        for k in CUTS:
            ours[name, f"nDCG@{k}"] = ndcg(ranking, relevant, k)
            ours[name, f"R@{k}"] = recall(ranking, relevant, k)
            ours[name, f"RR@{k}"] = reciprocal_rank(ranking, relevant, k)
    assert len(theirs) == len(cases) * (1 + 3 * len(CUTS))
    assert ours == pytest.approx(theirs, abs=1e-9)


@every_measure
def test_a_perfect_ranking_scores_one_and_a_useless_one_nothing(measure: Measure) -> None:
    relevant = {"a": 3, "b": 2, "c": 1, "x": 0}
    assert measure(["a", "b", "c", "x", "y"], relevant) == pytest.approx(1.0)
    assert measure(["x", "y"], relevant) == 0.0
    assert measure([], relevant) == 0.0


@every_measure
def test_a_document_ranked_twice_is_refused_even_beyond_the_cut(measure: Measure) -> None:
    with pytest.raises(ValueError, match="'x' twice"):
        measure(["a", "x", "b", "c", "d", "e", "x"], {"a": 1})


@every_measure
@pytest.mark.parametrize("relevant", [{}, {"a": 0}, {"a": -1}])
def test_a_question_without_a_relevant_document_is_refused(measure: Measure, relevant: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="relevant"):
        measure(["a"], relevant)


@pytest.mark.parametrize("measure", [recall, ndcg, reciprocal_rank])
def test_a_cut_below_one_is_refused(measure: Callable[..., float]) -> None:
    with pytest.raises(ValueError, match="not 0"):
        measure(["a"], {"a": 1}, 0)


def test_gain_is_the_grade_and_not_a_power_of_two() -> None:
    """Grade 1 before grade 3: 1 + 3 / 1.58496 = 2.89279 where 3 + 1 / 1.58496 = 3.63093 was best; 0.79671."""
    assert ndcg(["one", "three"], {"one": 1, "three": 3}, 2) == pytest.approx(0.79671, abs=5e-6)


def test_the_best_possible_ranking_is_cut_too() -> None:
    """Three are relevant, but no two places could hold more than two of them."""
    assert ndcg(["a", "b"], {"a": 1, "b": 1, "c": 1}, 2) == pytest.approx(1.0)
    assert recall(["a", "b"], {"a": 1, "b": 1, "c": 1}, 2) == pytest.approx(2 / 3)


@given(st.permutations(list("abcdef")), st.integers(1, 6))
def test_moving_a_relevant_document_up_never_lowers_a_measure(order: list[str], place: int) -> None:
    relevant = {"a": 2, "b": 1}
    if place < len(order) and order[place] == "a":
        better = [*order[: place - 1], "a", order[place - 1], *order[place + 1 :]]
        for measure in AT_FIVE.values():
            assert measure(better, relevant) >= measure(order, relevant) - 1e-12
