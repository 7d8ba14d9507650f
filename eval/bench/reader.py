"""A reader in a process of its own: it has an index open, and searches it over and over until an article is found, or
is no longer. Arguments: the folder, and the fingerprint that the index was made with.

Each line of standard input is JSON, ``{"query", "article", "there"}``. It is answered twice: when the search begins,
and when a search showed it, with the moment (``time.monotonic``) and how long a search took.
"""

from __future__ import annotations

import json
import sys
import time

from onrecord.index import NewsIndex
from onrecord.index.embedding import PackagedEmbedder
from onrecord.rag.retrieve import Retriever

__all__ = ["main"]

_PATIENCE = 60.0  # seconds


def main() -> None:
    """Look for what is asked for, until nothing is."""
    folder, fingerprint = sys.argv[1:]
    PackagedEmbedder.fingerprint = fingerprint  # it embeds the made archive's questions
    with NewsIndex.open(folder) as index:
        retriever = Retriever(index, rerank=0)
        retriever.search("warm up")
        print(json.dumps({"ready": len(index)}), flush=True)
        for line in sys.stdin:
            asked = json.loads(line)
            print(json.dumps(_looked_for(retriever, **asked)), flush=True)


def _looked_for(retriever: Retriever, query: str, article: str, there: bool) -> dict[str, float]:
    print(json.dumps({"looking": True}), flush=True)
    began, searches = time.monotonic(), 0
    while time.monotonic() - began < _PATIENCE:
        hits = retriever.search(query, 10)
        searches += 1
        now = time.monotonic()
        if any(hit.article.id == article for hit in hits) == there:
            return {"at": now, "search": (now - began) / searches}
    raise TimeoutError(f"{article} was not {'found' if there else 'gone'} after {_PATIENCE:.0f} s")


if __name__ == "__main__":
    main()
