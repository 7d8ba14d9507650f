from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from house import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def run_program(number: int) -> dict[str, object]:
    program = re.findall(r"```python\n(.*?)```", README, re.S)[number]
    names: dict[str, object] = {}
    exec(compile(program, "README.md", "exec"), names)  # noqa: S102 - the project's own text
    return names


def test_the_program_in_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = run_program(0)
    answer = names["answer"]
    assert answer.text == "May"  # type: ignore[attr-defined]
    assert [hit.article.id for hit in names["hits"]] == ["a1"]  # type: ignore[attr-defined]


def test_the_evaluation_in_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("onrecord.eval.archive.cache_folder", lambda: tmp_path / "cache")
    text = "The Tollgate Bridge was closed on Monday. It reopens in May."
    question = {"id": "q1", "question": "When does the bridge reopen?", "is_impossible": False}
    answers = [{"text": "May", "answer_start": text.index("May")}]
    paragraph = {"context": text, "qas": [{**question, "answers": answers}]}
    squad = {"version": "v2.0", "data": [{"title": "Bridge", "paragraphs": [paragraph]}]}
    (tmp_path / "squad-dev.json").write_text(json.dumps(squad), encoding="utf-8")
    figure = run_program(1)["run"].figures["onrecord"]["f1"]  # type: ignore[attr-defined]
    assert (figure.value, figure.n) == (1.0, 1)


@pytest.mark.parametrize("linked", re.findall(r"\]\(([^)#]+)\)", README))
def test_what_the_readme_links_to_is_there(linked: str) -> None:
    assert (ROOT / linked).exists()
