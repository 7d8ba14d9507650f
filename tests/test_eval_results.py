"""Every public set in one command: what is printed, and that nothing is asked twice for nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from embedders import HashingEmbedder

from onrecord.eval import results
from onrecord.eval.run import Run
from onrecord.eval.tables import figure


class Level:
    """A reranker to which every text is as good; it counts how often it was asked."""

    name = "level"
    asked = 0

    def score(self, query: str, texts: Sequence[str]) -> list[float]:  # noqa: ARG002
        Level.asked += 1
        return [1.0] * len(texts)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one small set in it, known to the command as its only one; no model is loaded."""
    monkeypatch.setattr("onrecord.rag.retrieve.CrossEncoder", Level)
    monkeypatch.setattr("onrecord.index.made.PackagedEmbedder", HashingEmbedder)
    monkeypatch.setattr("onrecord.index.news_index.PackagedEmbedder", HashingEmbedder)
    monkeypatch.setattr("onrecord.eval.archive.PackagedEmbedder", HashingEmbedder)
    monkeypatch.setattr("onrecord.eval.archive.cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(
        results, "_ENTRIES", (results._Entry("bridges", "Bridges", "bridges.json", "reading", ("f1", "verbatim")),)
    )
    monkeypatch.setattr(
        results, "_ABLATIONS", (results._Ablation("bridges", "bridges.json", {"only": ("words", "and 4 ")}),)
    )
    text = "The Tollgate Bridge was closed on Monday. It reopens in May."
    answers = [{"text": "May", "answer_start": text.index("May")}]
    paragraph = {"context": text, "qas": [{"id": "q1", "question": "When does the bridge reopen?", "answers": answers}]}
    folder = tmp_path / "data"
    folder.mkdir()
    content = {"version": "1.1", "data": [{"title": "Bridge", "paragraphs": [paragraph]}]}
    (folder / "bridges.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def printed(
    data: Path, runs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *more: str
) -> str:
    monkeypatch.setattr(sys, "argv", ["results", str(data), "--runs", str(runs), *more])
    results.main()
    return capsys.readouterr().out


def test_the_document_says_what_the_runs_say(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(data, tmp_path / "runs", monkeypatch, capsys)
    run = Run.read(tmp_path / "runs" / "bridges")
    assert text.startswith("# Results\n")
    assert "`onrecord eval reading bridges.json`: 1 of 1 questions; " in text
    (row,) = [line for line in text.splitlines() if line.startswith("| f1 ")]
    assert figure(run.figures["onrecord"]["f1"]) in row
    assert (tmp_path / "runs" / "bridges" / "report.html").is_file()
    steps = text[text.index("## What each step") : text.index("## Bridges")]
    assert "bridges: 1 questions" in steps
    assert [line.split("|")[1].strip() for line in steps.splitlines() if line.startswith("| ")] == [
        "step",
        "words (BM25)",
        "and 4 reranked",
    ]


def test_what_each_step_is_worth_can_be_left_out(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "## What each step" not in printed(data, tmp_path / "runs", monkeypatch, capsys, "--no-steps")


def test_a_run_that_would_come_out_the_same_is_not_made_again(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = printed(data, tmp_path / "runs", monkeypatch, capsys)
    before = Level.asked
    assert printed(data, tmp_path / "runs", monkeypatch, capsys) == first
    assert Level.asked == before


@pytest.mark.parametrize("changed", ["data", "code", "cut short"])
def test_a_run_that_could_come_out_otherwise_is_made_again(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], changed: str
) -> None:
    printed(data, tmp_path / "runs", monkeypatch, capsys)
    if changed == "data":
        path = data / "bridges.json"
        path.write_text(path.read_text(encoding="utf-8").replace("q1", "q2"), encoding="utf-8")
    elif changed == "code":
        monkeypatch.setattr(results, "code", lambda: "another")
    else:
        path = tmp_path / "runs" / "bridges" / "run.json"
        path.write_text(path.read_text(encoding="utf-8").replace('"complete": true', '"complete": false'), "utf-8")
    before = Level.asked
    printed(data, tmp_path / "runs", monkeypatch, capsys)
    assert Level.asked > before


def test_runs_that_are_kept_are_printed_with_the_code_that_made_them(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = printed(data, tmp_path / "runs", monkeypatch, capsys)
    monkeypatch.setattr(results, "code", lambda: "another")
    before = Level.asked
    assert printed(data, tmp_path / "runs", monkeypatch, capsys, "--kept") == first
    assert Level.asked == before
    assert Run.read(tmp_path / "runs" / "bridges").about["code"][:12] in first


def test_a_folder_that_is_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="nowhere is no folder"):
        printed(tmp_path / "nowhere", tmp_path / "runs", monkeypatch, capsys)
