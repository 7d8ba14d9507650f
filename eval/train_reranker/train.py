"""The training loop of the reranker: groups of a question with passages, one cycle, checkpoints to go on from.

Two things are learned at once. Which passage of a group answers (cross entropy over the group, after Gao, Dai and
Callan, "Rethink Training of BERT Rerankers", ECIR 2021), and the teacher's logits (mean squared error), so that scores
mean the same from question to question.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from onrecord.eval.train_reader.cycle import Cycle
from onrecord.eval.train_reader.masters import Masters, Part
from onrecord.eval.train_reader.model import Reader
from onrecord.eval.train_reranker.pairs import Group
from onrecord.index.errors import SourceError

__all__ = ["Plan", "Run", "losses"]

_LOG_EVERY = 20  # batches
_LOOK_EVERY = 200
_SPREAD = 4.0  # of the teacher's logits, about
_STEP = 8  # tokens: widths are multiples of it
_UNLIKE = 1e4


@dataclass(frozen=True, slots=True)
class Plan:
    """How the reranker is trained.

    Args:
        layers: of the packaged cross-encoder's twelve, from below.
        size: passages in a group: one that answers, where there is one, and others.
        groups: in a batch.
        epochs: rounds over all groups; of each round other passages are drawn.
        rate: peak learning rate.
        taught: weight of the teacher's logits beside the known answers.
        max_tokens: of a question and what is shown of a passage.
    """

    layers: int = 6
    size: int = 4
    groups: int = 8
    epochs: int = 2
    rate: float = 1e-4
    warm: float = 0.06
    fall: float = 0.8
    decay: float = 0.01
    clip: float = 1.0
    taught: float = 0.5
    max_tokens: int = 128
    seed: int = 1
    checkpoint_minutes: float = 4.0


class Run:
    """One run, begun or resumed, in one folder: ``log.jsonl``, ``checkpoint.pt``, and ``reranker.pt`` when it is over.

    Args:
        reader: the network with the weights to begin with; its relevance is what is trained.
        groups: what it is trained on.
        aside: what it is looked at with.
        cutter: neither pads nor cuts.
        plan: how.
        folder: where the run lives.
    """

    def __init__(
        self,
        reader: Reader,
        groups: Sequence[Group],
        aside: Sequence[Group],
        cutter: Tokenizer,
        plan: Plan,
        folder: Path,
    ) -> None:
        self._reader, self._groups, self._aside, self._plan, self._folder = reader, groups, aside, plan, folder
        self._cutter = cutter
        for part in (reader.span, reader.no_answer):
            part.requires_grad_(False)
        reader.freeze(0)
        moving = [weight for weight in reader.parameters() if weight.requires_grad]
        parts = [
            Part([weight for weight in moving if (weight.ndim > 1) == matrix], plan.rate, plan.decay * matrix)
            for matrix in (True, False)
        ]
        self._masters = Masters(reader, parts, short=True, clip=plan.clip)
        self._step, progress = self._resume()
        steps = plan.epochs * (len(groups) // plan.groups)
        self._cycle = Cycle(plan.warm, plan.fall, steps, 0.0, progress=progress)

    def train(self) -> None:
        """Go on until the run is over."""
        saved = spent = time.monotonic()
        sums: list[list[float]] = []
        tokens = 0
        while (height := self._cycle.height(self._step, time.time())) > 0:
            rows = self._rows()
            logits, read = self._logits([(row.question, text) for row in rows for text in row.texts])
            known, taught = losses(logits.view(len(rows), -1), *_targets(rows))
            (known + self._plan.taught * taught).backward()  # type: ignore[no-untyped-call]
            self._masters.step(height)
            sums.append([float(known.detach()), float(taught.detach())])
            tokens += read
            self._step += 1
            if self._step % _LOG_EVERY == 0:
                now = time.monotonic()
                means = dict(zip(("known", "taught"), np.mean(sums, axis=0).round(4).tolist(), strict=True))
                self._log("train", rate=round(height, 4), tokens_a_second=round(tokens / (now - spent)), **means)
                sums, tokens, spent = [], 0, now
            if self._step % _LOOK_EVERY == 0:
                self.look()
            if time.monotonic() - saved > self._plan.checkpoint_minutes * 60:
                self._save()
                saved = time.monotonic()
        self.look()
        self._save()
        _write(self._masters.weights(), self._folder / "reranker.pt")

    def look(self) -> float:
        """The share of the groups held aside whose first is one that answers."""
        right = []
        with torch.no_grad():
            for group in self._aside:
                logits, _ = self._logits([(group.question, text) for text in group.texts])
                right.append(group.labels[int(logits.argmax())] == 1)
        self._log("look", first=round(float(np.mean(right)), 4))
        return float(np.mean(right))

    def _rows(self) -> list[Group]:
        """The next batch: so many groups, each thinned to one passage that answers, if it has one, and others."""
        each = len(self._groups) // self._plan.groups
        epoch, place = divmod(self._step, each)
        order = list(range(len(self._groups)))
        random.Random(f"{self._plan.seed}-{epoch}").shuffle(order)  # noqa: S311
        chance = random.Random(f"{self._plan.seed}-{self._step}")  # noqa: S311
        first = place * self._plan.groups
        return [_thinned(self._groups[i], self._plan.size, chance) for i in order[first : first + self._plan.groups]]

    def _logits(self, pairs: Sequence[tuple[str, str]]) -> tuple[Tensor, int]:
        """The network's logit for each pair, and the tokens read."""
        encoded = self._cutter.encode_batch(list(pairs))
        longest = max(len(one.ids) for one in encoded)
        ids, mask, types = (np.zeros((len(pairs), -(-longest // _STEP) * _STEP), np.int64) for _ in range(3))
        for row, one in enumerate(encoded):
            size = len(one.ids)
            ids[row, :size], types[row, :size], mask[row, :size] = one.ids, one.type_ids, 1
        outputs = self._reader(*map(torch.from_numpy, (ids, mask, types)))
        return outputs.relevance, int(mask.sum())

    def _save(self) -> None:
        kept = {"masters": self._masters.state(), "step": self._step, "progress": self._cycle.progress}
        _write({**kept, "plan": repr(self._plan)}, self._folder / "checkpoint.pt")

    def _resume(self) -> tuple[int, float]:
        path = self._folder / "checkpoint.pt"
        self._folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            return 0, 0.0
        kept = torch.load(path, weights_only=True)
        if kept["plan"] != repr(self._plan):
            raise SourceError(f"{path} is of a run with another plan; give another folder, or remove it")
        self._masters.load(kept["masters"])
        return int(kept["step"]), float(kept["progress"])

    def _log(self, what: str, **figures: float) -> None:
        line = {"what": what, "time": round(time.time(), 1), "step": self._step, **figures}
        with (self._folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def losses(logits: Tensor, labels: Tensor, scores: Tensor) -> tuple[Tensor, Tensor]:
    """Mean losses of a batch, all (groups, passages): the cross entropy of the passage that answers among those of its
    group that do not, where there is one; and the squared distance to the teacher's logits, where it was asked, in
    units of ``_SPREAD``."""
    answers = labels == 1
    among = logits.masked_fill(labels < 0, -_UNLIKE)
    entropy = among.logsumexp(1) - logits.masked_fill(~answers, -_UNLIKE).logsumexp(1)
    able = answers.any(1)
    asked = scores.isfinite()
    distance = ((logits - scores.nan_to_num()) / _SPREAD) ** 2
    return (entropy * able).sum() / able.sum().clamp(min=1), (distance * asked).sum() / asked.sum().clamp(min=1)


def _targets(rows: Sequence[Group]) -> tuple[Tensor, Tensor]:
    labels = torch.tensor([row.labels for row in rows])
    unknown = float("nan")
    return labels, torch.tensor([row.scores or [unknown] * len(row.labels) for row in rows])


def _thinned(group: Group, size: int, chance: random.Random) -> Group:
    """One passage of a group that answers and others that do not, or are not known to: ``size`` in all, some of them
    twice where it has fewer."""
    places = range(len(group.texts))
    good = [i for i in places if group.labels[i] == 1]
    other = [i for i in places if group.labels[i] != 1] or good
    chosen = chance.sample(good, 1) if good else []
    while len(chosen) < size:
        chosen += chance.sample(other, min(len(other), size - len(chosen)))

    def pick(values: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(values[i] for i in chosen) if values else ()

    return Group(group.source, group.question, pick(group.texts), pick(group.labels), pick(group.scores))


def _write(kept: Any, path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save(kept, part)
    part.replace(path)
