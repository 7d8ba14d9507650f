"""``onrecord add``: what would be stored, what was rejected, how far it is."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from house import Run
from rich.console import Console

from onrecord.index import Article
from onrecord.index.sources import Gauge
from onrecord.rag import terminal

GOOD = {"id": "a1", "title": "Ferry stops", "text": "The last ferry left at noon.", "published": "2025-07-04"}


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """One article that is fine, two that are broken in the same way, and one in another."""
    path = tmp_path / "mixed.jsonl"
    path.write_text(json.dumps(GOOD) + '\n{"id": "a2"}\n{"id": "a3"}\nnot json\n')
    return path


def test_a_dry_run_prints_what_would_be_stored_and_stores_nothing(run: Run, mixed: Path, tmp_path: Path) -> None:
    code, out, err = run("add", "--dry-run", mixed)
    assert code == 5
    (record,) = map(json.loads, out.splitlines())
    assert {name: record[name] for name in GOOD} == GOOD
    assert record["remarks"] == []
    assert err.count("rejected: ") == 2
    assert not (tmp_path / "archive").exists()


def test_what_a_dry_run_prints_is_what_add_takes(run: Run, tmp_path: Path) -> None:
    stated = {
        **GOOD,
        "published": "soon",
        "section": "Ports",
        "authors": ["Ida Brandt"],
        "embargo": "2025-01-01T00:00:00Z",
    }
    _, out, _ = run("add", "--dry-run", "-", stdin=json.dumps(stated))
    run("add", "-", stdin=out)
    assert run("add", "-", stdin=json.dumps(stated))[1].startswith("0 added, 0 updated, 1 unchanged")
    exported = json.loads(run("export")[1])
    assert exported == json.loads(out)
    assert (exported["published"], exported["section"]) == (None, "Ports")


def test_a_withdrawal_is_told(run: Run, tmp_path: Path) -> None:
    killed = {"uri": "a1", "type": "text", "pubstatus": "canceled", "ednote": "Killed by the agency"}
    run("add", "-", stdin=json.dumps(GOOD))
    (told,) = map(json.loads, run("add", "--dry-run", "-", stdin=json.dumps(killed))[1].splitlines())
    assert told["withdrawn"] == "a1"
    code, out, _ = run("add", "-", stdin=json.dumps(killed))
    assert (code, out) == (0, "0 added, 0 updated, 0 unchanged, 1 withdrawn, 0 rejected, 0 passages\n")
    assert run("list")[1] == ""


def test_rejects_are_written_to_a_file(run: Run, mixed: Path, tmp_path: Path) -> None:
    code, _, _ = run("add", mixed, "--rejects", tmp_path / "rejects.jsonl")
    assert code == 5
    found = [json.loads(line) for line in (tmp_path / "rejects.jsonl").read_text().splitlines()]
    assert [one["where"].rsplit("mixed.jsonl ")[-1] for one in found] == ["line 2", "line 3", "line 4"]


def test_an_embargoed_article_is_kept_and_not_found(run: Run) -> None:
    held = {**GOOD, "embargo": "2999-01-01T00:00:00Z"}
    assert run("add", "-", stdin=json.dumps(held))[0] == 0
    assert run("search", "ferry")[0] == 3
    assert run("list")[1].startswith("a1\t")


def test_progress_says_how_many_how_fast_and_how_far(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(terminal, "ERRORS", Console(file=out, force_terminal=True, width=160, markup=False))
    gauge = Gauge()

    def articles() -> object:
        for number in range(3):
            gauge.done += 25
            yield Article(str(number), "", "x")

    assert len(list(terminal.watched(articles(), gauge, 100))) == 3  # type: ignore[arg-type]
    assert "articles: 3, " in out.getvalue()
    assert "a second" in out.getvalue()
