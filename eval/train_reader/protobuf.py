"""Writing an ONNX file: the few messages of ``onnx.proto`` (github.com/onnx/onnx) that a graph is made of.

``index/initializers.py`` reads this format; this is the other way round, so that a model can be made without further
packages. ONNX Runtime checks a file when it loads it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["graph", "model", "node", "tensor", "value"]

_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7, "bool": 9}
_OPSETS = {"": 17, "com.microsoft": 1}
_IR = 8  # the version of the format that goes with opset 17


def tensor(name: str, array: npt.NDArray[Any]) -> bytes:
    """A ``TensorProto``: a constant under its name."""
    dims = b"".join(_number(1, size) for size in array.shape)
    little = array.astype(array.dtype.newbyteorder("<"), order="C")
    return dims + _number(2, _TYPES[array.dtype.name]) + _text(8, name) + _bytes(9, little.tobytes())


def node(operator: str, inputs: Sequence[str], outputs: Sequence[str], domain: str = "", **attributes: Any) -> bytes:
    """A ``NodeProto``; attributes are whole numbers, floats, or lists of whole numbers."""
    parts = [_text(1, name) for name in inputs] + [_text(2, name) for name in outputs]
    parts += [_text(3, outputs[0]), _text(4, operator)]
    parts += [_bytes(5, _attribute(name, setting)) for name, setting in attributes.items()]
    return b"".join(parts) + _text(7, domain)


def value(name: str, kind: str, shape: Sequence[str | int]) -> bytes:
    """A ``ValueInfoProto``: what goes in or comes out; a size is a number, or a word where it may differ."""
    dims = b"".join(_bytes(1, _number(1, size) if isinstance(size, int) else _text(2, size)) for size in shape)
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, _TYPES[kind]) + _bytes(2, dims)))


def graph(
    name: str, nodes: Sequence[bytes], constants: Sequence[bytes], inputs: Sequence[bytes], outputs: Sequence[bytes]
) -> bytes:
    """A ``GraphProto``; its nodes in the order of computing."""
    parts = [_bytes(1, one) for one in nodes] + [_text(2, name)] + [_bytes(5, one) for one in constants]
    return b"".join(parts + [_bytes(11, one) for one in inputs] + [_bytes(12, one) for one in outputs])


def model(graph: bytes) -> bytes:
    """A ``ModelProto``: a whole file."""
    opsets = b"".join(_bytes(8, _text(1, domain) + _number(2, version)) for domain, version in _OPSETS.items())
    return _number(1, _IR) + _text(2, "onrecord") + _bytes(7, graph) + opsets


def _attribute(name: str, setting: Any) -> bytes:
    if isinstance(setting, float):
        return _text(1, name) + _varint(2 << 3 | 5) + struct.pack("<f", setting) + _number(20, 1)
    if isinstance(setting, int):
        return _text(1, name) + _number(3, setting) + _number(20, 2)
    return _text(1, name) + b"".join(_number(8, number) for number in setting) + _number(20, 7)


def _number(field: int, number: int) -> bytes:
    return _varint(field << 3) + _varint(number)


def _text(field: int, text: str) -> bytes:
    return _bytes(field, text.encode())


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    number &= np.iinfo(np.uint64).max  # a negative number is its two's complement in 64 bits
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])
