"""Two runs side by side, question by question, and what is called worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from onrecord.eval.comparison import Compared, compare, dropped
from onrecord.eval.metrics import Difference
from onrecord.eval.run import Run
from onrecord.eval.types import Record

DATA = {"name": "mine", "sha256": "f00", "archive": None}


def run(scores: Mapping[str, Sequence[float]], system: str = "onrecord", *, groups: int = 0, **data: object) -> Run:
    """A run of as many questions as there are values; in groups of so many, where they are."""
    count = max(map(len, scores.values()))
    records = [
        Record(
            f"q{n}",
            system,
            "?",
            scores={name: values[n] for name, values in scores.items() if n < len(values)},
            group=f"g{n // groups}" if groups else "",
        )
        for n in range(count)
    ]
    return Run.of({"task": "answers", "main": "onrecord", "data": {**DATA, **data}}, records)


def row(metric: str, p: float, base: float = 0.6, other: float = 0.5) -> Compared:
    difference = other - base
    return Compared(metric, base, other, Difference(difference, difference - 0.1, difference + 0.1, p), 100)


# ---- pairing ---------------------------------------------------------------------------------------------------------


def test_runs_are_paired_by_question_whatever_their_order() -> None:
    """Differences 0, 1, 0, 1."""
    base = run({"right": [0.0, 0.0, 1.0, 0.0]})
    other = Run.of(base.about, run({"right": [0.0, 1.0, 1.0, 1.0]}).records[::-1])
    (found,) = compare(base, other)
    assert (found.metric, found.base, found.other, found.n) == ("right", 0.25, 0.75, 4)
    assert found.difference.difference == 0.5
    assert found.difference.low <= 0.5 <= found.difference.high


def test_only_the_questions_both_runs_have_are_compared() -> None:
    """The first three; of the base the fourth, a failure, is left out on both sides."""
    (found,) = compare(run({"right": [1.0, 0.0, 1.0, 0.0]}), run({"right": [1.0, 1.0, 1.0]}))
    assert (found.n, found.base, found.other) == (3, pytest.approx(2 / 3), 1.0)


def test_every_measure_that_both_have_in_the_order_they_are_shown_in() -> None:
    base = run({"f1": [0.5, 0.5], "right": [1.0, 1.0], "em": [0.0, 0.0], "cited@1": [1.0]})
    other = run({"right": [1.0, 1.0], "f1": [0.5, 0.7], "recall@1": [0.0, 0.0], "cited@1": [1.0, 0.0]})
    assert [(found.metric, found.n) for found in compare(base, other)] == [("right", 2), ("cited@1", 1), ("f1", 2)]


def test_runs_of_different_data_are_refused_by_name() -> None:
    base, other = run({"right": [1.0]}), run({"right": [1.0]}, sha256="ba7", name="yours")
    with pytest.raises(ValueError, match=r"mine.*yours"):
        compare(base, other)


def test_runs_over_different_archives_are_refused() -> None:
    """The same questions; in the one run their articles are there, in the other none is, and declining is right."""
    base = run({"right": [1.0, 1.0]})
    other = run({"right": [1.0, 0.0]}, archive={"name": "elsewhere", "sha256": "e15e"})
    with pytest.raises(ValueError, match="elsewhere"):
        compare(base, other)
    assert compare(other, other)


def test_runs_without_a_question_in_common_are_refused() -> None:
    base = run({"right": [1.0]})
    other = Run.of(base.about, [Record("another", "onrecord", "?", scores={"right": 1.0})])
    with pytest.raises(ValueError, match="no question and measure in common"):
        compare(base, other)


def test_systems_other_than_the_main_one_can_be_named() -> None:
    both = Run.of(
        run({"right": [1.0]}).about,
        [*run({"right": [1.0, 1.0]}).records, *run({"right": [0.0, 1.0]}, "windows").records],
    )
    (found,) = compare(both, both, "windows")
    assert (found.base, found.other) == (0.5, 1.0)
    (found,) = compare(both, both, None, "windows")
    assert (found.base, found.other) == (1.0, 0.5)
    with pytest.raises(ValueError, match=r"no system 'dense'; it has onrecord, windows"):
        compare(both, both, "dense")


# ---- chance ----------------------------------------------------------------------------------------------------------


def test_identical_runs_do_not_differ() -> None:
    base = run({"right": [0.1, 1.0, 0.7, 0.0] * 20, "f1": [0.3] * 80})
    for found in compare(base, base):
        assert (found.difference.difference, found.difference.low, found.difference.high) == (0.0, 0.0, 0.0)
        assert found.difference.p == 1.0
        assert not found.worse
    assert dropped(compare(base, base)) == []


def test_a_clear_drop_is_reported() -> None:
    base, other = run({"right": [1.0] * 70 + [0.0] * 30}), run({"right": [1.0] * 40 + [0.0] * 60})
    (found,) = compare(base, other)
    assert found.difference.difference == pytest.approx(-0.3)
    assert found.difference.high < 0
    assert found.worse
    assert dropped([found]) == [found]
    (gain,) = compare(other, base)
    assert not gain.worse
    assert dropped([gain]) == []


def test_a_small_drop_is_chance() -> None:
    base, other = run({"right": [1.0, 0.0] * 20}), run({"right": [0.0, 0.0] + [1.0, 0.0] * 19})
    (found,) = compare(base, other)
    assert found.worse
    assert dropped([found]) == []


def test_where_less_is_better_more_is_worse() -> None:
    few, many = run({"distracted@1": [0.0] * 90 + [1.0] * 10}), run({"distracted@1": [1.0] * 60 + [0.0] * 40})
    (found,) = compare(few, many)
    assert dropped([found]) == [found]
    (back,) = compare(many, few)
    assert not back.worse
    assert dropped([back]) == []


def test_questions_of_one_conversation_are_one_piece_of_evidence() -> None:
    """Thirty of sixty are worse: by themselves no chance, all in two of four conversations perhaps."""
    base, other = [1.0] * 60, [0.0] * 30 + [1.0] * 30
    alone = compare(run({"right": base}), run({"right": other}))
    together = compare(run({"right": base}, groups=15), run({"right": other}, groups=15))
    assert alone[0].difference.difference == together[0].difference.difference == -0.5
    assert dropped(alone)
    assert dropped(together) == []


@pytest.mark.parametrize("questions", [1, 2, 3])
def test_two_or_three_questions_prove_nothing(questions: int) -> None:
    """All of three became worse: were the two runs equally good, one way in four would have all three on one side."""
    found = compare(run({"right": [1.0] * questions}), run({"right": [0.0] * questions}))
    assert dropped(found) == []
    assert found[0].difference.p > 0.05


# ---- many measures ---------------------------------------------------------------------------------------------------


def test_p_values_are_held_against_a_level_by_how_many_there_are() -> None:
    """Of four: .0120 <= .05/4, .0160 <= .05/3, .0300 > .05/2, so the last two stay, though .04 <= .05/1."""
    rows = [row("em", 0.04), row("f1", 0.016), row("right", 0.03), row("sentence", 0.012)]
    assert [found.metric for found in dropped(rows)] == ["sentence", "f1"]


def test_what_became_better_takes_its_step_and_is_not_reported() -> None:
    """.001 <= .05/2 is a gain; .03 <= .05/1 is then a drop."""
    rows = [row("right", 0.03), row("f1", 0.001, base=0.5, other=0.6)]
    assert [found.metric for found in dropped(rows)] == ["right"]
    assert dropped([row("right", 0.03), row("f1", 0.2)]) == []


def test_the_level_can_be_chosen() -> None:
    assert dropped([row("right", 0.03)], level=0.01) == []
    assert dropped([row("right", 0.03)]) == [row("right", 0.03)]
    assert dropped([]) == []


def test_as_many_measures_as_there_are_leave_room_for_a_clear_drop() -> None:
    """The least p of 2,000 resamples is 1/2001; .05 over the fifty-odd measures is more."""
    base = run({"right": [1.0] * 50, "sentence": [1.0] * 50})
    (found, _) = compare(base, run({"right": [0.0] * 50, "sentence": [1.0] * 50}))
    assert found in dropped([found, *(row(f"recall@{k}", 1.0) for k in range(50))])
