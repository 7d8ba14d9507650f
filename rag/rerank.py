"""Reading question and passage together to say how well one answers the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from onrecord.index.onnx import OnnxBert
from onrecord.index.weights import CROSS_ENCODER, RERANKER

__all__ = ["CrossEncoder", "Reranker"]


class Reranker(Protocol):
    """What retrieval asks of a reranker: one score a text, higher is better, comparable across texts."""

    @property
    def name(self) -> str: ...  # noqa: D102
    def score(self, query: str, texts: Sequence[str]) -> list[float]: ...  # noqa: D102


class CrossEncoder:
    """The packaged reranker: six layers that were taught to say what all twelve of ms-marco-MiniLM-L-12-v2 do, int8, on
    ONNX Runtime. Scores are logits: about +9 for a passage that answers, about -11 for one that has nothing to do with
    the question."""

    name = RERANKER.name

    def __init__(self, threads: int | None = None, max_tokens: int = 320) -> None:
        words = CROSS_ENCODER.locate() / "tokenizer.json"
        self._bert = OnnxBert(
            RERANKER, lambda logits: logits[:, None], threads=threads, max_tokens=max_tokens, tokenizer=words
        )

    def score(self, query: str, texts: Sequence[str]) -> list[float]:
        """A logit for each text, in the order given."""
        return [float(row[0]) for row in self._bert.run([(query, text) for text in texts])] if texts else []
