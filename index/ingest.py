"""Articles to staged rows: normalise, tell new from known, cut into passages, embed what is not known yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from onrecord.index.chunking import indexed_text, passages
from onrecord.index.embedding import Embedder, Floats
from onrecord.index.errors import ArticleError, WeightsError
from onrecord.index.hashes import content_hash, text_hash
from onrecord.index.made import Made
from onrecord.index.normalise import normalise, normalise_line
from onrecord.index.staging import Spans, Staging
from onrecord.index.types import AddReport, Article, Item, Rejected, Withdrawal

__all__ = ["checked", "embedded", "ingest"]

_BATCH = 64  # articles embedded and committed together
_UNIT = 0.01  # by which a vector's length may differ from one


@dataclass(slots=True)
class _Tally:
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: set[str] = field(default_factory=set)
    passages: int = 0
    embedded: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def ingest(
    items: Iterable[Item], staging: Staging, embedder: Callable[[], Embedder], made: Made
) -> tuple[AddReport, set[str]]:
    """Stage every article that is new or changed; an article that cannot be stored is reported and skipped. Returns
    also the ids of the articles that were withdrawn, and have not come again since.

    ``embedder`` is asked for only when something must be embedded.
    """
    tally = _Tally()
    for batch in _batches(items):
        if isinstance(batch, Withdrawal):
            name = normalise_line(batch.id)
            if staging.withdraw(name):
                tally.withdrawn.add(name)
        else:
            _stage(batch, staging, embedder, made, tally)
    report = AddReport(
        added=tally.added,
        updated=tally.updated,
        unchanged=tally.unchanged,
        withdrawn=len(tally.withdrawn),
        rejected=tuple(tally.rejected),
        passages=tally.passages,
        embedded=tally.embedded,
    )
    return report, tally.withdrawn


def _stage(
    batch: list[Article],
    staging: Staging,
    embedder: Callable[[], Embedder],
    made: Made,
    tally: _Tally,
) -> None:
    staged: list[tuple[Article, int, Spans]] = []
    texts: dict[bytes, str] = {}
    for article, revision in _changed(batch, staging, tally):
        spans = []
        for start, end in passages(article.text, made.settings):
            text = indexed_text(article.title, article.text[start:end])
            spans.append((start, end, key := text_hash(text)))
            texts[key] = text
        staged.append((article, revision, spans))
        tally.passages += len(spans)
    wanted = sorted(staging.missing(list(texts), made.fingerprint))
    vectors = embedded(embedder(), [texts[key] for key in wanted]) if wanted else []
    tally.embedded += len(wanted)
    if staged:
        staging.stage(staged, dict(zip(wanted, vectors, strict=True)), made.fingerprint)


def embedded(embedder: Embedder, texts: list[str]) -> list[Floats]:
    """The vectors of texts, checked before any is stored: a bad one would be taken for known ever after.

    Raises:
        WeightsError: vectors of another shape, or not finite.
    """
    return list(checked(embedder, embedder.embed_passages(texts), len(texts)))


def checked(embedder: Embedder, vectors: Floats, count: int) -> Floats:
    """The vectors of ``count`` texts, if that is what they are.

    Raises:
        WeightsError: vectors of another shape, or not finite.
    """
    if vectors.shape != (count, embedder.dim):
        raise WeightsError(f"{embedder.name} returned shape {vectors.shape}, not {(count, embedder.dim)}")
    if not np.isfinite(vectors).all():
        raise WeightsError(f"{embedder.name} returned a vector that is not finite; nothing was stored")
    if (np.abs(np.linalg.norm(vectors, axis=1) - 1) > _UNIT).any():
        raise WeightsError(f"{embedder.name} returned a vector that is not of length one; nothing was stored")
    return vectors


def _changed(batch: list[Article], staging: Staging, tally: _Tally) -> Iterator[tuple[Article, int]]:
    """The articles that are new or changed, with the revision they become."""
    latest: dict[str, tuple[int, str, str] | None] = {}
    for stated in batch:
        try:
            article = normalise(stated)
        except ArticleError as error:
            tally.rejected.append(Rejected(str(stated.id)[:200], str(error)))
            continue
        known = latest[article.id] if article.id in latest else staging.latest(article.id)
        found = content_hash(article)
        tally.withdrawn.discard(article.id)
        if known and (known[1] == found or _older(article.version, known[2])):
            tally.unchanged += 1
            continue
        tally.updated += known is not None
        tally.added += known is None
        latest[article.id] = (known[0] + 1 if known else 1, found, article.version)
        yield article, known[0] + 1 if known else 1


def _older(version: str, known: str) -> bool:
    """Whether an agency's version comes before the one that is known; only numbers tell."""
    return version.isdecimal() and known.isdecimal() and int(version) < int(known)


def _batches(items: Iterable[Item]) -> Iterator[list[Article] | Withdrawal]:
    """Articles in batches, in order; a withdrawal stands between two."""
    batch: list[Article] = []
    for item in items:
        if isinstance(item, Withdrawal):
            if batch:
                yield batch
            batch = []
            yield item
            continue
        batch.append(item)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
