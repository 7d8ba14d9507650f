"""Conversations are asked turn by turn with their own answers before them, and the figures are those of what was
asked."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.eval import dialogues
from onrecord.eval.dialogues import main
from onrecord.eval.scripted import Conversation, Step, conversations


@pytest.fixture
def some(sample_index_folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Conversation]:
    some = [replace(one, steps=one.steps[:3]) for one in conversations()[:2]]
    monkeypatch.setattr(dialogues, "conversations", lambda: some)
    monkeypatch.setattr(dialogues, "sample_folder", lambda: sample_index_folder)
    return some


def rows(out: str, name: str) -> list[list[str]]:
    """The rows of that name in the tables printed, each without its name."""
    found = re.findall(rf"^\| {name} +\|(.*)\|$", out, re.M)
    return [[cell.strip() for cell in one.split("|")] for one in found]


def test_the_figures_are_shares_of_what_was_asked(
    some: list[Conversation], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out_file = tmp_path / "details.json"
    monkeypatch.setattr("sys.argv", ["dialogues", "--out", str(out_file)])
    main()
    out = capsys.readouterr().out
    turns = [(one.id, number, step) for one in some for number, step in enumerate(one.steps, 1)]
    details = json.loads(out_file.read_text(encoding="utf-8"))
    assert [(one["conversation"], one["number"], one["ask"]) for one in details] == [
        (name, number, step.ask) for name, number, step in turns
    ]
    ((share, n),) = rows(out, "all")
    assert float(share.split()[0]) == pytest.approx(sum(one["right"] for one in details) / len(turns), abs=0.001)
    assert int(n) == len(turns)
    wrong = [one for one in details if not one["right"]]
    assert len(re.findall(r"^- ", out, re.M)) == len(wrong)
    assert [n for _, n in rows(out, "first")] == ["2", "2"]
    assert "understanding a question, at p50: " in out


def test_a_turn_has_the_turns_before_it_unless_history_is_none(
    some: list[Conversation], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What leans on the turns before it is completed where they are given, and never where they are not."""
    queries = {}
    for history in ("own", "none"):
        out = tmp_path / f"{history}.json"
        monkeypatch.setattr("sys.argv", ["dialogues", "--history", history, "--out", str(out)])
        main()
        queries[history] = [(one["ask"], one["query"]) for one in json.loads(out.read_text(encoding="utf-8"))]
    assert all(ask == query for ask, query in queries["none"])
    assert any(ask != query for ask, query in queries["own"])


def test_a_wrong_turn_is_shown_with_what_was_expected(
    sample_index_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    step = Step("Why was the Tollgate Bridge closed?", ("first",), True, ("no such words",), ("nowhere",))
    one = Conversation("made", conversations()[0].as_of, (step,))
    monkeypatch.setattr(dialogues, "conversations", lambda: [one])
    monkeypatch.setattr(dialogues, "sample_folder", lambda: sample_index_folder)
    monkeypatch.setattr("sys.argv", ["dialogues"])
    main()
    out = capsys.readouterr().out
    assert "- made 1 (first): Why was the Tollgate Bridge closed?\n    expected no such words; " in out
