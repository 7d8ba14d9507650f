"""Text to unit vectors. The index needs four things of an embedder, and anything that has them can be handed in."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from onrecord.index.errors import WeightsError
from onrecord.index.onnx import OnnxBert
from onrecord.index.weights import EMBEDDER

if TYPE_CHECKING:
    from onrecord.index.static import StaticBert

__all__ = ["Embedder", "Floats", "PackagedEmbedder", "SentenceTransformerEmbedder", "load_embedder"]

Floats = npt.NDArray[np.float32]

_log = logging.getLogger(__name__)

_PREFIX = "sentence-transformers:"
_BULK = 600  # passages of one process: from about here the faster engine saves more than loading it costs
_LOT = 64  # passages at once that it is worth asking for
_SAME = 0.98  # the least cosine of two engines' vectors of one text; what is measured on news is 0.99
_SAMPLES = ("It rained.", "The ferry struck the reef at four in the morning, and its radar alarm had been muted.")


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
    """bge-small-en-v1.5, int8: the default. Pooling at [CLS] and the query prefix are the model card's
    (BAAI/bge-small-en-v1.5). The network is never touched.

    Two engines run the same weights. Questions and small lots of passages go to ONNX Runtime, which is ready in a
    fraction of a second. Once there are many, lots go to ``static``, which is faster but needs torch, seconds to load;
    where the processor is not one for it, or its vectors are not those of the other, ONNX Runtime does all.
    """

    name = EMBEDDER.name
    fingerprint = EMBEDDER.sha256
    dim = 384
    _query_prefix = "Represent this sentence for searching relevant passages: "

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads
        self._bert = OnnxBert(EMBEDDER, lambda hidden: hidden[:, 0], threads=threads)
        self._bulk: StaticBert | None = None
        self._bulk_tried = False
        self._passages = 0
        self._lock = Lock()

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions, ``(len(texts), 384)``."""
        return _unit(self._bert.run([self._query_prefix + text for text in texts]), self.dim)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Vectors of passages, ``(len(texts), 384)``."""
        self._passages += len(texts)
        engine = self._bulk_engine() if self._passages >= _BULK and len(texts) >= _LOT else None
        return _unit((engine or self._bert).run(texts), self.dim)

    def _bulk_engine(self) -> StaticBert | None:
        with self._lock:
            if not self._bulk_tried:
                self._bulk = self._loaded()
                self._bulk_tried = True
            return self._bulk

    def _loaded(self) -> StaticBert | None:
        from onrecord.index import static  # noqa: PLC0415

        if not static.supported():
            return None
        try:
            engine = static.StaticBert(EMBEDDER, self._threads)
        except (AttributeError, RuntimeError) as error:  # operators that this build of torch does not have
            _log.warning("passages are embedded by ONNX Runtime alone: %s", error)
            return None
        ours, theirs = (_unit(bert.run(_SAMPLES), self.dim) for bert in (engine, self._bert))
        return engine if float(np.sum(ours * theirs, axis=1).min()) > _SAME else None


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
