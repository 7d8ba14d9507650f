"""Embedding what a model has not embedded yet: after a change of embedder, or where vectors were damaged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onrecord.index.embedding import Embedder
from onrecord.index.ingest import embedded
from onrecord.index.made import Made
from onrecord.index.staging import Staging

__all__ = ["embed_missing", "embed_removed"]


def embed_missing(
    staging: Staging, made: Made, embedder: Callable[[], Embedder], watch: Callable[[int, int], None] | None = None
) -> int:
    """Embed every passage that has no vector of a model, committing lot by lot; returns how many there were.

    ``embedder`` is asked for only when something must be embedded; ``watch`` is told how many are done, and of how
    many.

    Raises:
        WeightsError: the embedder returned something else than vectors.
    """
    total = staging.count_without_vectors(made.fingerprint)
    done = 0
    for texts in staging.without_vectors(made.fingerprint):
        vectors = embedded(embedder(), list(texts.values()))
        staging.keep(dict(zip(texts, vectors, strict=True)), made.fingerprint)
        done += len(texts)
        if watch:
            watch(done, total)
    return done


def embed_removed(staging: Staging, made: Made, embedder: Callable[[], Embedder], article_ids: Sequence[str]) -> None:
    """The same for removed articles of these ids: nothing is embedded for what is not there, so after a change of
    embedder they have no vectors.

    Raises:
        WeightsError: the embedder returned something else than vectors.
    """
    for texts in staging.without_vectors(made.fingerprint, article_ids):
        vectors = embedded(embedder(), list(texts.values()))
        staging.keep(dict(zip(texts, vectors, strict=True)), made.fingerprint)
