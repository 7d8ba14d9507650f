"""Training the span reader, in small: a network of two layers on sentences made up here."""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from onrecord.eval.train_reader import __main__ as command
from onrecord.eval.train_reader import cycle, qamr, reading, swaps, train
from onrecord.eval.train_reader.batches import CLS, SEP, Batch, Item, collate, plan
from onrecord.eval.train_reader.config import CONFIG, Config
from onrecord.eval.train_reader.data import Example, Passage, Tokens, aside, example, gather, passage, tokenizer
from onrecord.eval.train_reader.export import export
from onrecord.eval.train_reader.loss import losses, taught
from onrecord.eval.train_reader.measure import figures, threshold
from onrecord.eval.train_reader.model import NEVER, Outputs, Reader, Shape
from onrecord.eval.train_reader.reading import Found, best, windows
from onrecord.eval.train_reader.session import of_file, of_reader
from onrecord.eval.train_reader.start import started
from onrecord.eval.types import Mark, Question
from onrecord.index.errors import SourceError
from onrecord.index.onnx import OnnxBert
from onrecord.index.weights import CROSS_ENCODER

TINY = Shape(width=32, layers=2, heads=2, between=64, places=96)
PLACES = ("harbour", "library", "station", "museum", "garden", "market")
THINGS = ("boat", "piano", "letter", "camera", "bicycle", "statue")


@pytest.fixture(scope="module")
def cutter() -> Tokenizer:
    return tokenizer(CROSS_ENCODER.locate() / "tokenizer.json")


@pytest.fixture(autouse=True)
def _threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)  # so small, a second thread only waits
    yield
    torch.set_num_threads(before)


@pytest.fixture
def config() -> Config:
    known = Config.read()
    device = replace(known.devices["cpu"], precision="float32", batch_tokens=512, batch_most=16, frozen=0, threads=1)
    training = replace(known.training, epochs=4, rate_body=4e-3, rate_head=4e-3, look_every=1000, look_at=32)
    return replace(known, devices={"cpu": device}, training=training)


def asked(text: str, question: str, answer: str, number: int, cutter: Tokenizer, passages: list[Passage]) -> Example:
    """A question of the text in the last passage, answered by the first place where the answer stands."""
    marks = (Mark("a", text.index(answer), text.index(answer) + len(answer)),) if answer else ()
    answers = (answer,) if answer else ()
    made = Question(f"q{number}", question, answers, bool(answer), given=("a",), marks=marks)
    return example("made", f"article {number // 2}", made, len(passages) - 1, passages, cutter)


@pytest.fixture(scope="module")
def made(cutter: Tokenizer) -> tuple[list[Passage], list[Example]]:
    """Where things are: one in four is nowhere."""
    chance = random.Random(5)  # noqa: S311
    passages: list[Passage] = []
    examples = []
    for number in range(160):
        thing, place = chance.choice(THINGS), "" if number % 4 == 0 else chance.choice(PLACES)
        text = f"On day {number} somebody left the {thing} " + (f"at the {place} again." if place else "and went home.")
        passages.append(passage(text, cutter))
        examples.append(asked(text, f"Where is the {thing}?", place, number, cutter, passages))
    return passages, examples


def material(made: tuple[list[Passage], list[Example]]) -> train.Material:
    passages, examples = made
    return train.Material(passages, examples[:128], [()] * 128, examples[128:])


def run_in(
    folder: Path, made: tuple[list[Passage], list[Example]], config: Config, until: float | None = None
) -> train.Run:
    torch.manual_seed(3)
    return train.Run(Reader(TINY), material(made), config, folder, torch.device("cpu"), until)


def log(folder: Path) -> list[dict[str, float | str]]:
    return [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]


# ---- training --------------------------------------------------------------------------------------------------------


def test_a_small_network_learns_where_the_answer_is_and_when_there_is_none(
    tmp_path: Path, made: tuple[list[Passage], list[Example]], config: Config
) -> None:
    whole = replace(config, training=replace(config.training, epochs=10))
    run = run_in(tmp_path, made, whole)
    before = run.look()
    assert run.train()
    after = run.look()
    assert before["f1"] < 80
    assert after["f1"] > 95
    assert after["exact"] > 95
    assert after["sure_answerable"] > 1 > -1 > after["sure_open"]
    reader = Reader(TINY)
    reader.load_state_dict(torch.load(tmp_path / "reader.pt", weights_only=True))
    assert log(tmp_path)[-2]["what"] == "over"
    spans = [float(line["span"]) for line in log(tmp_path) if line["what"] == "train"]
    assert spans[-1] < spans[0] / 4


def test_a_resumed_run_ends_with_the_weights_of_an_uninterrupted_one(
    tmp_path: Path, made: tuple[list[Passage], list[Example]], config: Config
) -> None:
    short = replace(config, training=replace(config.training, epochs=2))
    assert run_in(tmp_path / "whole", made, short).train()
    first = run_in(tmp_path / "parts", made, short)
    assert not first.train(3)
    first.save()
    second = run_in(tmp_path / "parts", made, short)
    assert not second.train(7)  # into the second epoch
    second.save()
    assert run_in(tmp_path / "parts", made, short).train()
    whole, parts = (torch.load(tmp_path / name / "reader.pt", weights_only=True) for name in ("whole", "parts"))
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


def test_frozen_layers_and_embeddings_do_not_move_and_the_rest_does(
    tmp_path: Path, made: tuple[list[Passage], list[Example]], config: Config
) -> None:
    device = replace(config.devices["cpu"], frozen=1)
    run = run_in(tmp_path, made, replace(config, devices={"cpu": device}))
    torch.manual_seed(3)
    before = Reader(TINY).state_dict()
    run.train(2)
    run.save()
    after = torch.load(tmp_path / "checkpoint.pt", weights_only=True)["weights"]
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert not [name for name in moved if name.startswith(("word", "place", "kind", "norm", "layers.0"))]
    assert {"layers.1.up.weight", "span.weight", "no_answer.weight"} <= moved


def test_a_file_named_finish_ends_the_run_and_so_does_the_clock(
    tmp_path: Path, made: tuple[list[Passage], list[Example]], config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(train.time, "time", lambda: now[0])
    run = run_in(tmp_path / "a", made, config)
    assert not run.train(4)
    (tmp_path / "a" / "finish").touch()
    assert not run.train(1)
    now[0] += config.training.finish_minutes * 60
    assert run.train()
    assert (tmp_path / "a" / "reader.pt").exists()
    run = run_in(tmp_path / "b", made, config, until=now[0] + 60)
    assert not run.train(1)
    now[0] += 61
    assert run.train()
    assert (tmp_path / "b" / "reader.pt").exists()


def test_a_run_of_another_configuration_is_not_gone_on_with(
    tmp_path: Path, made: tuple[list[Passage], list[Example]], config: Config
) -> None:
    run_in(tmp_path, made, config).save()
    other = replace(config, data=replace(config.data, swaps=0.9))
    with pytest.raises(SourceError, match=re.escape(str(tmp_path / "checkpoint.pt"))):
        run_in(tmp_path, made, other)


def test_the_losses_are_low_where_the_logits_are_right() -> None:
    """Two rows of four places, the second without an answer and of unknown relevance. Logits of 20 for what is right
    leave next to nothing; of minus 20, in the first row's relevance alone, they leave 20."""
    start = torch.tensor([[0, 0, 20, 0], [20, 0, 0, 0.0]])
    end = torch.tensor([[0, 0, 0, 20], [20, 0, 0, 0.0]])
    ids = torch.zeros(2, 4, dtype=torch.int64)
    known = torch.tensor([2, 0]), torch.tensor([3, 0]), torch.tensor([1.0, -1.0])
    batch = Batch(ids, ids, ids, *known, torch.tensor([0, 1]))
    found = losses(Outputs(torch.tensor([-20.0, 20.0]), start, end, torch.tensor([-20.0, 20.0])), batch)
    assert float(found["span"]) < 1e-6
    assert float(found["no_answer"]) < 1e-6
    assert float(found["relevance"]) == pytest.approx(20)
    assert float(found["among"]) < 1e-6


def test_what_one_passage_says_counts_against_another_of_the_same_question() -> None:
    """Two passages of one question, four places each, and one of another. The second of the three leaves it open and is
    sure of a place all the same, 3 beyond its [CLS] as the first is of the right one: an even chance, a loss of log 2.
    The third, of another question, has no part in it, and no loss, since it has no answer."""
    logits = torch.tensor([[1, -90, 4, -90], [5, 8, -90, -90], [0, 70, 0, 0.0]])
    ids = torch.zeros(3, 4, dtype=torch.int64)
    places = torch.tensor([2, 0, 0])
    batch = Batch(ids, ids, ids, places, places, torch.tensor([1.0, 0.0, -1.0]), torch.tensor([0, 0, 1]))
    found = losses(Outputs(torch.zeros(3), logits, logits, torch.zeros(3)), batch)
    assert float(found["among"]) == pytest.approx(np.log(2), abs=1e-5)
    apart = replace(batch, asked=torch.tensor([0, 1, 2]))
    assert float(losses(Outputs(torch.zeros(3), logits, logits, torch.zeros(3)), apart)["among"]) < 1e-5


def test_what_teachers_say_is_learned_when_the_same_is_said() -> None:
    """Two teachers, sure of different places: their mean is an even chance, and being sure of one of them costs."""
    rows = torch.tensor([[9, 0, 0], [0, 9, 0.0]])
    first, second, even = (
        Outputs(torch.zeros(1), row[None], row[None], torch.tensor([logit]))
        for row, logit in ((rows[0], 2.0), (rows[1], -2.0), (rows.sum(0) / 2 + torch.tensor([2.6, 2.6, 0]), 0.0))
    )
    assert float(taught(first, [first, first])) == pytest.approx(0, abs=1e-5)
    assert float(taught(even, [first, second])) < 0.01
    assert float(taught(first, [first, second])) > 1


def test_what_is_asked_of_several_passages_stays_together(
    made: tuple[list[Passage], list[Example]], config: Config
) -> None:
    passages, examples = made
    swapped = [((number + 2) % len(examples), (number + 3) % len(examples)) for number in range(len(examples))]
    for batch in plan(examples, passages, swapped, replace(config.data, swaps=1.0), config.devices["cpu"], "1-0"):
        tensors = collate(batch, examples, passages)
        numbers = [(examples[item.example].title, examples[item.example].question.text) for item in batch]
        for number, one in zip(tensors.asked.tolist(), numbers, strict=True):
            assert numbers.index(one) == tensors.asked.tolist().index(number)
        whole = {item.example for item in batch if item.passage == examples[item.example].passage}
        assert {item.example for item in batch} == whole


def test_the_cycle_goes_by_the_clock_where_it_is_further_and_never_back() -> None:
    run = cycle.Cycle(0.1, 0.5, 100, 60, begun=0.0, until=100.0)
    assert run.height(0, 0.0) == pytest.approx(0.05)
    assert run.height(1, 50.0) == pytest.approx(1.0)
    assert run.height(2, 75.0) == pytest.approx(0.5)
    assert run.height(80, 75.0) == pytest.approx(0.39)
    assert run.height(3, 76.0) == pytest.approx(0.39), "what lies behind stays behind"
    assert run.height(4, 100.0) == 0.0
    resumed = cycle.Cycle(0.1, 0.5, 100, 60, begun=1000.0, until=1300.0, progress=0.5)
    assert resumed.height(10, 1150.0) == pytest.approx(0.5), "half of what was left"
    resumed.finish(10, 1150.0)
    assert resumed.height(11, 1165.0) == pytest.approx(0.375)
    resumed.finish(11, 1165.0)
    assert resumed.height(12, 1195.0) == pytest.approx(0.125)
    assert resumed.height(13, 1210.0) == 0.0


# ---- data ------------------------------------------------------------------------------------------------------------


def test_the_configuration_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    assert Config.read().devices.keys() == {"cpu", "cuda"}
    text = CONFIG.read_text(encoding="utf-8")
    for changed, said in (
        (text.replace("seed = 1", 'seed = "one"'), "seed in"),
        (text.replace("seed = 1", "sed = 1"), "sed, seed"),
        (text.replace("[model]", "[model"), "cannot be read"),
    ):
        file = tmp_path / "config.toml"
        file.write_text(changed, encoding="utf-8")
        with pytest.raises(SourceError, match=said):
            Config.read(file)


SENTENCES = """Wiki1k:made:1:0:0\tThe mayor 's ferry -LRB- built in 1931 -RRB- did n't sink , `` luckily '' .
Wiki1k:made:2:0:0\tTwo bakers left Oslo ."""
ROWS = """Wiki1k:made:1:0:0\t1\t7\t0\t1\tWhose ferry was it?\t0 1 2\t8:0 1\t9:1
Wiki1k:made:1:0:0\t1\t7\t1\t7\tWhen was it built?\t7\t8:7\t9:6 7
Wiki1k:made:1:0:0\t1\t7\t2\t7\tWhat was split?\t0 3\t8:0 3\t9:
Wiki1k:gone:9:0:0\t1\t7\t2\t7\tWho?\t0\t8:0\t9:0
Wiki1k:made:2:0:0\t1\t7\t0\t1\tWho left?\t0 1\t8:1\t9:0 1"""


def test_sentences_of_tokens_are_written_as_people_write_and_answers_are_found_in_them(tmp_path: Path) -> None:
    (tmp_path / "dev.tsv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "sentences.tsv").write_text(SENTENCES, encoding="utf-8")
    texts, questions = qamr.read(tmp_path / "dev.tsv", tmp_path / "sentences.tsv")
    assert texts == {
        "Wiki1k:made:1:0:0": "The mayor's ferry (built in 1931) didn't sink, \"luckily\".",
        "Wiki1k:made:2:0:0": "Two bakers left Oslo.",
    }
    assert [question.answers for question in questions] == [
        ("The mayor's", "The mayor", "mayor"),
        ("1931", "in 1931"),
        ("Two bakers", "bakers"),
    ]
    for question in questions:
        text = texts[question.given[0]]
        assert [text[mark.start : mark.end] for mark in question.marks] == list(question.answers)
    assert questions[0].group == "Wiki1k:made:1"


@pytest.mark.parametrize("row", ["one column", ROWS.splitlines()[0].replace("0 1 2", "99"), ROWS.replace("0 1 2", "x")])
def test_a_file_that_is_not_of_that_form_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    (tmp_path / "dev.tsv").write_text(row, encoding="utf-8")
    (tmp_path / "sentences.tsv").write_text(SENTENCES, encoding="utf-8")
    with pytest.raises(SourceError, match=r"dev\.tsv, line 1"):
        qamr.read(tmp_path / "dev.tsv", tmp_path / "sentences.tsv")
    with pytest.raises(SourceError, match="cannot be read"):
        qamr.read(tmp_path / "none.tsv", tmp_path / "sentences.tsv")


def squad(folder: Path) -> Path:
    """Three articles of two paragraphs, with a question each, and one that has no answer."""
    data = []
    for number, thing in enumerate(THINGS[:3]):
        paragraphs = []
        for place in PLACES[2 * number : 2 * number + 2]:
            text = f"The {thing} was brought to the {place} on Friday. Nobody said who paid for it."
            answers = [{"text": f"the {place}", "answer_start": text.index(f"the {place}")}]
            name = f"{thing} {place}"
            qas = [{"id": name, "question": f"To what {thing} place?", "answers": answers, "is_impossible": False}]
            qas.append(
                {"id": f"{name} open", "question": f"Who paid for the {thing}?", "answers": [], "is_impossible": True}
            )
            paragraphs.append({"context": text, "qas": qas})
        data.append({"title": f"The {thing}", "paragraphs": paragraphs})
    file = folder / "made.json"
    file.write_text(json.dumps({"version": "v2.0", "data": data}), encoding="utf-8")
    return file


def test_answers_in_a_file_come_back_out_of_the_tokens(tmp_path: Path, cutter: Tokenizer, config: Config) -> None:
    squad(tmp_path)
    (tmp_path / "dev.tsv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "sentences.tsv").write_text(SENTENCES, encoding="utf-8")
    data = replace(config.data, squad=["made.json"], qamr=["dev.tsv"], qamr_sentences="sentences.tsv", news=[])
    passages, examples = gather(tmp_path, data, cutter)
    assert len(passages) == 8
    assert len(examples) == 15
    for one in examples:
        found = passages[one.passage]
        said = [found.text[slice(*found.characters(*span))] for span in one.spans]
        assert said == list(one.question.answers)
    assert {one.title for one in examples} == {"The boat", "The piano", "The letter", "Wiki1k:made:1", "Wiki1k:made:2"}


@given(
    st.lists(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1), min_size=1, max_size=8)
)
def test_what_is_marked_is_inside_what_its_tokens_cover(cutter: Tokenizer, words: list[str]) -> None:
    text = " ".join(words)
    found = passage(text, cutter)
    for word in words:
        start = text.index(word)
        try:
            first, last = found.characters(*found.tokens(start, start + len(word)))
        except SourceError:
            assert not cutter.encode(word, add_special_tokens=False).ids
            continue
        covered = {at for begin, end in found.offsets.tolist() for at in range(begin, end)}
        assert {at for at in range(start, start + len(word)) if at in covered} <= set(range(first, last))


def test_the_same_articles_are_held_aside_in_any_order(made: tuple[list[Passage], list[Example]]) -> None:
    examples = made[1]
    kept, held = aside(examples, 0.1)
    assert len(kept) + len(held) == len(examples)
    assert len({one.title for one in held}) == 8
    assert not {one.title for one in kept} & {one.title for one in held}
    assert {one.question.id for one in aside(examples[::-1], 0.1)[1]} == {one.question.id for one in held}
    assert aside(examples, 0.0) == (examples, [])


def test_a_question_is_put_to_passages_that_look_right_and_do_not_answer(cutter: Tokenizer) -> None:
    texts = [
        "The ferry to Bergen sank in the storm on Monday.",
        "Divers looked for the ferry in the storm all week.",
        "The ferry, built in Gdansk, sank near Bergen.",
        "A bakery opened on Tuesday.",
    ]
    passages = [passage(text, cutter) for text in texts]
    asked_of = Question("q", "When did the ferry sink in the storm?", ("on Monday",), marks=(Mark("a", 38, 47),))
    nobody = Question("r", "Who built it?", answerable=False)
    examples = [example("made", "ferries", asked_of, 0, passages, cutter)]
    titles = {1: "ferries", 2: "ships", 3: "bread"}
    examples += [example("made", titles[number], nobody, number, passages, cutter) for number in titles]
    assert swaps.swaps(examples, passages) == [(1, 2), (), (), ()]
    held = replace(asked_of, answers=("on Monday", "all week."))
    assert swaps.swaps([replace(examples[0], question=held), *examples[1:]], passages)[0] == (2,)


# ---- batches ---------------------------------------------------------------------------------------------------------


def test_an_epoch_has_every_example_once_in_batches_of_one_length(
    made: tuple[list[Passage], list[Example]], config: Config
) -> None:
    passages, examples = made
    device = config.devices["cpu"]
    swapped = [((number + 2) % len(examples),) for number in range(len(examples))]
    data = replace(config.data, swaps=0.5)
    batches = plan(examples, passages, swapped, data, device, "1-0")
    items = [item for batch in batches for item in batch]
    own = [item for item in items if item.passage == examples[item.example].passage]
    assert sorted(item.example for item in own) == list(range(len(examples)))
    others = [item for item in items if item.passage != examples[item.example].passage]
    assert len(examples) / 3 < len(others) < 2 * len(examples) / 3
    assert all(item.span is None and item.relevant is False for item in others)
    assert {item.relevant for item in own if item.span is None} == {None}
    for batch in batches:
        tensors = collate(batch, examples, passages)
        assert tensors.ids.numel() <= device.batch_tokens
        assert len(batch) <= device.batch_most
    assert plan(examples, passages, swapped, data, device, "1-0") == batches
    assert plan(examples, passages, swapped, data, device, "1-1") != batches


def test_a_long_passage_is_cut_around_its_answer_and_the_row_says_where_it_is(
    cutter: Tokenizer, config: Config
) -> None:
    text = "nothing here " * 60 + "the harbour is blue " + "nothing there " * 60
    passages = [passage(text, cutter)]
    examples = [asked(text, "What is blue?", "the harbour", 0, cutter, passages)]
    data = replace(config.data, max_tokens=48)
    for seed in "abcdefgh":
        ((item,),) = plan(examples, passages, [()], data, config.devices["cpu"], seed)
        batch = collate([item], examples, passages)
        assert batch.ids.shape == (1, 48)
        row = batch.ids[0]
        assert cutter.decode(row[batch.start[0] : batch.end[0] + 1].tolist()) == "the harbour"
        assert row[0] == CLS
        assert (row == SEP).sum() == 2
        assert int(batch.types[0].sum()) == 48 - len(examples[0].ids) - 2


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_the_best_span_is_not_backward_not_too_long_and_not_nowhere() -> None:
    """Place 0 is the best of all and never chosen; of ends before the start 1 would be best, of spans of more than two
    places 1 to 4. What is left is 3 to 4, with 3 + 5 against 9 + 9."""
    start = torch.tensor([[9.0, 4.0, 1.0, 3.0, 0.0]])
    end = torch.tensor([[9.0, -5.0, -6.0, -3.0, 5.0]])
    places, margin = best(Outputs(torch.zeros(1), start, end, torch.zeros(1)), longest=2)
    assert places.tolist() == [[3, 4]]
    assert margin.tolist() == [8.0 - 18.0]


@given(st.integers(1, 700), st.integers(16, 300))
def test_windows_cover_everything_and_no_answer_falls_between_two(tokens: int, room: int) -> None:
    pieces = windows(tokens, room)
    assert pieces[0][0] == 0
    assert pieces[-1][1] == tokens
    assert all(0 < stop - begin <= room for begin, stop in pieces)
    overlaps = [first[1] - second[0] for first, second in pairwise(pieces)]
    assert all(overlap >= int(0.4 * room) - 1 for overlap in overlaps)


def test_an_answer_is_read_out_of_the_right_window_and_offsets_are_the_text_s(cutter: Tokenizer) -> None:
    wanted = cutter.encode("harbour", add_special_tokens=False).ids[0]

    def forward(batch: Batch) -> Outputs:
        here = torch.where(batch.ids == wanted, 12.0, 0.0).where(batch.types * (batch.ids != SEP) > 0, NEVER)
        here[:, 0] = 0.0
        rows = len(batch.ids)
        return Outputs(torch.full((rows,), 3.0), here, here, torch.full((rows,), -2.0))

    texts = ["It is cold. " * 40 + "The harbour froze. " + "It is cold. " * 90, "A harbour.", "No."]
    passages: list[Passage] = []
    examples = []
    for number, text in enumerate(texts):
        passages.append(passage(text, cutter))
        examples.append(asked(text, "What froze?", "", number, cutter, passages))
    found = reading.read(forward, examples, passages, longest=5, max_tokens=64, batch=2)
    assert [texts[n][one.start : one.end] for n, one in enumerate(found[:2])] == ["harbour", "harbour"]
    assert [one.margin for one in found] == [24.0, 24.0, 0.0]
    assert found[0].sure == 14.0
    assert (found[0].no_answer, found[0].relevance) == (-2.0, 3.0)
    other = reading.read(forward, examples, passages, longest=5, instead=[1, 2, 0])
    assert [one.margin for one in other] == [24.0, 0.0, 24.0]


def test_figures_say_what_is_right_and_what_was_rightly_held_back(cutter: Tokenizer) -> None:
    """Four questions. Right; half right (one word of two: F1 2/3) in the wrong sentence, held back; open and held back;
    open and answered. Declining: 1, 0, 1 and 0 of 4."""
    text = "The boat is in the harbour. The piano is at home."
    passages = [passage(text, cutter)]
    wanted = ["harbour", "the piano", "", ""]
    examples = [
        asked(text.replace("The p", "the p"), "Where?", answer, n, cutter, passages) for n, answer in enumerate(wanted)
    ]
    harbour, boat = (text.index(word) for word in ("harbour", "boat"))
    sure = Found(harbour, harbour + 7, 8.0, -2.0, 0.0)
    unsure = Found(boat, boat + 4, -8.0, 2.0, 0.0)
    found = [sure, replace(unsure, start=text.index("piano"), end=text.index("piano") + 5), unsure, sure]
    report = figures(examples, found, passages, least=0.0)
    assert report["exact"] == 100.0  # "piano" is "the piano": articles do not count
    assert report["open_declined"] == 50.0
    assert report["answerable_declined"] == 50.0
    assert report["declining_f1"] == report["declining_exact"] == 50.0
    assert report["sentence"] == 100.0
    wrong = figures(examples[:1], [unsure], passages, least=-99.0)
    assert wrong == {"questions": 1.0, "exact": 0.0, "f1": 0.0, "sentence": 100.0, "answerable_declined": 0.0}
    assert threshold(examples[:3], found[:3], passages) == sure.sure
    assert threshold(examples[:2], found[:2], passages) == -np.inf


# ---- weights ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pairs(cutter: Tokenizer) -> tuple[list[Passage], list[Example], Batch]:
    texts = ["The ferry sank on Monday near Bergen, the police said.", "A bakery opened."]
    passages: list[Passage] = []
    examples = []
    for number, text in enumerate(texts):
        passages.append(passage(text, cutter))
        examples.append(asked(text, "When did the ferry sink?", "", number, cutter, passages))
    items = [Item(n, n, 0, len(one.ids), None, None) for n, one in enumerate(passages)]
    return passages, examples, collate(items, examples, passages)


def test_training_starts_from_the_packaged_cross_encoder(pairs: tuple[list[Passage], list[Example], Batch]) -> None:
    passages, examples, batch = pairs
    reader = started(CROSS_ENCODER.locate() / "model.onnx", Shape(), 0.0)
    with torch.inference_mode():
        outputs = of_reader(reader)(batch)
    packaged = OnnxBert(CROSS_ENCODER, lambda logits: logits)
    scores = [float(row[0]) for row in packaged.run([(examples[0].question.text, one.text) for one in passages])]
    assert outputs.relevance.tolist() == pytest.approx(scores, abs=0.5)
    asked_of = len(examples[0].ids) + 2
    allowed = (outputs.start > NEVER).tolist()
    assert allowed[0][0]
    assert not any(allowed[0][1:asked_of])
    assert sum(allowed[0]) == 1 + len(passages[0].ids)
    assert sum(allowed[1]) == 1 + len(passages[1].ids)


def test_the_exported_file_says_what_the_network_says(
    tmp_path: Path, pairs: tuple[list[Passage], list[Example], Batch]
) -> None:
    torch.manual_seed(2)
    reader = Reader(replace(TINY, width=64, heads=4))
    for weight in reader.parameters():
        torch.nn.init.normal_(weight, std=0.2)
    file = tmp_path / "reader.onnx"
    assert export(reader, file) == file.stat().st_size < 3e6
    forward = of_file(file, threads=1)
    with torch.inference_mode():
        for batch in (pairs[2], collate([Item(1, 1, 0, 4, None, None)], pairs[1], pairs[0])):
            for name, mine, theirs in zip(Outputs._fields, forward(batch), of_reader(reader)(batch), strict=True):
                assert mine.shape == theirs.shape, name
                reached = theirs > NEVER
                assert torch.equal(mine > NEVER, reached), name
                spread = float(theirs[reached].std()) if reached.sum() > 2 else 1.0
                assert float((mine - theirs).abs().max()) < 0.1 * max(spread, 1.0), name


# ---- the command -----------------------------------------------------------------------------------------------------


def test_a_run_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    squad(tmp_path)
    text = CONFIG.read_text(encoding="utf-8")
    text = re.sub(r"squad = \[[^\]]*\]", 'squad = ["made.json"]', text)
    text = re.sub(r"(qamr|news) = \[[^\]]*\]", r"\1 = []", text)
    text = (
        text.replace("layers = 12", "layers = 1")
        .replace("epochs = 2", "epochs = 1")
        .replace("threads = 2", "threads = 1")
    )
    text = re.sub(r"frozen = \d", "frozen = 0", text)
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    run, file = tmp_path / "run", tmp_path / "reader.onnx"

    def call(*arguments: object) -> str:
        monkeypatch.setattr(sys, "argv", ["x", "--config", str(tmp_path / "config.toml"), *map(str, arguments)])
        command.main()
        return capsys.readouterr().out

    call("train", tmp_path, run)
    assert log(run)[-1]["what"] == "over"
    mean = tmp_path / "mean.pt"
    assert "the mean of 2" in call("average", run / "reader.pt", run / "reader.pt", mean)
    said = call("export", mean, file)
    assert re.search(r"SHA-256 [0-9a-f]{64}$", said.strip())
    reports = [json.loads(call("measure", tmp_path, model)) for model in (run / "reader.pt", file)]
    for report in reports:
        assert report["made"]["questions"] == 12
        assert report["made"]["open"] == 6
        assert report["aside made"]["questions"] == 4


def test_the_clock_names_a_time_to_come() -> None:
    until = command._until
    assert until(None) is None
    now = datetime.now().timestamp()
    for clock in ("00:00", "12:30"):
        then = until(clock)
        assert then is not None
        assert now < then <= now + 86400 + 3600
        assert datetime.fromtimestamp(then).strftime("%H:%M") == clock


def test_a_passage_says_which_tokens_it_has(cutter: Tokenizer) -> None:
    found = passage("Ships, ships.", cutter)
    assert found.text[slice(*found.characters(2, 2))] == "ships"
    assert found.tokens(7, 12) == (2, 2)
    empty: Tokens = np.empty(0, np.int32)
    with pytest.raises(SourceError, match="no token stands at 0:1"):
        Passage("x", empty, empty.reshape(0, 2)).tokens(0, 1)
