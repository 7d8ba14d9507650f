r"""How much of an article is found on a web page, how little else, and whether its date is the one the page states.

Run on the folder of public data sets::

    python -m onrecord.eval.extraction ../shared/data

The measure is that of Scrapinghub's article extraction benchmark (github.com/scrapinghub/article-extraction-benchmark;
its technical report, 2019). Words are runs of ``\w``; a text becomes the multiset of its shingles, four words in a row
(all of it where it has fewer). A page's precision is the share of the shingles found that stand in the truth as often,
its recall the share of the truth's that were found; both are averaged over pages, so that a long article counts as much
as a short one, and F1 is the harmonic mean of the two averages. Pages without a shingle are left out of the average
they have no value for. The interval is the bootstrap's over pages, 95 %.

A page *states* a date where a plain search of its source finds one: ``datePublished`` in JSON-LD, else
``article:published_time``, else year, month and day in its address. The day found is compared with that. A page can
state it otherwise elsewhere, so those that differ are listed for a person to judge.

Speed is that of ``web.page``: decoding, reading in the child process, and what is sent to it and back.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

from onrecord.eval.metrics.resampling import interval_of
from onrecord.index import Article, Rejected
from onrecord.index.sources import guarded
from onrecord.index.sources.web import page

__all__ = ["Extraction", "Page", "extraction", "load_pages", "main", "shingles", "stated_day"]

_WORDS = 4
_WORD = re.compile(r"\w+")
_DAY = r"((?:19|20)\d\d-\d\d-\d\d)"
_STATED = (
    re.compile(rf'"datePublished"\s*:\s*"{_DAY}'),
    re.compile(rf"""<meta[^>]{{0,300}}article:published_time[^>]{{0,300}}content=["']{_DAY}"""),
    re.compile(rf"""<meta[^>]{{0,300}}content=["']{_DAY}[^>]{{0,300}}article:published_time"""),
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(\d\d)/(\d\d)/")
_ENDLESS = "<pre>" + "x\n" * 3_000_000  # more lines than an extractor gets through in its time


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the benchmark: where it was, its source, and the text of its article."""

    url: str
    source: bytes
    truth: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """How much of the truths was found: averages over pages, and the interval of F1."""

    precision: float
    recall: float
    f1: float
    low: float
    high: float


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Each four words in a row of a text, as often as they stand there.

    >>> sorted(shingles("It rained. All day, it rained.").elements())[0]
    ('All', 'day', 'it', 'rained')
    """
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + _WORDS]) for at in range(max(1, len(words) - _WORDS + 1)) if words)


def extraction(truths: Sequence[str], found: Sequence[str]) -> Extraction:
    """The benchmark's figures for texts found and what they should have been, in the same order.

    Raises:
        ValueError: none, or not as many of one as of the other.
    """
    pairs = [(shingles(truth), shingles(text)) for truth, text in zip(truths, found, strict=True)]
    if not pairs:
        raise ValueError("there are no pages to measure")
    both = [(truth & text).total() for truth, text in pairs]
    precisions = [same / text.total() if text else None for same, (_, text) in zip(both, pairs, strict=True)]
    recalls = [same / truth.total() if truth else None for same, (truth, _) in zip(both, pairs, strict=True)]

    def f1(drawn: Sequence[int]) -> float:
        precision, recall = _mean([precisions[at] for at in drawn]), _mean([recalls[at] for at in drawn])
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    low, high = interval_of(lambda drawn: f1(drawn.tolist()), [""] * len(pairs))
    return Extraction(_mean(precisions), _mean(recalls), f1(range(len(pairs))), low, high)


def stated_day(source: str, url: str) -> str:
    """The day a page's source or address states, by a plain search; empty where it states none."""
    found = next((one for form in _STATED if (one := form.search(source))), None)
    in_address = _IN_ADDRESS.search(url)
    return found[1] if found else "-".join(in_address.groups()) if in_address else ""


def load_pages(folder: Path) -> list[Page]:
    """The benchmark's pages: ``ground-truth.json``, and ``html`` with a packed file a page."""
    truths = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    return [
        Page(
            one.get("url", ""), gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), one["articleBody"]
        )
        for name, one in truths.items()
    ]


def main() -> None:
    """Parse the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of public data sets, with article-html in it")
    parser.add_argument("--times", type=int, default=3, help="how often all pages are read, for the speed (3)")
    asked = parser.parse_args()
    pages = load_pages(asked.data / "article-html")
    _read(pages[0])  # starts the child
    took = []
    for _ in range(asked.times):
        start = time.perf_counter()
        found = {one.url: _read(one) for one in pages}
        took.append(time.perf_counter() - start)
    _tell_text(pages, found)
    _tell_days(pages, found)
    size, best = sum(len(one.source) for one in pages) / 1e6, min(took)
    print(f"speed       {len(pages) / best:.0f} pages/s, {size / best:.1f} MB/s, the best of {asked.times} times")
    _tell_killed(pages)


def _read(one: Page) -> Article | Rejected:
    found = next(page(one.source, one.url))
    return found if isinstance(found, Article) else Rejected(one.url, getattr(found, "reason", ""))


def _tell_text(pages: Sequence[Page], found: Mapping[str, Article | Rejected]) -> None:
    texts = [item.text if isinstance(item := found[one.url], Article) else "" for one in pages]
    figures = extraction([one.truth for one in pages], texts)
    print(f"pages       {len(pages)}, of which {sum(map(bool, texts))} were read")
    for item in found.values():
        if isinstance(item, Rejected):
            print(f"  rejected  {item.where}: {item.reason}")
    print(f"F1          {figures.f1:.3f} [{figures.low:.3f}, {figures.high:.3f}]")
    print(f"precision   {figures.precision:.3f}")
    print(f"recall      {figures.recall:.3f}")


def _tell_days(pages: Sequence[Page], found: Mapping[str, Article | Rejected]) -> None:
    counts: Counter[str] = Counter()
    differ = []
    for one in pages:
        item = found[one.url]
        day = (item.published or "")[:10] if isinstance(item, Article) else ""
        stated = stated_day(one.source.decode("utf-8", "replace"), one.url)
        if stated and day != stated:
            differ.append(f"  differs   {one.url}: stated {stated}, found {day or 'none'}")
        counts["agree" if day == stated else "differ" if stated else "found besides"] += bool(stated or day)
    total = counts["agree"] + counts["differ"]
    print(f"dates       {counts['agree']} of the {total} pages that state one: the same day")
    print(f"            {counts['found besides']} of the other {len(pages) - total}: a day found otherwise")
    print("\n".join(differ), end="\n" if differ else "")


def _tell_killed(pages: Sequence[Page]) -> None:
    """How long a page takes whose reading is ended by force, and the one after it."""
    before = median(_seconds(one.source) for one in pages)
    ended = _seconds(_ENDLESS.encode())
    after = _seconds(pages[0].source), _seconds(pages[0].source)
    print(
        f"a kill      {ended:.2f} s for a page that never ends (the limit is {guarded.SECONDS:g} s); the next took "
        f"{after[0] * 1000:.0f} ms, the same again {after[1] * 1000:.0f} ms; the median is {before * 1000:.0f} ms"
    )


def _seconds(source: bytes) -> float:
    start = time.perf_counter()
    next(page(source, "page"))
    return time.perf_counter() - start


def _mean(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return fmean(known) if known else 0.0


if __name__ == "__main__":
    main()
