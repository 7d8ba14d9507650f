"""Measures which values reach the linear layers of the packaged embedder, and writes ``index/activations.json``.

Run after other weights or another way to cut passages were chosen::

    python -m onrecord.eval.calibrate_embedder

The texts are the passages of the sample archive, so the file holds nothing of anybody else's text: for each place where
activations become int8, the smallest and the largest value seen with float32 activations.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

from onrecord.index.batching import Batches, Batching, Floats, Ints
from onrecord.index.chunking import indexed_text, passages
from onrecord.index.initializers import BertTensors
from onrecord.index.sources import read
from onrecord.index.types import Article
from onrecord.index.weights import ACTIVATIONS, EMBEDDER
from onrecord.seeds import ARTICLES

__all__ = ["FloatBert", "main"]

_PLACES = ("attention.self", "attention.output", "intermediate", "output")


def main() -> None:
    """Parse the arguments, run the model over the sample archive, and write the ranges."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ACTIVATIONS)
    out: Path = parser.parse_args().out
    texts = [
        indexed_text(article.title, article.text[start:end])
        for article in read(ARTICLES)
        if isinstance(article, Article)
        for start, end in passages(article.text)
    ]
    ranges: dict[str, list[float]] = {}

    def seen(place: str, low: float, high: float) -> None:
        known = ranges.setdefault(place, [0.0, 0.0])
        ranges[place] = [round(min(low, known[0]), 4), round(max(high, known[1]), 4)]

    FloatBert(watch=seen).run(texts)
    lines = ",\n".join(f"  {json.dumps(place)}: {json.dumps(ranges[place])}" for place in ranges)
    out.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8", newline="\n")
    print(f"{len(ranges)} ranges of {len(texts)} passages written to {out}")


class FloatBert:
    """The packaged embedder's int8 weights with float32 activations: what every faster way is measured against.

    Args:
        watch: told the place, the smallest and the largest value of everything a linear layer is given.
    """

    def __init__(self, watch: Callable[[str, float, float], None] | None = None) -> None:
        folder = EMBEDDER.locate()
        tensors = BertTensors.read(folder / "model.onnx")
        # The sizes transformers takes for BERT's own are those of the base model; these are bge-small's.
        config = BertConfig(hidden_size=384, num_hidden_layers=12, num_attention_heads=12, intermediate_size=1536)
        self._model = BertModel(config, add_pooling_layer=False).train(False)
        self._model.load_state_dict(_state(tensors))
        if watch:
            self._watch(watch)
        self._batching = Batching(folder / "tokenizer.json", Batches(self._forward, threads=1, batch_tokens=4096))

    def run(self, texts: Sequence[str]) -> list[Floats]:
        """The vectors at [CLS], not normalised, in the order given."""
        return self._batching.run(texts)

    @torch.inference_mode()
    def _forward(self, ids: Ints, mask: Ints, types: Ints) -> Floats:
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        hidden = self._model(**{name: torch.from_numpy(value) for name, value in given.items()}).last_hidden_state
        vectors: Floats = hidden[:, 0].numpy()
        return vectors

    def _watch(self, watch: Callable[[str, float, float], None]) -> None:
        def hook(place: str) -> Callable[[torch.nn.Module, tuple[torch.Tensor, ...]], None]:
            return lambda _, given: watch(place, float(given[0].min()), float(given[0].max()))

        for name, module in self._model.named_modules():
            place = name.removesuffix(".query").removesuffix(".dense")
            if name.endswith((".query", ".dense")) and place.endswith(_PLACES):
                module.register_forward_pre_hook(hook(place))


def _state(tensors: BertTensors) -> dict[str, torch.Tensor]:
    state = {f"{name}.weight": torch.from_numpy(table) for name, table in tensors.embeddings.items()}
    for name, (scale, shift) in tensors.norms.items():
        state |= {f"{name}.weight": torch.from_numpy(scale), f"{name}.bias": torch.from_numpy(shift)}
    for name, linear in tensors.linears.items():
        weight = torch.from_numpy((linear.weight * linear.scale).T.copy())
        state |= {f"{name}.weight": weight, f"{name}.bias": torch.from_numpy(linear.bias)}
    return state


if __name__ == "__main__":
    main()
