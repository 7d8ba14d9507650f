"""``python -m onrecord.eval.train_reader``: parse, call, print."""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path
from typing import Any

import torch

from onrecord.eval.train_reader.average import average
from onrecord.eval.train_reader.changed import changed
from onrecord.eval.train_reader.config import CONFIG, Config
from onrecord.eval.train_reader.data import aside, gather, tokenizer
from onrecord.eval.train_reader.export import export
from onrecord.eval.train_reader.measure import measure
from onrecord.eval.train_reader.model import Reader, Shape
from onrecord.eval.train_reader.session import of_file, of_reader
from onrecord.eval.train_reader.spoken import follow_ups
from onrecord.eval.train_reader.start import started
from onrecord.eval.train_reader.swaps import swaps
from onrecord.eval.train_reader.train import Material, Run
from onrecord.eval.train_reader.whether import whether
from onrecord.index.files import sha256_of
from onrecord.index.weights import CROSS_ENCODER


def main() -> None:
    """Parse the arguments and do one of the four."""
    parser = argparse.ArgumentParser(prog="python -m onrecord.eval.train_reader", description=__doc__)
    parser.add_argument("--config", type=Path, default=CONFIG)
    commands = parser.add_subparsers(required=True)
    train = commands.add_parser("train", help="train, or go on with a run")
    train.add_argument("data", type=Path, help="the folder with the data sets")
    train.add_argument("run", type=Path, help="the folder of the run")
    train.add_argument("--until", help="HH:MM by the local clock: the rate falls so that the run is over by then")
    train.add_argument("--weights", type=Path, help="reader.pt of a run to begin from, not the packaged cross-encoder")
    train.add_argument("--teacher", type=Path, action="append", default=[], help="reader.pt to learn from too")
    train.set_defaults(call=_train)
    mean = commands.add_parser("average", help="write the mean of several runs' weights")
    mean.add_argument("weights", type=Path, nargs="+", help="reader.pt of each run")
    mean.add_argument("out", type=Path, help="the reader.pt to write")
    mean.set_defaults(call=_average)
    file = commands.add_parser("export", help="write a run's weights as an int8 ONNX file")
    file.add_argument("weights", type=Path, help="reader.pt of a run")
    file.add_argument("out", type=Path, help="the .onnx file to write")
    file.set_defaults(call=_export)
    figures = commands.add_parser("measure", help="exact match, F1 and declining, as one JSON object")
    figures.add_argument("data", type=Path, help="the folder with the data sets")
    figures.add_argument("model", type=Path, help="reader.pt or an .onnx file")
    figures.set_defaults(call=_measure)
    asked = parser.parse_args()
    asked.call(asked, Config.read(asked.config))


def _train(asked: argparse.Namespace, config: Config) -> None:
    device = _device(config)
    torch.manual_seed(config.training.seed)
    folder = CROSS_ENCODER.locate()
    cutter = tokenizer(folder / "tokenizer.json")
    passages, examples = gather(asked.data, config.data, cutter)
    kept, held = aside(examples, config.data.aside)
    kept += list(whether(kept, passages, config.data.whether, cutter, config.training.seed))
    made = list(changed(kept, passages, config.data.changed, cutter, config.training.seed))
    kept += [*made, *follow_ups(kept, passages, config.data.spoken, cutter, config.training.seed)]
    dropout = config.devices[device.type].dropout
    if asked.weights:
        reader = _reader(asked.weights, config, dropout)
    else:
        reader = started(folder / "model.onnx", Shape(layers=config.model.layers), dropout)
    material = Material(passages, kept, swaps(kept, passages), held)
    teachers = [_reader(one, config) for one in asked.teacher]
    Run(reader, material, config, asked.run, device, _until(asked.until), teachers).train()


def _average(asked: argparse.Namespace, config: Config) -> None:
    torch.save(average([_reader(weights, config).state_dict() for weights in asked.weights]), asked.out)
    print(f"{asked.out}: the mean of {len(asked.weights)}, SHA-256 {sha256_of(asked.out)}")


def _export(asked: argparse.Namespace, config: Config) -> None:
    size = export(_reader(asked.weights, config), asked.out)
    print(f"{asked.out}: {size / 1e6:.1f} MB, SHA-256 {sha256_of(asked.out)}")


def _measure(asked: argparse.Namespace, config: Config) -> None:
    device = _device(config)
    cutter = tokenizer(CROSS_ENCODER.locate() / "tokenizer.json")
    exported = asked.model.suffix == ".onnx"
    threads = config.devices["cpu"].threads
    forward = of_file(asked.model, threads) if exported else of_reader(_reader(asked.model, config).to(device))
    report: dict[str, Any] = {"model": sha256_of(asked.model), **measure(forward, asked.data, config, cutter)}
    print(json.dumps(report, indent=1))


def _device(config: Config) -> torch.device:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_num_threads(config.devices[device.type].threads)
    return device


def _reader(weights: Path, config: Config, dropout: float = 0.0) -> Reader:
    reader = Reader(Shape(layers=config.model.layers), dropout)
    reader.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    return reader


def _until(clock: str | None) -> float | None:
    """The next time that the clock shows this."""
    if clock is None:
        return None
    now = datetime.datetime.now()
    wanted = datetime.time.fromisoformat(clock)
    then = datetime.datetime.combine(now.date(), wanted)
    return (then if then > now else then + datetime.timedelta(days=1)).timestamp()


if __name__ == "__main__":
    main()
