"""A run on disk: written while it goes on, read back as it was, and read by other tools."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import ir_measures
import pytest
from ir_measures import AP, RR, R, nDCG

from onrecord.eval.figures import Figure
from onrecord.eval.metrics import average_precision, ndcg, recall, reciprocal_rank
from onrecord.eval.run import Run, Writer
from onrecord.eval.types import Record
from onrecord.index.errors import SourceError

ABOUT = {"task": "answers", "main": "onrecord", "complete": False, "data": {"name": "mine", "sha256": "f00"}}
FULL = Record(
    id="q1",
    system="onrecord",
    question="Why was the “Tollgate” shut?",
    query="Why?",
    asked="2025-07-04",
    expected=("a crack", "cracks"),
    able=True,
    group="bridges",
    labels={"kind": "reason"},
    scores={"right": 1.0, "f1": 0.5},
    timings={"retrieve": 0.01, "read": 0.2},
    confidence=0.75,
    right=True,
    declined=False,
    text="a crack",
    citations=[{"article_id": "bridge", "start": 0, "end": 9, "focus": [0, 7], "quote": "a crack …"}],
    best={"article_id": "bridge", "start": 0, "end": 9, "quote": "a crack …"},
    hits=[{"article_id": "bridge", "start": 0, "end": 99, "score": 1.5}],
    ranking=("bridge", "ferry"),
    lost="",
)


def records(count: int = 3, system: str = "onrecord") -> list[Record]:
    return [Record(f"q{n}", system, f"Question {n}?", scores={"right": float(n % 2)}) for n in range(count)]


def written(folder: Path, found: Sequence[Record], qrels: Mapping[str, Mapping[str, int]] | None = None) -> Run:
    writer = Writer(folder, ABOUT)
    for record in found:
        writer.add(record)
    run = Run.of({**ABOUT, "complete": True}, found)
    writer.finish(run, qrels or {})
    return run


def plain(found: Sequence[Record]) -> list[dict[str, Any]]:
    """Records as JSON has them, which knows lists alone."""
    return [json.loads(json.dumps(asdict(record))) for record in found]


# ---- there and back --------------------------------------------------------------------------------------------------


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = written(tmp_path / "run", [FULL, *records()])
    read = Run.read(tmp_path / "run")
    assert read.about == run.about
    assert read.figures == run.figures
    assert read.records[0] == FULL
    assert plain(read.records) == plain(run.records)
    assert (read.main, [record.id for record in read.of_system("onrecord")]) == ("onrecord", ["q1", "q0", "q1", "q2"])
    assert Run.read(str(tmp_path / "run")).as_json() == run.as_json()


@pytest.mark.parametrize(
    "text", ["line\u2028end", "next\x85line", "form\x0cfeed", "tab\tcr\r\nlf", "\x1c\x1e", "😀\u202e"]
)
def test_any_text_is_read_as_it_was_written(tmp_path: Path, text: str) -> None:
    """Texts of a data set made by hand have not been through a loader."""
    found = [Record("q1", "s", text, text=text, expected=(text,), labels={"kind": text}), *records()]
    written(tmp_path / "run", found)
    assert plain(Run.read(tmp_path / "run").records) == plain(found)


def test_run_json_is_json_for_any_tool(tmp_path: Path) -> None:
    """With nothing right, the best threshold is to answer nothing at all: infinity, which JSON does not have."""
    wrong = [
        Record(f"q{n}", "onrecord", "?", scores={"f1-undeclined": 0.0, "right": 0.0}, confidence=0.1 * n, right=False,
               declined=False, able=True)
        for n in range(4)
    ]  # fmt: skip
    run = written(tmp_path / "run", wrong)

    def refused(name: str) -> Any:
        raise AssertionError(f"{name} is not JSON")

    text = (tmp_path / "run" / "run.json").read_text(encoding="utf-8")
    assert json.loads(text, parse_constant=refused)["figures"]["onrecord"]["right"]["value"] == 0.0
    assert Run.read(tmp_path / "run").figures == run.figures


def test_run_json_says_what_the_run_says(tmp_path: Path) -> None:
    run = written(tmp_path / "run", records(4))
    stored = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert stored == run.as_json()
    assert (stored["task"], stored["complete"]) == ("answers", True)
    assert Figure(**stored["figures"]["onrecord"]["right"]) == run.figures["onrecord"]["right"]
    assert run.figures["onrecord"]["right"].value == 0.5


# ---- cut short -------------------------------------------------------------------------------------------------------


def test_what_was_asked_is_on_the_disk_before_the_run_is_finished(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "run", ABOUT)
    for record in records():
        writer.add(record)
    read = Run.read(tmp_path / "run")
    assert plain(read.records) == plain(records())
    assert read.about["complete"] is False
    assert read.figures["onrecord"]["right"] == Figure(pytest.approx(1 / 3), *_interval(read), 3)  # type: ignore[arg-type]
    writer.finish(Run.of(ABOUT, []), {})


def _interval(run: Run) -> tuple[float | None, float | None]:
    figure = run.figures["onrecord"]["right"]
    return figure.low, figure.high


@pytest.mark.parametrize("kept", [1, 5, 40, -2, -30])
def test_a_killed_run_is_read_as_far_as_it_came(tmp_path: Path, kept: int) -> None:
    written(tmp_path / "run", [*records(3), FULL])
    _tear(tmp_path / "run", kept)
    read = Run.read(tmp_path / "run")
    assert plain(read.records) == plain(records(3))
    assert read.figures["onrecord"]["right"].n == 3


def test_a_run_killed_inside_a_character_is_read_as_far_as_it_came(tmp_path: Path) -> None:
    """Quotes of news are full of characters of several bytes, and a disk knows bytes."""
    written(tmp_path / "run", [*records(3), FULL])
    line = (tmp_path / "run" / "predictions.jsonl").read_bytes().splitlines()[-1]
    _tear(tmp_path / "run", line.index("“".encode()) + 1)
    assert plain(Run.read(tmp_path / "run").records) == plain(records(3))


def _tear(folder: Path, kept: int) -> None:
    """Leave so many bytes of the last line, and no figures, as a kill does."""
    path = folder / "predictions.jsonl"
    *before, last = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(before) + last[:kept].removesuffix(b"\n"))
    (folder / "run.json").write_text(json.dumps(ABOUT))


def test_a_run_killed_before_the_first_question_has_none(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "run", ABOUT)
    read = Run.read(tmp_path / "run")
    assert (list(read.records), read.figures, read.about) == ([], {}, ABOUT)
    writer.finish(read, {})
    assert Run.read(tmp_path / "run").figures == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "run.json").unlink(),
        lambda folder: (folder / "predictions.jsonl").unlink(),
        lambda folder: (folder / "run.json").write_text("{"),
        lambda folder: (folder / "run.json").write_text("[]"),
        lambda folder: (folder / "predictions.jsonl").write_text('{"id": "q"\n{"id": "q2"}\n'),
        lambda folder: (folder / "predictions.jsonl").write_text('{"nonsense": 1}\n{"id": "q2"}\n'),
        lambda folder: (folder / "predictions.jsonl").write_text("[]\n"),
    ],
)
def test_what_is_no_run_is_refused_by_name(tmp_path: Path, change: Any) -> None:
    written(tmp_path / "run", records())
    change(tmp_path / "run")
    with pytest.raises(SourceError, match="holds no run that can be read"):
        Run.read(tmp_path / "run")


def test_a_folder_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nowhere"):
        Run.read(tmp_path / "nowhere")


# ---- the folder ------------------------------------------------------------------------------------------------------


def test_a_folder_with_other_things_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear")
    with pytest.raises(SourceError, match="no run"):
        Writer(tmp_path / "letters", ABOUT)
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["dear.txt"]
    with pytest.raises(SourceError, match=r"dear\.txt"):
        Writer(tmp_path / "letters" / "dear.txt", ABOUT)


def test_a_new_folder_is_made_and_an_empty_one_is_used(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "a" / "new" / "one"):
        written(folder, records())
        assert len(Run.read(folder).records) == 3


def test_a_run_takes_the_place_of_the_one_before_and_nothing_of_it_stays(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    before = [Record("q1", "dense", "?", ranking=("a",)), Record("q2", "fused", "?", ranking=("a",))]
    written(folder, before, {"q1": {"a": 1}})
    (folder / "report.html").write_text("before")
    assert {"dense.trec", "fused.trec", "qrels.trec"} <= {path.name for path in folder.iterdir()}
    written(folder, records(1))
    assert {path.name for path in folder.iterdir()} == {"run.json", "predictions.jsonl"}
    assert [record.id for record in Run.read(folder).records] == ["q0"]


# ---- for other tools -------------------------------------------------------------------------------------------------

QRELS = {"q1": {"a": 2, "b": 1, "z": 1}, "q2": {"d": 1}, "q3": {"e": 1}}
RANKINGS = {"q1": ("x", "a", "y", "b"), "q2": ("d", "a"), "q3": ()}


def ranked(system: str = "windows fused", rankings: Mapping[str, tuple[str, ...]] = RANKINGS) -> list[Record]:
    found = []
    for name, ranking in rankings.items():
        relevant = QRELS[name]
        scores = {
            "ndcg@10": ndcg(ranking, relevant, 10),
            "map": average_precision(ranking, relevant),
            "mrr@10": reciprocal_rank(ranking, relevant, 10),
            "recall@3": recall(ranking, relevant, 3),
        }
        found.append(Record(name, system, f"{name}?", scores=scores, ranking=ranking))
    return found


def test_rankings_and_judgements_stand_in_trecs_columns(tmp_path: Path) -> None:
    written(tmp_path, ranked(), QRELS)
    assert (tmp_path / "windows-fused.trec").read_text().splitlines() == [
        "q1 Q0 x 1 4 windows-fused",
        "q1 Q0 a 2 3 windows-fused",
        "q1 Q0 y 3 2 windows-fused",
        "q1 Q0 b 4 1 windows-fused",
        "q2 Q0 d 1 2 windows-fused",
        "q2 Q0 a 2 1 windows-fused",
    ]
    assert (tmp_path / "qrels.trec").read_text().splitlines() == [
        "q1 0 a 2",
        "q1 0 b 1",
        "q1 0 z 1",
        "q2 0 d 1",
        "q3 0 e 1",
    ]


def test_ir_measures_finds_the_same_figures_in_the_files(tmp_path: Path) -> None:
    """Also where a system found nothing for a question, which is not in its file."""
    run = written(tmp_path, ranked(), QRELS)
    figures = run.figures["windows fused"]
    found = _measured(tmp_path, "windows-fused")
    for measure, name in ((nDCG @ 10, "ndcg@10"), (AP, "map"), (RR @ 10, "mrr@10"), (R @ 3, "recall@3")):
        assert found[measure] == pytest.approx(figures[name].value), name
    assert math.isclose(figures["mrr@10"].value, (1 / 2 + 1 + 0) / 3)


def _measured(folder: Path, system: str) -> dict[Any, float]:
    qrels = list(ir_measures.read_trec_qrels(str(folder / "qrels.trec")))
    found = list(ir_measures.read_trec_run(str(folder / f"{system}.trec")))
    return dict(ir_measures.calc_aggregate([nDCG @ 10, AP, RR @ 10, R @ 3], qrels, found))


def test_judgements_are_of_the_questions_that_were_asked(tmp_path: Path) -> None:
    """A run cut short has asked one of three; the others are no failures of its system."""
    run = written(tmp_path, ranked(rankings={"q1": RANKINGS["q1"]}), QRELS)
    assert _measured(tmp_path, "windows-fused")[RR @ 10] == run.figures["windows fused"]["mrr@10"].value == 0.5


def test_a_file_for_each_system_that_ranked_anything(tmp_path: Path) -> None:
    written(tmp_path, [*ranked("dense"), *ranked("fused"), *records()], QRELS)
    assert {path.name for path in tmp_path.glob("*.trec")} == {"dense.trec", "fused.trec", "qrels.trec"}


def test_without_judgements_there_is_no_file_of_them(tmp_path: Path) -> None:
    written(tmp_path, ranked(), {"q1": {}, "q2": {}})
    assert {path.name for path in tmp_path.glob("*.trec")} == {"windows-fused.trec"}


def test_ids_with_blanks_keep_trecs_columns(tmp_path: Path) -> None:
    """File names are ids of articles, and a person's own pairs may be named in words."""
    found = [Record("my question", "dense", "?", scores={"mrr@10": 0.5}, ranking=("a b", "the bridge.txt"))]
    written(tmp_path, found, {"my question": {"the bridge.txt": 1}})
    assert [len(line.split()) for line in (tmp_path / "dense.trec").read_text().splitlines()] == [6, 6]
    assert [len(line.split()) for line in (tmp_path / "qrels.trec").read_text().splitlines()] == [4]
    assert _measured(tmp_path, "dense")[RR @ 10] == 0.5
