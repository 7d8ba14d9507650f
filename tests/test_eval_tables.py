"""Figures as text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.eval.comparison import Compared
from onrecord.eval.figures import Figure
from onrecord.eval.metrics import Difference
from onrecord.eval.run import Run
from onrecord.eval.tables import compared_table, costs, figure, figures_table, table, ways_lines, ways_tables

FIGURES = {
    "dense": {"ndcg@10": Figure(0.4, 0.3, 0.5, 100)},
    "reranked": {"right": Figure(1.0, 1.0, 1.0, 90), "ndcg@10": Figure(0.612, 0.5, 0.7, 100)},
}
ABOUT = {
    "task": "retrieval",
    "main": "reranked",
    "latency": {"reranked": {"find": {"p50": 0.0123, "p95": 1.5, "n": 9}, "total": {"p50": 2.0, "p95": 3.0, "n": 9}}},
    "memory": 1_234_000_000,
    "index": {"articles": {"articles": 12, "passages": 34, "seconds": 5.6, "size": 7_800_000}},
    "lost": {"reading": 3, "declined": 1},
}
RUN = Run(ABOUT, [], FIGURES)


def test_a_table_stands_in_columns_the_first_to_the_left() -> None:
    assert table(["metric", "n"], [["f1", "12"], ["a long one", "3456"]]) == (
        "| metric     |    n |\n|:-----------|-----:|\n| f1         |   12 |\n| a long one | 3456 |"
    )
    assert table(["metric", "n"], []) == "| metric | n |\n|:-------|--:|"


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Figure(0.5, 0.41, 0.6, 100), ".500 [.410, .600]"),
        (Figure(1.0, 1.0, 1.0, 3), "1.000 [1.000, 1.000]"),
        (Figure(0.0, -0.02, 0.0004, 3), ".000 [-.020, .000]"),
        (Figure(0.9996, None, None, 3), "1.000"),
        (Figure(10.5, None, None, 3), "10.500"),
        (None, ""),
    ],
)
def test_a_figure_is_three_decimals_with_its_interval(found: Figure | None, text: str) -> None:
    assert figure(found) == text


def test_a_figure_without_its_interval() -> None:
    assert figure(Figure(0.5, 0.41, 0.6, 100), interval=False) == ".500"


def test_a_row_a_metric_and_a_column_a_system() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in figures_table(RUN).splitlines()]
    assert rows[0] == ["metric", "dense", "reranked", "n"]
    assert rows[2:] == [
        ["ndcg@10", ".400 [.300, .500]", ".612 [.500, .700]", "100"],
        ["right", "", "1.000 [1.000, 1.000]", "90"],
    ]


def test_metrics_and_systems_can_be_chosen_and_what_is_not_there_is_left_out() -> None:
    found = figures_table(RUN, ["ndcg@10", "f1"], ["reranked", "lexical"])
    assert found.splitlines()[2:] == ["| ndcg@10 | .612 [.500, .700] | 100 |"]
    assert "f1" not in found
    assert "lexical" not in found


def test_n_is_the_questions_of_the_main_system() -> None:
    """Of the first turns alone, as people's rewrites have them, there are fewer."""
    counts = {"rewrite": {"right": Figure(0.5, 0.4, 0.6, 7)}, "own history": {"right": Figure(0.5, 0.4, 0.6, 40)}}
    (row,) = figures_table(Run({"main": "own history"}, [], counts)).splitlines()[2:]
    assert row.endswith("| 40 |")


def test_two_runs_side_by_side() -> None:
    found = compared_table([Compared("f1", 0.5, 0.48, Difference(-0.02, -0.031, 0.001, 0.0315), 200)])
    assert [cell.strip() for cell in found.splitlines()[2].strip("|").split("|")] == [
        "f1", ".500", ".480", "-0.020 [-0.031, +0.001]", "0.0315", "200",
    ]  # fmt: skip


def test_what_a_run_cost_in_lines() -> None:
    assert costs(RUN) == [
        "reranked: find 12/1500, total 2000/3000 ms at p50/p95",
        "peak memory 1234 MB",
        "index of articles: 12 articles, 34 passages, 6 s to build, 8 MB",
        "lost by reading 3, declined 1",
    ]


def test_of_a_run_that_was_killed_no_cost_is_made_up() -> None:
    assert costs(Run({"main": "reranked"}, [])) == []


def test_stages_of_a_single_step_stand_in_one_line() -> None:
    latency = {"dense": {"dense": {"p50": 0.012, "p95": 0.019}}, "fused": {"fused": {"p50": 0.023, "p95": 0.033}}}
    assert costs(replace(RUN, about={"latency": latency})) == ["dense 12/19, fused 23/33 ms at p50/p95"]


def told(value: float, n: int, low: float | None = None, high: float | None = None) -> dict[str, float | None]:
    return {"value": value, "low": low, "high": high, "n": n}


WAYS = {
    "turn": {
        "f1": {
            "1": {"own history": told(0.5, 8, 0.4, 0.6), "no history": told(0.25, 8)},
            "6+": {"own history": told(0.125, 4), "no history": told(0.1, 3)},
        },
    },
    "kind": {"f1": {"yes/no": {"no history": told(0.0, 2)}}},
    "share": {"f1": told(0.9, 8, 0.8, 1.0)},
    "switch": {
        "f1": {"after": 0.1, "fresh": 0.125, "difference": -0.025, "low": -0.05, "high": 0.0, "p": 0.25, "n": 8}
    },
    "understand": {"with": 0.0062, "without": 0.0001, "n": 40},
}
CHAT = Run({"main": "own history", "ways": WAYS}, [], {"own history": {}, "no history": {}, "rewrite": {}})


def test_the_ways_of_a_chat_stand_side_by_side_by_turn_and_by_kind() -> None:
    by_turn, by_kind = (
        [[cell.strip() for cell in line.strip("|").split("|")] for line in found.splitlines()]
        for found in ways_tables(CHAT)
    )
    assert [by_turn[0], *by_turn[2:]] == [
        ["turn: f1", "own history", "no history", "n"],
        ["1", ".500 [.400, .600]", ".250", "8"],
        ["6+", ".125", ".100 (n 3)", "4"],
    ]
    assert [by_kind[0], *by_kind[2:]] == [["kind: f1", "no history", "n"], ["yes/no", ".000", "2"]]


def test_what_else_a_chat_says_of_its_ways() -> None:
    assert ways_lines(CHAT) == [
        ("own history", "f1 is .900 [.800, 1.000] of what it is with the given answers as history"),
        (
            "first turn after the switch",
            "f1 .100 after the turns before, .125 asked fresh (-0.025 [-0.050, +0.000], p 0.2500, n 8)",
        ),
        ("understanding a follow-up", "6.2 ms at p50 with the turns before, 0.1 ms without: +6.1 ms (n 40)"),
    ]


def test_of_a_run_that_is_no_chat_there_are_no_ways() -> None:
    assert (ways_tables(RUN), ways_lines(RUN)) == ([], [])
