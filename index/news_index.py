"""``NewsIndex``: a folder of articles that can be searched, added to, and trusted.

The folder holds ``catalog.sqlite``, which is the truth, and ``derived/NAME/``, the FAISS and tantivy files of one
generation, which can be made again from the catalog at any time.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import filelock
import numpy as np
import numpy.typing as npt

from onrecord.index import generations
from onrecord.index.catalog import Catalog
from onrecord.index.chunking import ChunkSettings
from onrecord.index.embedding import Embedder, PackagedEmbedder
from onrecord.index.errors import EmbedderMismatch, IndexDamaged, IndexLocked, IndexMissing
from onrecord.index.generations import Generation
from onrecord.index.ingest import ingest
from onrecord.index.normalise import normalise_line
from onrecord.index.staging import Entry, Staging
from onrecord.index.types import AddReport, Article, Filters, Hit

__all__ = ["NewsIndex"]

_CATALOG = "catalog.sqlite"
_NOTHING = np.empty(0, np.int64)
_log = logging.getLogger(__name__)


class NewsIndex:
    """Articles in a folder. Open it with ``NewsIndex.open``; close it, or use it in a ``with`` block.

    Any number of threads may search at once. One writer at a time: a second fails with ``IndexLocked``.
    """

    def __init__(self, folder: Path, catalog: Catalog, embedder: Embedder | None, settings: ChunkSettings) -> None:
        self.folder = folder
        self.settings = settings
        self._catalog = catalog
        self._embedder = embedder
        # Held by a thread, so that another thread of this process is refused like another process.
        self._lock = filelock.FileLock(folder / "writer.lock", timeout=0)
        self._loading = threading.Lock()
        self._now: Generation | None = None

    # ---- open and close ----------------------------------------------------------------------------------------

    @classmethod
    def open(
        cls,
        folder: str | Path,
        *,
        create: bool = False,
        embedder: Embedder | None = None,
        settings: ChunkSettings | None = None,
    ) -> Self:
        """Open the index in a folder; with ``create``, make one where there is none.

        Args:
            folder: where the index is.
            create: make the folder and an empty index when missing.
            embedder: what makes vectors; default the packaged one. An index is only ever used with the one it was made
                with.
            settings: how articles are cut; default, and for an existing index the only ones allowed, its own.

        Raises:
            IndexMissing: no index there, and ``create`` is false; or a folder with other files in it.
            EmbedderMismatch: the index was made with another embedder, other weights, or other settings.
            IndexDamaged: the catalog cannot be read.
        """
        folder = Path(folder)
        if not (folder / _CATALOG).exists():
            if not create:
                raise IndexMissing(f"there is no index in {folder}; make one with: onrecord add PATH --index {folder}")
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise IndexMissing(f"{folder} is no index and not empty; choose an empty or a new folder")
            folder.mkdir(parents=True, exist_ok=True)
        catalog = Catalog(folder / _CATALOG, create=create)
        try:
            index = cls(folder, catalog, embedder, _agree(catalog, embedder, settings))
            index._generation()
        except BaseException:
            catalog.close()
            raise
        return index

    def close(self) -> None:
        """Let go of the files. Closing twice is fine."""
        self._now = None
        self._catalog.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- reading -----------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """The number of articles."""
        return self._catalog.count()

    @property
    def passages(self) -> int:
        """The number of passages searched."""
        return len(self._generation().vectors)

    def article(self, article_id: str, revision: int | None = None) -> Article | None:
        """An article as it is now, or as it was in a revision; None where there is none."""
        return self._catalog.article(article_id, revision)

    def newest(self, limit: int | None = None) -> Iterator[Article]:
        """The articles, newest first; those without a date last."""
        return self._catalog.newest(limit)

    def outlets(self) -> list[str]:
        """The names of the outlets, those with most articles first."""
        return self._catalog.outlets()

    def days(self) -> tuple[str, str] | None:
        """The first and the last day of publication, ``YYYY-MM-DD``, or None."""
        return self._catalog.days()

    @property
    def embedder(self) -> Embedder:
        """What makes this index's vectors; the packaged one is loaded when first needed."""
        if self._embedder is None:
            self._embedder = PackagedEmbedder()
        return self._embedder

    def search(
        self, query: str, k: int = 10, *, by: Literal["dense", "lexical"] = "dense", filters: Filters | None = None
    ) -> list[Hit]:
        """The ``k`` best passages by one index: cosine of embeddings, or BM25 of words. Filters apply before ranking.

        Text that holds nothing to search for, and ``k`` below one, find nothing.
        """
        query = normalise_line(query)
        now = self._generation()
        k = min(k, len(now.vectors))
        if k < 1 or not query:
            return []
        if by == "lexical":
            among = self._catalog.passage_ids(filters).tolist() if filters and filters.articles else None
            found = now.lexical.search(query, k, filters, among)
        else:
            among = self._catalog.passage_ids(filters) if filters else None
            found = now.vectors.search(self.embedder.embed_queries([query])[0], k, among)
        rows = self._catalog.passages([passage_id for passage_id, _ in found])
        return [Hit(*rows[i], score, {by: score}) for i, score in found if i in rows]

    # ---- writing -----------------------------------------------------------------------------------------------

    def add(self, articles: Iterable[Article]) -> AddReport:
        """Add articles: new ones, and new revisions of known ones; unchanged ones cost nothing.

        All of them become searchable at once, at the end, or none does: also when the process is killed, and when
        ``articles`` itself raises. Passages embedded by an interrupted call are not embedded again.

        Raises:
            IndexLocked: another writer is at work.
        """
        with self._writing() as staging:
            self._generation()  # made good where it must be, before anything is staged
            report = ingest(articles, staging, lambda: self.embedder, self.settings)
            if report.added or report.updated:
                removed = staging.superseded()
                self._publish(staging, removed, *staging.entries())
            return report

    def remove(self, article_ids: str | Iterable[str]) -> int:
        """Take articles out, with their revisions, by id or ids; returns how many there were.

        Raises:
            IndexLocked: another writer is at work.
        """
        with self._writing() as staging:
            self._generation()
            ids = [article_ids] if isinstance(article_ids, str) else article_ids
            known = [name for name in dict.fromkeys(ids) if self._catalog.article(name) is not None]
            if known:
                gone = np.concatenate([staging.of_article(name) for name in known])
                self._publish(staging, gone, [], np.empty((0, self._dim), np.float32), known)
            return len(known)

    @contextmanager
    def _writing(self) -> Iterator[Staging]:
        try:
            self._lock.acquire()
        except filelock.Timeout as error:
            raise IndexLocked(f"another writer is at work in {self.folder}; try again when it is done") from error
        try:
            staging = Staging(self._catalog)
            staging.clear()
            yield staging
        finally:
            self._lock.release()

    # ---- derived files -----------------------------------------------------------------------------------------

    def _publish(
        self,
        staging: Staging,
        remove: npt.NDArray[np.int64],
        entries: Sequence[Entry],
        vectors: npt.NDArray[np.float32],
        removed: Sequence[str] = (),
    ) -> None:
        before = self._generation()
        after, files = Generation.make(self._derived, before, remove, entries, vectors, self._dim)
        self._switch(staging, after, files, removed)

    def _rebuild(self) -> Generation:
        """Make the derived files from the catalog alone."""
        with self._writing() as staging:
            entries, vectors = staging.entries(table="article")
            after, files = Generation.make(self._derived, None, _NOTHING, entries, vectors, self._dim)
            self._switch(staging, after, files)
            return after

    def _switch(self, staging: Staging, after: Generation, files: dict[str, str], removed: Sequence[str] = ()) -> None:
        try:
            staging.publish(after.name, files, removed)
        except BaseException:
            shutil.rmtree(self._derived / after.name, ignore_errors=True)
            raise
        self._now = after
        generations.drop_others(self._derived, after.name)

    def _generation(self) -> Generation:
        """The generation the catalog names now. Damaged derived files are made again; a commit by another process is
        picked up."""
        now = self._now
        if now is not None and now.name == self._catalog.generation_name():
            return now
        with self._loading:
            while (named := self._catalog.generation()) is not None:
                try:
                    self._now = Generation.load(self._derived, *named)
                except IndexDamaged as error:
                    if self._catalog.generation_name() == named[0]:
                        _log.warning("%s; making it again from the catalog", error)
                        break
                else:
                    return self._now
            return self._rebuild()

    @property
    def _derived(self) -> Path:
        return self.folder / "derived"

    @property
    def _dim(self) -> int:
        return int(self._catalog.setting("dim") or 0)


def _agree(catalog: Catalog, embedder: Embedder | None, settings: ChunkSettings | None) -> ChunkSettings:
    """What the index was made with, recorded the first time.

    Raises:
        EmbedderMismatch: not what is asked for now.
    """
    recorded = catalog.setting("embedder")
    if recorded is None:
        source: type[PackagedEmbedder] | Embedder = embedder or PackagedEmbedder
        chosen = settings or ChunkSettings()
        catalog.set_settings(
            {
                "embedder": str(source.name),
                "fingerprint": str(source.fingerprint),
                "dim": str(source.dim),
                "budget": str(chosen.budget),
                "overlap": str(chosen.overlap),
            }
        )
        return chosen
    offered: type[PackagedEmbedder] | Embedder = embedder or PackagedEmbedder
    if str(offered.fingerprint) != catalog.setting("fingerprint"):
        raise EmbedderMismatch(
            f"this index was made with the embedder {recorded}, not {offered.name} (or not with the same weights): "
            f"open it with that one (--embedder), or make a new index in another folder and add the articles there"
        )
    made = ChunkSettings(int(catalog.setting("budget") or 0), int(catalog.setting("overlap") or 0))
    if settings is not None and settings != made:
        raise EmbedderMismatch(f"this index was made with {made}, not {settings}: make a new index in another folder")
    return made
