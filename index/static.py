"""The packaged BERT embedder for bulk: its int8 weights with activations quantised to ranges that were measured before.

ONNX Runtime measures the range of every activation anew and runs attention in float32. Here the ranges are known
(``activations.json``, made by ``python -m onrecord.eval.calibrate_embedder``), so oneDNN multiplies, adds and applies
GELU in one pass over int8, attention runs in bfloat16 where the processor has it, and of the last layer only [CLS] is
computed. Importing this module loads torch, which takes seconds: worth it for many passages, not for a question.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from onrecord.index.batching import Batches, Batching, Floats, Ints
from onrecord.index.initializers import BertTensors, Linear
from onrecord.index.weights import ACTIVATIONS, Weights

__all__ = ["StaticBert", "supported"]

_HEADS = 12
_EPSILON = 1e-12  # of BERT's layer norms
_PASSAGES = 4  # whose attention is computed together: what does not stay in the second-level cache costs twice

Range: TypeAlias = tuple[float, int]  # what one step of uint8 is worth, and which step is zero
Norm: TypeAlias = tuple[Tensor, Tensor]


def supported() -> bool:
    """Whether this processor multiplies int8 fast (AVX-512 VNNI) and torch was built to make use of it."""
    return torch.cpu._is_vnni_supported() and torch._C._has_mkldnn


class StaticBert:
    """An encoder whose rows are the vectors at [CLS], not normalised. Only where :func:`supported`.

    Args:
        weights: which model; its hash is checked.
        threads: streams; default the cores this process may use.
        attention: what attention is computed in; default bfloat16 where the processor has it, otherwise float32.
    """

    def __init__(self, weights: Weights, threads: int | None = None, attention: torch.dtype | None = None) -> None:
        folder = weights.locate()
        tensors = BertTensors.read(folder / "model.onnx")
        half = torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() else torch.float32
        self._words = torch.from_numpy(tensors.embeddings["embeddings.word_embeddings"])
        self._places = torch.from_numpy(
            tensors.embeddings["embeddings.position_embeddings"]
            + tensors.embeddings["embeddings.token_type_embeddings"][0]
        )
        self._norm = _norm(tensors, "embeddings.LayerNorm")
        steps = {name: _steps(low, high) for name, (low, high) in json.loads(ACTIVATIONS.read_bytes()).items()}
        layers = 1 + max(int(name.split(".")[2]) for name in tensors.linears)
        self._layers = [_Layer(tensors, f"encoder.layer.{n}.", steps, attention or half) for n in range(layers)]
        batches = Batches(self._forward, threads=threads, batch_tokens=1024, prepare=partial(torch.set_num_threads, 1))
        self._batching = Batching(folder / "tokenizer.json", batches)

    def run(self, texts: Sequence[str]) -> list[Floats]:
        """One vector a text, in the order given. Interrupted, it ends with the batches that have begun."""
        before = torch.get_num_threads()
        try:
            return self._batching.run(texts)
        finally:
            torch.set_num_threads(before)  # a stream's setting is also what threads begun later would get

    @torch.inference_mode()
    def _forward(self, ids: Ints, mask: Ints, _: Ints) -> Floats:
        inputs, width = ids.shape
        hidden = self._words[torch.from_numpy(ids)] + self._places[:width]
        hidden = _normalised(hidden, self._norm).view(inputs * width, -1)
        padding = None if mask.all() else torch.from_numpy(np.where(mask == 1, 0, -np.inf).astype(np.float32))
        for layer in self._layers[:-1]:
            hidden = layer.run(hidden, inputs, padding)
        found: Floats = self._layers[-1].run(hidden, inputs, padding, first_only=True).numpy()
        return found


class _Matrix:
    """A linear layer with static steps for what comes in and, where given, for what goes out as uint8."""

    def __init__(self, linears: Sequence[Linear], step: Range, out: Range = (1.0, 0)) -> None:
        weight = np.concatenate([linear.weight for linear in linears], axis=1).T
        self.step = step
        self._out = out
        self._packed = torch.ops.onednn.qlinear_prepack(torch.from_numpy(np.ascontiguousarray(weight)), None)
        self._scale = torch.from_numpy(np.concatenate([linear.scale for linear in linears]))
        self._zero = torch.zeros(len(self._scale), dtype=torch.int64)
        self._bias = torch.from_numpy(np.concatenate([linear.bias for linear in linears]))

    def __call__(self, levels: Tensor, dtype: torch.dtype, then: str = "none") -> Tensor:
        weight = (self._packed, self._scale, self._zero, self._bias)
        result: Tensor = torch.ops.onednn.qlinear_pointwise(
            levels, *self.step, *weight, *self._out, dtype, then, [], "none"
        )
        return result

    def plus(self, levels: Tensor, other: Tensor) -> Tensor:
        """The product plus ``other``, float32."""
        weight = (self._packed, self._scale, self._zero, other, self._bias)
        result: Tensor = torch.ops.onednn.qlinear_pointwise.binary(
            levels, *self.step, *weight, 1.0, 0, torch.float32, 1.0, 0, "add", 1.0, "none", [], ""
        )
        return result


class _Layer:
    def __init__(self, tensors: BertTensors, name: str, steps: dict[str, Range], dtype: torch.dtype) -> None:
        self._dtype = dtype
        query, key, value, joined, up, down = (
            tensors.linears[name + part]
            for part in (
                "attention.self.query",
                "attention.self.key",
                "attention.self.value",
                "attention.output.dense",
                "intermediate.dense",
                "output.dense",
            )
        )
        root = np.float32((len(query.bias) // _HEADS) ** -0.5)
        query = Linear(query.weight, query.scale * root, query.bias * root)
        # A key's bias adds the same to every score of a question's token, which softmax takes off again; without it
        # the scores are smaller and rounded less.
        key = Linear(key.weight, key.scale, np.zeros_like(key.bias))
        attended, between = steps[f"{name}attention.self"], steps[f"{name}output"]
        self._queries_keys_values = _Matrix([query, key, value], attended)
        self._queries = _Matrix([query], attended)
        self._keys_values = _Matrix([key, value], attended)
        self._joined = _Matrix([joined], steps[f"{name}attention.output"])
        self._up = _Matrix([up], steps[f"{name}intermediate"], between)
        self._down = _Matrix([down], between)
        self._after_attention = _norm(tensors, f"{name}attention.output.LayerNorm")
        self._after = _norm(tensors, f"{name}output.LayerNorm")

    def run(self, hidden: Tensor, inputs: int, padding: Tensor | None, *, first_only: bool = False) -> Tensor:
        """``hidden``, (inputs * tokens, width), through the layer: float32 of the same shape, or (inputs, width) where
        only the first token of each input is wanted. ``padding`` is added to scores, (inputs, tokens)."""
        levels = _levels(hidden, self._queries_keys_values.step)
        if first_only:
            keys, values = self._heads(self._keys_values(levels, self._dtype), inputs, 2)
            hidden, levels = (rows.view(inputs, -1, rows.shape[1])[:, 0].contiguous() for rows in (hidden, levels))
            (queries,) = self._heads(self._queries(levels, self._dtype), inputs, 1)
        else:
            queries, keys, values = self._heads(self._queries_keys_values(levels, self._dtype), inputs, 3)
        context = _attention(queries, keys, values, padding).transpose(1, 2).reshape(hidden.shape)
        attended = self._joined.plus(_levels(context.float(), self._joined.step), hidden)
        attended = _normalised(attended, self._after_attention)
        between = self._up(_levels(attended, self._up.step), torch.uint8, "gelu")
        return _normalised(self._down.plus(between, attended), self._after)

    @staticmethod
    def _heads(rows: Tensor, inputs: int, parts: int) -> tuple[Tensor, ...]:
        """``parts`` tensors of shape (inputs, heads, tokens, width of a head)."""
        return rows.view(inputs, -1, parts, _HEADS, rows.shape[1] // (parts * _HEADS)).permute(2, 0, 3, 1, 4).unbind()


def _attention(queries: Tensor, keys: Tensor, values: Tensor, padding: Tensor | None) -> Tensor:
    if queries.dtype == torch.float32:
        mask = None if padding is None else padding[:, None, None]
        return functional.scaled_dot_product_attention(queries, keys, values, attn_mask=mask, scale=1.0)
    parts = []
    for start in range(0, len(queries), _PASSAGES):
        part = slice(start, start + _PASSAGES)
        scores = torch.matmul(queries[part], keys[part].transpose(2, 3)).float()
        if padding is not None:
            scores += padding[part, None, None]
        shares = torch.softmax(scores, -1).to(queries.dtype)
        parts.append(torch.matmul(shares, values[part]))
    return torch.cat(parts)


def _levels(values: Tensor, step: Range) -> Tensor:
    """float32 to uint8, rounded. By way of int32, since that cast and the next are vectorised and the direct one is
    not; torch's own quantised tensors are on their way out."""
    size, zero = step
    shifted = torch.add(torch.tensor(zero + 0.5), values, alpha=1 / size)
    return shifted.clamp_(0, 255).to(torch.int32).to(torch.uint8)


def _steps(low: float, high: float) -> Range:
    size = (high - low) / 255
    return size, round(-low / size)


def _norm(tensors: BertTensors, name: str) -> Norm:
    weight, bias = tensors.norms[name]
    return torch.from_numpy(weight), torch.from_numpy(bias)


def _normalised(hidden: Tensor, norm: Norm) -> Tensor:
    return functional.layer_norm(hidden, hidden.shape[-1:], *norm, _EPSILON)
