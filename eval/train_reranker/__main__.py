"""``python -m onrecord.eval.train_reranker``: parse, call, print."""

from __future__ import annotations

import argparse
import random
import tempfile
from dataclasses import replace
from pathlib import Path

import torch

from onrecord.eval.loaders import load
from onrecord.eval.train_reader.config import Config
from onrecord.eval.train_reader.data import aside, gather, tokenizer
from onrecord.eval.train_reader.export import export
from onrecord.eval.train_reader.model import Reader, Shape
from onrecord.eval.train_reader.retold import read as read_retold
from onrecord.eval.train_reader.start import started
from onrecord.eval.train_reader.swaps import swaps
from onrecord.eval.train_reranker.candidates import by_words
from onrecord.eval.train_reranker.pairs import of_archive, of_reading, read, write
from onrecord.eval.train_reranker.train import Plan, Run
from onrecord.index.files import sha256_of
from onrecord.index.weights import CROSS_ENCODER

_HELD = 300  # groups that are looked at only


def main() -> None:
    """Parse the arguments and do one of them."""
    parser = argparse.ArgumentParser(prog="python -m onrecord.eval.train_reranker", description=__doc__)
    commands = parser.add_subparsers(required=True)
    reading = commands.add_parser("reading", help="questions of the reading sets, and paragraphs that look like theirs")
    reading.set_defaults(call=_reading)
    reading.add_argument("--most", type=int, default=54_000)
    news = commands.add_parser("news", help="questions on the news, and what an archive has of their words")
    news.set_defaults(call=_news)
    news.add_argument("--articles", type=int, default=7_000, help="in the archive")
    for gathers in (reading, news):
        gathers.add_argument("data", type=Path, help="the folder with the data sets")
        gathers.add_argument("out", type=Path, help="the file to write")
    train = commands.add_parser("train", help="train, or go on with a run")
    train.add_argument("run", type=Path, help="the folder of the run")
    train.add_argument("groups", type=Path, nargs="+", help="files of groups")
    train.add_argument("--epochs", type=int, default=Plan().epochs)
    train.add_argument("--batch-tokens", type=int, default=Plan().batch_tokens, help="a few thousand on a processor")
    train.set_defaults(call=_train)
    file = commands.add_parser("export", help="write a run's weights as an int8 ONNX file")
    file.add_argument("weights", type=Path, help="reranker.pt of a run")
    file.add_argument("out", type=Path)
    file.set_defaults(call=_export)
    asked = parser.parse_args()
    asked.call(asked)


def _reading(asked: argparse.Namespace) -> None:
    config = Config.read()
    cutter = tokenizer(CROSS_ENCODER.locate() / "tokenizer.json")
    passages, examples = gather(asked.data, replace(config.data, news=[]), cutter)
    kept, _ = aside(examples, config.data.aside)
    groups = of_reading(kept, passages, swaps(kept, passages), Plan().seed, asked.most)
    print(f"{asked.out}: {write(groups, asked.out)} groups")


def _news(asked: argparse.Namespace) -> None:
    config = Config.read().data
    (name,) = config.news
    dataset = load(asked.data / name)
    _, made = read_retold(asked.data / name, config.news_before, config.retold, Plan().seed)
    questions = [*(one.text for one in dataset.questions), *sorted({one.text for one in made})]
    articles = list(dataset.articles)
    random.Random(Plan().seed).shuffle(articles)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        groups = of_archive(questions, by_words(articles[: asked.articles], Path(folder) / "words"))
        print(f"{asked.out}: {write(groups, asked.out)} groups")


def _train(asked: argparse.Namespace) -> None:
    plan = Plan(epochs=asked.epochs, batch_tokens=asked.batch_tokens)
    torch.manual_seed(plan.seed)
    folder = CROSS_ENCODER.locate()
    groups = [group for path in asked.groups for group in read(path)]
    random.Random(plan.seed).shuffle(groups)  # noqa: S311
    whole = started(folder / "model.onnx", Shape(), 0.0)
    cutter = tokenizer(folder / "tokenizer.json")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    Run(whole, groups[_HELD:], groups[:_HELD], cutter, plan, asked.run, device).train()


def _export(asked: argparse.Namespace) -> None:
    weights = torch.load(asked.weights, map_location="cpu", weights_only=True)
    reader = Reader(Shape(layers=1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers."))))
    reader.load_state_dict(weights)
    size = export(reader, asked.out, reads=False)
    print(f"{asked.out}: {size / 1e6:.1f} MB, SHA-256 {sha256_of(asked.out)}")


if __name__ == "__main__":
    main()
