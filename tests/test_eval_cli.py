"""``onrecord eval``, from arguments to exit code: figures on stdout, everything else on stderr."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from embedders import HashingEmbedder
from house import Make
from typer.testing import CliRunner

from onrecord.eval import Run
from onrecord.eval.cli import app
from onrecord.eval.run import Writer
from onrecord.eval.types import Record
from onrecord.index import Article, Hit
from onrecord.index.lexical import terms
from onrecord.rag import Span, SpanReader
from onrecord.rag import cli as onrecord

Said = Sequence[tuple[str, str]]
COMMANDS = ("retrieval", "reading", "answers", "chat", "pairs", "compare")
TEXTS = {
    "Ardal": "The Ardal bridge was shut because of a crack. The mayor of Ardal would not say when it opens.",
    "Bodo": "The Bodo ferry was late because of fog. Its captain asked for a new radar.",
    "Cluny": "The Cluny market was moved because of mud. Traders said they had lost a day.",
}
ASKED = {
    "Ardal": ("Why was the Ardal bridge shut?", "a crack"),
    "Bodo": ("Why was the Bodo ferry late?", "fog"),
    "Cluny": ("Why was the Cluny market moved?", "mud"),
}


class Words:
    """A reranker: twenty times the share of the question's words that stand in the text, less ten."""

    name = "words"

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        asked = set(terms(query))
        return [20 * len(asked & set(terms(text))) / max(1, len(asked)) - 10 for text in texts]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No model, and nothing outside the test's own folder."""
    monkeypatch.setattr("onrecord.rag.retrieve.CrossEncoder", Words)
    monkeypatch.setattr("onrecord.index.made.PackagedEmbedder", HashingEmbedder)
    monkeypatch.setattr("onrecord.index.news_index.PackagedEmbedder", HashingEmbedder)
    monkeypatch.setattr("onrecord.eval.archive.PackagedEmbedder", HashingEmbedder)
    monkeypatch.setattr("onrecord.eval.archive.cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setenv("ONRECORD_INDEX", str(tmp_path / "archive"))
    monkeypatch.chdir(tmp_path)


def call(*arguments: object) -> tuple[int, str, str]:
    """The exit code, what went to stdout and what to stderr."""
    found = CliRunner().invoke(app, list(map(str, arguments)), catch_exceptions=False)
    return found.exit_code, found.stdout, found.stderr


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """The same by ``onrecord eval``, as a shell calls it."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["onrecord", "eval", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            onrecord.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    entries = []
    for town, text in TEXTS.items():
        question, answer = ASKED[town]
        right = {"id": town, "question": question, "answers": [{"text": answer, "answer_start": text.index(answer)}]}
        none = {"id": f"{town}-none", "question": "Who paid the architect?", "answers": [], "is_impossible": True}
        paragraph = {"context": text, "qas": [{**right, "is_impossible": False}, none]}
        entries.append({"title": town, "paragraphs": [paragraph]})
    path = tmp_path / "towns.json"
    path.write_text(json.dumps({"version": "v2.0", "data": entries}))
    return path


@pytest.fixture
def coqa(tmp_path: Path) -> Path:
    story = TEXTS["Ardal"]

    def answer(turn: int, text: str) -> dict[str, Any]:
        start = story.index(text)
        place = {"span_start": start, "span_end": start + len(text), "span_text": text}
        return {"turn_id": turn, "input_text": text, **place}

    entry = {
        "id": "talk",
        "source": "news",
        "story": story,
        "questions": [
            {"turn_id": 1, "input_text": "Why was the Ardal bridge shut?"},
            {"turn_id": 2, "input_text": "And who would not say when it opens?"},
        ],
        "answers": [answer(1, "a crack"), answer(2, "The mayor of Ardal")],
    }
    path = tmp_path / "talk.json"
    path.write_text(json.dumps({"version": "1.0", "data": [entry]}))
    return path


@pytest.fixture
def archive(make: Make) -> Path:
    """An index over the three articles, and no more."""
    index = make("towns")
    index.add([Article(town.lower(), town, text) for town, text in TEXTS.items()])
    return index.folder


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    lines = [
        {"id": town, "question": question, "answer": answer, "article": town.lower(), "quote": answer}
        for town, (question, answer) in ASKED.items()
    ]
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n")
    return path


def table_of(out: str) -> dict[str, list[str]]:
    """The rows of the table by their metric, without the rule."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in out.splitlines() if line.startswith("| ")]
    return {row[0]: row[1:] for row in rows}


# ---- help and usage --------------------------------------------------------------------------------------------------


def test_help_names_every_command(main: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = main("--help")
    assert (code, err) == (0, "")
    assert "onrecord eval" in out
    for command in COMMANDS:
        assert re.search(rf"^  {command}\s+\S", out, re.M), command


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_has_help(main: Callable[..., tuple[int, str, str]], command: str) -> None:
    code, out, err = main(command, "--help")
    assert (code, err) == (0, "")
    assert f"onrecord eval {command}" in out
    assert len(out.split("\n\n")[1].strip()) > 20, "it says what the command does"
    options = re.findall(r"^  (-\S[^\n]*(?:\n {6,}[^\n]*)*)", out, re.M)
    assert options
    assert [option for option in options if len(option.split()) < 3] == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("retrieval",),
        ("answers", "towns.json", "--nonsense"),
        ("answers", "towns.json", "--limit", "0"),
        ("answers", "towns.json", "--limit", "many"),
        ("compare",),
        ("compare", "run", "--fail-below", "f1"),
        ("compare", "run", "--fail-below", "f1=high"),
        ("compare", "run", "--fail-below", "f1=nan"),
        ("compare", "run", "--fail-below", "nonsense=0.5"),
        ("compare", "run", "--fail-below", "ece=0.5"),
        ("compare", "run", "--fail-below", "map=0.5"),
        ("compare", "run", "--fail-drop"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_named_on_stderr(
    main: Callable[..., tuple[int, str, str]], squad: Path, arguments: tuple[str, ...]
) -> None:
    written("run", {"f1": [1.0]})
    code, out, err = main(*arguments)
    assert (code, out) == (2, "")
    assert "Usage: onrecord eval" in err


# ---- a run -----------------------------------------------------------------------------------------------------------


def test_figures_go_to_stdout_and_everything_else_to_stderr(squad: Path) -> None:
    code, out, err = call("answers", squad, "--out", "run")
    assert code == 0
    first, blank, *rest = out.splitlines()
    assert (first, blank) == ("answers of towns: 6 of 6 questions", "")
    assert re.fullmatch(r"\| metric +\| +onrecord \| +windows lexical \| .*\| +n \|", rest[0])
    assert table_of(out)["right"] == ["1.000 [1.000, 1.000]"] * 4 + ["6"]
    assert table_of(out)["verbatim"][0] == "1.000 [1.000, 1.000]"
    assert "onrecord: understand " in out
    assert "peak memory" in out
    assert "index of articles: 3 articles, 3 passages" in out
    assert f"The run is in run; open {Path('run') / 'report.html'}" in err
    assert "metric" not in err
    assert Path("run/report.html").exists()


def test_json_is_one_line_and_what_run_json_holds(squad: Path) -> None:
    code, out, _ = call("retrieval", squad, "--json", "--out", "run")
    assert code == 0
    (line,) = out.splitlines()
    assert json.loads(line) == json.loads(Path("run/run.json").read_text(encoding="utf-8"))
    assert json.loads(line)["figures"]["reranked"]["mrr@10"]["value"] == 1.0


def test_reading_and_chat_have_their_own_systems(squad: Path, coqa: Path) -> None:
    code, out, _ = call("reading", squad)
    assert (code, out.splitlines()[0]) == (0, "reading of towns: 6 of 6 questions")
    assert table_of(out)["metric"] == ["onrecord", "n"]
    assert "hasans-f1" in table_of(out)
    code, out, _ = call("chat", coqa)
    assert (code, out.splitlines()[0]) == (0, "chat of talk: 2 of 2 questions")
    assert table_of(out)["metric"] == ["own history", "no history", "concatenation", "given history", "n"]
    assert table_of(out)["turn: f1"] == table_of(out)["metric"]
    assert re.search(r"^own history: f1 is \S+ \[\S+, \S+\] of what it is with the given answers", out, re.M)
    assert re.search(r"^understanding a follow-up: .* \(n 1\)$", out, re.M)


def test_a_chat_is_pooled_or_spliced_within_a_domain(coqa: Path) -> None:
    document = json.loads(coqa.read_text())
    (entry,) = document["data"]
    others = [{**entry, "id": f"talk{n}", "source": source} for n, source in ((2, "news"), (3, "fiction"))]
    coqa.write_text(json.dumps({**document, "data": [entry, *others]}))
    code, out, _ = call("chat", coqa, "--domain", "news", "--pooled", "--out", "run")
    assert (code, out.splitlines()[0]) == (0, "chat of talk, news, pooled: 4 of 4 questions")
    assert "article-found@1" in table_of(out)
    assert "index of articles: 2 articles" in out
    page = Path("run/report.html").read_text(encoding="utf-8")
    assert "As the conversation goes on: Stays with its article" in page
    code, out, _ = call("chat", coqa, "--spliced")
    assert (code, out.splitlines()[0]) == (0, "chat of talk, spliced: 6 of 6 questions")
    assert re.search(r"^first turn after the switch: article-found@1 .* asked fresh \(.*, n 3\)$", out, re.M)


def test_a_run_without_a_name_is_named_by_task_set_and_time(squad: Path) -> None:
    call("reading", squad)
    call("reading", squad.rename(squad.with_name("dev.json")))
    names = sorted(path.name for path in Path("runs").iterdir())
    assert len(names) == 2
    assert re.fullmatch(r"reading-towns-\d{8}-\d{6}", names[1])
    assert re.fullmatch(r"reading-[\w.-]+-dev-\d{8}-\d{6}", names[0])


def test_options_are_passed_on(squad: Path, tmp_path: Path) -> None:
    code, out, _ = call(
        "answers", squad, "--limit", 2, "--seed", 7, "--no-dates", "--no-baselines", "--json", "--cache", "kept"
    )
    about = json.loads(out)
    assert code == 0
    assert (about["asked"], about["data"]["fit"], list(about["figures"])) == (2, 6, ["onrecord"])
    settings = about["settings"]
    assert (settings["limit"], settings["seed"], settings["dates"], settings["baselines"]) == (2, 7, False, False)
    assert [path.name for path in Path("kept").rglob("built.json")] == ["built.json"]
    assert not (tmp_path / "cache").exists()


def test_the_articles_of_another_set_can_be_asked(squad: Path, coqa: Path) -> None:
    """The story is the only article: questions of other towns should be declined."""
    code, out, _ = call("answers", squad, "--archive", coqa, "--no-baselines")
    assert code == 0
    assert out.splitlines()[0] == "answers of towns of talk: 6 of 6 questions"
    assert "noans-f1" in table_of(out)
    assert "hasans-f1" not in table_of(out)


def test_records_that_were_passed_over_are_named(squad: Path) -> None:
    content = json.loads(squad.read_text())
    content["data"][0]["paragraphs"][0]["qas"][0]["answers"][0]["text"] = "a leak"
    squad.write_text(json.dumps(content))
    code, out, err = call("reading", squad)
    assert code == 0
    assert "rejected: data[0]" in err
    assert "rejected" not in out


def test_a_quote_that_is_not_verbatim_fails(squad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Corrupting(SpanReader):
        def read(self, question: str, hits: Sequence[Hit], said: Said = ()) -> list[Span]:
            forged = [replace(hit, article=replace(hit.article, text=hit.article.text.swapcase())) for hit in hits]
            return super().read(question, forged, said)

    monkeypatch.setattr("onrecord.rag.assistant.SpanReader", Corrupting)
    code, out, err = call("reading", squad)
    assert code == 1
    assert table_of(out)["verbatim"][0] == ".000 [.000, .000]"
    assert "NOT VERBATIM" in err


# ---- pairs -----------------------------------------------------------------------------------------------------------


def test_peoples_own_pairs_are_asked_of_an_index(pairs: Path, archive: Path) -> None:
    code, out, _ = call("pairs", pairs, "--index", archive)
    assert (code, out.splitlines()[0]) == (0, "answers of mine: 3 of 3 questions")
    assert table_of(out)["right"] == ["1.000 [1.000, 1.000]", "3"]
    assert table_of(out)["marked@1"] == ["1.000 [1.000, 1.000]", "3"]


def test_the_users_own_index_is_asked_where_none_is_named(
    pairs: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_INDEX", str(archive))
    assert call("pairs", pairs)[0] == 0


def test_without_a_file_the_projects_pairs_are_asked_of_the_sample_archive(
    pairs: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.eval.cli.PAIRS", pairs)
    monkeypatch.setattr("onrecord.eval.cli.sample_folder", lambda: archive)
    code, out, err = call("pairs", "--limit", 2)
    assert (code, out.splitlines()[0]) == (0, "answers of mine: 2 of 3 questions")
    assert "sample archive" in err


def test_a_pair_that_cannot_be_placed_is_named(pairs: Path, archive: Path) -> None:
    wrong = {"id": "typo", "question": "Why?", "answer": "mud", "article": "clunny"}
    pairs.write_text(pairs.read_text() + json.dumps(wrong) + "\n")
    code, out, err = call("pairs", pairs, "--index", archive)
    assert (code, out.splitlines()[0]) == (0, "answers of mine: 3 of 3 questions")
    assert "'clunny'" in err, "or its maker would think that it was asked"


def test_all_records_passed_over_are_in_run_json_if_that_is_said(pairs: Path, archive: Path) -> None:
    """Thirty lines without a question: ten are shown, the rest is to be found in the run."""
    pairs.write_text(pairs.read_text() + '{"answer": "mud"}\n' * 30)
    _, out, err = call("pairs", pairs, "--index", archive, "--json")
    assert err.count("rejected: ") == 11
    assert "20 more; run.json names" in err
    assert len(json.loads(out)["data"]["rejects"]) == 30


# ---- interrupted -----------------------------------------------------------------------------------------------------


def test_an_interruption_shows_what_was_asked_until_then(squad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopping(Words):
        asked = 0

        def score(self, query: str, texts: Sequence[str]) -> list[float]:
            Stopping.asked += 1
            if Stopping.asked > 4:
                raise KeyboardInterrupt
            return super().score(query, texts)

    monkeypatch.setattr("onrecord.rag.retrieve.CrossEncoder", Stopping)
    code, out, err = call("answers", squad, "--no-baselines", "--out", "run")
    assert code == 130
    asked = Run.read("run").about["asked"]
    assert 0 < asked < 6
    assert out.splitlines()[0] == f"answers of towns: {asked} of 6 questions"
    assert "Interrupted" in err
    assert Run.read("run").about["complete"] is False


def test_an_interruption_before_anything_was_asked_shows_no_older_run(
    main: Callable[..., tuple[int, str, str]], squad: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder holds yesterday's run; today's is stopped while its archive is embedded."""
    assert main("reading", squad, "--out", "run")[0] == 0

    class Stopping(HashingEmbedder):
        fingerprint = "another"

        def embed_passages(self, texts: Sequence[str]) -> Any:  # noqa: ARG002
            raise KeyboardInterrupt

    monkeypatch.setattr("onrecord.index.made.PackagedEmbedder", Stopping)
    monkeypatch.setattr("onrecord.index.news_index.PackagedEmbedder", Stopping)
    monkeypatch.setattr("onrecord.eval.archive.PackagedEmbedder", Stopping)
    code, out, err = main("answers", squad, "--out", "run")
    assert (code, out) == (130, "")
    assert "Interrupted" in err


# ---- what cannot be done ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("answers", "nowhere.json"), 1, "nowhere.json"),
        (("answers", "letter.txt"), 1, "in no known format"),
        (("answers", "towns.json", "--archive", "nowhere.json"), 1, "nowhere.json"),
        (("answers", "towns.json", "--index", "nowhere"), 1, "there is no index in nowhere"),
        (("answers", "towns.json", "--out", "letters"), 1, "letters holds something that is no run"),
        (("pairs", "mine.jsonl"), 1, "there is no index"),
        (("pairs", "nowhere.jsonl", "--index", "towns"), 1, "nowhere.jsonl"),
        (("compare", "nowhere", "run"), 1, "nowhere holds no run"),
        (("compare", "run", "letters"), 1, "letters holds no run"),
        (("chat", "towns.json"), 2, "no question for chat"),
        (("chat", "towns.json", "--domain", "news"), 2, "towns has no domain 'news'; it has none"),
        (("answers", "mine.jsonl"), 2, "name an index"),
        (("compare", "run", "other"), 2, "different questions or articles"),
        (("compare", "run", "run@nobody"), 2, "no system 'nobody'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_said_in_a_line(
    main: Callable[..., tuple[int, str, str]],
    squad: Path,
    pairs: Path,
    archive: Path,
    arguments: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    Path("letter.txt").write_text("Dear reader")
    Path("letters").mkdir()
    Path("letters/dear.txt").write_text("Dear")
    written("run", {"right": [1.0]})
    written("other", {"right": [1.0]}, sha256="ba7")
    found, out, err = main(*arguments)
    assert (found, out) == (code, "")
    assert message in " ".join(err.split())
    assert "Traceback" not in err


# ---- compare ---------------------------------------------------------------------------------------------------------


def written(folder: str, scores: dict[str, list[float]], system: str = "onrecord", sha256: str = "f00") -> Run:
    about = {"task": "answers", "main": "onrecord", "data": {"name": folder, "sha256": sha256, "archive": None}}
    count = max(map(len, scores.values()))
    records = [
        Record(f"q{n}", name, "?", scores={metric: values[n] for metric, values in scores.items()})
        for n in range(count)
        for name in dict.fromkeys((system, "onrecord"))
    ]
    writer = Writer(Path(folder), about)
    for record in records:
        writer.add(record)
    run = Run.of(about, records)
    writer.finish(run, {})
    return run


GOOD, POOR = [1.0] * 50, [1.0] * 20 + [0.0] * 30


def test_two_runs_stand_side_by_side() -> None:
    written("base", {"right": GOOD, "f1": GOOD})
    written("other", {"right": POOR, "f1": GOOD})
    code, out, err = call("compare", "base", "other")
    assert (code, err) == (0, "")
    assert out.startswith("base:  base\nother: other\n")
    assert table_of(out)["right"][:2] == ["1.000", ".400"]
    assert table_of(out)["right"][2].startswith("-0.600 [")
    assert table_of(out)["f1"] == ["1.000", "1.000", "+0.000 [+0.000, +0.000]", "1.0000", "50"]


def test_several_runs_are_held_against_the_first() -> None:
    for name in ("base", "second", "third"):
        written(name, {"right": GOOD})
    code, out, _ = call("compare", "base", "second", "third", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [(line["base"], line["other"]) for line in lines] == [("base", "second"), ("base", "third")]
    (metric,) = lines[0]["metrics"]
    assert metric == {
        "metric": "right", "base": 1.0, "other": 1.0, "difference": 0.0, "low": 0.0, "high": 0.0, "p": 1.0, "n": 50,
    }  # fmt: skip


def test_a_system_other_than_the_main_one_can_be_named() -> None:
    written("run", {"right": GOOD}, "windows fused")
    code, out, _ = call("compare", "run@windows fused", "run")
    assert code == 0
    assert out.startswith("base:  run@windows fused\nother: run\n")


def test_a_folder_with_an_at_sign_in_its_name_is_found() -> None:
    written("run@home", {"right": GOOD}, "dense")
    assert call("compare", "run@home", "run@home")[0] == 0
    assert call("compare", "run@home", "run@home@dense")[0] == 0


def test_a_drop_fails_only_where_it_is_asked_for() -> None:
    written("base", {"right": GOOD, "f1": POOR})
    written("other", {"right": POOR, "f1": GOOD})
    assert call("compare", "base", "other")[0] == 0
    code, out, err = call("compare", "base", "other", "--fail-drop")
    assert code == 1
    assert "right" in table_of(out)
    assert "other: right dropped from 1.000 to 0.400" in err
    assert "f1" not in err
    assert call("compare", "base", "base", "--fail-drop")[0] == 0


def test_a_floor_is_held_against_what_is_compared_or_the_only_run() -> None:
    written("base", {"right": POOR, "f1": POOR})
    written("other", {"right": GOOD, "f1": POOR})
    assert call("compare", "base", "other", "--fail-below", "right=0.9")[0] == 0, "the base is what was"
    code, _, err = call("compare", "base", "--fail-below", "right=0.4", "--fail-below", "f1=0.41")
    assert code == 1
    assert "base: f1 is 0.400, below 0.41" in err
    assert "right" not in err
    code, out, _ = call("compare", "base", "other", "--fail-below", "f1=0.5", "--json")
    assert code == 1
    assert len(out.splitlines()) == 1


# ---- in a shell ------------------------------------------------------------------------------------------------------


def test_the_projects_pairs_end_to_end(sample_index_folder: Path, tmp_path: Path) -> None:
    code = "from onrecord.rag.cli import main; main()"
    arguments = ("eval", "pairs", "--limit", "3", "--index", str(sample_index_folder), "--out", "run")
    found = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        capture_output=True, text=True, cwd=tmp_path, env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)}, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert re.fullmatch(r"answers of \S*pairs: 3 of \d{3} questions", found.stdout.splitlines()[0])
    assert table_of(found.stdout)["right"][-1] == "3"
    assert "The run is in run" in found.stderr
    run = Run.read(tmp_path / "run")
    assert (run.about["complete"], run.about["asked"], run.about["data"]["rejected"]) == (True, 3, 0)
    assert (tmp_path / "run" / "report.html").exists()
