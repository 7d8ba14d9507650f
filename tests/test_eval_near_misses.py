"""What the table of near misses is asked with, and that its figures are those of what was asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onrecord.eval import near_misses
from onrecord.eval.near_misses import main, misses


def test_every_miss_has_the_question_it_was_made_from() -> None:
    found = misses()
    assert len(found) >= 150
    assert all(miss.of.answers and miss.of.relevant and miss.of.text != miss.question for miss in found)


def test_the_figures_are_shares_of_what_was_asked(
    sample_index_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    some = misses()[:4]
    monkeypatch.setattr(near_misses, "misses", lambda: some)
    monkeypatch.setattr(near_misses, "sample_folder", lambda: sample_index_folder)
    monkeypatch.setattr("sys.argv", ["near_misses"])
    main()
    out = capsys.readouterr().out
    (row,) = re.findall(r"^\| all .*$", out, re.M)
    declined = float(row.split("|")[2].split()[0])
    answered = [line for line in out.splitlines() if line.startswith("- ")]
    assert declined == pytest.approx(1 - len(answered) / 4)
    assert row.split("|")[5].strip() == "4"
