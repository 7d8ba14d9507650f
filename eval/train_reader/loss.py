"""What training makes small: how far the outputs are from what is known, and from what teachers make of it."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from onrecord.eval.train_reader.batches import Batch
from onrecord.eval.train_reader.model import NEVER, Outputs

__all__ = ["losses", "taught"]


def losses(outputs: Outputs, batch: Batch) -> dict[str, Tensor]:
    """Mean losses of a batch: ``span`` (cross entropy of start and end, [CLS] where there is no answer), ``among`` (the
    same among all places of all passages that a question is asked of), ``no_answer`` and ``relevance`` (binary;
    relevance where it is known)."""
    span = functional.cross_entropy(outputs.start, batch.start) + functional.cross_entropy(outputs.end, batch.end)
    nowhere = (batch.start == 0).float()
    known = batch.relevant >= 0
    binary = functional.binary_cross_entropy_with_logits
    relevance = binary(outputs.relevance, batch.relevant.clamp(min=0), reduction="none")
    return {
        "span": span / 2,
        "among": (_among(outputs.start, batch.start, batch.asked) + _among(outputs.end, batch.end, batch.asked)) / 2,
        "no_answer": binary(outputs.no_answer, nowhere),
        "relevance": (relevance * known).sum() / known.sum().clamp(min=1),
    }


def taught(outputs: Outputs, teachers: Sequence[Outputs]) -> Tensor:
    """How far the outputs are from the mean of the teachers' probabilities: cross entropy less the entropy of those
    (Hinton et al., 2015, at temperature 1), start and end averaged, that of no answer added."""
    total = outputs.start.new_zeros(())
    for name in ("start", "end"):
        wanted = torch.stack([getattr(one, name).softmax(1) for one in teachers]).mean(0)
        total = total + functional.kl_div(getattr(outputs, name).log_softmax(1), wanted, reduction="batchmean") / 2
    wanted = torch.stack([one.no_answer.sigmoid() for one in teachers]).mean(0)
    binary = functional.binary_cross_entropy_with_logits
    least = functional.binary_cross_entropy(wanted, wanted)
    return total + binary(outputs.no_answer, wanted) - least


def _among(logits: Tensor, places: Tensor, asked: Tensor) -> Tensor:
    """Mean over the questions with an answer: minus the log of the probability that falls on right places, of all that
    falls on places in their passages (Clark and Gardner, ACL 2018, section 3.2: a shared norm). A passage's logits
    count by how far they exceed that of [CLS], which is how answers are held against one another in use."""
    beyond = logits - logits[:, :1]
    everywhere = beyond.index_fill(1, torch.zeros(1, dtype=torch.long, device=logits.device), NEVER).logsumexp(1)
    right = beyond.gather(1, places[:, None])[:, 0].masked_fill(places == 0, NEVER)
    mine = asked[None, :] == torch.arange(int(asked.max()) + 1, device=asked.device)[:, None]
    of_all, of_right = (each[None, :].masked_fill(~mine, NEVER).logsumexp(1) for each in (everywhere, right))
    answered = of_right > NEVER / 2
    return (of_all - of_right).masked_fill(~answered, 0.0).sum() / answered.sum().clamp(min=1)
