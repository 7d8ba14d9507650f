"""What training makes small: how far the four outputs are from what is known."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from onrecord.eval.train_reader.batches import Batch
from onrecord.eval.train_reader.model import Outputs

__all__ = ["losses"]


def losses(outputs: Outputs, batch: Batch) -> dict[str, Tensor]:
    """Mean losses of a batch: ``span`` (cross entropy of start and end, [CLS] where there is no answer), ``no_answer``
    and ``relevance`` (binary; relevance where it is known)."""
    span = functional.cross_entropy(outputs.start, batch.start) + functional.cross_entropy(outputs.end, batch.end)
    nowhere = (batch.start == 0).float()
    known = batch.relevant >= 0
    binary = functional.binary_cross_entropy_with_logits
    relevance = binary(outputs.relevance, batch.relevant.clamp(min=0), reduction="none")
    return {
        "span": span / 2,
        "no_answer": binary(outputs.no_answer, nowhere),
        "relevance": (relevance * known).sum() / known.sum().clamp(min=1),
    }
