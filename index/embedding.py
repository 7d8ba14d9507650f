"""Text to unit vectors. The index needs four things of an embedder, and anything that has them can be handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from onrecord.index.errors import WeightsError
from onrecord.index.onnx import OnnxBert
from onrecord.index.weights import EMBEDDER

__all__ = ["Embedder", "Floats", "PackagedEmbedder", "SentenceTransformerEmbedder", "load_embedder"]

Floats = npt.NDArray[np.float32]

_PREFIX = "sentence-transformers:"


class Embedder(Protocol):
    """What the index asks of an embedder.

    ``name`` says which model; ``fingerprint`` changes whenever its vectors would; ``dim`` is their width. Both methods
    return float32 of shape ``(len(texts), dim)`` with rows of length one, so that the inner product is the cosine.
    """

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def fingerprint(self) -> str: ...  # noqa: D102
    @property
    def dim(self) -> int: ...  # noqa: D102
    def embed_queries(self, texts: Sequence[str]) -> Floats: ...  # noqa: D102
    def embed_passages(self, texts: Sequence[str]) -> Floats: ...  # noqa: D102


class PackagedEmbedder:
    """bge-small-en-v1.5, int8, on ONNX Runtime: the default. Pooling at [CLS] and the query prefix are the model
    card's (BAAI/bge-small-en-v1.5). Neither torch nor the network is touched."""

    name = EMBEDDER.name
    fingerprint = EMBEDDER.sha256
    dim = 384
    _query_prefix = "Represent this sentence for searching relevant passages: "

    def __init__(self, threads: int | None = None) -> None:
        self._bert = OnnxBert(EMBEDDER, lambda hidden: hidden[:, 0], threads=threads)

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions, ``(len(texts), 384)``."""
        return self.embed_passages([self._query_prefix + text for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Vectors of passages, ``(len(texts), 384)``."""
        return _unit(self._bert.run(texts), self.dim)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by folder or by name. Importing it costs seconds; nothing else here does.

    Raises:
        WeightsError: the model cannot be loaded, for one because a hub name is not in the local cache and there is no
            network.
    """

    def __init__(self, model: str, threads: int | None = None) -> None:
        import torch  # noqa: PLC0415
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        if threads:
            torch.set_num_threads(threads)
        try:
            self._model: Any = SentenceTransformer(model, device="cpu")
        except (OSError, ValueError) as error:
            raise WeightsError(
                f"sentence-transformers cannot load {model!r}: {str(error).splitlines()[0]}; give a model folder, or a "
                "hub name that is in the local cache"
            ) from error
        self.name = _PREFIX + (Path(model).name if Path(model).is_dir() else model)
        self.dim = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = _hash_of(self._model.state_dict())

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions, with the model's own query prompt where it has one."""
        return _unit(self._model.encode_query(list(texts), show_progress_bar=False), self.dim)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Vectors of passages, with the model's own document prompt where it has one."""
        return _unit(self._model.encode_document(list(texts), show_progress_bar=False), self.dim)


def load_embedder(spec: str = "", threads: int | None = None) -> Embedder:
    """The embedder a name stands for: ``""`` or ``bge-small`` the packaged one, ``sentence-transformers:MODEL`` a model
    folder or name.

    Raises:
        WeightsError: no such embedder.
    """
    if spec in ("", "bge-small", PackagedEmbedder.name):
        return PackagedEmbedder(threads)
    if spec.startswith(_PREFIX) and spec != _PREFIX:
        return SentenceTransformerEmbedder(spec.removeprefix(_PREFIX), threads)
    raise WeightsError(f"no embedder is called {spec!r}; use bge-small or sentence-transformers:MODEL")


def _unit(rows: Sequence[Floats] | Floats, dim: int) -> Floats:
    matrix = np.asarray(rows, np.float32).reshape(-1, dim)
    unit: Floats = matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), np.float32(1e-12))
    return unit


def _hash_of(state: dict[str, Any]) -> str:
    digest = hashlib.sha256()
    for key in sorted(state):
        digest.update(key.encode())
        digest.update(state[key].detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
