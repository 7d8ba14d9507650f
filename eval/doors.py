"""How quick is each door, without embedding?

Run on articles of the sample archive in every form, and on real files, if a folder of them is named::

    python -m onrecord.eval.doors
    python -m onrecord.eval.doors FOLDER
    python -m onrecord.eval.doors --warc-gigabytes 5 [--pages 2000] [--gzip]

The last reads a WARC of that size that is made while it is read: pages, requests and notes as crawlers write them, and
images, which are most of its bytes and are passed over, as most of a real one is. Printed is the memory in use at each
tenth of it, of this process; the one that reads the pages is another, and is limited to 1 GB.
"""

from __future__ import annotations

import argparse
import io
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.eval.door_material import MANY, SINGLE, numbered, pages
from onrecord.eval.machine import peak_memory
from onrecord.eval.made_warc import Generated, archive
from onrecord.index import Article, Rejected
from onrecord.index.errors import SourceError
from onrecord.index.sources import (
    docx,
    feeds,
    mail,
    nitf,
    packed,
    parquet,
    pdf,
    read,
    structured,
    tables,
    texts,
    warc,
    web,
)
from onrecord.index.sources.containers import members
from onrecord.index.types import Found
from onrecord.seeds import ARTICLES

__all__ = ["DOORS", "Passed", "made_for", "main", "through"]

Door = Callable[[io.BufferedReader, str], Iterator[Found]]

_HEAD = f"{'door':10} {'articles':>9} {'rejected':>9} {'MB/s':>10} {'articles/s':>12}"
_SECONDS = 2.0  # that each door is measured for, at least
_SMALL, _MANY = 50, 2000  # articles of what takes long to read, and of what does not


@dataclass
class Passed:
    """What went through a door in so many seconds."""

    bytes: int = 0
    articles: int = 0
    rejected: int = 0
    seconds: float = 0.0

    def line(self, name: str) -> str:
        """One line of the table."""
        rates = self.bytes / 1e6 / self.seconds, self.articles / self.seconds
        return f"{name:10} {self.articles:9,} {self.rejected:9,} {rates[0]:10.1f} {rates[1]:12,.0f}"


def main() -> None:
    """Parse the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="real files, each read by its door")
    parser.add_argument("--only", nargs="*", default=[], help="these doors alone")
    parser.add_argument("--warc-gigabytes", type=float, default=0.0)
    parser.add_argument("--pages", type=int, default=2000, help="pages in the WARC")
    parser.add_argument("--gzip", action="store_true", help="make the WARC a .warc.gz")
    stated = parser.parse_args()
    articles = [article for article in read(ARTICLES) if isinstance(article, Article)]
    if stated.warc_gigabytes:
        _warc(articles, int(stated.warc_gigabytes * 1e9), stated.pages, stated.gzip)
        return
    print(_HEAD)
    if stated.folder:
        _folder(stated.folder)
        return
    for name, door in DOORS.items():
        if not stated.only or name in stated.only:
            print(through(door, made_for(name, articles), _SECONDS).line(name), flush=True)


def through(door: Door, files: Sequence[tuple[str, bytes]], seconds: float) -> Passed:
    """Read files by a door over and over, for so many seconds; once before, to load what it needs."""
    passed = Passed()
    _read_all(door, files[:1], Passed())
    start = time.perf_counter()
    while passed.seconds < seconds:
        _read_all(door, files, passed)
        passed.seconds = time.perf_counter() - start
    return passed


def _read_all(door: Door, files: Sequence[tuple[str, bytes]], passed: Passed) -> None:
    for name, content in files:
        passed.bytes += len(content)
        try:
            for found in door(io.BufferedReader(io.BytesIO(content)), name):
                passed.articles += isinstance(found, Article)
                passed.rejected += isinstance(found, Rejected)
        except SourceError:
            passed.rejected += 1


def made_for(name: str, articles: Sequence[Article]) -> list[tuple[str, bytes]]:
    """Files for a door, by their names."""
    if name in SINGLE:
        return [(f"{article.id}.{name}", SINGLE[name](article)) for article in numbered(articles, _SMALL)]
    slow = name in ("warc", "warc.gz", "rss", "mbox")
    return [(f"news.{name}", MANY[name](numbered(articles, _SMALL if slow else _MANY)))]


def _unpacked(stream: io.BufferedReader, name: str) -> Iterator[Found]:
    yield from structured.read_lines(packed.unpacked(stream, name), packed.bare(name))


def _in_container(stream: io.BufferedReader, name: str) -> Iterator[Found]:
    for member in members(stream, name):
        if isinstance(member, Rejected):
            yield member
        else:
            yield from texts.read_text(member[1], member[0])


DOORS: dict[str, Door] = {
    "jsonl": structured.read_lines,
    "jsonl.gz": _unpacked,
    "json": structured.read_document,
    "csv": tables.read_table,
    "parquet": parquet.read_parquet,
    "txt": texts.read_text,
    "md": texts.read_markdown,
    "zip": _in_container,
    "tar": _in_container,
    "html": web.read_page,
    "warc": warc.read_warc,
    "warc.gz": warc.read_warc,
    "rss": feeds.read_feed,
    "nitf": nitf.read,
    "ninjs": structured.read_document,
    "eml": mail.read_mail,
    "mbox": mail.read_mailbox,
    "docx": docx.read_docx,
    "pdf": pdf.read_pdf,
}
"""What is measured, by the kind of file."""


def _folder(folder: Path) -> None:
    """Each file below a folder once, put together by their suffixes."""
    passed: dict[str, Passed] = defaultdict(Passed)
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        rejects: list[Rejected] = []
        start = time.perf_counter()
        count = sum(1 for _ in read(path, rejects))
        kind = passed["".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix]
        kind.seconds += time.perf_counter() - start
        kind.bytes += path.stat().st_size
        kind.articles += count
        kind.rejected += len(rejects)
    for suffix, kind in sorted(passed.items()):
        print(kind.line(suffix or "(none)"))


def _warc(articles: Sequence[Article], size: int, count: int, packed: bool) -> None:
    """A WARC of so many bytes before packing, made as it is read."""
    stream = Generated(archive(pages(numbered(articles, count)), size, packed=packed))
    passed = Passed()
    start = time.perf_counter()
    for found in warc.read_warc(io.BufferedReader(stream), "made.warc"):
        passed.articles += isinstance(found, Article)
        passed.rejected += isinstance(found, Rejected)
        if (passed.articles + passed.rejected) * 10 % count < 10:
            told = f"{stream.given / 1e6:9,.0f} MB read  {passed.articles:7,} articles"
            print(f"{told}  {_resident() / 1e6:7.0f} MB in use", flush=True)
    passed.bytes, passed.seconds = stream.given, time.perf_counter() - start
    print(f"{_HEAD}\n{passed.line('warc.gz' if packed else 'warc')}")
    print(f"peak memory {peak_memory() / 1e6:.0f} MB, {passed.seconds:.0f} s")


def _resident() -> int:
    """Memory in use, in bytes, where the system tells; else its peak."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return peak_memory()
    return pages * 4096


if __name__ == "__main__":
    main()
