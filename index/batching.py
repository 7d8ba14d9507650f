"""Many texts through a model: tokens, batches of about one length, one stream a core, rows in the order given."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

__all__ = ["Batches", "Batching", "Floats", "Ints", "Tokens"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Tokens = npt.NDArray[np.int32]
"""Of one input, (2, tokens): ids above type ids."""

_AT_ONCE = 256  # inputs tokenised together; in between, an interruption is noticed


class Batches:
    """Several one-thread streams beat one many-thread stream, and padding costs most on batches of mixed length, so
    inputs are sorted by length and cut into batches of about ``batch_tokens``.

    Args:
        forward: token ids, attention mask and type ids of a batch, each int64 of shape (inputs, tokens), to one row an
            input. It is called by several threads at once.
        threads: streams; default the cores this process may use.
        batch_tokens: tokens in a batch, padding included.
        prepare: called once by each stream that is started, before its first batch.
    """

    def __init__(
        self,
        forward: Callable[[Ints, Ints, Ints], Floats],
        *,
        threads: int | None = None,
        batch_tokens: int = 2048,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        self._forward = forward
        self._prepare = prepare
        self._threads = threads or _cores()
        self._batch_tokens = batch_tokens

    def run(self, encoded: Sequence[Tokens]) -> list[Floats]:
        """One row an input, in the order given. Interrupted, it ends with the batches that have begun."""
        order = sorted(range(len(encoded)), key=lambda i: encoded[i].shape[1], reverse=True)
        rows: list[Floats] = [np.empty(0, np.float32)] * len(encoded)
        batches = self._cut(order, encoded)
        for batch, output in zip(batches, self._outputs(batches, encoded), strict=True):
            for place, row in zip(batch, output, strict=True):
                rows[place] = row
        return rows

    def _cut(self, order: list[int], encoded: Sequence[Tokens]) -> list[list[int]]:
        """Neighbours in length, a few batches a stream at least, so that every stream has work to the end."""
        total = sum(encoded[i].shape[1] for i in order)
        limit = min(self._batch_tokens, max(256, total // (2 * self._threads)))
        batches: list[list[int]] = []
        for i in order:
            if not batches or (len(batches[-1]) + 1) * encoded[batches[-1][0]].shape[1] > limit:
                batches.append([])
            batches[-1].append(i)
        return batches

    def _outputs(self, batches: list[list[int]], encoded: Sequence[Tokens]) -> list[Floats]:
        def output(batch: list[int]) -> Floats:
            return self._forward(*_padded([encoded[i] for i in batch]))

        if len(batches) == 1 and self._prepare is None:
            return [output(batches[0])]
        pool = ThreadPoolExecutor(self._threads, initializer=self._prepare)
        try:
            futures = [pool.submit(output, batch) for batch in batches]
            wait(futures, return_when=FIRST_EXCEPTION)
            return [future.result() for future in futures]
        finally:
            pool.shutdown(cancel_futures=True)


class Batching:
    """Texts, or pairs of texts, as tokens through :class:`Batches`.

    Args:
        tokenizer: a ``tokenizer.json``.
        batches: what they go through.
        max_tokens: what is longer is cut (of a pair, the longer text first).
    """

    def __init__(self, tokenizer: Path, batches: Batches, *, max_tokens: int = 512) -> None:
        self._batches = batches
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens, strategy="longest_first")

    def run(self, inputs: Sequence[str] | Sequence[tuple[str, str]]) -> list[Floats]:
        """One row an input, in the order given. Interrupted, it ends with the batches that have begun."""
        encoded: list[Tokens] = []
        for start in range(0, len(inputs), _AT_ONCE):
            found = self._tokenizer.encode_batch(list(inputs[start : start + _AT_ONCE]))
            encoded += [np.array([item.ids, item.type_ids], np.int32) for item in found]
        return self._batches.run(encoded)


def _padded(batch: list[Tokens]) -> tuple[Ints, Ints, Ints]:
    ids, mask, types = (np.zeros((len(batch), batch[0].shape[1]), np.int64) for _ in range(3))
    for row, item in enumerate(batch):
        size = item.shape[1]
        ids[row, :size], types[row, :size] = item
        mask[row, :size] = 1
    return ids, mask, types


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
