"""The embedder of the made archive: questions by the packaged model, passages near what it made of the originals.

Embedding a million passages takes hours, and it is not what is measured. A passage's vector is its original's, moved:
its cosine to it is drawn evenly from .75 to .95, in a direction drawn as the originals themselves are spread, so that a
question finds neighbours as near, and as many nearly as near, as among real ones. The same text has the same vector.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from onrecord.eval.bench.figures import Clock
from onrecord.eval.bench.texts import Texts, skeleton
from onrecord.index.embedding import Embedder, Floats

__all__ = ["MadeEmbedder", "Timed", "original_vectors"]

_NEAREST, _FARTHEST = 0.95, 0.75
_LOT = 1024


class MadeEmbedder:
    """See above. A passage of none of the originals' articles is embedded by the packaged model."""

    name = "made"

    def __init__(self, texts: Texts, vectors: Floats, model: Embedder) -> None:
        self.fingerprint = f"made-{texts.key}"
        self.dim = vectors.shape[1]
        self._model = model
        self._vectors = vectors
        self._rows = {skeleton(text): row for row, text in enumerate(texts.passages)}
        self._titles = {_title(text): row for row, text in enumerate(texts.passages)}
        values, axes = np.linalg.eigh(np.cov(vectors.T, dtype=np.float64))
        self._spread = (np.sqrt(np.maximum(values, 0))[:, None] * axes.T).astype(np.float32)

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions, by the packaged model."""
        return self._model.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Vectors of passages, near their originals'."""
        rows = [self._row(text) for text in texts]
        bases = self._vectors[rows]
        strangers = [place for place, row in enumerate(rows) if row < 0]
        if strangers:
            bases[strangers] = self._model.embed_passages([texts[place] for place in strangers])
        return self._moved(bases, texts)

    def _row(self, text: str) -> int:
        """A passage's original; where exchanged words moved its ends, as in one of a hundred, another of its article;
        or none."""
        row = self._rows.get(skeleton(text))
        return self._titles.get(_title(text), -1) if row is None else row

    def _moved(self, bases: Floats, texts: Sequence[str]) -> Floats:
        draws = np.empty((len(texts), self.dim), np.float32)
        cosines = np.empty((len(texts), 1), np.float32)
        for place, text in enumerate(texts):
            seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
            random = np.random.default_rng(seed)
            cosines[place] = random.uniform(_FARTHEST, _NEAREST)
            draws[place] = random.standard_normal(self.dim, np.float32)
        across = draws @ self._spread
        across -= np.sum(across * bases, axis=1, keepdims=True) * bases
        across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), np.float32(1e-12))
        moved: Floats = cosines * bases + np.sqrt(1 - cosines**2) * across
        return moved


def _title(text: str) -> bytes:
    return skeleton(text.partition("\n")[0])


class Timed:
    """Another embedder, with the times of its questions (``asked``) and passages (``embedded``), and the moment
    at which passages were last embedded (``time.monotonic``)."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.fingerprint, self.dim = embedder.name, embedder.fingerprint, embedder.dim
        self.asked, self.embedded = Clock(), Clock()
        self.ended = 0.0
        self._embedder = embedder

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions."""
        with self.asked.running():
            return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Vectors of passages."""
        with self.embedded.running():
            found = self._embedder.embed_passages(texts)
        self.ended = time.monotonic()
        return found


def original_vectors(
    texts: Texts, model: Embedder, folder: Path, watch: Callable[[Sequence[int]], Iterable[int]] = iter
) -> Floats:
    """The originals' vectors by the packaged model, kept in a folder. ``watch`` is given the lots that are about to be
    embedded and passes them on."""
    passages = texts.passages
    path = folder / f"originals-{texts.key}-{str(model.fingerprint)[:8]}.npy"
    if path.exists():
        kept: Floats = np.load(path, allow_pickle=False)
        if kept.shape == (len(passages), model.dim):
            return kept
    lots = watch(range(0, len(passages), _LOT))
    vectors = np.concatenate([model.embed_passages(passages[at : at + _LOT]) for at in lots])
    folder.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new.npy")
    np.save(beside, vectors, allow_pickle=False)
    beside.replace(path)
    return vectors
