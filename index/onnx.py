"""Running a packaged BERT on ONNX Runtime: batches by length, one single-threaded stream a core."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from onrecord.index.weights import Weights

# ONNX Runtime's packages report their use to Microsoft unless this is set before they are loaded. Where a program has
# loaded it already, the call stops what can still be stopped.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

onnxruntime.disable_telemetry_events()

__all__ = ["OnnxBert"]

Floats = npt.NDArray[np.float32]


class OnnxBert:
    """A BERT with its tokenizer. Several one-thread streams beat one many-thread stream, and padding costs most on
    batches of mixed length, so inputs are sorted by length and cut into batches of about ``batch_tokens``.

    Args:
        weights: which model; its hash is checked.
        take: from a batch's first output, the rows wanted, e.g. the vectors at [CLS].
        max_tokens: what is longer is cut (of a pair, the longer text first).
        threads: streams; default the cores this process may use.
    """

    def __init__(
        self,
        weights: Weights,
        take: Callable[[Floats], Floats],
        *,
        max_tokens: int = 512,
        threads: int | None = None,
        batch_tokens: int = 2048,
    ) -> None:
        folder = weights.locate()
        self._take = take
        self._threads = threads or _cores()
        self._batch_tokens = batch_tokens
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens, strategy="longest_first")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def run(self, inputs: Sequence[str] | Sequence[tuple[str, str]]) -> list[Floats]:
        """One row an input, in the order given."""
        encoded = self._tokenizer.encode_batch(list(inputs))
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids), reverse=True)
        rows: list[Floats] = [np.empty(0, np.float32)] * len(encoded)
        batches = list(self._batches(order, encoded))
        if len(batches) == 1:
            outputs = [self._forward([encoded[i] for i in batches[0]])]
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                outputs = list(pool.map(lambda batch: self._forward([encoded[i] for i in batch]), batches))
        for batch, output in zip(batches, outputs, strict=True):
            for place, row in zip(batch, output, strict=True):
                rows[place] = row
        return rows

    def _batches(self, order: list[int], encoded: list[Encoding]) -> list[list[int]]:
        """Neighbours in length, a few batches a stream at least, so that every stream has work to the end."""
        total = sum(len(encoded[i].ids) for i in order)
        limit = min(self._batch_tokens, max(256, total // (2 * self._threads)))
        batches: list[list[int]] = []
        for i in order:
            if not batches or (len(batches[-1]) + 1) * len(encoded[batches[-1][0]].ids) > limit:
                batches.append([])
            batches[-1].append(i)
        return batches

    def _forward(self, batch: list[Encoding]) -> Floats:
        width = len(batch[0].ids)
        feed = {
            name: np.zeros((len(batch), width), np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")
        }
        for row, item in enumerate(batch):
            size = len(item.ids)
            feed["input_ids"][row, :size] = item.ids
            feed["attention_mask"][row, :size] = 1
            feed["token_type_ids"][row, :size] = item.type_ids
        return self._take(self._session.run(None, feed)[0])


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
