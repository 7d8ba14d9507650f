"""``NewsIndex``: a folder of articles that can be searched, added to, and trusted.

The folder holds ``catalog.sqlite``, which is the truth, and ``derived/``, FAISS and tantivy files that can be made
again from the catalog at any time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from onrecord.index.chunking import ChunkSettings
from onrecord.index.counted import Counted
from onrecord.index.doctor import Finding, examine, heal
from onrecord.index.embedding import Embedder, PackagedEmbedder
from onrecord.index.errors import EmbedderMismatch
from onrecord.index.files import size_of
from onrecord.index.ingest import ingest
from onrecord.index.made import AsRecorded, Made
from onrecord.index.rebuilding import embed_missing, embed_removed
from onrecord.index.snapshot import By, Snapshot
from onrecord.index.store import Store
from onrecord.index.types import AddReport, Article, Filters, Hit, Item, Revision
from onrecord.index.vectors import VectorStore

__all__ = ["NewsIndex"]


class NewsIndex:
    """Articles in a folder. Open it with ``NewsIndex.open``; close it, or use it in a ``with`` block.

    Any number of threads and processes may search at once, also in a folder that cannot be written. One writer at a
    time: a second fails with ``IndexLocked``. What another process commits is picked up by the next search;
    ``snapshot`` gives one state to hold on to.
    """

    def __init__(self, store: Store, embedder: Embedder | None) -> None:
        self.folder = store.folder
        self._store = store
        self._embedders = {} if embedder is None else {str(embedder.fingerprint): embedder}
        self._now: Snapshot | None = None

    # ---- open and close ----------------------------------------------------------------------------------------

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        create: bool = False,
        embedder: Embedder | None = None,
        settings: ChunkSettings | None = None,
        vectors: VectorStore | None = None,
    ) -> Self:
        """Open the index in a folder; with ``create``, make one where there is none.

        Args:
            folder: where the index is.
            create: make the folder and an empty index when missing.
            embedder: what makes vectors; default the packaged one. An index is only ever used with the one it was made
                with; ``AsRecorded()`` opens any, for all but embedding.
            settings: how articles are cut; default, and for an existing index the only ones allowed, its own.
            vectors: where vectors are kept; default in the folder.

        Raises:
            IndexMissing: no index there, and ``create`` is false; or a folder with other files in it.
            EmbedderMismatch: the index was made with another embedder, other weights, or other settings.
            IndexDamaged: the catalog cannot be read, or derived files are damaged in a folder that cannot be written.
        """
        store = Store(Path(folder), create=create, vectors=vectors)
        try:
            Made.agreed(store.catalog, embedder, settings)
            index = cls(store, embedder)
            if not isinstance(
                embedder, AsRecorded
            ):  # to keep house: what is damaged is not made good before it is looked at
                index.snapshot()
        except BaseException:
            store.close()
            raise
        return index

    def close(self) -> None:
        """Let go of the files. Closing twice is fine."""
        self._now = None
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- reading: the newest state -----------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The newest state, to be read as it is now whatever is written meanwhile.

        Raises:
            IndexDamaged: its derived files are damaged, and cannot be made again here.
        """
        state, derived, made = self._store.current()
        now = self._now
        if now is None or now.state != state:
            now = self._now = Snapshot(self._store.catalog, state, derived, lambda: self._embedder_of(made))
        return now

    def refresh(self) -> bool:
        """Pick up what was committed since the last search, as every search does; whether there was anything."""
        before = self._now
        return self.snapshot() is not before

    def __len__(self) -> int:
        """The number of articles."""
        return len(self.snapshot())

    @property
    def passages(self) -> int:
        """The number of passages searched."""
        return self.snapshot().passages

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """An article as it is now, or as it was in a revision; None where there is none."""
        return self.snapshot().article(article_id, revision)

    def history(self, article_id: str) -> list[Revision]:
        """Every revision of an article, the first one first; none of an article that is not there."""
        return self.snapshot().history(article_id)

    def newest(self, limit: int | None = None) -> Iterator[Article]:
        """The articles, newest first; those without a date last."""
        return self.snapshot().newest(limit)

    def outlets(self) -> list[str]:
        """The names of the outlets, those with most articles first."""
        return self.snapshot().outlets()

    def days(self) -> tuple[str, str] | None:
        """The first and the last day of publication, ``YYYY-MM-DD``, or None."""
        return self.snapshot().days()

    def search(self, query: str, k: int = 10, *, by: By = "dense", filters: Filters | None = None) -> list[Hit]:
        """The ``k`` best passages by one index: cosine of embeddings, or BM25 of words. Filters apply before ranking.

        Text that holds nothing to search for, and ``k`` below one, find nothing.
        """
        return self.snapshot().search(query, k, by=by, filters=filters)

    @property
    def embedder(self) -> Embedder:
        """What makes this index's vectors; the packaged one is loaded when first needed.

        Raises:
            EmbedderMismatch: another process has had everything embedded anew, with an embedder not known here.
        """
        return self._embedder_of(self.made)

    def _embedder_of(self, made: Made) -> Embedder:
        model = made.fingerprint
        if model == PackagedEmbedder.fingerprint and model not in self._embedders:
            self._embedders[model] = PackagedEmbedder()
        if model in self._embedders:
            return self._embedders[model]
        if AsRecorded.fingerprint in self._embedders:
            return self._embedders[AsRecorded.fingerprint]
        raise EmbedderMismatch(
            f"the index has been embedded anew since it was opened: open it again, with the embedder {made.embedder}"
        )

    @property
    def made(self) -> Made:
        """What the index is made with: the embedder's name, and how articles are cut."""
        return self._store.made

    @property
    def settings(self) -> ChunkSettings:
        """How articles are cut."""
        return self.made.settings

    @property
    def read_only(self) -> bool:
        """Whether the folder cannot be written."""
        return self._store.catalog.read_only

    # ---- writing -----------------------------------------------------------------------------------------------

    def add(self, articles: Iterable[Item], *, every: int | None = None) -> AddReport:
        """Add articles: new ones, and new revisions of known ones; unchanged ones cost nothing, and those of a lower
        version than the known one's are not taken. A ``Withdrawal`` among them takes an article out.

        All of them become searchable at once, at the end, or none does: also when the process is killed, and when
        ``articles`` itself raises. With ``every``, so many articles at a time do. Passages embedded by an interrupted
        call are not embedded again.

        Raises:
            IndexLocked: another writer is at work.
            WriteFailed: the disk refused it; what was there before stands.
        """
        if every is not None and every < 1:
            raise ValueError(f"every is a number of articles from 1 on, not {every}")
        source = iter(articles)
        report = AddReport()
        while True:
            with self._store.writing() as staging:
                self.snapshot()  # made good where it must be, before anything is staged
                taken = Counted(islice(source, every))
                found, withdrawn = ingest(taken, staging, lambda: self.embedder, self.made)
                if found.added or found.updated or withdrawn:
                    self._store.publish(staging, sorted(withdrawn))
            report += found
            if every is None or taken.count < every:
                return report

    def remove(self, article_ids: str | Iterable[str]) -> int:
        """Take articles out of every search, with their revisions, by id or ids; returns how many there were.

        Raises:
            IndexLocked: another writer is at work.
            WriteFailed: the disk refused it; what was there before stands.
        """
        with self._store.writing() as staging:
            now = self.snapshot()
            ids = dict.fromkeys([article_ids] if isinstance(article_ids, str) else article_ids)
            known = [name for name in ids if now.has(name)]
            if known:
                self._store.publish(staging, known)
            return len(known)

    def restore(self, article_ids: str | Iterable[str]) -> int:
        """Bring removed articles back, by id or ids, as one commit, so that what cited them stands again. Returns how
        many: one compacted away or added again does not come back.

        Raises:
            IndexLocked: another writer is at work.
            WriteFailed: the disk refused it; what was there before stands.
        """
        with self._store.writing() as staging:
            self.snapshot()  # made good where it must be
            back = staging.removed([article_ids] if isinstance(article_ids, str) else dict.fromkeys(article_ids))
            if back:
                embed_removed(staging, self.made, lambda: self.embedder, back)
                self._store.restore(staging, back)
            return len(back)

    def compact(self) -> tuple[int, int]:
        """Take what was removed off the disk, and merge what many additions have left in parts; returns the bytes on
        disk before and after. Searches go on meanwhile.

        Raises:
            IndexLocked: another writer is at work.
            WriteFailed: the disk refused it; nothing is lost.
        """
        before = size_of(self.folder)
        with self._store.writing() as staging:
            self._store.compact(staging)
        return before, size_of(self.folder)

    def rebuild(self, embedder: Embedder | None = None, watch: Callable[[int, int], None] | None = None) -> None:
        """Make the derived files again from the catalog; with another embedder, embed every passage with it first.

        The index can be searched as it was until the end, when it switches. An interrupted call is taken up where it
        was by the next with the same embedder. Other processes that have the index open must open it anew.

        Args:
            embedder: the one to change to.
            watch: is told how many passages have been embedded, and of how many.

        Raises:
            IndexLocked: another writer is at work.
            WriteFailed: the disk refused it; the index is as it was.
        """
        with self._store.writing() as staging:
            made = Made.by(embedder, self.settings) if embedder else self.made
            embed_missing(staging, made, lambda: embedder or self.embedder, watch)
            if embedder:
                self._embedders[made.fingerprint] = embedder
            self._store.rebuild(staging, made)

    # ---- health ------------------------------------------------------------------------------------------------

    def check(self) -> list[Finding]:
        """Examine everything: each article, passage and vector against its hash, offsets, and the derived files against
        the catalog. Nothing found, nothing wrong."""
        return examine(self._store)

    def repair(self) -> list[Finding]:
        """Make again what can be made again; returns what is still wrong then.

        Raises:
            IndexLocked: another writer is at work.
            WriteFailed: the disk refused it.
        """
        with self._store.writing() as staging:
            heal(self._store, staging, lambda: self.embedder)
        return self.check()
