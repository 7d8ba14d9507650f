"""Running a packaged BERT on ONNX Runtime: ready in a fraction of a second, so it is what a question waits for."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from onrecord.index.batching import Batches, Batching, Floats, Ints
from onrecord.index.weights import Weights

# ONNX Runtime's packages report their use to Microsoft unless this is set before they are loaded. Where a program has
# loaded it already, the call stops what can still be stopped.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

onnxruntime.disable_telemetry_events()

__all__ = ["OnnxBert", "session"]


def session(model: Path, threads: int = 1) -> Any:
    """A model on ONNX Runtime; on one thread, since several such streams beat one of several threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


class OnnxBert:
    """A BERT with its tokenizer.

    Args:
        weights: which model; its hash is checked.
        take: from a batch's first output, the rows wanted, e.g. the vectors at [CLS].
        max_tokens: what is longer is cut (of a pair, the longer text first).
        threads: streams; default the cores this process may use.
        batch_tokens: tokens in a batch, padding included.
        tokenizer: a ``tokenizer.json``; default the one beside the model.
    """

    def __init__(
        self,
        weights: Weights,
        take: Callable[[Floats], Floats],
        *,
        max_tokens: int = 512,
        threads: int | None = None,
        batch_tokens: int = 2048,
        tokenizer: Path | None = None,
    ) -> None:
        folder = weights.locate()
        self._take = take
        self._session = session(folder / "model.onnx")
        batches = Batches(self._forward, threads=threads, batch_tokens=batch_tokens)
        self._batching = Batching(tokenizer or folder / "tokenizer.json", batches, max_tokens=max_tokens)

    def run(self, inputs: Sequence[str] | Sequence[tuple[str, str]]) -> list[Floats]:
        """One row an input, in the order given. Interrupted, it ends with the batches that have begun."""
        return self._batching.run(inputs)

    def _forward(self, ids: Ints, mask: Ints, types: Ints) -> Floats:
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        return self._take(self._session.run(None, feed)[0])
