"""The training loop: batches through the network, one cycle, checkpoints to go on from, a log of what happened.

A run lives in one folder: ``log.jsonl`` (a line every few batches, and one for each look at questions held aside),
``checkpoint.pt`` (everything needed to go on), ``reader.pt`` (the weights, when the run is over). A file named
``finish`` put there ends the run within the configured minutes, the rate falling to zero.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from onrecord.eval.metrics import exact_match, f1
from onrecord.eval.train_reader.batches import Batch, Item, collate, plan
from onrecord.eval.train_reader.config import Config, DeviceConfig
from onrecord.eval.train_reader.cycle import Cycle
from onrecord.eval.train_reader.data import Example, Passage
from onrecord.eval.train_reader.loss import losses, taught
from onrecord.eval.train_reader.masters import Masters, Part
from onrecord.eval.train_reader.model import Outputs, Reader
from onrecord.eval.train_reader.reading import read
from onrecord.index.errors import SourceError

__all__ = ["Material", "Run"]

_LOG_EVERY = 20  # batches


@dataclass(frozen=True, slots=True)
class Material:
    """What a run is made of: all passages, the examples to train on with the passages that may be put in place of their
    own, and examples held aside to look at."""

    passages: Sequence[Passage]
    examples: Sequence[Example]
    swapped: Sequence[tuple[int, ...]]
    aside: Sequence[Example]


class Run:
    """One run, begun or resumed.

    Args:
        reader: the network, with the weights to begin with.
        material: what it is trained on.
        config: how.
        folder: where the run lives; what an earlier sitting left there is taken up.
        device: where it is computed.
        until: seconds since the epoch when it is to be over.
        teachers: readers whose answers are learned beside those that people marked.

    Raises:
        SourceError: the folder holds a run of another configuration.
    """

    def __init__(
        self,
        reader: Reader,
        material: Material,
        config: Config,
        folder: Path,
        device: torch.device,
        until: float | None = None,
        teachers: Sequence[Reader] = (),
    ) -> None:
        self._config, self._training, self._machine = config, config.training, config.devices[device.type]
        self._material, self._folder, self._device = material, folder, device
        self._reader = reader.to(device)
        self._teachers = [_teacher(one, device, self._machine) for one in teachers]
        self._reader.freeze(self._machine.frozen)
        short = self._machine.precision == "bfloat16"
        self._masters = Masters(reader, _parts(reader, config, self._machine), short=short, clip=self._training.clip)
        self._batches: list[list[Item]] = []
        self._epoch = -1
        self._step = 0
        self._per_epoch = len(self._planned(0))
        progress = self._resume()
        training = self._training
        steps = self._per_epoch * training.epochs
        finish = training.finish_minutes * 60
        self._cycle = Cycle(training.warm, training.fall, steps, finish, time.time(), until, progress)

    def train(self, most: int | None = None) -> bool:
        """Go on until the run is over, or for ``most`` batches; returns whether it is over, its weights written."""
        saved, began, spent, tokens = time.monotonic(), self._step, time.monotonic(), 0
        sums: dict[str, list[float]] = {}
        self._reader.train()
        while most is None or self._step < began + most:
            if (self._folder / "finish").exists():
                self._cycle.finish(self._step, time.time())
            height = self._cycle.height(self._step, time.time())
            if height <= 0:
                self._over()
                return True
            batch = self._batch()
            for name, value in self._learn(batch, height).items():
                sums.setdefault(name, []).append(value)
            tokens += int(batch.mask.sum())
            self._step += 1
            if self._step % _LOG_EVERY == 0:
                now = time.monotonic()
                means = {name: round(_mean(values), 4) for name, values in sums.items()}
                self._log("train", rate=round(height, 4), tokens_a_second=round(tokens / (now - spent)), **means)
                sums, tokens, spent = {}, 0, now
            if self._step % self._training.look_every == 0:
                self.look()
                spent = time.monotonic()
            if time.monotonic() - saved > self._training.checkpoint_minutes * 60:
                self.save()
                saved = time.monotonic()
        return False

    def look(self) -> dict[str, float]:
        """F1 and exact match on examples held aside that can be answered, as percentages, and the mean log odds of an
        answer on those and on the others."""
        chosen = self._material.aside[:: max(1, len(self._material.aside) // max(1, self._training.look_at))]
        self._reader.eval()
        found = read(self._forward, chosen, self._material.passages, longest=self._config.measure.longest)
        self._reader.train()
        pairs = list(zip(chosen, found, strict=True))
        texts = [self._material.passages[example.passage].text for example in chosen]
        said = [
            (text[one.start : one.end], example.question.answers)
            for text, (example, one) in zip(texts, pairs, strict=True)
            if example.spans
        ]
        figures = {
            "f1": 100 * _mean([f1(*one) for one in said]),
            "exact": 100 * _mean([exact_match(*one) for one in said]),
            "sure_answerable": _mean([one.sure for example, one in pairs if example.spans]),
            "sure_open": _mean([one.sure for example, one in pairs if not example.spans]),
        }
        self._log("look", **{name: round(value, 3) for name, value in figures.items()})
        return figures

    def save(self) -> None:
        """Write the checkpoint, in one piece."""
        kept = {
            **self._masters.state(),
            "step": self._step,
            "progress": self._cycle.progress,
            "random": torch.get_rng_state(),
            "config": _fixed(self._config, self._machine),
        }
        _write(kept, self._folder / "checkpoint.pt")

    def _resume(self) -> float:
        path = self._folder / "checkpoint.pt"
        self._folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            return 0.0
        kept = torch.load(path, map_location=self._device, weights_only=True)
        if kept["config"] != _fixed(self._config, self._machine):
            raise SourceError(f"{path} is of a run with another configuration; give another folder, or remove it")
        self._masters.load(kept)
        self._step = kept["step"]
        torch.set_rng_state(kept["random"].cpu())
        return float(kept["progress"])

    def _planned(self, epoch: int) -> list[list[Item]]:
        if epoch != self._epoch:
            made, config = self._material, self._config
            seed = f"{self._training.seed}-{epoch}"
            self._batches = plan(made.examples, made.passages, made.swapped, config.data, self._machine, seed)
            self._epoch = epoch
        return self._batches

    def _batch(self) -> Batch:
        # Epochs differ by a few batches, since what is swapped is drawn anew; a place past the end begins again.
        epoch, place = divmod(self._step, self._per_epoch)
        batches = self._planned(epoch)
        items = batches[place % len(batches)]
        return collate(items, self._material.examples, self._material.passages).to(self._device)

    def _learn(self, batch: Batch, height: float) -> dict[str, float]:
        training, outputs = self._training, self._forward(batch)
        found = losses(outputs, batch)
        loss = found["span"] + training.among * found["among"]
        loss = loss + training.no_answer * found["no_answer"] + training.relevance * found["relevance"]
        if self._teachers:
            with torch.no_grad():
                given = [teacher(batch.ids, batch.mask, batch.types) for teacher in self._teachers]
            found["taught"] = taught(outputs, given)
            loss = (1 - training.taught) * loss + training.taught * found["taught"]
        loss.backward()  # type: ignore[no-untyped-call]
        self._masters.step(height)
        return {name: float(value.detach()) for name, value in found.items()}

    def _forward(self, batch: Batch) -> Outputs:
        batch = batch.to(self._device)
        outputs: Outputs = self._reader(batch.ids, batch.mask, batch.types)
        return outputs

    def _over(self) -> None:
        self.look()
        self.save()
        _write(self._masters.weights(), self._folder / "reader.pt")
        self._log("over")

    def _log(self, what: str, **figures: float) -> None:
        progress = round(self._cycle.progress, 4)
        line = {"what": what, "time": round(time.time(), 1), "step": self._step, "progress": progress, **figures}
        with (self._folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def _parts(reader: Reader, config: Config, machine: DeviceConfig) -> list[Part]:
    training = config.training
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, weight in reader.named_parameters():
        if weight.requires_grad:
            groups.setdefault((name.startswith(("span.", "no_answer.")), weight.ndim > 1), []).append(weight)
    return [
        Part(
            weights,
            machine.rate * (training.rate_head if head else training.rate_body),
            training.decay if matrix else 0.0,
        )
        for (head, matrix), weights in groups.items()
    ]


def _teacher(reader: Reader, device: torch.device, machine: DeviceConfig) -> Reader:
    reader.to(device, torch.bfloat16 if machine.precision == "bfloat16" else torch.float32)
    return reader.eval().requires_grad_(False)


def _fixed(config: Config, machine: DeviceConfig) -> str:
    """What may not change between sittings: the data, the network, and how batches are cut."""
    return repr((config.data, config.model, config.training.seed, config.training.epochs, machine))


def _write(kept: Any, path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save(kept, part)
    part.replace(path)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")
