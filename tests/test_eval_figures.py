"""From records to figures, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.eval.figures import Figure, figures_of, groups_of, latency_of, lost_of, values_of
from onrecord.eval.measures import MEASURES, in_order
from onrecord.eval.types import Record


def scored(values: list[float], metric: str = "right", groups: list[str] | None = None) -> list[Record]:
    return [
        Record(f"q{n}", "s", "?", scores={metric: value}, group=groups[n] if groups else "")
        for n, value in enumerate(values)
    ]


def sure(confidence: float, right: bool, declined: bool = False, able: bool | None = True, **more: Any) -> Record:
    return Record(
        f"{confidence}-{right}-{declined}-{able}", "s", "?",
        confidence=confidence, right=right, declined=declined, able=able, **more,
    )  # fmt: skip


# ---- means -----------------------------------------------------------------------------------------------------------


def test_a_figure_is_the_mean_over_the_questions_that_have_the_measure() -> None:
    records = [*scored([1.0, 0.0, 1.0]), Record("other", "s", "?", scores={"f1": 0.25})]
    figures = figures_of(records)["s"]
    assert figures["right"].value == pytest.approx(2 / 3)
    assert (figures["right"].n, figures["f1"].n) == (3, 1)
    assert figures["f1"] == Figure(0.25, 0.25, 0.25, 1), "of one question nothing can be told"


def test_every_system_has_its_own_figures_in_the_order_they_are_shown_in() -> None:
    scores = {"f1": 1.0, "right": 1.0, "recall@1": 1.0, "marked@1": 1.0}
    figures = figures_of([Record("q", system, "?", scores=scores) for system in ("dense", "fused")])
    assert list(figures) == ["dense", "fused"]
    assert list(figures["dense"]) == ["recall@1", "right", "f1", "marked@1"] == in_order(scores)
    assert figures_of([]) == {}


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from("abc")), min_size=1, max_size=30))
@settings(max_examples=30)
def test_an_interval_stands_around_its_mean(rows: list[tuple[float, str]]) -> None:
    """A resample of so few groups may be anything between the lowest and the highest group, and the mean is."""
    values, groups = [value for value, _ in rows], [group for _, group in rows]
    figure = figures_of(scored(values, groups=groups))["s"]["right"]
    assert figure.low is not None
    assert figure.high is not None
    assert min(values) - 1e-9 <= figure.low <= figure.value + 1e-9
    assert figure.value - 1e-9 <= figure.high <= max(values) + 1e-9


def test_questions_that_lean_on_one_text_are_drawn_together() -> None:
    """Of 100 questions the standard error is .05; of 10 groups of ten that are alike, .16."""
    values = [float(n < 50) for n in range(100)]
    alone = figures_of(scored(values))["s"]["right"]
    together = figures_of(scored(values, groups=[f"g{n // 10}" for n in range(100)]))["s"]["right"]
    assert alone.value == together.value == 0.5
    assert _width(together) > 2.5 * _width(alone)
    assert _width(alone) == pytest.approx(2 * 1.96 * 0.05, rel=0.15)


def test_all_questions_of_one_group_leave_nothing_to_draw() -> None:
    figure = figures_of(scored([1.0, 0.0], groups=["g", "g"]))["s"]["right"]
    assert figure == Figure(0.5, 0.5, 0.5, 2)


def _width(figure: Figure) -> float:
    assert figure.low is not None
    assert figure.high is not None
    return figure.high - figure.low


def test_the_same_records_give_the_same_figures() -> None:
    records = [*scored([0.2, 0.9, 0.4, 0.7]), *(sure(0.1 * n, bool(n % 2)) for n in range(8))]
    assert figures_of(records) == figures_of(records)


# ---- confidence and declining ----------------------------------------------------------------------------------------

MIXED = [
    sure(0.9, True),
    sure(0.8, False),
    sure(0.6, True),
    sure(0.2, True, declined=True),
    sure(0.7, False, able=False),
    sure(0.1, False, declined=True, able=False),
]


def test_figures_of_confidence_and_declining() -> None:
    """Answered are .9 right, .8 wrong, .6 right and .7, which has no answer: precision 2/4. Of four that can be
    answered three are: 3/4; of two that cannot, one. Declined are .2 and .1, and .1 rightly: precision 1/2, recall 1/2.

    By confidence right is 1 0 0 1 1 0, so the risks are 0/1, 1/2, 2/3, 2/4, 2/5, 3/6. Of nine pairs of a right and a
    wrong one, .9 wins 3, .6 and .2 one each: 5/9. Of eight pairs of one that can be answered and one that cannot, .9
    and .8 win two, .6 and .2 one each: 6/8. In ten bins each is alone, at distances of .1, .8,
    .4, .8, .7, .1: 2.9/6.
    """
    figures = figures_of(MIXED)["s"]
    expected = {
        "precision": 2 / 4,
        "answered": 3 / 4,
        "answered-unanswerable": 1 / 2,
        "declining-precision": 1 / 2,
        "declining-recall": 1 / 2,
        "aurc": (0 + 1 / 2 + 2 / 3 + 2 / 4 + 2 / 5 + 3 / 6) / 6,
        "auroc": 5 / 9,
        "auroc-answerable": 6 / 8,
        "ece": 2.9 / 6,
    }
    assert {name: figure.value for name, figure in figures.items()} == pytest.approx(expected)


def test_a_figure_says_how_many_questions_it_is_of() -> None:
    """Of four answers the precision, of four answerable ones the share answered, of two unanswerable ones the rest."""
    figures = figures_of(MIXED)["s"]
    counts = {name: figures[name].n for name in ("precision", "answered", "aurc", "auroc", "ece")}
    assert counts == {"precision": 4, "answered": 4, "aurc": 6, "auroc": 6, "ece": 6}
    counts = {name: figures[name].n for name in ("answered-unanswerable", "declining-precision", "declining-recall")}
    assert counts == {"answered-unanswerable": 2, "declining-precision": 2, "declining-recall": 2}


def test_figures_that_nothing_is_known_of_are_left_out() -> None:
    answered = figures_of([sure(0.9, True), sure(0.8, True)])["s"]
    assert set(answered) == {"precision", "answered", "aurc", "ece"}, "all right: no AUROC; all answerable"
    silent = figures_of([sure(0.1, False, declined=True, able=False)])["s"]
    assert "precision" not in silent
    assert "answered" not in silent
    assert figures_of([Record("q", "s", "?", scores={"recall@1": 1.0})])["s"].keys() == {"recall@1"}


def test_what_nobody_can_judge_is_no_wrong_answer() -> None:
    """The third has no ``right``: precision is of the two that were judged, and so is all that asks what is right."""
    judged = [sure(0.9, True), sure(0.8, False)]
    unknown = Record("q", "s", "?", confidence=0.95, right=None, declined=False, able=True)
    alone, beside = figures_of(judged)["s"], figures_of([*judged, unknown])["s"]
    for name in ("precision", "aurc", "auroc", "ece"):
        assert beside[name].value == alone[name].value


def test_an_interval_holds_its_own_figure() -> None:
    """Of 400, 180 are right, and the confidences of .3, .5 and .7 are just what comes true. A resample is never as well
    calibrated as that."""
    records = [
        replace(sure(confidence, n < right, declined=n % 10 == 0, able=n < right or n % 4 > 0), id=f"{confidence}-{n}")
        for confidence, right, of in ((0.3, 60, 200), (0.5, 50, 100), (0.7, 70, 100))
        for n in range(of)
    ]
    around = {name: (f.low, f.value, f.high) for name, f in figures_of(records)["s"].items() if f.low is not None}
    assert {name: found for name, found in around.items() if list(found) != sorted(found)} == {}  # type: ignore[type-var]


def test_the_best_threshold_is_what_would_have_paid_most() -> None:
    """Declining all scores 1 of 3; answering .9 adds .8, .6 takes away 1, .3 adds .5."""
    rows = [(0.9, 0.8, True), (0.6, 0.0, False), (0.3, 0.5, True)]
    records = [sure(c, able, able=able, scores={"f1-undeclined": f1}) for c, f1, able in rows]
    figures = figures_of(records)["s"]
    assert (figures["best-threshold"].value, figures["best-f1"].value) == (0.9, pytest.approx(0.6))
    assert (figures["best-f1"].low, figures["best-f1"].n) == (None, 3)
    assert "best-f1" not in figures_of(MIXED)["s"]


# ---- parts -----------------------------------------------------------------------------------------------------------


def test_values_are_by_question_with_their_group() -> None:
    records = [
        Record("q1", "s", "?", scores={"f1": 0.5}, group="g"),
        Record("q2", "s", "?", scores={"f1": 1.0}),
        Record("q3", "s", "?", scores={"em": 1.0}),
    ]
    found = values_of(records, "f1")
    assert {name: value for name, (value, _) in found.items()} == {"q1": 0.5, "q2": 1.0}
    assert found["q1"][1] == "g"
    assert found["q2"][1] not in ("", "g")


def test_latency_is_by_system_and_step_and_in_total() -> None:
    """Totals 1.5, 3.0, 4.5, 6.0: the median is 3.75; the 95th percentile 4.5 + .85 * 1.5."""
    records = [Record(f"q{n}", "s", "?", timings={"read": n, "find": n / 2}) for n in (1.0, 2.0, 3.0, 4.0)]
    found = latency_of([*records, Record("q", "one", "?", timings={"one": 2.0}), Record("q", "none", "?")])
    assert list(found) == ["s", "one", "none"]
    assert set(found["s"]) == {"read", "find", "total"}
    assert found["s"]["read"] == {"p50": 2.5, "p95": pytest.approx(3.85), "n": 4}
    assert found["s"]["total"] == {"p50": 3.75, "p95": pytest.approx(5.775), "n": 4}
    assert found["one"] == {"one": {"p50": 2.0, "p95": 2.0, "n": 1}}
    assert found["none"] == {}


def test_steps_that_lost_answers_are_counted_most_first() -> None:
    lost = ["reading", "declined", "", "reading", "words"]
    records = [Record(f"q{n}", "s", "?", lost=step) for n, step in enumerate(lost)]
    assert list(lost_of(records).items()) == [("reading", 2), ("declined", 1), ("words", 1)]


def test_groups_stand_in_order_numbers_as_numbers() -> None:
    turns = ["10", "2", "11", "1", "2"]
    records = [Record(f"q{n}", "s", "?", labels={"turn": turn}) for n, turn in enumerate(turns)]
    found = groups_of([*records, Record("none", "s", "?")], "turn")
    assert list(found) == ["1", "2", "10", "11"]
    assert [record.id for record in found["2"]] == ["q1", "q4"]


def test_a_group_may_have_any_name() -> None:
    """Some signs are digits and no numbers."""
    names = ["sport", "²", "", "2", "Österreich"]
    found = groups_of([Record(f"q{n}", "s", "?", labels={"kind": name}) for n, name in enumerate(names)], "kind")
    assert sorted(found) == sorted(names)


def test_every_figure_is_a_measure_that_is_explained() -> None:
    records = [replace(record, scores={"f1-undeclined": 0.5}) for record in MIXED]
    assert set(figures_of(records)["s"]) <= set(MEASURES)
    for measure in MEASURES.values():
        assert measure.says.endswith(".")
        assert measure.heading
