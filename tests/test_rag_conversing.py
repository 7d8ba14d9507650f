"""The commands about kept conversations and about quotes that were given out, as a person uses them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from house import Run
from talked import kept, turn

from onrecord.rag import Conversations
from onrecord.rag.kept import kept_text

BRIDGE = {
    "id": "a1",
    "title": "Bridge shut",
    "text": "The Tollgate Bridge was closed on Monday after inspectors found a crack. Ana Lind said so on Friday.",
    "published": "2025-07-04",
    "outlet": "The Courier",
}
ASKED = "Why was the Tollgate Bridge closed?"


@pytest.fixture
def archive(run: Run, tmp_path: Path) -> Path:
    run("add", "-", stdin=json.dumps(BRIDGE))
    return tmp_path / "archive"


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


# ---- verify ----------------------------------------------------------------------------------------------------------


def test_what_ask_prints_is_verified(run: Run, archive: Path, tmp_path: Path) -> None:
    told = run("ask", ASKED, "--json")[1]
    code, out, err = run("verify", "-", stdin=told + told)
    assert (code, err) == (0, "2 quotes, stands: 2\n")
    assert out.splitlines()[0].split("\t")[0] == "stands"
    assert out.splitlines()[0].split("\t")[3] == "The Courier · 2025-07-04 · Bridge shut"
    (tmp_path / "told.json").write_text(told, encoding="utf-8")
    code, out, _ = run("verify", tmp_path / "told.json", "--json")
    (citation,) = json.loads(told)["citations"]
    expected = {name: citation[name] for name in ("number", "article_id", "revision", "start", "end", "quote")}
    assert (code, records(out)) == (0, [{"verdict": "stands", "answer": 1, **expected, "notes": []}])


def test_what_does_not_stand_has_its_own_code(run: Run, archive: Path) -> None:
    told = run("ask", ASKED, "--json")[1]
    run("add", "-", stdin=json.dumps({**BRIDGE, "text": "The Tollgate Bridge was repainted."}))
    code, out, err = run("verify", "-", stdin=told)
    assert (code, err) == (1, "1 quote, changed: 1\n")
    assert out.endswith("\n   a newer revision has not these words\n")
    run("remove", "a1")
    code, out, _ = run("verify", "-", "--json", stdin=told)
    assert (code, records(out)[0]["notes"]) == (1, ["article a1 is not in the archive any more"])


def test_what_quotes_nothing_has_its_own_code(run: Run, archive: Path) -> None:
    told = run("ask", "Who won the vote on the fisheries?", "--json")[1]
    assert run("verify", "-", stdin=told) == (3, "", "Nothing is quoted there.\n")


def test_a_file_that_cannot_be_read_is_a_wrong_command_line(run: Run, archive: Path, tmp_path: Path) -> None:
    for file in (tmp_path / "nowhere.json", tmp_path):
        code, out, err = run("verify", file)
        assert (code, out) == (2, "")
        assert "cannot be read" in err
    code, out, err = run("verify", "-", stdin="no JSON")
    assert (code, out) == (2, "")
    assert "standard input holds no answers" in err
    assert run("verify")[0] == 2


def test_a_damaged_archive_has_its_own_code(run: Run, archive: Path) -> None:
    told = run("ask", ASKED, "--json")[1]
    (archive / "catalog.sqlite").write_bytes(b"no database at all, though long enough" * 9)
    code, out, err = run("verify", "-", stdin=told)
    assert (code, out) == (4, "")
    assert "restore it from a copy" in err


def test_a_file_that_was_edited_writes_nothing_strange_to_the_terminal(run: Run, archive: Path) -> None:
    record = json.loads(run("ask", ASKED, "--json")[1])
    record["citations"][0].update(quote="\x1b[2J\n", article_id="a1\x1b]0;x\x07", title="T\n\tstands")
    out = run("verify", "-", stdin=json.dumps(record))[1]
    assert "\x1b" not in out
    assert [line.split("\t")[0] for line in out.splitlines()] == [
        "gone",
        "   article a1]0;x is not in the archive any more",
    ]


# ---- conversations ---------------------------------------------------------------------------------------------------


def test_a_conversation_is_begun_and_gone_on_with(run: Run, archive: Path) -> None:
    code, out, err = run("ask", ASKED, "--conversation", "The bridge")
    assert (code, err) == (0, "There is no conversation 'The bridge' yet; it is begun.\n")
    assert "crack" in out
    code, out, err = run("ask", "And when?", "--conversation", "the BRIDGE", "--json")
    (one,) = Conversations(archive).listed().kept
    assert [turn.question for turn in one.turns] == [ASKED, "And when?"]
    assert (err, json.loads(out)["query"] != "And when?") == ("", True)
    assert run("ask", "Where?", "--conversation", one.id)[2] == ""
    code, out, _ = run("conversations", "list")
    last = one.turns[-1].asked.isoformat(timespec="seconds")[:10]
    assert code == 0
    columns = out.rstrip("\n").split("\t")
    assert (columns[0], columns[1][:10], columns[2:]) == (one.id, last, ["3", "The bridge"])


def test_without_a_name_nothing_is_kept(run: Run, archive: Path) -> None:
    run("ask", ASKED)
    assert run("conversations", "list") == (0, "", "")
    assert not (archive / "conversations").exists()


def test_a_name_that_is_none_is_a_wrong_command_line(run: Run, archive: Path) -> None:
    code, out, err = run("ask", ASKED, "--conversation", " ")
    assert (code, out) == (2, "")
    assert "the name of a conversation is empty" in err


def test_a_quote_that_is_lost_is_said(run: Run, archive: Path) -> None:
    run("ask", ASKED, "--conversation", "Bridge")
    run("remove", "a1")
    lost = "Quote 1 (The Courier · 2025-07-04 · Bridge shut) is lost: article a1 is not in the archive any more."
    assert lost in run("ask", "And when?", "--conversation", "Bridge")[2]
    code, out, _ = run("conversations", "show", "Bridge")
    assert code == 0
    assert out.startswith(f"1. {ASKED}\n\n{lost}")


def test_conversations_are_listed_by_words_and_number(run: Run, archive: Path) -> None:
    folder = Conversations(archive).folder
    folder.mkdir()
    some = [kept(turn(number), name=f"Talk {number}", number=number) for number in range(3)]
    for one in some:
        (folder / f"{one.id}.json").write_text(kept_text(one))
    code, out, _ = run("conversations", "list", "--json", "-n", 2)
    assert code == 0
    assert records(out)[0] == {
        "id": f"{2:012x}",
        "name": "Talk 2",
        "started": "2025-07-08T12:00:00+00:00",
        "last": "2025-07-08T12:00:02+00:00",
        "questions": 1,
    }
    assert [one["name"] for one in records(out)] == ["Talk 2", "Talk 1"]
    assert [line.split("\t")[-1] for line in run("conversations", "list", "talk", "1")[1].splitlines()] == ["Talk 1"]
    (folder / f"{1:012x}.json").write_text("{")
    code, out, err = run("conversations", "list")
    assert (code, len(out.splitlines()), f"{1:012x}.json is not a conversation" in err) == (1, 2, True)
    assert run("conversations", "delete", f"{1:012x}")[0] == 0
    assert run("conversations", "list")[0] == 0


def test_a_conversation_is_shown_exported_renamed_and_deleted(run: Run, archive: Path) -> None:
    run("ask", ASKED, "--conversation", "Bridge")
    code, out, _ = run("conversations", "show", "bridge")
    assert code == 0
    assert out.startswith(f"1. {ASKED}\n\n")
    assert "[1] The Tollgate Bridge was closed on Monday" in out
    assert run("conversations", "rename", "Bridge", "Tollgate") == (0, "", "")
    assert run("conversations", "export", "Tollgate")[1].startswith("# Tollgate\n")
    assert run("conversations", "export", "Tollgate", "--format", "html")[1].startswith("<!doctype html>")
    told = run("conversations", "export", "Tollgate", "--format", "json")[1]
    assert run("verify", "-", stdin=told)[::2] == (0, "1 quote, stands: 1\n")
    code, out, err = run("conversations", "export", "Tollgate", "--format", "pdf")
    assert (code, out, "choose one of md, html, json" in err) == (2, "", True)
    assert run("conversations", "delete", "tollgate") == (0, "1 deleted\n", "")
    for command in (("show",), ("export",), ("delete",), ("rename", "New")):
        code, out, err = run("conversations", command[0], "Tollgate", *command[1:])
        assert (code, out) == (3, "")
        assert err == "There is no conversation 'Tollgate'. See: onrecord conversations list\n"


def test_of_several_of_a_name_one_is_said_by_its_id(run: Run, archive: Path) -> None:
    folder = Conversations(archive).folder
    folder.mkdir()
    for number in (1, 2):
        one = kept(turn(), name="Tax", number=number)
        (folder / f"{one.id}.json").write_text(kept_text(one))
    for command in (("conversations", "show", "tax"), ("ask", "Why?", "--conversation", "Tax")):
        code, out, err = run(*command)
        assert (code, out) == (2, "")
        assert f"{1:012x}, {2:012x}" in err.replace("│", "").replace("\n", "")
    assert run("conversations", "show", f"{1:012x}")[0] == 0


def test_what_was_looked_for_may_be_in_a_damaged_file_which_is_named(run: Run, archive: Path) -> None:
    run("ask", ASKED, "--conversation", "Bridge")
    (path,) = Conversations(archive).folder.glob("*.json")
    path.write_bytes(path.read_bytes()[:-9])
    code, out, err = run("conversations", "show", "Bridge")
    assert (code, out, f"{path} is not a conversation as onrecord writes it" in err) == (3, "", True)
    code, _, err = run("ask", ASKED, "--conversation", "Bridge")
    assert (code, f"{path} is not a conversation" in err, "it is begun" in err) == (0, True, True)
    code, _, err = run("conversations", "show", path.stem)
    assert (code, f"{path} is not a conversation" in err) == (1, True)


def test_keeping_house_leaves_conversations_alone(run: Run, archive: Path) -> None:
    run("ask", ASKED, "--conversation", "Bridge")
    before = run("conversations", "export", "Bridge", "--format", "json")[1]
    assert run("doctor") == (0, "", "Everything is as it was written.\n")
    for command in (("compact",), ("rebuild",), ("doctor", "--repair")):
        assert run(*command)[0] == 0
    assert run("conversations", "export", "Bridge", "--format", "json")[1] == before
    shutil.rmtree(archive / "derived")
    assert run("conversations", "show", "Bridge")[0] == 0


@pytest.mark.parametrize("command", ["list", "show", "export", "rename", "delete"])
def test_every_command_and_option_has_help(run: Run, command: str) -> None:
    code, out, _ = run("conversations", command, "--help")
    assert code == 0
    assert len(out.split("\n\n")[1].strip()) > 20
    assert "--index" in out
