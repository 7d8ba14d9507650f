"""The tensors inside an ONNX file, and those of a quantised BERT sorted by layer.

Only what the packaged models use of the format is read (github.com/onnx/onnx, ``onnx.proto``): the initializers of the
graph, int8, uint8 and float32. Files come here after their hash was checked, so theirs is the one layout there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["BertTensors", "Linear", "initializers"]

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]

_GRAPH, _INITIALIZER = 7, 5  # ModelProto.graph, GraphProto.initializer
_DIMS, _TYPE, _FLOATS, _INTS, _NAME, _RAW = 1, 2, 4, 5, 8, 9  # of TensorProto
_TYPES: dict[int, np.dtype[Any]] = {1: np.dtype("<f4"), 2: np.dtype("u1"), 3: np.dtype("i1")}
_LINEARS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


@dataclass(frozen=True, slots=True)
class Linear:
    """``x @ (weight * scale) + bias``: weight int8 (inputs, outputs) around zero, scale and bias (outputs,)."""

    weight: npt.NDArray[np.int8]
    scale: Floats
    bias: Floats


@dataclass(frozen=True, slots=True)
class BertTensors:
    """A BERT encoder by the names its authors gave the parts, without ``.weight`` and ``.bias``."""

    embeddings: dict[str, Floats]
    norms: dict[str, tuple[Floats, Floats]]
    linears: dict[str, Linear]

    @classmethod
    def read(cls, model: Path) -> BertTensors:
        """The tensors of a dynamically quantised ``model.onnx``. Its matrices carry numbers for names; they are in the
        order the model computes, six a layer."""
        found = initializers(model)
        matrices = sorted(
            (name.removesuffix("_quantized") for name in found if re.fullmatch(r"onnx::MatMul_\d+_quantized", name)),
            key=lambda name: int(name.rpartition("_")[2]),
        )
        linears = {}
        for number, matrix in enumerate(matrices):
            layer, part = divmod(number, len(_LINEARS))
            name = f"encoder.layer.{layer}.{_LINEARS[part]}"
            linears[name] = Linear(found[f"{matrix}_quantized"], found[f"{matrix}_scale"], found[f"{name}.bias"])
        embeddings = {}
        for kind in ("word", "position", "token_type"):
            table = f"embeddings.{kind}_embeddings"
            levels = found[f"{table}.weight_quantized"].astype(np.float32)
            levels -= np.float32(found[f"{table}.weight_zero_point"])
            embeddings[table] = levels * found[f"{table}.weight_scale"]
        norms = {
            name.removesuffix(".weight"): (found[name], found[name.removesuffix("weight") + "bias"])
            for name in found
            if name.endswith("LayerNorm.weight")
        }
        return cls(embeddings, norms, linears)


def initializers(model: Path) -> dict[str, Array]:
    """Name to array, of the initializers that are int8, uint8 or float32."""
    found: dict[str, Array] = {}
    graph = next(value for field, value in _fields(memoryview(model.read_bytes())) if field == _GRAPH)
    for field, value in _fields(graph):
        if field == _INITIALIZER:
            name, array = _tensor(value)
            if array is not None:
                found[name] = array
    return found


def _tensor(message: memoryview) -> tuple[str, Array | None]:
    name, kind = "", 0
    shape: list[int] = []
    data: Array = np.empty(0, np.uint8)
    for field, value in _fields(message):
        if field == _DIMS:
            shape += [value] if isinstance(value, int) else list(_varints(value))
        elif field == _TYPE:
            kind = value
        elif field == _NAME:
            name = bytes(value).decode()
        elif field == _FLOATS:
            data = np.frombuffer(value, "<f4")
        elif field == _INTS:
            data = np.array(list(_varints(value)))
        elif field == _RAW and kind in _TYPES:
            data = np.frombuffer(value, _TYPES[kind])
    return name, data.astype(_TYPES[kind]).reshape(shape) if kind in _TYPES else None


def _fields(message: memoryview) -> Iterator[tuple[int, Any]]:
    """Field numbers and values of a protocol buffer: an int, or the bytes of what has a length."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        wire = tag & 7
        if wire == 0:
            value, at = _varint(message, at)
            yield tag >> 3, value
        else:
            size, at = _varint(message, at) if wire == 2 else ({1: 8, 5: 4}[wire], at)
            yield tag >> 3, message[at : at + size]
            at += size


def _varints(packed: memoryview) -> Iterator[int]:
    at = 0
    while at < len(packed):
        value, at = _varint(packed, at)
        yield value


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
