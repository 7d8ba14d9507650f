"""What adding costs: ``python -m onrecord.eval.ingest PATH [--index DIR]``.

Adds the articles of PATH to a new index and prints articles and passages per second, the share of the time that was
embedding, peak memory of the process, and the size of the index on disk.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from onrecord.eval.machine import peak_memory
from onrecord.index import NewsIndex, Rejected
from onrecord.index.embedding import Floats, PackagedEmbedder
from onrecord.index.sources import read

__all__ = ["main"]


class _Timed(PackagedEmbedder):
    """The packaged embedder, with its time kept."""

    seconds = 0.0

    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """Vectors of passages."""
        start = time.perf_counter()
        try:
            return super().embed_passages(texts)
        finally:
            self.seconds += time.perf_counter() - start


def main() -> None:
    """Parse the arguments, add, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path")
    parser.add_argument("--index", type=Path, help="an empty or new folder to keep the index in")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _measure(asked.path, asked.index or Path(folder))


def _measure(path: str, folder: Path) -> None:
    rejects: list[Rejected] = []
    embedder = _Timed()
    start = time.perf_counter()
    with NewsIndex.open(folder, create=True, embedder=embedder) as index:
        report = index.add(read(path, rejects))
    took = time.perf_counter() - start
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(
        f"{report.added} articles, {report.passages} passages, {len(rejects) + len(report.rejected)} rejected, "
        f"{took:.0f} s: "
        f"{report.added / took:.1f} articles/s, {report.passages / took:.0f} passages/s, "
        f"{embedder.seconds / took:.0%} of it embedding; peak memory {peak_memory() / 1e6:.0f} MB; "
        f"index {size / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    main()
