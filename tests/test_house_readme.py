from __future__ import annotations

import re
from pathlib import Path

import pytest
from house import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_program_in_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.S)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(program, "README.md", "exec"), names)  # noqa: S102 - the project's own text
    answer = names["answer"]
    assert answer.text == "May"  # type: ignore[attr-defined]
    assert [hit.article.id for hit in names["hits"]] == ["a1"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("linked", re.findall(r"\]\(([^)#]+)\)", README))
def test_what_the_readme_links_to_is_there(linked: str) -> None:
    assert (ROOT / linked).exists()
