"""What a run was made with, as ``run.json`` keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from onrecord.eval import machine
from onrecord.eval.archive import Built
from onrecord.eval.figures import figures_of, groups_of, latency_of, lost_of
from onrecord.eval.systems import MAIN, Task
from onrecord.eval.types import Dataset, Question, Record
from onrecord.eval.ways import ways
from onrecord.index import NewsIndex
from onrecord.index.weights import READER, RERANKER
from onrecord.rag import Retriever
from onrecord.rag.risk import RISK, least

__all__ = ["after", "before"]

_LABELS = ("kind", "turn", "domain", "outlet")  # what figures are broken down by, where a set has it


def before(
    task: Task,
    dataset: Dataset,
    archive: Dataset | None,
    index: NewsIndex,
    built: Mapping[str, Built],
    settings: Mapping[str, Any],
    *,
    fit: int,
    chosen: int,
) -> dict[str, Any]:
    """What is known before anything is asked. Of the data set's questions ``fit`` are of use to the task, and
    ``chosen`` of them are asked."""
    return {
        "task": task,
        "main": MAIN[task],
        "complete": False,
        "data": {
            "name": dataset.name,
            "form": dataset.form,
            "sha256": dataset.sha256,
            "questions": len(dataset.questions),
            "fit": fit,
            "chosen": chosen,
            "rejected": len(dataset.rejected),
            "rejects": [asdict(item) for item in dataset.rejected[:1000]],
            "archive": {"name": archive.name, "sha256": archive.sha256} if archive else None,
        },
        "settings": {
            **settings,
            "budget": index.settings.budget,
            "overlap": index.settings.overlap,
            "depth": Retriever(index).depth,
            "rerank": Retriever(index).rerank,
            "risk": RISK,
            "least": least(RISK),
        },
        "weights": {
            "embedder": {"name": index.embedder.name, "sha256": index.embedder.fingerprint},
            "reranker": {"name": RERANKER.name, "sha256": RERANKER.sha256},
            "reader": {"name": READER.name, "sha256": READER.sha256},
        },
        "index": {name: asdict(cost) for name, cost in built.items()}
        or {index.folder.name: {"articles": len(index), "passages": index.passages}},
        "code": machine.code(),
        "versions": machine.versions(),
        "machine": machine.machine(),
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def after(
    about: Mapping[str, Any],
    records: Sequence[Record],
    questions: Sequence[Question],
    seconds: float,
    *,
    complete: bool,
) -> dict[str, Any]:
    """The same with what is known afterwards; ``seconds`` are those of asking, ``memory`` is the process's peak in
    bytes, ``groups`` are figures of the main system by each label its questions have. Of a chat ``ways`` holds its
    ways of dealing with the history against each other (``eval/ways.py``)."""
    main = [record for record in records if record.system == about["main"]]
    groups: dict[str, Any] = {}
    for label in _LABELS:
        rows = groups_of(main, label)
        if len(rows) > 1:
            figures = {value: figures_of(some)[about["main"]] for value, some in rows.items()}
            groups[label] = {v: {metric: asdict(f) for metric, f in row.items()} for v, row in figures.items()}
    held: dict[str, Any] = {}
    if about["task"] == "chat":
        held = {"ways": ways(records, questions, spliced=about["settings"]["spliced"])}
    return {
        **about,
        "complete": complete,
        "asked": len({record.id for record in records}),
        "seconds": round(seconds, 1),
        "memory": machine.peak_memory(),
        "latency": latency_of(records),
        "lost": lost_of(main),
        "groups": groups,
        **held,
    }
