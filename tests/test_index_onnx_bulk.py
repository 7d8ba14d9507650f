"""The two engines of the packaged embedder: which is used when, and that they can be taken for one another."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from contracts import LONG, TEXTS

from onrecord.index import embedding, static
from onrecord.index.embedding import Floats, PackagedEmbedder
from onrecord.index.initializers import BertTensors
from onrecord.index.onnx import OnnxBert
from onrecord.index.weights import ACTIVATIONS, EMBEDDER

MANY = [f"{text} District {number}." for number in range(26) for text in TEXTS]
only_where_supported = pytest.mark.skipif(not static.supported(), reason="this processor has no AVX-512 VNNI")


@pytest.fixture(autouse=True)
def _many_are_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_BULK", len(MANY))


def unit(rows: list[Floats]) -> Floats:
    matrix = np.stack(rows)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), np.float32)


def by_onnx(texts: list[str]) -> Floats:
    return unit(OnnxBert(EMBEDDER, lambda hidden: hidden[:, 0]).run(texts))


@pytest.fixture(scope="module")
def many_by_onnx() -> Floats:
    return by_onnx(MANY)


def run(script: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(script)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@only_where_supported
@pytest.mark.parametrize("attention", [torch.bfloat16, torch.float32], ids=str)
def test_both_engines_give_the_same_vectors_in_the_order_of_the_texts(attention: torch.dtype) -> None:
    bulk = static.StaticBert(EMBEDDER, attention=attention)
    texts = [*TEXTS, *TEXTS[::-1]]
    assert (np.sum(unit(bulk.run(texts)) * by_onnx(texts), axis=1) > 0.98).all()
    odd = ["", " \n", "😀", LONG]  # nothing like them was measured for the ranges
    assert (np.sum(unit(bulk.run(odd)) * by_onnx(odd), axis=1) > 0.95).all()


@only_where_supported
def test_many_passages_are_embedded_by_the_faster_engine_and_few_agree_with_them(many_by_onnx: Floats) -> None:
    embedder = PackagedEmbedder()
    many = embedder.embed_passages(MANY)
    assert np.allclose(np.linalg.norm(many, axis=1), 1, atol=1e-5)
    cosines = np.sum(many * many_by_onnx, axis=1)
    assert (cosines > 0.98).all()
    assert (cosines < 0.99999).any(), "ONNX Runtime did it"
    few = embedder.embed_passages(MANY[:10])
    assert (np.sum(many[:10] * few, axis=1) > 0.98).all()


@only_where_supported
def test_the_faster_engine_leaves_the_number_of_threads_as_it_was() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(before + 1)
    try:
        static.StaticBert(EMBEDDER).run(MANY)
        assert torch.get_num_threads() == before + 1
    finally:
        torch.set_num_threads(before)


def test_a_processor_without_the_instructions_embeds_many_as_it_does_few(
    monkeypatch: pytest.MonkeyPatch, many_by_onnx: Floats
) -> None:
    monkeypatch.setattr(static, "supported", lambda: False)
    assert np.sum(PackagedEmbedder().embed_passages(MANY) * many_by_onnx, axis=1).min() > 0.99999


def test_an_engine_whose_vectors_are_other_ones_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, many_by_onnx: Floats
) -> None:
    narrow = tmp_path / "activations.json"
    places = json.loads(ACTIVATIONS.read_bytes())
    narrow.write_text(json.dumps({place: [-0.1, 0.1] for place in places}), encoding="utf-8")
    monkeypatch.setattr(static, "ACTIVATIONS", narrow)
    assert np.sum(PackagedEmbedder().embed_passages(MANY) * many_by_onnx, axis=1).min() > 0.99999


def test_a_torch_without_the_operators_is_no_hindrance(monkeypatch: pytest.MonkeyPatch, many_by_onnx: Floats) -> None:
    def missing(*_: object) -> None:
        raise AttributeError("'_OpNamespace' 'onednn' object has no attribute 'qlinear_pointwise'")

    monkeypatch.setattr(static, "StaticBert", missing)
    assert np.sum(PackagedEmbedder().embed_passages(MANY) * many_by_onnx, axis=1).min() > 0.99999


def test_the_faster_engine_is_loaded_when_there_have_been_many_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[object] = []
    monkeypatch.setattr(embedding, "_BULK", 300)
    monkeypatch.setattr(PackagedEmbedder, "_loaded", lambda embedder: loaded.append(embedder))  # noqa: PLW0108
    embedder = PackagedEmbedder()
    for lot in (MANY, MANY, MANY[:30]):
        embedder.embed_passages(lot)
        assert not loaded
    embedder.embed_passages(MANY)
    embedder.embed_passages(MANY)
    assert loaded == [embedder]


def test_every_place_where_values_become_int8_has_a_range() -> None:
    linears = BertTensors.read(EMBEDDER.locate() / "model.onnx").linears
    places = {name.rpartition(".")[0] for name in linears}
    ranges = json.loads(ACTIVATIONS.read_bytes())
    assert set(ranges) == places
    assert all(low < 0 < high for low, high in ranges.values())


def test_a_question_and_a_few_passages_do_not_load_torch() -> None:
    done = run(
        """
        import sys
        from onrecord.index import load_embedder

        embedder = load_embedder()
        embedder.embed_queries(["Why was the bridge closed?"])
        embedder.embed_passages(["It rained."] * 20)
        print("torch" in sys.modules)
        """
    )
    assert done.stdout == "False\n", done.stderr


@pytest.mark.alone
@pytest.mark.parametrize(
    "engine",
    [
        "from onrecord.index.onnx import OnnxBert\nbert = OnnxBert(EMBEDDER, lambda hidden: hidden[:, 0])",
        pytest.param(
            "from onrecord.index.static import StaticBert\nbert = StaticBert(EMBEDDER)", marks=only_where_supported
        ),
    ],
    ids=["onnx", "static"],
)
@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")
def test_an_interruption_ends_a_long_run_within_two_seconds(engine: str) -> None:
    script = f"""from onrecord.index.weights import EMBEDDER
{engine}
bert.run(["It rained."])
print("begun", flush=True)
bert.run(["The ferry struck the reef at four in the morning. " * 20] * 4_000)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        time.sleep(4)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        _, errors = process.communicate(timeout=60)
        assert time.monotonic() - begun < 2
        assert errors.endswith("KeyboardInterrupt\n")
    finally:
        process.kill()
        process.communicate()
