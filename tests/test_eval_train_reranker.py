"""Training the reranker, in small."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from onrecord.eval.train_reader.data import Example, passage, tokenizer
from onrecord.eval.train_reader.model import Reader, Shape
from onrecord.eval.train_reranker.candidates import by_words
from onrecord.eval.train_reranker.pairs import Group, of_archive, of_reading, read, write
from onrecord.eval.train_reranker.train import Plan, Run, losses, shortened
from onrecord.eval.types import Question
from onrecord.index import Article
from onrecord.index.errors import SourceError
from onrecord.index.weights import CROSS_ENCODER

TINY = Shape(width=32, layers=2, heads=2, between=64, places=64)
PLAN = Plan(layers=(1,), epochs=40, batch_tokens=512, rate=3e-3, max_tokens=64)
BOATS = ("red", "blue", "green", "white", "black", "grey", "brown", "pink")
CPU = torch.device("cpu")


@pytest.fixture
def cutter() -> Tokenizer:
    return tokenizer(CROSS_ENCODER.locate() / "tokenizer.json")


@pytest.fixture
def whole() -> Reader:
    torch.manual_seed(4)
    return Reader(TINY)


def groups() -> list[Group]:
    """Boats of several colours, for each colour that is asked for."""
    return [Group(f"Where is the {one} boat?", tuple(f"The {boat} boat left." for boat in BOATS)) for one in BOATS]


def test_distances_are_those_of_the_formula() -> None:
    """Logits of 5 and 1, two apart at the second: (0 + 4) / 2 / 4. One layer, one token read of two, one apart in each
    of its two values; what is padding does not count."""
    layer, other = torch.zeros(1, 2, 2), torch.tensor([[[1.0, 1.0], [9.0, 9.0]]])
    found = losses(torch.tensor([5.0, 1.0]), torch.tensor([5.0, 3.0]), [layer], [other], torch.tensor([[1, 0]]))
    assert [float(one) for one in found] == [0.5, 1.0]


def test_the_layers_that_are_kept_are_those_of_the_whole(whole: Reader) -> None:
    part = shortened(whole, (1,))
    assert part.shape.layers == 1
    assert torch.equal(part.layers[0].up.weight, whole.layers[1].up.weight)
    assert torch.equal(part.word.weight, whole.word.weight)
    assert torch.equal(part.relevance.weight, whole.relevance.weight)


def test_a_run_comes_nearer_to_the_whole_and_one_that_was_interrupted_goes_on(
    tmp_path: Path, cutter: Tokenizer, whole: Reader
) -> None:
    run = Run(whole, groups(), groups(), cutter, PLAN, tmp_path, CPU)
    before = run.look()
    run.train()
    after = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()][-1]
    assert after["what"] == "look"
    assert after["apart"] < before["apart"] / 2
    weights = torch.load(tmp_path / "reranker.pt", weights_only=True)
    assert all(value.dtype == torch.float32 for value in weights.values())
    torch.manual_seed(4)
    again = Run(Reader(TINY), groups(), groups(), cutter, PLAN, tmp_path, CPU)
    assert again.look()["apart"] == after["apart"]
    with pytest.raises(SourceError, match="another plan"):
        Run(Reader(TINY), groups(), groups(), cutter, Plan(layers=(0,)), tmp_path, CPU)


def test_an_archives_candidates_have_the_words_of_the_question(tmp_path: Path) -> None:
    articles = (
        Article("a", "Ferry", "The ferry struck the reef at four."),
        Article("b", "Ferry", "The ferry is blue."),
        Article("d", "Rain", "It rained."),
    )
    (group,) = of_archive(["When did the ferry strike the reef?"], by_words(articles, tmp_path / "words"))
    assert group.question == "When did the ferry strike the reef?"
    assert group.texts == ("Ferry\nThe ferry struck the reef at four.", "Ferry\nThe ferry is blue.")


def test_a_question_stands_with_its_paragraph_first(cutter: Tokenizer, tmp_path: Path) -> None:
    passages = [passage(text, cutter) for text in ("The ferry sank.", "It rained.")]
    asked = Example("made", "t", Question("q", "What sank?"), passages[0].ids, 0, ())
    found = list(of_reading([asked], passages, [(1,)], seed=1, most=5))
    assert found == [Group("What sank?", ("The ferry sank.", "It rained."))]
    assert write(found, tmp_path / "groups.jsonl") == 1
    assert read(tmp_path / "groups.jsonl") == found
