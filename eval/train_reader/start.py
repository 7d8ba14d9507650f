"""The weights that training starts from: the packaged cross-encoder, int8 in its file, as float32.

What its file leaves of each value is an integer; times the scale it is the float that the model computes with. The two
new heads begin at random, and the head that scores relevance is the cross-encoder's own.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from onrecord.eval.train_reader.model import Reader, Shape
from onrecord.index.initializers import initializers

__all__ = ["started", "state"]

_PARTS = ("query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense")
_NAMES = {
    "attention.output.dense": "joined",
    "intermediate.dense": "up",
    "output.dense": "down",
    "attention.output.LayerNorm": "after_attention",
    "output.LayerNorm": "after",
}
_TABLES = {"word_embeddings": "word", "position_embeddings": "place", "token_type_embeddings": "kind"}
Floats = npt.NDArray[np.float32]


def started(model: Path, shape: Shape, dropout: float) -> Reader:
    """A reader with the lower layers of the cross-encoder in a ``model.onnx``."""
    reader = Reader(shape, dropout)
    found = state(model, shape.layers)
    missing, unexpected = reader.load_state_dict(found, strict=False)
    if unexpected or any(not name.startswith(("span.", "no_answer.")) for name in missing):
        raise ValueError(
            f"{model} does not hold the cross-encoder expected: missing {missing}, unexpected {unexpected}"
        )
    return reader


def state(model: Path, layers: int) -> dict[str, Tensor]:
    """Its weights under the names that :class:`Reader` gives them."""
    tensors = initializers(model)
    matrices = sorted(
        (name.removesuffix("_quantized") for name in tensors if re.fullmatch(r"onnx::MatMul_\d+_quantized", name)),
        key=lambda name: int(name.rpartition("_")[2]),
    )  # they carry numbers for names, in the order the model computes: six a layer
    found: dict[str, Floats] = {}
    for old, new in _TABLES.items():
        found[f"{new}.weight"] = _floats(tensors, f"bert.embeddings.{old}.weight")
    _both(found, "norm", tensors, "bert.embeddings.LayerNorm")
    for layer in range(layers):
        old, new = f"bert.encoder.layer.{layer}.", f"layers.{layer}."
        weights = [_floats(tensors, matrix).T for matrix in matrices[6 * layer : 6 * layer + 6]]
        biases = [tensors[f"{old}attention.self.{part}.bias"] for part in _PARTS[:3]]
        found[f"{new}queries_keys_values.weight"] = np.concatenate(weights[:3])
        found[f"{new}queries_keys_values.bias"] = np.concatenate(biases)
        for part, weight in zip(_PARTS[3:], weights[3:], strict=True):
            found[f"{new}{_NAMES[part]}.weight"] = weight
            found[f"{new}{_NAMES[part]}.bias"] = tensors[f"{old}{part}.bias"]
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            _both(found, new + _NAMES[part], tensors, old + part)
    for old, new in (("bert.pooler.dense", "pooler"), ("classifier", "relevance")):
        found[f"{new}.weight"] = _floats(tensors, f"{old}.weight").T
        found[f"{new}.bias"] = np.atleast_1d(tensors[f"{old}.bias"])
    return {name: torch.from_numpy(np.array(value, np.float32, order="C")) for name, value in found.items()}


def _both(found: dict[str, Floats], new: str, tensors: dict[str, npt.NDArray[Any]], old: str) -> None:
    for part in ("weight", "bias"):
        found[f"{new}.{part}"] = tensors[f"{old}.{part}"]


def _floats(tensors: dict[str, npt.NDArray[Any]], name: str) -> Floats:
    levels: Floats = tensors[f"{name}_quantized"].astype(np.float32)
    scale: Floats = tensors[f"{name}_scale"]
    return (levels - np.float32(tensors[f"{name}_zero_point"])) * scale
