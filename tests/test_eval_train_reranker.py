"""Training the reranker, in small."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from torch import tensor

from onrecord.eval.train_reader.data import tokenizer
from onrecord.eval.train_reader.model import Reader, Shape
from onrecord.eval.train_reranker.candidates import by_words
from onrecord.eval.train_reranker.pairs import Group, of_archive, read, scored, write
from onrecord.eval.train_reranker.train import Plan, Run, losses
from onrecord.eval.types import Dataset, Question
from onrecord.index import Article
from onrecord.index.errors import SourceError
from onrecord.index.weights import CROSS_ENCODER

TINY = Shape(width=32, layers=1, heads=2, between=64, places=64)
PLAN = Plan(layers=1, size=3, groups=4, epochs=2, rate=3e-3, max_tokens=64)
BOATS = ("red", "blue", "green", "white", "black", "grey", "brown", "pink")


@pytest.fixture(scope="module")
def cutter() -> Tokenizer:
    return tokenizer(CROSS_ENCODER.locate() / "tokenizer.json")


def groups(teacher: bool = True) -> list[Group]:
    """The boat of the colour asked for answers; boats of other colours do not."""
    made = []
    for colour in BOATS:
        others = [other for other in BOATS if other != colour][:3]
        texts = tuple(f"The {boat} boat left." for boat in (colour, *others))
        made.append(
            Group("boats", f"Where is the {colour} boat?", texts, (1, 0, 0, 0), (6.0, -6.0, -6.0, -6.0) * teacher)
        )
    return made


def test_losses_are_those_of_the_formula() -> None:
    """Two passages with logits 1 and 0, the first answers: log(e + 1) - 1 = 0.313262. The teacher's 5 and 0 are four
    away from the first logit, one unit of spread: (1 + 0) / 2."""
    known, taught = losses(tensor([[1.0, 0.0]]), tensor([[1, 0]]), tensor([[5.0, 0.0]]))
    assert float(known) == pytest.approx(0.313262, abs=1e-6)
    assert float(taught) == pytest.approx(0.5)


def test_what_nobody_knows_teaches_nothing() -> None:
    unknown = tensor([[float("nan")] * 2])
    known, taught = losses(tensor([[1.0, 9.0]]), tensor([[1, -1]]), unknown)
    assert (float(known), float(taught)) == (pytest.approx(0.0), 0.0)
    known, _ = losses(tensor([[1.0, 9.0]]), tensor([[0, 0]]), unknown)
    assert float(known) == 0.0


def test_a_run_learns_and_one_that_was_interrupted_goes_on(tmp_path: Path, cutter: Tokenizer) -> None:
    torch.manual_seed(1)
    run = Run(Reader(TINY), groups() * 8, groups(), cutter, PLAN, tmp_path)
    run.train()
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert lines[-1]["what"] == "look"
    weights = torch.load(tmp_path / "reranker.pt", weights_only=True)
    assert all(value.dtype == torch.float32 for value in weights.values())
    again = Run(Reader(TINY), groups() * 8, groups(), cutter, PLAN, tmp_path)
    assert again.look() == lines[-1]["first"]
    with pytest.raises(SourceError, match="another plan"):
        Run(Reader(TINY), groups(), groups(), cutter, Plan(layers=1), tmp_path)


def test_candidates_are_labelled_by_answer_and_judgement(tmp_path: Path) -> None:
    articles = (
        Article("a", "Ferry", "The ferry struck the reef at four."),
        Article("b", "Ferry", "The ferry left at four, a clerk said."),
        Article("c", "Ferry", "The ferry is blue."),
        Article("d", "Rain", "It rained."),
    )
    question = Question("q", "When did the ferry strike the reef?", answers=("four",), relevant={"a": 1})
    dataset = Dataset("boats", "beir", (question,), articles)
    (group,) = of_archive(dataset, by_words(articles, tmp_path / "words"), 10)
    by_text = dict(zip(group.texts, group.labels, strict=True))
    assert by_text == {
        "Ferry\nThe ferry struck the reef at four.": 1,
        "Ferry\nThe ferry left at four, a clerk said.": -1,
        "Ferry\nThe ferry is blue.": 0,
    }


def test_groups_are_kept_with_the_teachers_logits(tmp_path: Path) -> None:
    class Teacher:
        name = "lengths"

        def score(self, _: str, texts: Sequence[str]) -> list[float]:
            return [float(len(text)) for text in texts]

    file = tmp_path / "groups.jsonl"
    assert write(scored(groups(teacher=False), Teacher()), file) == len(BOATS)
    kept = read(file)
    assert [group.question for group in kept] == [group.question for group in groups()]
    assert kept[0].scores == tuple(float(len(text)) for text in kept[0].texts)
