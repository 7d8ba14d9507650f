"""An exported reader on ONNX Runtime, as a function from a batch to logits: what is measured is the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch

import onrecord.index.onnx  # noqa: F401  sees to it that ONNX Runtime, when it is loaded, reports nothing
from onrecord.eval.train_reader.batches import Batch
from onrecord.eval.train_reader.export import INPUTS, OUTPUTS
from onrecord.eval.train_reader.model import Outputs, Reader

__all__ = ["of_file", "of_reader"]


def of_file(path: Path, threads: int = 0) -> Callable[[Batch], Outputs]:
    """A ``.onnx`` file as :func:`~onrecord.eval.train_reader.export.export` writes it; ``threads`` 0 is all cores."""
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def forward(batch: Batch) -> Outputs:
        given = (batch.ids.numpy(), batch.mask.numpy(), batch.types.numpy())
        return Outputs(*map(torch.from_numpy, session.run(list(OUTPUTS), dict(zip(INPUTS, given, strict=True)))))

    return forward


def of_reader(reader: Reader) -> Callable[[Batch], Outputs]:
    """A network in torch, as it is, in float32."""
    reader.eval()
    device = reader.span.weight.device

    def forward(batch: Batch) -> Outputs:
        batch = batch.to(device)
        outputs: Outputs = reader(batch.ids, batch.mask, batch.types)
        return Outputs(*(logits.cpu() for logits in outputs))

    return forward
