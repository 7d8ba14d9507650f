"""An exported reader on ONNX Runtime, as a function from a batch to logits: what is measured is the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch

from onrecord.eval.train_reader.batches import Batch
from onrecord.eval.train_reader.export import INPUTS, OUTPUTS
from onrecord.eval.train_reader.model import Outputs, Reader
from onrecord.index.onnx import session

__all__ = ["of_file", "of_reader"]


def of_file(path: Path, threads: int = 0) -> Callable[[Batch], Outputs]:
    """A ``.onnx`` file as :func:`~onrecord.eval.train_reader.export.export` writes it; ``threads`` 0 is all cores."""
    model = session(path, threads)

    def forward(batch: Batch) -> Outputs:
        given = (batch.ids.numpy(), batch.mask.numpy(), batch.types.numpy())
        return Outputs(*map(torch.from_numpy, model.run(list(OUTPUTS), dict(zip(INPUTS, given, strict=True)))))

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
