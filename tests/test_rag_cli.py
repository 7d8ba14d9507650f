"""The command line, from arguments to exit code. Data on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from house import ROOT, Run

from onrecord.index import Article, NewsIndex
from onrecord.rag import cli
from onrecord.seeds import QUESTIONS

COMMANDS = sorted(
    command.name or (command.callback.__name__ if command.callback else "") for command in cli.app.registered_commands
)
BRIDGE = {
    "id": "a1",
    "title": "Bridge shut",
    "text": "The Tollgate Bridge was closed on Monday after inspectors found a crack in a girder.",
    "published": "2025-07-04",
    "outlet": "The Courier",
}


@pytest.fixture
def bridge(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.jsonl"
    path.write_text(json.dumps(BRIDGE) + "\n")
    return path


@pytest.fixture
def sample(sample_index_folder: Path) -> tuple[str, str]:
    return "--index", str(sample_index_folder)


def records(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


# ---- help and usage --------------------------------------------------------------------------------------------------


def test_there_are_the_commands_there_should_be() -> None:
    assert {"add", "ask", "search", "list", "remove", "chat", "eval"} <= set(COMMANDS)
    assert {"info", "history", "export", "doctor", "compact", "rebuild"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert f"onrecord {command}" in out
    assert len(out.split("\n\n")[1].strip()) > 20, "it says what the command does"
    assert f"onrecord {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_help(run: Run, command: str) -> None:
    _, out, _ = run(command, "--help")
    options = re.findall(r"^  (-\S[^\n]*(?:\n {6,}[^\n]*)*)", out, re.M)
    assert options
    assert [option for option in options if len(option.split()) < 3] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("nonsense",),
        ("ask", "why?", "--nonsense"),
        ("search", "x", "-k", "0"),
        ("search", "x", "-k", "many"),
        ("add",),
        ("list", "-n", "-1"),
        (),
    ],
)
def test_a_wrong_command_line_is_named_on_stderr(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "Usage: onrecord" in err


def test_a_date_that_is_none_is_a_wrong_command_line(run: Run, sample: tuple[str, str]) -> None:
    for option in ("--after", "--before", "--as-of"):
        code, out, err = run("search", "bridge", option, "soon", *sample)
        assert (code, out) == (2, "")
        assert "'soon' is not a date" in err


# ---- add, list, remove -----------------------------------------------------------------------------------------------


def test_add_list_and_remove(run: Run, bridge: Path) -> None:
    assert run("add", bridge)[:2] == (0, "1 added, 0 updated, 0 unchanged, 0 rejected, 1 passages\n")
    assert run("add", bridge)[:2] == (0, "0 added, 0 updated, 1 unchanged, 0 rejected, 0 passages\n")
    assert run("list")[:2] == (0, "a1\t2025-07-04\tThe Courier\tBridge shut\n")
    code, out, _ = run("list", "--json", "-n", 1)
    assert (code, records(out)) == (
        0,
        [{"id": "a1", "title": "Bridge shut", "outlet": "The Courier", "published": "2025-07-04"}],
    )
    assert run("remove", "a1") == (0, "1 removed\n", "")
    assert run("list") == (0, "", "")


def test_a_broken_record_is_reported_the_rest_is_added_and_the_code_says_so(run: Run, bridge: Path) -> None:
    bridge.write_text(bridge.read_text() + '{"title": "no text"}\n{"id": "", "text": "\\u0000"}\n')
    code, out, err = run("add", bridge)
    assert (code, out) == (5, "1 added, 0 updated, 0 unchanged, 2 rejected, 1 passages\n")
    assert re.search(r"rejected: .*bridge\.jsonl line 2: no text", err)
    code, out, _ = run("add", bridge, "--json")
    (record,) = records(out)
    assert (code, record["unchanged"], record["rejected"], record["articles"]) == (5, 1, 2, 1)
    assert record["rejects"][0]["where"].endswith("line 2")


def test_many_rejects_are_counted_by_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{}\n" * 25)
    code, _, err = run("add", tmp_path / "bad.jsonl")
    assert code == 5
    assert err.count("rejected: ") == 1
    assert re.search(r"rejected: 25: no text: .*\(\S*bad\.jsonl line 1, \S*bad\.jsonl line 2, ", err)


def test_articles_come_from_standard_input(run: Run) -> None:
    code, out, _ = run("add", "-", stdin=json.dumps(BRIDGE).encode())
    assert (code, out.split(",")[0]) == (0, "1 added")


def test_a_path_that_is_not_there_adds_nothing(run: Run, bridge: Path) -> None:
    code, out, err = run("add", bridge, bridge.with_name("nowhere"))
    assert (code, out) == (1, "")
    assert "no file or folder" in err
    assert run("list") == (0, "", "")


def test_an_id_that_is_not_there_is_named(run: Run, bridge: Path) -> None:
    run("add", bridge)
    assert run("remove", "a1", "nobody") == (3, "1 removed\n", "Not in the archive: nobody\n")


# ---- ask and search --------------------------------------------------------------------------------------------------


def test_an_answer_is_its_words_and_its_quotes_with_their_sources(run: Run, sample: tuple[str, str]) -> None:
    code, out, err = run("ask", QUESTIONS[0], *sample)
    assert (code, err) == (0, "")
    assert out.startswith("19 minutes\n\n[1] The collision alarm")
    assert "Lindholt Chronicle · 2025-07-17" in out


def test_an_answer_as_json_is_one_line(run: Run, sample: tuple[str, str], sample_index: NewsIndex) -> None:
    code, out, err = run("ask", QUESTIONS[0], "--json", "--as-of", "2025-07-18", *sample)
    (record,) = records(out)
    assert (code, err, record["abstained"], record["text"]) == (0, "", False, "19 minutes")
    for citation in record["citations"]:
        stored = sample_index.article(citation["article_id"], citation["revision"])
        assert stored is not None
        assert citation["quote"] == stored.text[citation["start"] : citation["end"]]


def test_no_answer_is_said_with_what_is_nearest(run: Run, sample: tuple[str, str]) -> None:
    code, out, _ = run("ask", QUESTIONS[4], *sample)
    assert code == 3
    assert "do not answer" in out
    assert "\n1. " in out
    code, out, _ = run("ask", QUESTIONS[4], "--json", *sample)
    assert (code, records(out)[0]["abstained"]) == (3, True)


def test_filters_limit_what_is_asked(run: Run, sample: tuple[str, str]) -> None:
    asked = "How long had the radar alarm been muted when the Maren Linde hit the reef?"
    code, out, err = run("ask", asked, "--after", "2030-01-01", *sample)
    assert (code, err) == (3, "")
    assert re.fullmatch(r"The filters leave out what answers this \(.+, 2025-\d\d-\d\d\)\.\n", out)
    code, out, err = run("ask", "Who won the Nobel Peace Prize?", "--after", "2030-01-01", *sample)
    assert (code, out, err) == (3, "Nothing that the filters leave is about this.\n", "")


def test_a_lower_risk_declines_more(run: Run, sample: tuple[str, str]) -> None:
    asked = "How long had the radar alarm been muted when the Maren Linde hit the reef?"
    assert run("ask", asked, "--risk", "1", *sample)[0] == 0
    assert run("ask", asked, "--risk", "0.0001", *sample)[0] == 3
    code, _, err = run("ask", asked, "--risk", "0", *sample)
    assert (code, "a risk is a share of answers above 0" in err) == (2, True)


def test_search_shows_passages(run: Run, sample: tuple[str, str]) -> None:
    code, out, err = run("search", "radar alarm", "-k", 3, "--outlet", "lindholt chronicle", "--json", *sample)
    found = records(out)
    assert (code, err, len(found)) == (0, "", 3)
    assert {record["outlet"] for record in found} == {"Lindholt Chronicle"}
    code, out, _ = run("search", "radar alarm", "-k", 2, *sample)
    assert code == 0
    assert re.findall(r"^(\d)\. ", out, re.M) == ["1", "2"]


def test_a_search_that_finds_nothing_says_so(run: Run, sample: tuple[str, str]) -> None:
    assert run("search", "radar", "--outlet", "nobody", *sample) == (3, "", "Nothing found.\n")


def test_an_empty_question_is_a_wrong_command_line(run: Run, sample: tuple[str, str]) -> None:
    code, out, err = run("ask", " ", *sample)
    assert (code, out) == (2, "")
    assert "the question is empty" in err


# ---- what goes wrong -------------------------------------------------------------------------------------------------


def test_without_an_index_the_way_to_one_is_shown(run: Run) -> None:
    for command in (("ask", "Why?"), ("search", "x"), ("list",), ("remove", "x")):
        code, out, err = run(*command)
        assert (code, out) == (1, "")
        assert "make one with: onrecord add PATH --index" in err


def test_a_damaged_index_has_its_own_code(run: Run, bridge: Path, tmp_path: Path) -> None:
    run("add", bridge)
    (tmp_path / "archive" / "catalog.sqlite").write_bytes(b"no database at all, though long enough" * 9)
    code, out, err = run("list")
    assert (code, out) == (4, "")
    assert "restore it from a copy" in err


def test_another_embedder_is_refused(run: Run, bridge: Path) -> None:
    code, _, err = run("add", bridge, "--embedder", "glove")
    assert code == 1
    assert "no embedder is called 'glove'" in err


@pytest.fixture
def foreign(make: Callable[..., NewsIndex]) -> Iterator[Path]:
    index = make("foreign")
    index.add([Article("a", "", "It rained.")])
    return index.folder


def test_an_index_of_another_embedder_says_how_it_is_opened(run: Run, foreign: Path) -> None:
    for command in (("ask", "Why?"), ("search", "x")):
        code, _, err = run(*command, "--index", foreign)
        assert code == 1
        assert "made with the embedder hashing" in err
        assert "--embedder" in err
        assert "--embedder" in run(command[0], "--help")[1]


def test_house_is_kept_in_an_index_of_another_embedder_without_it(run: Run, foreign: Path) -> None:
    for command in (("list",), ("info",), ("export",), ("history", "a"), ("doctor",), ("compact",), ("remove", "a")):
        assert run(*command, "--index", foreign)[0] == 0


# ---- as a process ----------------------------------------------------------------------------------------------------


def process(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    code = "from onrecord.rag.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def test_in_a_shell_data_and_words_are_apart(bridge: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "ONRECORD_INDEX": str(tmp_path / "archive")}
    adding = process("add", "-", str(bridge), "--json", env=environment)
    out, err = adding.communicate(b'{"id": "b", "text": "It rained."}\n{}\n')
    (record,) = records(out.decode())
    assert (adding.returncode, record["added"], record["rejected"]) == (5, 2, 1)
    assert err.decode().strip() == f"rejected: standard input line 2: {record['rejects'][0]['reason']}"
    asking = process("ask", "Why was the Tollgate Bridge closed?", "--json", env=environment)
    out, err = asking.communicate()
    assert (asking.returncode, err) == (0, b"")
    assert "crack" in records(out.decode())[0]["citations"][0]["quote"]


def test_an_interrupted_command_has_its_own_code(tmp_path: Path) -> None:
    environment = {**os.environ, "ONRECORD_INDEX": str(tmp_path / "archive")}
    waiting = process("add", "-", env=environment)
    assert waiting.stdin
    while not (tmp_path / "archive" / "writer.lock").exists():
        assert waiting.poll() is None
    waiting.send_signal(signal.SIGINT)
    out, err = waiting.communicate()
    assert (waiting.returncode, out) == (130, b"")
    assert b"Traceback" not in err


def test_output_that_nobody_reads_to_the_end_is_no_failure(sample_index_folder: Path) -> None:
    with process("list", "--index", str(sample_index_folder)) as listing:
        assert listing.stdout
        assert listing.stderr
        listing.stdout.close()
        assert listing.stderr.read() == b""
