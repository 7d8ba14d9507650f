"""The trained reader as an int8 ONNX file that ONNX Runtime computes quickly.

The graph is written node by node, in ONNX Runtime's own fused operators: eight a layer. Weights are int8, a scale for
each output; what is multiplied with them is brought to uint8 by the range it has in its batch (dynamic quantisation),
so that no ranges are measured before. Embeddings are uint8 with one scale, as those that training starts from and does
not move. Heads and layer norms stay float32.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from onrecord.eval.train_reader import protobuf
from onrecord.eval.train_reader.batches import SEP
from onrecord.eval.train_reader.model import NEVER, Reader

__all__ = ["INPUTS", "OUTPUTS", "export"]

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("relevance", "start", "end", "no_answer")
_EPSILON = 1e-12  # of BERT's layer norms
_MICROSOFT = "com.microsoft"
Floats = npt.NDArray[np.float32]


def export(reader: Reader, path: Path, *, reads: bool = True) -> int:
    """Write the reader to a ``.onnx`` file; returns its size in bytes.

    Its inputs are token ids, attention mask and type ids, int64 (inputs, tokens); its outputs those of
    :class:`~onrecord.eval.train_reader.model.Outputs`, float32, in that order; only the first where it does not read.
    """
    weights = {name: value.detach().float().cpu().numpy() for name, value in reader.state_dict().items()}
    made = _Graph(weights)
    hidden = made.embedded()
    for layer in range(reader.shape.layers):
        hidden = made.layer(hidden, f"layers.{layer}.", reader.shape.heads)
    made.judges(hidden)
    if reads:
        made.reads(hidden)
    inputs = [protobuf.value(name, "int64", ("inputs", "tokens")) for name in INPUTS]
    shapes = [("inputs",), ("inputs", "tokens"), ("inputs", "tokens"), ("inputs",)]
    outputs = [protobuf.value(name, "float32", shape) for name, shape in zip(OUTPUTS, shapes, strict=True)]
    outputs = outputs if reads else outputs[:1]
    graph = protobuf.graph("reader", made.nodes, list(made.constants.values()), inputs, outputs)
    return path.write_bytes(protobuf.model(graph))


class _Graph:
    """Nodes and constants as they are added; every method returns the name of what it computes."""

    def __init__(self, weights: dict[str, Floats]) -> None:
        self._weights = weights
        self.nodes: list[bytes] = []
        self.constants: dict[str, bytes] = {}

    def embedded(self) -> str:
        """Words, places and kinds of tokens, added and normalised."""
        ids, mask, types = INPUTS
        self._add("Shape", [ids], "shape")
        self._add("Gather", ["shape", self._constant("one", np.array(1))], "width")
        self._add("Range", [self._constant("zero", np.array(0)), "width", "one"], "places")
        self._add("Cast", [mask], "read", to=6)
        kinds = self._add("Gather", [self._kept("kind.weight"), types], "kinds")
        total = self._add("Add", [self._looked_up("word", ids), self._looked_up("place", "places")], "words_places")
        total = self._add("Add", [total, kinds], "embedded")
        norm = [self._kept("norm.weight"), self._kept("norm.bias")]
        return self._add("LayerNormalization", [total, *norm], "normalised", epsilon=_EPSILON, axis=-1)

    def layer(self, hidden: str, name: str, heads: int) -> str:
        """One layer."""
        parts = [f"{name}query", f"{name}key", f"{name}value"]
        together = self._product(hidden, f"{name}queries_keys_values")
        self.nodes.append(protobuf.node("Split", [together], parts, axis=-1))
        attended = self._add("MultiHeadAttention", [*parts, "", "read"], f"{name}attended", _MICROSOFT, num_heads=heads)
        joined = self._product(attended, f"{name}joined")
        hidden = self._added(joined, hidden, f"{name}after_attention")
        up = self._product(hidden, f"{name}up", bias=False)
        between = self._add("BiasGelu", [up, self._kept(f"{name}up.bias")], f"{name}between", _MICROSOFT)
        return self._added(self._product(between, f"{name}down"), hidden, f"{name}after")

    def judges(self, hidden: str) -> None:
        """Relevance."""
        first = self._add("Gather", [hidden, "zero"], "first", axis=1)
        pooled = self._add("Tanh", [self._line(first, "pooler")], "pooled")
        self._add("Squeeze", [self._line(pooled, "relevance"), self._constant("last", np.array([-1]))], "relevance")

    def reads(self, hidden: str) -> None:
        """The other outputs."""
        self._add("Squeeze", [self._line("first", "no_answer"), "last"], "no_answer")
        weight = self._constant("span.weight", self._weights["span.weight"].T)
        spans = self._add("Add", [self._add("MatMul", [hidden, weight], "span_"), self._kept("span.bias")], "spans")
        ids, mask, types = INPUTS
        passage = self._add("Greater", [self._add("Mul", [types, mask], "passage_"), "zero"], "passage")
        separates = self._add("Equal", [ids, self._constant("sep", np.array(SEP))], "separates")
        inside = self._add("And", [passage, self._add("Not", [separates], "words")], "inside")
        allowed = self._add("Or", [inside, self._add("Equal", ["places", "zero"], "begins")], "allowed")
        never = self._constant("never", np.array(NEVER, np.float32))
        for place, name in enumerate(("start", "end")):
            at = self._constant(f"{name}_at", np.array(place))
            logits = self._add("Gather", [spans, at], f"{name}_logits", axis=-1)
            self._add("Where", [allowed, logits, never], name)

    def _add(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(protobuf.node(operator, inputs, [output], domain, **attributes))
        return output

    def _constant(self, name: str, array: npt.NDArray[Any]) -> str:
        self.constants[name] = protobuf.tensor(name, array)
        return name

    def _kept(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _line(self, hidden: str, name: str) -> str:
        """A linear layer in float32, of one row an input."""
        inputs = [hidden, self._kept(f"{name}.weight"), self._kept(f"{name}.bias")]
        return self._add("Gemm", inputs, f"{name}_line", transB=1)

    def _product(self, hidden: str, name: str, bias: bool = True) -> str:
        """A linear layer in int8."""
        weight = self._weights[f"{name}.weight"].T
        scale = np.maximum(np.abs(weight).max(0), 1e-12) / 127
        levels = np.rint(weight / scale).astype(np.int8)
        inputs = [
            hidden,
            self._constant(f"{name}.levels", levels),
            self._constant(f"{name}.scale", scale.astype(np.float32)),
            self._constant(f"{name}.zero", np.zeros(len(scale), np.int8)),
            *([self._kept(f"{name}.bias")] if bias else []),
        ]
        return self._add("DynamicQuantizeMatMul", inputs, f"{name}_product", _MICROSOFT)

    def _added(self, new: str, hidden: str, name: str) -> str:
        inputs = [new, hidden, self._kept(f"{name}.weight"), self._kept(f"{name}.bias")]
        return self._add("SkipLayerNormalization", inputs, f"{name}_norm", _MICROSOFT, epsilon=_EPSILON)

    def _looked_up(self, name: str, places: str) -> str:
        """Rows of an embedding table that is kept as uint8."""
        table = self._weights[f"{name}.weight"]
        low, high = min(0.0, float(table.min())), max(0.0, float(table.max()))
        scale = (high - low) / 255 or 1.0
        zero = round(-low / scale)
        levels = np.clip(np.rint(table / scale) + zero, 0, 255).astype(np.uint8)
        rows = self._add("Gather", [self._constant(f"{name}.levels", levels), places], f"{name}_rows")
        step = self._constant(f"{name}.scale", np.array(scale, np.float32))
        return self._add(
            "DequantizeLinear", [rows, step, self._constant(f"{name}.zero", np.array(zero, np.uint8))], f"{name}_floats"
        )
