"""What an index is made with: the embedder and how articles are cut, recorded in its catalog the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from onrecord.index.catalog import Catalog
from onrecord.index.chunking import ChunkSettings
from onrecord.index.embedding import Embedder, Floats, PackagedEmbedder
from onrecord.index.errors import EmbedderMismatch

__all__ = ["AsRecorded", "Made"]


class AsRecorded:
    """Stands for whatever embedder an index was made with, to keep house in it: list, export, check, remove, compact.

    It embeds nothing.
    """

    name = "as recorded"
    fingerprint = ""
    dim = 0

    def embed_queries(self, texts: Sequence[str]) -> Floats:  # noqa: ARG002
        """Refused.

        Raises:
            EmbedderMismatch: always.
        """
        raise EmbedderMismatch("the index was opened without its embedder, so nothing can be embedded; open it with it")

    embed_passages = embed_queries


@dataclass(frozen=True, slots=True)
class Made:
    """The recorded embedder's name, its weights' fingerprint, under which vectors are kept, and their width; and the
    passage settings."""

    embedder: str
    fingerprint: str
    dim: int
    settings: ChunkSettings

    @classmethod
    def by(cls, embedder: Embedder | type[PackagedEmbedder], settings: ChunkSettings) -> Self:
        """With this embedder and these settings."""
        return cls(str(embedder.name), str(embedder.fingerprint), int(embedder.dim), settings)

    @classmethod
    def read(cls, catalog: Catalog) -> Self | None:
        """What is recorded, or None yet."""
        name = catalog.setting("embedder")
        if name is None:
            return None
        numbers = {key: int(catalog.setting(key) or 0) for key in ("dim", "budget", "overlap")}
        settings = ChunkSettings(numbers["budget"], numbers["overlap"])
        return cls(name, catalog.setting("fingerprint") or "", numbers["dim"], settings)

    @classmethod
    def agreed(cls, catalog: Catalog, embedder: Embedder | None, settings: ChunkSettings | None) -> Self:
        """What is recorded, if it is what is asked for; the first time it is recorded.

        Raises:
            EmbedderMismatch: not what is asked for now.
        """
        offered: Embedder | type[PackagedEmbedder] = embedder or PackagedEmbedder
        made = cls.read(catalog)
        if made is None:
            if isinstance(offered, AsRecorded):
                raise EmbedderMismatch(
                    "no embedder is recorded in this index yet: open it with the one to make it with"
                )
            made = cls.by(offered, settings or ChunkSettings())
            catalog.set_settings(made.record())
            return made
        asked = (str(offered.fingerprint), int(offered.dim))
        if not isinstance(offered, AsRecorded) and asked != (made.fingerprint, made.dim):
            raise EmbedderMismatch(
                f"this index was made with the embedder {made.embedder}, not {offered.name} (or not with the same "
                "weights): open it with that one (--embedder), have it embedded anew (onrecord rebuild --embedder "
                "NAME), or make a new index in another folder"
            )
        if settings is not None and settings != made.settings:
            raise EmbedderMismatch(
                f"this index was made with {made.settings}, not {settings}: make a new index in another folder"
            )
        return made

    def record(self) -> dict[str, str]:
        """As the catalog's settings."""
        numbers = {"dim": self.dim, "budget": self.settings.budget, "overlap": self.settings.overlap}
        return {"embedder": self.embedder, "fingerprint": self.fingerprint} | {k: str(v) for k, v in numbers.items()}
