"""The training loop of the reranker: half of a cross-encoder's layers are taught to say what it says with all of them.

Two distances are made small: between the logits, and between what comes out of each layer that was kept and what comes
out of the whole at that place (Romero et al., "FitNets", ICLR 2015; the layers chosen as by Sanh et al., "DistilBERT",
2019). The second matters most at first, and less towards the end.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor
from torch.nn import functional

from onrecord.eval.train_reader.cycle import Cycle
from onrecord.eval.train_reader.masters import Masters, Part
from onrecord.eval.train_reader.model import Reader
from onrecord.eval.train_reranker.pairs import Group
from onrecord.index.errors import SourceError

__all__ = ["Plan", "Run", "losses", "shortened"]

_LOG_EVERY = 50  # batches
_LOOK_EVERY = 1000
_STEP = 8  # tokens: widths are multiples of it
_POOL = 100  # batches that are sorted by length together


@dataclass(frozen=True, slots=True)
class Plan:
    """How the reranker is trained.

    Args:
        layers: those of the whole that are kept, from 0.
        epochs: rounds over all pairs.
        batch_tokens: padding included.
        rate: peak learning rate.
        layer_loss: weight of the distance between layers beside that between logits, before and after ``turn``, a share
            of the run.
        max_tokens: of a question and what is shown of a passage.
    """

    layers: tuple[int, ...] = (1, 3, 5, 7, 9, 11)
    epochs: int = 8
    batch_tokens: int = 32768
    rate: float = 3e-4
    warm: float = 0.04
    fall: float = 0.85
    decay: float = 0.01
    clip: float = 1.0
    layer_loss: tuple[float, float] = (1.0, 0.2)
    turn: float = 0.6
    max_tokens: int = 160
    seed: int = 1
    checkpoint_minutes: float = 4.0


class Run:
    """One run, begun or resumed, in one folder: ``log.jsonl``, ``checkpoint.pt``, and ``reranker.pt`` when it is over.

    Args:
        whole: the cross-encoder that teaches.
        groups: what it is asked.
        aside: what both are looked at with.
        cutter: neither pads nor cuts.
        plan: how.
        folder: where the run lives.
        device: where it is computed.
    """

    def __init__(
        self,
        whole: Reader,
        groups: Sequence[Group],
        aside: Sequence[Group],
        cutter: Tokenizer,
        plan: Plan,
        folder: Path,
        device: torch.device,
    ) -> None:
        self._plan, self._folder, self._device = plan, folder, device
        self._part = shortened(whole, plan.layers).to(device)
        self._whole = whole.to(device, torch.bfloat16).eval().requires_grad_(False)
        cutter.enable_truncation(plan.max_tokens, strategy="longest_first")
        self._pairs = _encoded(cutter, groups)
        self._aside = [_encoded(cutter, [group]) for group in aside]
        for head in (self._part.span, self._part.no_answer):
            head.requires_grad_(False)
        self._part.freeze(0)
        moving = [weight for weight in self._part.parameters() if weight.requires_grad]
        parts = [
            Part([weight for weight in moving if (weight.ndim > 1) == matrix], plan.rate, plan.decay * matrix)
            for matrix in (True, False)
        ]
        self._masters = Masters(self._part, parts, short=True, clip=plan.clip)
        self._step, progress = self._resume()
        self._epoch, self._planned = 0, self._batches(0)
        self._per_epoch = len(self._planned)
        self._cycle = Cycle(plan.warm, plan.fall, plan.epochs * self._per_epoch, 0.0, progress=progress)

    def train(self) -> None:
        """Go on until the run is over."""
        saved = time.monotonic()
        sums: list[tuple[float, float]] = []
        while (height := self._cycle.height(self._step, time.time())) > 0:
            logits, between = self._distances(self._rows())
            weight = self._plan.layer_loss[self._cycle.progress > self._plan.turn]
            (logits + weight * between).backward()  # type: ignore[no-untyped-call]
            self._masters.step(height)
            sums.append((float(logits.detach()), float(between.detach())))
            self._step += 1
            if self._step % _LOG_EVERY == 0:
                means = dict(zip(("logits", "layers"), np.mean(sums, axis=0).round(4).tolist(), strict=True))
                self._log("train", rate=round(height, 4), **means)
                sums = []
            if self._step % _LOOK_EVERY == 0:
                self.look()
            if time.monotonic() - saved > self._plan.checkpoint_minutes * 60:
                self._save()
                saved = time.monotonic()
        self.look()
        self._save()
        _write(self._masters.weights(), self._folder / "reranker.pt")

    def look(self) -> dict[str, float]:
        """Of the groups held aside: ``first``, the share whose first is the same, and ``apart``, the root of the mean
        squared distance of the logits."""
        same, apart = [], []
        with torch.no_grad():
            for group in self._aside:
                batch = self._batch(group)
                own, taught = (model(*batch).relevance.cpu() for model in (self._part, self._whole))
                same.append(int(own.argmax()) == int(taught.argmax()))
                apart += ((own - taught) ** 2).tolist()
        found = {"first": round(float(np.mean(same)), 4), "apart": round(float(np.mean(apart)) ** 0.5, 4)}
        self._log("look", **found)
        return found

    def _rows(self) -> list[Encoding]:
        epoch, place = divmod(self._step, self._per_epoch)
        if epoch != self._epoch:
            self._epoch, self._planned = epoch, self._batches(epoch)
        return self._planned[place % len(self._planned)]  # epochs differ by a few batches

    def _batches(self, epoch: int) -> list[list[Encoding]]:
        """A round's batches, of about one length each."""
        chance = random.Random(f"{self._plan.seed}-{epoch}")  # noqa: S311
        order = chance.sample(self._pairs, len(self._pairs))
        pool = _POOL * max(1, self._plan.batch_tokens // self._plan.max_tokens)
        found: list[list[Encoding]] = []
        for start in range(0, len(order), pool):
            batch: list[Encoding] = []
            for one in sorted(order[start : start + pool], key=lambda pair: len(pair.ids)):
                if batch and (len(batch) + 1) * _rounded(len(one.ids)) > self._plan.batch_tokens:
                    found.append(batch)
                    batch = []
                batch.append(one)
            found.append(batch)
        chance.shuffle(found)
        return found

    def _distances(self, rows: Sequence[Encoding]) -> tuple[Tensor, Tensor]:
        ids, mask, types = self._batch(rows)
        with torch.no_grad():
            taught = self._whole.hidden(ids, mask, types)
        own = self._part.hidden(ids, mask, types)
        kept = [taught[number] for number in self._plan.layers]
        return losses(self._part.judged(own[-1]), self._whole.judged(taught[-1]), own, kept, mask)

    def _batch(self, rows: Sequence[Encoding]) -> tuple[Tensor, Tensor, Tensor]:
        width = _rounded(max(len(one.ids) for one in rows))
        ids, mask, types = (np.zeros((len(rows), width), np.int64) for _ in range(3))
        for row, one in enumerate(rows):
            size = len(one.ids)
            ids[row, :size], types[row, :size], mask[row, :size] = one.ids, one.type_ids, 1
        inputs = torch.from_numpy(np.stack([ids, mask, types])).to(self._device)
        return inputs[0], inputs[1], inputs[2]

    def _save(self) -> None:
        kept = {"masters": self._masters.state(), "step": self._step, "progress": self._cycle.progress}
        _write({**kept, "plan": repr(self._plan)}, self._folder / "checkpoint.pt")

    def _resume(self) -> tuple[int, float]:
        path = self._folder / "checkpoint.pt"
        self._folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            return 0, 0.0
        kept = torch.load(path, map_location=self._device, weights_only=True)
        if kept["plan"] != repr(self._plan):
            raise SourceError(f"{path} is of a run with another plan; give another folder, or remove it")
        self._masters.load(kept["masters"])
        return int(kept["step"]), float(kept["progress"])

    def _log(self, what: str, **figures: float) -> None:
        line = {"what": what, "time": round(time.time(), 1), "step": self._step, **figures}
        with (self._folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def losses(
    own: Tensor, taught: Tensor, layers: Sequence[Tensor], kept: Sequence[Tensor], mask: Tensor
) -> tuple[Tensor, Tensor]:
    """Mean squared distances: of the logits, (inputs,), in units of two; and of what each layer gives for the tokens
    that are read, (inputs, tokens, width), averaged over the layers. ``mask``, (inputs, tokens), is 1 on those."""
    read = mask.bool()
    pairs = zip(layers, kept, strict=True)
    apart = [functional.mse_loss(one[read].float(), other[read].float()) for one, other in pairs]
    return functional.mse_loss(own, taught) / 4, torch.stack(apart).mean()


def shortened(whole: Reader, layers: Sequence[int]) -> Reader:
    """A reader of some of another's layers, its embeddings and its heads."""
    part, given = Reader(replace(whole.shape, layers=len(layers))), whole.state_dict()
    found = {}
    for name in part.state_dict():
        room, *place = name.split(".")
        found[name] = given[f"layers.{layers[int(place[0])]}.{'.'.join(place[1:])}" if room == "layers" else name]
    part.load_state_dict(found)
    return part


def _encoded(cutter: Tokenizer, groups: Sequence[Group]) -> list[Encoding]:
    found: list[Encoding] = cutter.encode_batch([(group.question, text) for group in groups for text in group.texts])
    return found


def _rounded(length: int) -> int:
    return -(-length // _STEP) * _STEP


def _write(kept: Any, path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save(kept, part)
    part.replace(path)
