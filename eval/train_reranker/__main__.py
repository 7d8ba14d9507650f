"""``python -m onrecord.eval.train_reranker``: parse, call, print."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

import torch

from onrecord.eval.loaders import load
from onrecord.eval.train_reader.config import Config
from onrecord.eval.train_reader.data import aside, gather, tokenizer
from onrecord.eval.train_reader.export import export
from onrecord.eval.train_reader.model import Reader, Shape
from onrecord.eval.train_reader.start import started
from onrecord.eval.train_reader.swaps import swaps
from onrecord.eval.train_reranker.candidates import by_words
from onrecord.eval.train_reranker.pairs import of_archive, of_reading, read, scored, write
from onrecord.eval.train_reranker.train import Plan, Run
from onrecord.index.files import sha256_of
from onrecord.index.weights import CROSS_ENCODER
from onrecord.rag.rerank import CrossEncoder

_SWAPS = 3
_HELD = 300


def main() -> None:
    """Parse the arguments and do one of them."""
    parser = argparse.ArgumentParser(prog="python -m onrecord.eval.train_reranker", description=__doc__)
    commands = parser.add_subparsers(required=True)
    found = commands.add_parser("reading", help="groups from the reading sets, and some of articles held aside")
    found.add_argument("data", type=Path, help="the folder with the data sets")
    found.add_argument("out", type=Path, help="the file to write; OUT.aside beside it")
    found.add_argument("--most", type=int, default=20_000)
    found.set_defaults(call=_reading)
    archive = commands.add_parser("archive", help="groups from a set with articles and judgements")
    archive.add_argument("data", type=Path, help="the set's folder")
    archive.add_argument("out", type=Path)
    archive.add_argument("--count", type=int, default=24)
    archive.set_defaults(call=_archive)
    train = commands.add_parser("train", help="train, or go on with a run")
    train.add_argument("run", type=Path, help="the folder of the run")
    train.add_argument("groups", type=Path, nargs="+", help="files of groups; those named *.aside are looked at only")
    train.add_argument("--begin", type=Path, help="reranker.pt of another run, to begin with instead")
    train.add_argument("--rate", type=float, default=Plan().rate)
    train.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    train.add_argument("--layers", type=int, default=Plan().layers)
    train.add_argument("--epochs", type=int, default=Plan().epochs)
    train.set_defaults(call=_train)
    file = commands.add_parser("export", help="write a run's weights as an int8 ONNX file")
    file.add_argument("weights", type=Path, help="reranker.pt of a run")
    file.add_argument("out", type=Path)
    file.set_defaults(call=_export)
    asked = parser.parse_args()
    asked.call(asked)


def _reading(asked: argparse.Namespace) -> None:
    config = Config.read()
    passages, examples = gather(asked.data, config.data, tokenizer(CROSS_ENCODER.locate() / "tokenizer.json"))
    kept, held = aside(examples, config.data.aside)
    for part, out, most in ((kept, asked.out, asked.most), (held, asked.out.with_suffix(".aside"), _HELD)):
        groups = of_reading(part, passages, swaps(part, passages, _SWAPS), Plan().seed, most)
        print(f"{out}: {write(scored(groups, CrossEncoder()), out)} groups")


def _archive(asked: argparse.Namespace) -> None:
    dataset = load(asked.data)
    with tempfile.TemporaryDirectory() as folder:
        groups = of_archive(dataset, by_words(dataset.articles, Path(folder) / "words"), asked.count)
        print(f"{asked.out}: {write(scored(groups, CrossEncoder()), asked.out)} groups")


def _train(asked: argparse.Namespace) -> None:
    torch.set_num_threads(asked.threads)
    plan = Plan(layers=asked.layers, epochs=asked.epochs, rate=asked.rate)
    torch.manual_seed(plan.seed)
    folder = CROSS_ENCODER.locate()
    cutter = tokenizer(folder / "tokenizer.json")
    cutter.enable_truncation(plan.max_tokens, strategy="longest_first")
    files = [(path.suffix == ".aside", read(path)) for path in asked.groups]
    groups = [group for held, found in files if not held for group in found]
    held = [group for aside_, found in files if aside_ for group in found]
    reader = started(folder / "model.onnx", Shape(layers=plan.layers), 0.0)
    if asked.begin:
        reader.load_state_dict(torch.load(asked.begin, map_location="cpu", weights_only=True))
    Run(reader, groups, held, cutter, plan, asked.run).train()


def _export(asked: argparse.Namespace) -> None:
    weights = torch.load(asked.weights, map_location="cpu", weights_only=True)
    layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("layers."))
    reader = Reader(Shape(layers=layers))
    reader.load_state_dict(weights)
    size = export(reader, asked.out)
    print(f"{asked.out}: {size / 1e6:.1f} MB, SHA-256 {sha256_of(asked.out)}")


if __name__ == "__main__":
    main()
