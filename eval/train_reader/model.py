"""The reader as it is trained: a BERT that reads question and passage together, with four answers from one pass.

Relevance: how well the passage fits the question. Start and end: where the answer begins and where it stops, a logit a
token, with [CLS] in the place of "nowhere". No answer: whether the passage leaves the question open. The layers are
BERT's (Devlin et al., NAACL 2019), with [CLS] as the null span as in its section 4.3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

__all__ = ["NEVER", "Layer", "Outputs", "Reader", "Shape"]

_EPSILON = 1e-12  # of BERT's layer norms


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the network is; the defaults are the packaged cross-encoder's."""

    words: int = 30522
    width: int = 384
    layers: int = 12
    heads: int = 12
    between: int = 1536
    places: int = 512


class Outputs(NamedTuple):
    """Logits of a batch: relevance and no_answer (inputs,); start and end (inputs, tokens), minus infinity on what is
    neither passage nor [CLS]."""

    relevance: Tensor
    start: Tensor
    end: Tensor
    no_answer: Tensor


def _attended(query: Tensor, key: Tensor, value: Tensor, padding: Tensor) -> Tensor:
    """Attention, (inputs, heads, tokens, width of a head)."""
    if query.device.type != "cpu" or not torch.is_grad_enabled():
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=padding)
    # On a processor the fused operator's way back takes longer than everything else in the layer.
    weights = (query @ key.transpose(-1, -2)) / math.sqrt(query.shape[-1])
    return weights.masked_fill(~padding, NEVER).softmax(-1) @ value


class Layer(nn.Module):
    """Self-attention, then two linear layers with GELU between, each added to what came in and normalised."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.heads = shape.heads
        self.dropout = dropout
        self.queries_keys_values = nn.Linear(shape.width, 3 * shape.width)
        self.joined = nn.Linear(shape.width, shape.width)
        self.after_attention = nn.LayerNorm(shape.width, eps=_EPSILON)
        self.up = nn.Linear(shape.width, shape.between)
        self.down = nn.Linear(shape.between, shape.width)
        self.after = nn.LayerNorm(shape.width, eps=_EPSILON)

    def forward(self, hidden: Tensor, padding: Tensor) -> Tensor:
        """``hidden``, (inputs, tokens, width), through the layer; ``padding``, (inputs, 1, 1, tokens), is True on what
        is read."""
        inputs, tokens, width = hidden.shape
        parts = self.queries_keys_values(hidden).view(inputs, tokens, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        found = _attended(query, key, value, padding)
        joined = self.joined(found.transpose(1, 2).reshape(inputs, tokens, width))
        hidden = self.after_attention(hidden + self._dropped(joined))
        between = functional.gelu(self.up(hidden))
        after: Tensor = self.after(hidden + self._dropped(self.down(between)))
        return after

    def _dropped(self, hidden: Tensor) -> Tensor:
        # Drawing random numbers for every value takes noticeable time on a CPU: not at all where none are dropped.
        return functional.dropout(hidden, self.dropout, self.training) if self.dropout else hidden


class Reader(nn.Module):
    """The network.

    Args:
        shape: its size.
        dropout: the share of values left out after each half of a layer, while training.
    """

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        self.shape = shape
        self.word = nn.Embedding(shape.words, shape.width)
        self.place = nn.Embedding(shape.places, shape.width)
        self.kind = nn.Embedding(2, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=_EPSILON)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.pooler = nn.Linear(shape.width, shape.width)
        self.relevance = nn.Linear(shape.width, 1)
        self.no_answer = nn.Linear(shape.width, 1)
        self.span = nn.Linear(shape.width, 2)
        for head in (self.no_answer, self.span):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Outputs:
        """Token ids, attention mask and type ids (0 question, 1 passage), each (inputs, tokens), to logits."""
        hidden = self.hidden(ids, mask, types)[-1]
        spans = self.span(hidden).float()
        # The separator at the end is of the passage's type too, and is never drawn.
        allowed = (types * mask > 0) & (ids != _SEPARATOR)
        allowed = torch.cat([torch.ones_like(allowed[:, :1]), allowed[:, 1:]], 1)
        spans = spans.masked_fill(~allowed[:, :, None], NEVER)
        return Outputs(
            self.judged(hidden),
            spans[:, :, 0],
            spans[:, :, 1],
            self.no_answer(hidden[:, 0]).float().squeeze(1),
        )

    def hidden(self, ids: Tensor, mask: Tensor, types: Tensor) -> list[Tensor]:
        """What comes out of each layer, (inputs, tokens, width)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        found = [self.norm(self.word(ids) + self.place(places) + self.kind(types))]
        padding = (mask > 0)[:, None, None, :]
        for layer in self.layers:
            found.append(layer(found[-1], padding))
        return found[1:]

    def judged(self, hidden: Tensor) -> Tensor:
        """What comes out of the last layer to the logits of relevance, (inputs,)."""
        logits: Tensor = self.relevance(torch.tanh(self.pooler(hidden[:, 0])))
        return logits.float().squeeze(1)

    def freeze(self, layers: int) -> None:
        """Leave the embeddings and this many of the lower layers as they are; with 0, the embeddings alone are left:
        words that no training text has would stay behind while the rest moves."""
        for part in (self.word, self.place, self.kind, self.norm, *self.layers[:layers]):
            part.requires_grad_(False)


_SEPARATOR = 102
NEVER = -1e4  # minus infinity as far as a softmax is concerned, and safe to subtract
