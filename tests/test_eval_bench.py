"""``onrecord bench index``: its figures are there, are computed, and are of what they say."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from onrecord.eval.bench.cli import app
from onrecord.eval.bench.embedder import MadeEmbedder, original_vectors
from onrecord.eval.bench.figures import Clock, Spread
from onrecord.eval.bench.kept import Exact, build
from onrecord.eval.bench.material import Material, material
from onrecord.eval.bench.measured import Part
from onrecord.eval.bench.measured import measured as measure
from onrecord.eval.bench.texts import OUTLETS, Texts
from onrecord.index import Filters, NewsIndex
from onrecord.index.chunking import indexed_text, passages
from onrecord.index.duplicates import SIMILARITY, similarity
from onrecord.index.embedding import PackagedEmbedder
from onrecord.rag import cli as onrecord


def call(*arguments: object) -> dict[str, Any]:
    found = CliRunner().invoke(app, ["index", *map(str, arguments)], catch_exceptions=False)
    assert found.exit_code == 0, found.stderr
    figures: dict[str, Any] = json.loads(found.stdout)
    return figures


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bench")


@pytest.fixture(scope="module")
def given() -> Material:
    return material(None, 8, questions=25)


@pytest.fixture(scope="module")
def texts(given: Material) -> Texts:
    return Texts(given.articles)


@pytest.fixture(scope="module")
def made(texts: Texts, folder: Path) -> MadeEmbedder:
    model = PackagedEmbedder()
    return MadeEmbedder(texts, original_vectors(texts, model, folder), model)


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """What ``measured`` says in words."""
    return {}


@pytest.fixture(scope="module")
def measured(folder: Path, given: Material, said: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def told(name: str, figures: dict[str, Any], text: str) -> None:
        found[name], said[name] = figures, text

    parts: tuple[Part, ...] = ("searching", "starting")
    measure(given, PackagedEmbedder(), folder, told, passages=2000, parts=parts, times=2, runs=1)
    return found


# ---- the figures -----------------------------------------------------------------------------------------------------


def test_the_archive_has_as_many_passages_as_asked_for(measured: dict[str, Any]) -> None:
    assert 2000 <= measured["index"]["passages"] < 2100
    assert measured["index"]["articles"] > 100
    assert measured["index"]["disk"] > 1e6


def test_searching_is_timed_whole_in_parts_and_under_filters(measured: dict[str, Any]) -> None:
    found = measured["searching"]
    for name in ("hybrid", "embedding", "dense", "lexical", "reading"):
        assert 0 < found[name]["p50"] <= found[name]["p95"] <= found[name]["most"]
        assert found[name]["n"] == found["questions"] == 25
    assert found["hybrid"]["p50"] < 1000
    assert found["flat"]["ratio"] == pytest.approx(
        found["flat"]["scan"]["p50"] / max(found["flat"]["dense"]["p50"], 0.01), abs=0.1
    )
    assert len(found["filtered"]) == 5


def test_a_small_index_is_exact_and_filters_leave_full_results(measured: dict[str, Any]) -> None:
    found = measured["searching"]
    assert found["recall"] == 1
    for filtered in found["filtered"]:
        assert filtered["recall"] == 1
        assert filtered["full"] == 1
        assert 0 < filtered["left"] < found["passages"]


def test_changes_are_seen_and_the_index_is_left_as_it_was(measured: dict[str, Any], made: MadeEmbedder) -> None:
    found = measured["changing"]
    assert found["passages"] >= 5
    for name in ("found", "gone", "add", "remove", "search"):
        assert 0 < found[name]["p50"] < 60_000
        assert found[name]["n"] == 2
    assert measured["compacting"]["after"] <= measured["compacting"]["before"]
    with NewsIndex.open(Path(measured["index"]["folder"]) / "index", embedder=made) as index:
        assert index.passages == measured["index"]["passages"]
        assert all(article.id.startswith("made-") for article in index.newest())


def test_memory_is_of_a_process_that_only_searches(measured: dict[str, Any]) -> None:
    found = measured["memory"]
    assert found["questions"] == 25
    if found["searching"]:
        assert 50e6 < found["searching"]["own"] < 1e9
        assert found["reranking"]["own"] > found["searching"]["own"]


def test_starting_is_told_step_by_step_with_what_was_loaded(measured: dict[str, Any]) -> None:
    passages = measured["index"]["passages"]
    library = measured[f"starting, library, {passages}"]
    steps = list(library["steps"])
    assert (steps[0], steps[-1]) == ("python", "first result")
    assert sum(library["steps"].values()) == pytest.approx(library["total"], abs=1)
    assert {"faiss", "tantivy", "onnxruntime", "numpy"} <= set(library["loaded"])
    assert not {"torch", "transformers", "gradio", "sentence_transformers"} & set(library["loaded"])
    assert library["imports"]["numpy"] > 0
    command = measured[f"starting, command, {passages}"]
    assert {"typer", "faiss"} <= set(command["loaded"])


def test_adding_is_measured_against_the_plain_loop_over_the_same_passages(given: Material) -> None:
    whole = call("--part", "adding", "--limit", 8, "--json")
    assert whole["machine"]["cores"] >= 1
    assert whole["versions"]["onrecord"]
    assert whole["made of"] == {"name": "the sample archive", "articles": 8, "questions": 300}
    found = whole["adding"]
    assert found["articles"] == len(given.articles) == 8
    assert found["passages"] == sum(len(passages(article.text)) for article in given.articles) == found["embedded"]
    assert found["ratio"] == pytest.approx(found["plain"]["seconds"] / found["index"]["seconds"], abs=0.02)
    assert found["index"]["articles"] == pytest.approx(8 / found["index"]["seconds"], rel=0.02)
    assert 0.3 < found["embedding"] < 1
    assert found["index"]["disk"] > 100_000
    assert min(found["index"]["memory"], found["plain"]["memory"]) > 50e6


def test_each_part_is_a_table_too(measured: dict[str, Any], said: dict[str, str]) -> None:
    assert said.keys() == measured.keys()
    assert "2,0" in said["index"]
    assert "| hybrid, ten best, not reranked |" in said["searching"]
    assert "10 articles" in said["searching"]
    assert "| added article found, from the end of embedding |" in said["changing"]
    (library,) = (text for name, text in said.items() if name.startswith("starting, library"))
    assert "| first result" in library
    assert "loaded: faiss" in library


# ---- bad input -------------------------------------------------------------------------------------------------------


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["onrecord", "bench", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            onrecord.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return run


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("index", "no/such/path"), 1, "there is no file or folder no/such/path"),
        (("index", "--part", "dreaming"), 2, "--part takes adding, searching, starting, not 'dreaming'"),
        (("index", "--passages", "few"), 2, "Invalid value for '--passages'"),
        (("index", "--passages", "5"), 2, "Invalid value for '--passages'"),
    ],
)
def test_bad_input_is_one_clear_error(
    main: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], code: int, message: str
) -> None:
    found, out, said = main(*arguments)
    assert found == code
    assert message in said
    assert "Traceback" not in said
    assert not out


def test_a_file_without_articles_is_refused_by_name(main: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text('{"no": "article"}\n')
    code, _, said = main("index", tmp_path / "none.jsonl")
    assert code == 1
    assert "holds no article to measure with" in said


# ---- the made archive ------------------------------------------------------------------------------------------------


def test_the_same_originals_make_the_same_archive(given: Material, texts: Texts) -> None:
    assert list(texts.articles(300)) == list(Texts(given.articles).articles(300))
    assert Texts(given.articles).key == texts.key != Texts(given.articles[1:]).key


def test_a_made_archive_is_like_one(texts: Texts) -> None:
    articles = list(texts.articles(2000))
    cut = [len(passages(article.text)) for article in articles]
    assert 2000 <= sum(cut) < 2100
    assert min(cut) >= 5
    assert {article.outlet for article in articles} <= set(OUTLETS)
    assert len({article.outlet for article in articles}) > 20
    assert len({article.day for article in articles}) > 150
    assert len({article.language for article in articles}) == 6


def test_copies_are_too_unlike_for_one_story_but_for_wire_copies(texts: Texts) -> None:
    articles = list(texts.articles(400))
    alike = [
        (one, other)
        for other in range(len(articles))
        for one in range(other)
        if similarity(articles[one].text, articles[other].text) >= SIMILARITY
    ]
    assert alike == [(place - 1, place) for place in range(19, len(articles), 20)]


def test_a_made_passage_is_near_its_original_and_always_the_same(texts: Texts, made: MadeEmbedder) -> None:
    articles = list(texts.articles(300))
    cut = [indexed_text(a.title, a.text[start:end]) for a in articles for start, end in passages(a.text)]
    vectors = made.embed_passages(cut)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(made.embed_passages(cut[5:6])[0], vectors[5], atol=1e-6)
    originals = PackagedEmbedder().embed_passages(texts.passages)
    nearest = (vectors @ originals.T).max(axis=1)
    assert nearest.min() > 0.74
    assert np.median(nearest) == pytest.approx(0.86, abs=0.04)


def test_questions_and_strange_passages_are_embedded_by_the_packaged_model(made: MadeEmbedder) -> None:
    model = PackagedEmbedder()
    assert np.array_equal(made.embed_queries(["Why?"]), model.embed_queries(["Why?"]))
    strange = "Nothing of the kind\nA text that no one has made."
    near = float(made.embed_passages([strange])[0] @ model.embed_passages([strange])[0])
    assert 0.74 < near < 0.96
    assert made.fingerprint != model.fingerprint


def test_a_built_index_is_used_again_and_another_size_is_another(
    texts: Texts, made: MadeEmbedder, tmp_path: Path
) -> None:
    first = build(texts, 300, made, tmp_path)
    again = build(texts, 300, made, tmp_path)
    assert not first.reused
    assert again.reused
    assert (again.folder, again.passages, again.seconds) == (first.folder, first.passages, first.seconds)
    assert build(texts, 400, made, tmp_path).folder != first.folder


def test_what_an_interrupted_measurement_left_is_taken_out(texts: Texts, made: MadeEmbedder, tmp_path: Path) -> None:
    built = build(texts, 300, made, tmp_path)
    folder = Path(built.folder) / "index"
    with NewsIndex.open(folder, embedder=made) as index:
        stray = texts.article(5000)
        index.add([type(stray)("fresh-1", "Stray", stray.text, published="2025-06-01")])
    assert build(texts, 300, made, tmp_path).reused
    with NewsIndex.open(folder, embedder=made) as index:
        assert index.article("fresh-1") is None


def test_the_exact_search_agrees_with_the_index_and_counts_what_filters_leave(
    texts: Texts, made: MadeEmbedder, tmp_path: Path
) -> None:
    built = build(texts, 300, made, tmp_path)
    exact = Exact(Path(built.folder))
    query = made.embed_queries(["What did the council decide?"])
    with NewsIndex.open(Path(built.folder) / "index", embedder=made) as index:
        assert len(exact.ids) == index.passages
        now = index.snapshot()
        outlet = exact.outlet_names[0]
        for filters, mask in ((None, None), (Filters(outlets=(outlet,)), exact.outlets == 0)):
            (best,) = exact.best(query, 10, mask)
            found = now.ranked("What did the council decide?", 10, filters=filters)
            assert {number for number, _ in found} <= {number for number, _ in best}
            assert [score for _, score in found] == pytest.approx([score for _, score in best[:10]], abs=1e-5)
        assert int((exact.outlets == 0).sum()) == sum(
            len(passages(article.text)) for article in index.newest() if article.outlet == outlet
        )


# ---- arithmetic ------------------------------------------------------------------------------------------------------


def test_a_spread_is_in_milliseconds() -> None:
    assert Spread.of([0.001 * n for n in range(1, 102)], [0.004]) == Spread(51.0, 96.0, 101.0, 101, 4.0)


@pytest.mark.alone
def test_a_clock_keeps_what_each_block_took() -> None:
    outer, inner = Clock(), Clock()
    for _ in range(3):
        with outer.running():
            time.sleep(0.002)
            with inner.running():
                time.sleep(0.02)
    left = outer.less(inner).spread()
    assert 2 <= left.p50 < 15
    assert inner.spread(2).p50 >= 40
    assert left.cpu is not None
    assert left.cpu < left.p50
