"""Batches of about one length: which example with which passage, and their tokens padded together.

What is asked of several passages stays in one batch, so that their answers can be held against one another. What a
batch holds depends on seed and epoch alone, so that a run that is resumed goes on with the batches that an
uninterrupted one would have had.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from onrecord.eval.train_reader.config import DataConfig, DeviceConfig
from onrecord.eval.train_reader.data import Example, Passage

__all__ = ["CLS", "SEP", "Batch", "Item", "collate", "plan"]

CLS, SEP = 101, 102  # BERT's uncased vocabulary
_POOL = 40  # batches that are sorted by length together
_STEP = 16  # tokens: widths are multiples of it, so that few shapes occur


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a batch: an example's number, a passage's, the tokens ``begin`` to ``stop`` of it that are read, and
    the answer's first and last token in the whole passage, or None. ``relevant`` is None where nobody knows."""

    example: int
    passage: int
    begin: int
    stop: int
    span: tuple[int, int] | None
    relevant: bool | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of a batch. ``ids``, ``mask`` and ``types`` are (inputs, tokens), int64. ``start`` and ``end`` are places
    in the row, 0 for no answer; ``relevant`` is 1, 0, or -1 where nobody knows; ``asked`` is a number that rows of one
    question share, from 0. All (inputs,)."""

    ids: Tensor
    mask: Tensor
    types: Tensor
    start: Tensor
    end: Tensor
    relevant: Tensor
    asked: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same on another device."""
        inputs = self.ids.to(device), self.mask.to(device), self.types.to(device)
        known = self.start.to(device), self.end.to(device), self.relevant.to(device), self.asked.to(device)
        return Batch(*inputs, *known)


def plan(
    examples: Sequence[Example],
    passages: Sequence[Passage],
    swapped: Sequence[tuple[int, ...]],
    data: DataConfig,
    device: DeviceConfig,
    seed: str,
) -> list[list[Item]]:
    """One epoch's batches: every example once, a share of them with passages beside their own that do not answer."""
    chance = random.Random(seed)  # noqa: S311
    lots: dict[tuple[str, str, str], list[Item]] = {}
    for number, example in enumerate(examples):
        span = chance.choice(example.spans) if example.spans else None
        # What people asked of a paragraph that leaves it open is about it, and still no passage to be found first.
        relevant = True if span else None
        lot = lots.setdefault(_question(example), [])
        lot.append(_item(number, example, example.passage, span, relevant, passages, data.max_tokens, chance))
        if swapped[number] and chance.random() < data.swaps:
            for other in chance.sample(swapped[number], chance.randint(1, len(swapped[number]))):
                lot.append(_item(number, example, other, None, False, passages, data.max_tokens, chance))
    whole = [lot[at : at + device.batch_most] for lot in lots.values() for at in range(0, len(lot), device.batch_most)]
    chance.shuffle(whole)
    lengths = [max(_length(examples[item.example], item) for item in lot) for lot in whole]
    batches = []
    pool = _POOL * device.batch_most
    for start in range(0, len(whole), pool):
        order = sorted(range(start, min(start + pool, len(whole))), key=lengths.__getitem__)
        batches += _cut([whole[i] for i in order], [lengths[i] for i in order], device)
    chance.shuffle(batches)
    return batches


def collate(items: Sequence[Item], examples: Sequence[Example], passages: Sequence[Passage]) -> Batch:
    """The tensors of a batch: ``[CLS] question [SEP] passage [SEP]``, padded with zeros."""
    width = _rounded(max(_length(examples[item.example], item) for item in items))
    ids, mask, types = (np.zeros((len(items), width), np.int64) for _ in range(3))
    places: npt.NDArray[np.int64] = np.zeros((2, len(items)), np.int64)
    for row, item in enumerate(items):
        asked = examples[item.example].ids
        begins = len(asked) + 2
        ends = begins + item.stop - item.begin
        ids[row, : ends + 1] = [CLS, *asked, SEP, *passages[item.passage].ids[item.begin : item.stop], SEP]
        mask[row, : ends + 1] = 1
        types[row, begins : ends + 1] = 1
        if item.span:
            places[:, row] = [place - item.begin + begins for place in item.span]
    relevant = torch.tensor([-1.0 if item.relevant is None else float(item.relevant) for item in items])
    start, end = torch.from_numpy(places)
    numbers: dict[tuple[str, str, str], int] = {}
    asked_of = [numbers.setdefault(_question(examples[item.example]), len(numbers)) for item in items]
    inputs = torch.from_numpy(ids), torch.from_numpy(mask), torch.from_numpy(types)
    return Batch(*inputs, start, end, relevant, torch.tensor(asked_of))


def _question(example: Example) -> tuple[str, str, str]:
    """What examples have in common that ask one thing: of several passages, or with several answers in one."""
    return example.source, example.title, example.question.text


def _item(
    number: int,
    example: Example,
    passage: int,
    span: tuple[int, int] | None,
    relevant: bool | None,
    passages: Sequence[Passage],
    max_tokens: int,
    chance: random.Random,
) -> Item:
    tokens = len(passages[passage].ids)
    room = max(1, max_tokens - len(example.ids) - 3)
    begin = 0
    if tokens > room and span:
        last = min(span[1], span[0] + room - 1)
        span = span[0], last
        begin = chance.randint(max(0, last - room + 1), min(span[0], tokens - room))
    return Item(number, passage, begin, min(tokens, begin + room), span, relevant)


def _length(example: Example, item: Item) -> int:
    return len(example.ids) + item.stop - item.begin + 3


def _rounded(length: int) -> int:
    return -(-length // _STEP) * _STEP


def _cut(lots: Sequence[list[Item]], lengths: Sequence[int], device: DeviceConfig) -> list[list[Item]]:
    """Neighbours in length, so many that the batch, as wide as its last, stays within its tokens; none of the lots, the
    shortest first, is torn, unless it alone is too large."""
    batches: list[list[Item]] = []
    for lot, length in zip(lots, lengths, strict=True):
        most = max(1, min(device.batch_most, device.batch_tokens // _rounded(length)))
        if not batches or len(batches[-1]) + len(lot) > most:
            batches.append([])
        for at in range(0, len(lot), most):
            if at:
                batches.append([])
            batches[-1] += lot[at : at + most]
    return batches
