"""A chat's ways held against each other: worked out by hand on a few turns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from onrecord.eval.types import Exchange, Question, Record
from onrecord.eval.ways import ways

OWN, NONE, GIVEN = "own history", "no history", "given history"


def record(system: str, talk: str, turn: int, seconds: float = 0.0, kind: str = "span", **scores: float) -> Record:
    return Record(
        f"{talk}_{turn}",
        system,
        "Why?",
        group=talk,
        labels={"turn": str(turn), "kind": kind},
        scores=scores,
        timings={"understand": seconds},
    )


def question(name: str, turns: int = 0) -> Question:
    return Question(name, "Why?", history=(Exchange("Who?", "Ann"),) * turns)


def made(records: Sequence[Record], *questions: Question, spliced: bool = False) -> dict[str, Any]:
    return ways(records, questions, spliced=spliced)


def values(found: dict[str, Any]) -> dict[str, dict[str, tuple[float, int]]]:
    return {
        value: {system: (figure["value"], figure["n"]) for system, figure in row.items()}
        for value, row in found.items()
    }


def test_figures_stand_by_turn_and_those_past_the_fifth_together() -> None:
    """Turn 1: (1 + 0) / 2. Turns 6, 10 and 11: (1 + 1 + 0) / 3."""
    rows = [record(OWN, "a", 1, f1=1.0), record(OWN, "b", 1, f1=0.0), record(NONE, "a", 1, f1=0.0)]
    rows += [record(OWN, "a", turn, f1=float(turn < 11)) for turn in (11, 10, 6, 5)]
    found = values(made(rows)["turn"]["f1"])
    assert list(found) == ["1", "5", "6+"]
    assert found["1"] == {OWN: (0.5, 2), NONE: (0.0, 1)}
    assert found["6+"] == {OWN: (pytest.approx(2 / 3), 3)}


def test_figures_stand_by_kind_of_answer_for_what_a_quote_can_be_and_what_it_cannot() -> None:
    rows = [record(OWN, "a", 1, f1=1.0), record(OWN, "a", 2, kind="yes/no", f1=0.0, right=1.0)]
    found = made(rows)
    assert values(found["kind"]["f1"]) == {"span": {OWN: (1.0, 1)}, "yes/no": {OWN: (0.0, 1)}}
    assert values(found["kind"]["right"]) == {"yes/no": {OWN: (1.0, 1)}}, "where it applies"
    assert "kind" not in made(rows[:1]), "of one kind there is nothing to tell apart"


def test_an_interval_draws_whole_conversations() -> None:
    rows = [record(OWN, "a", turn, f1=float(turn % 2)) for turn in (1, 2, 3, 4)]
    rows += [record(OWN, "a", turn, f1=float(turn % 2)) for turn in (6, 7)]
    figure = made(rows)["turn"]["f1"]["6+"][OWN]
    assert (figure["low"], figure["high"]) == (0.5, 0.5), "one conversation cannot be drawn otherwise"


def test_the_share_is_of_f1_over_the_turns_that_both_have() -> None:
    """0.2 + 0.4 with the system's own answers, 0.5 + 0.7 with the given ones: half. The third turn was cut short."""
    rows = [record(OWN, "a", 1, f1=0.2), record(OWN, "b", 1, f1=0.4), record(OWN, "c", 1, f1=1.0)]
    rows += [record(GIVEN, "b", 1, f1=0.7), record(GIVEN, "a", 1, f1=0.5)]
    share = made(rows)["share"]["f1"]
    assert share["value"] == pytest.approx(0.5)
    assert (share["low"], share["high"], share["n"]) == (pytest.approx(0.4), pytest.approx(4 / 7), 2)


@pytest.mark.parametrize("given", [[], [record(GIVEN, "a", 1, f1=0.0)]], ids=["not asked", "nothing right"])
def test_there_is_no_share_of_nothing(given: list[Record]) -> None:
    assert "share" not in made([record(OWN, "a", 1, f1=0.2), *given])


def test_first_turns_after_a_switch_are_held_against_themselves_asked_fresh() -> None:
    """Own history finds one of two articles, asked fresh both are found: 0.5 - 1. The second turn does not count."""
    rows = [record(OWN, name, 1, **{"article-found@1": float(name == "a"), "f1": 0.5}) for name in "ab"]
    rows += [record(NONE, name, 1, **{"article-found@1": 1.0, "f1": 0.5}) for name in "ab"]
    rows += [record(OWN, "a", 2, f1=1.0), record(NONE, "a", 2, f1=0.0)]
    found = made(rows, spliced=True)["switch"]
    article = found["article-found@1"]
    assert (article["after"], article["fresh"], article["difference"], article["n"]) == (0.5, 1.0, -0.5, 2)
    assert (article["low"], article["high"], article["p"]) == (-1.0, 0.0, 1.0), "one of two differs: it proves nothing"
    assert found["f1"]["difference"] == 0.0
    assert "switch" not in made(rows), "where there is none, a first turn has nothing before it"


def test_following_takes_what_own_history_takes_more_on_turns_that_have_one() -> None:
    """Medians of 3, 5 and 9 ms, and of 1, 2 and 4 ms. The first turn, which took long, has nothing to follow."""
    rows = [record(OWN, "a", turn, seconds) for turn, seconds in enumerate((0.5, 0.003, 0.009, 0.005), 1)]
    rows += [record(NONE, "a", turn, seconds) for turn, seconds in enumerate((0.5, 0.004, 0.001, 0.002), 1)]
    found = made(rows, *(question(f"a_{turn}", turn - 1) for turn in (1, 2, 3, 4)))
    assert found == {"understand": {"with": 0.005, "without": 0.002, "n": 3}}


def test_of_no_records_there_is_nothing_to_say() -> None:
    assert made([], question("a_1")) == {}
