"""From logits to answers: the best span of each passage, and how much better it is than none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from onrecord.eval.train_reader.batches import Batch, Item, collate
from onrecord.eval.train_reader.data import Example, Passage
from onrecord.eval.train_reader.model import NEVER, Outputs

__all__ = ["Found", "best", "read", "windows"]

Forward = Callable[[Batch], Outputs]
_OVERLAP = 0.4  # of a window with the next: no answer is longer


@dataclass(frozen=True, slots=True)
class Found:
    """The best span of a passage, ``text[start:end]``. ``margin`` is how much its start and end together exceed those
    of [CLS]; ``no_answer`` and ``relevance`` are the other heads' logits."""

    start: int
    end: int
    margin: float
    no_answer: float
    relevance: float

    @property
    def sure(self) -> float:
        """What speaks for an answer, higher is surer: both heads that judge it, each as log odds."""
        return self.margin / 2 - self.no_answer


_NOTHING = Found(0, 0, 2 * NEVER, 0.0, 0.0)  # of a passage without tokens


def best(outputs: Outputs, longest: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """The best span in each row of a batch that begins after [CLS] and has at most ``longest`` tokens: first and last
    place, (inputs, 2), and its margin, (inputs,)."""
    start, end = outputs.start, outputs.end
    scores = start[:, :, None] + end[:, None, :]
    width = start.shape[1]
    allowed = torch.ones(width, width, dtype=torch.bool, device=start.device).triu().tril(longest - 1)
    allowed[0] = False
    flat = scores.masked_fill(~allowed, -torch.inf).flatten(1)
    top = flat.argmax(1)
    margin = flat.gather(1, top[:, None])[:, 0] - scores[:, 0, 0]
    places = torch.stack([top // width, top % width], 1)
    return places.cpu().numpy(), margin.float().cpu().numpy()


def windows(tokens: int, room: int) -> list[tuple[int, int]]:
    """Overlapping pieces of at most ``room`` tokens that cover a passage.

    >>> windows(100, 100), windows(101, 100), windows(200, 100)
    ([(0, 100)], [(0, 100), (1, 101)], [(0, 100), (60, 160), (100, 200)])
    """
    step = max(1, round(room * (1 - _OVERLAP)))
    begins = [*range(0, max(1, tokens - room), step)]
    if tokens > room:
        begins.append(tokens - room)
    return [(begin, min(tokens, begin + room)) for begin in begins]


@torch.inference_mode()
def read(
    forward: Forward,
    examples: Sequence[Example],
    passages: Sequence[Passage],
    *,
    longest: int,
    max_tokens: int = 384,
    batch: int = 16,
    instead: Sequence[int] | None = None,
) -> list[Found]:
    """The best span for each example, in the order given; of a passage of several windows, that of the largest margin.

    Args:
        forward: a batch to its logits.
        examples: the questions.
        passages: all passages.
        longest: tokens in an answer.
        max_tokens: in a window, with the question.
        batch: rows in a batch.
        instead: passages to read instead of the examples' own.
    """
    items = []
    for number, example in enumerate(examples):
        place = instead[number] if instead is not None else example.passage
        room = max(16, max_tokens - len(example.ids) - 3)
        pieces = windows(len(passages[place].ids), room)
        items += [Item(number, place, begin, stop, None, None) for begin, stop in pieces if begin < stop]
    items.sort(key=lambda item: len(examples[item.example].ids) + item.stop - item.begin)
    found = [_NOTHING] * len(examples)
    for at in range(0, len(items), batch):
        part = items[at : at + batch]
        outputs = forward(collate(part, examples, passages))
        places, margins = best(outputs, longest)
        others = zip(outputs.no_answer.tolist(), outputs.relevance.tolist(), strict=True)
        for item, (first, last), margin, (no_answer, relevance) in zip(part, places, margins, others, strict=True):
            shift = item.begin - len(examples[item.example].ids) - 2
            start, end = passages[item.passage].characters(int(first) + shift, int(last) + shift)
            if margin > found[item.example].margin:
                found[item.example] = Found(start, end, float(margin), no_answer, relevance)
    return found
