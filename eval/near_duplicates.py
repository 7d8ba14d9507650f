"""Are near-identical articles found, and nothing else with them?

Run on the folder of public data sets::

    python -m onrecord.eval.near_duplicates ../shared/data

Articles are clustered as an archive clusters them: one after another, each into the cluster of the most similar article
among those that share most bands with it and reach the stated similarity, else into its own. Printed are

- for the sets with planted pairs, precision and recall of pairs (two articles of one cluster) against the truth;
- for a news archive without a truth, its clusters, and how many pairs of articles there are at each similarity. Pairs
  are looked for by comparing all sketches with each other, so that ``found`` says what the bands miss.

``--show .7 .95`` lists the pairs of these similarities by id, outlet, day and title, for a person to judge whether they
are one story; ``--set realtimeqa/train`` takes another archive.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np

from onrecord.eval.loaders import load
from onrecord.index import Article
from onrecord.index.duplicates import CANDIDATES, SIMILARITY, bands, best, similarity, sketch

__all__ = ["Clustered", "cluster", "main", "near_dup"]

_SIZES = (100, 1000, 2500)
_LOOK = 0.5  # similarity from which pairs are counted
_MISJUDGED = 0.15  # how far below its similarity a pair may be estimated and is still looked at: over 3 standard errors
_SUSPECT = 10  # articles: a cluster of this many is hardly one story

Pair = tuple[str, str]


@dataclass(frozen=True)
class Clustered:
    """Articles' clusters, each named after its first article; pairs that shared a band; seconds taken."""

    clusters: Mapping[str, str]
    candidates: frozenset[Pair]
    seconds: float

    @property
    def groups(self) -> list[list[str]]:
        """The clusters of two articles and more, largest first."""
        members: dict[str, list[str]] = defaultdict(list)
        for name, of in self.clusters.items():
            members[of].append(name)
        return sorted((group for group in members.values() if len(group) > 1), key=len, reverse=True)

    @property
    def pairs(self) -> set[Pair]:
        """Every two articles of one cluster, in order of their ids."""
        return {pair for group in self.groups for pair in combinations(sorted(group), 2)}


def cluster(texts: Mapping[str, str]) -> Clustered:
    """Texts by id, clustered in their order as an archive does it."""
    held: dict[int, list[str]] = defaultdict(list)
    clusters: dict[str, str] = {}
    candidates: set[Pair] = set()
    start = time.perf_counter()
    for name, text in texts.items():
        keys = bands(sketch(text))
        near = Counter(other for key in keys for other in held[key])
        nearest = best(text, ((other, texts[other]) for other, _ in near.most_common(CANDIDATES)))
        clusters[name] = name if nearest is None else clusters[nearest]
        candidates.update((min(name, other), max(name, other)) for other in near)
        for key in keys:
            held[key].append(name)
    return Clustered(clusters, frozenset(candidates), time.perf_counter() - start)


def near_dup(folder: Path, size: int) -> tuple[dict[str, str], set[Pair]]:
    """Texts by id and the planted pairs of one of the sets of ``near-dup``."""
    stem = folder / "near-dup" / "data" / f"articles_{size}"
    lines = stem.with_suffix(".train").read_text(encoding="utf-8").splitlines()
    truth = stem.with_suffix(".truth").read_text(encoding="utf-8").splitlines()
    texts = dict(line.split(" ", 1) for line in lines if line.strip())
    named = [line.split() for line in truth if line.strip()]
    return texts, {(min(one, other), max(one, other)) for one, other in named}


def main() -> None:
    """Parse the arguments and print both parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder of public data sets")
    parser.add_argument("--set", default="realtimeqa/dev", help="a set of news articles in that folder")
    parser.add_argument("--show", type=float, nargs=2, metavar=("LOW", "HIGH"), help="list pairs of these similarities")
    asked = parser.parse_args()
    print(f"near-identical: similarity {SIMILARITY} or more")
    print("articles  planted  found  right  precision  recall  candidates  articles/s")
    for size in _SIZES:
        texts, truth = near_dup(asked.data, size)
        made = cluster(texts)
        right = len(made.pairs & truth)
        print(
            f"{size:8} {len(truth):8} {len(made.pairs):6} {right:6} {right / max(1, len(made.pairs)):10.3f} "
            f"{right / len(truth):7.3f} {len(made.candidates):11} {size / made.seconds:11.0f}"
        )
    _archive(asked.set, load(asked.data / asked.set).articles, asked.show)


def _archive(name: str, articles: Sequence[Article], show: Sequence[float] | None) -> None:
    by_id = {article.id: article for article in articles}
    made = cluster({article.id: article.text for article in articles})
    outlets = [len({by_id[member].outlet for member in group}) for group in made.groups]
    print(
        f"\n{name}: {len(articles)} articles, {len(articles) / made.seconds:.0f} articles/s; {len(made.groups)} "
        f"clusters of two or more with {sum(map(len, made.groups))} articles, the largest of "
        f"{max(map(len, made.groups), default=0)}; {sum(n > 1 for n in outlets)} of several outlets, "
        f"{outlets.count(1)} of one outlet's; {len(made.candidates)} candidate pairs"
    )
    for group in made.groups:
        if len(group) >= _SUSPECT:
            titles = len({by_id[member].title for member in group})
            print(f"look at {group[0]}: {len(group)} articles under {titles} titles have its text; is it a notice?")
    pairs = {pair: similarity(by_id[pair[0]].text, by_id[pair[1]].text) for pair in _likely(articles)}
    print("similarity  pairs  candidates  in one cluster")
    floors = {pair: int(value * 20 + 1e-9) for pair, value in pairs.items() if value >= _LOOK}
    for floor in range(int(_LOOK * 20), 21):
        here = {pair for pair, its in floors.items() if its == floor}
        print(f"{floor / 20:10.2f} {len(here):6} {len(here & made.candidates):11} {len(here & made.pairs):15}")
    reach = {pair for pair, value in pairs.items() if value >= SIMILARITY}
    print(f"of {len(reach)} pairs that reach {SIMILARITY} the bands found {len(reach & made.candidates)}")
    if show:
        _list(by_id, {pair: value for pair, value in pairs.items() if show[0] <= value < show[1]})


def _likely(articles: Sequence[Article]) -> list[Pair]:
    """The pairs of articles whose sketches say that their similarity may be worth counting, all compared with all."""
    slots = np.stack([np.frombuffer(sketch(article.text), dtype="<u4") for article in articles])
    likely: list[Pair] = []
    for row in range(len(articles) - 1):
        alike = (slots[row + 1 :] == slots[row]).mean(axis=1)
        for other in (np.flatnonzero(alike >= _LOOK - _MISJUDGED) + row + 1).tolist():
            one, two = sorted((articles[row].id, articles[other].id))
            likely.append((one, two))
    return likely


def _list(articles: Mapping[str, Article], pairs: Mapping[Pair, float]) -> None:
    def line(name: str) -> str:
        article = articles[name]
        return f"{article.id}  {article.outlet}  {article.day}  {len(article.text)} characters  {article.title}"

    for pair, value in sorted(pairs.items(), key=lambda item: -item[1]):
        print(f"\n{value:.3f}", *map(line, pair), sep="\n  ")


if __name__ == "__main__":
    main()
