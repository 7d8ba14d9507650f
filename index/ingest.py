"""Articles to staged rows: normalise, tell new from known, cut into passages, embed what is not known yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from onrecord.index.catalog import content_hash, text_hash
from onrecord.index.chunking import ChunkSettings, indexed_text, passages
from onrecord.index.embedding import Embedder, Floats
from onrecord.index.errors import ArticleError, WeightsError
from onrecord.index.normalise import normalise
from onrecord.index.staging import Staging
from onrecord.index.types import AddReport, Article, Rejected

__all__ = ["ingest"]

_BATCH = 64  # articles embedded and committed together

Staged = tuple[Article, int, list[tuple[int, int, bytes]]]


@dataclass(slots=True)
class _Tally:
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    passages: int = 0
    embedded: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def ingest(
    articles: Iterable[Article], staging: Staging, embedder: Callable[[], Embedder], settings: ChunkSettings
) -> AddReport:
    """Stage every article that is new or changed; an article that cannot be stored is reported and skipped.

    ``embedder`` is asked for only when something must be embedded.
    """
    tally = _Tally()
    for batch in _batches(articles):
        _stage(batch, staging, embedder, settings, tally)
    return AddReport(tally.added, tally.updated, tally.unchanged, tuple(tally.rejected), tally.passages, tally.embedded)


def _stage(
    batch: list[Article],
    staging: Staging,
    embedder: Callable[[], Embedder],
    settings: ChunkSettings,
    tally: _Tally,
) -> None:
    changed: dict[str, Article] = {}
    for stated in batch:
        try:
            article = normalise(stated)
        except ArticleError as error:
            tally.rejected.append(Rejected(str(stated.id)[:200], str(error)))
            continue
        changed[article.id] = article
    staged: list[Staged] = []
    texts: dict[bytes, str] = {}
    for article in changed.values():
        revision = _revision(article, staging, tally)
        if revision is None:
            continue
        spans = []
        for start, end in passages(article.text, settings):
            text = indexed_text(article.title, article.text[start:end])
            spans.append((start, end, key := text_hash(text)))
            texts[key] = text
        staged.append((article, revision, spans))
        tally.passages += len(spans)
    wanted = sorted(staging.missing(list(texts)))
    vectors = _embedded(embedder(), [texts[key] for key in wanted]) if wanted else []
    tally.embedded += len(wanted)
    if staged:
        staging.stage(staged, dict(zip(wanted, vectors, strict=True)))


def _embedded(embedder: Embedder, texts: list[str]) -> list[Floats]:
    """The vectors of texts, checked before any is stored: a bad one would be taken for known ever after.

    Raises:
        WeightsError: vectors of another shape, or not finite.
    """
    vectors = embedder.embed_passages(texts)
    if vectors.shape != (len(texts), embedder.dim):
        raise WeightsError(f"{embedder.name} returned shape {vectors.shape}, not {(len(texts), embedder.dim)}")
    if not np.isfinite(vectors).all():
        raise WeightsError(f"{embedder.name} returned a vector that is not finite; nothing was added")
    return list(vectors)


def _revision(article: Article, staging: Staging, tally: _Tally) -> int | None:
    """The revision this article becomes, or None where nothing changed."""
    latest = staging.latest(article.id)
    if latest is None:
        tally.added += 1
        return 1
    if latest[1] == content_hash(article):
        tally.unchanged += 1
        return None
    tally.updated += 1
    return latest[0] + 1


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    source = iter(articles)
    while batch := list(islice(source, _BATCH)):
        yield batch
