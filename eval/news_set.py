"""A BEIR-style folder of news: articles, queries with the date asked and the answer, and judgements."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

__all__ = ["load_set"]


def load_set(folder: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, set[str]]]:
    """Articles, queries and judgements of a BEIR-style news folder, by id."""
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        records = {record["id"]: record for record in map(json.loads, file)}
    with (folder / "queries.jsonl").open(encoding="utf-8") as file:
        queries = {query["_id"]: query for query in map(json.loads, file)}
    qrels: dict[str, set[str]] = {name: set() for name in queries}
    for line in (folder / "qrels" / "test.tsv").read_text().splitlines()[1:]:
        query, article, score = line.split("\t")
        if int(score) > 0:
            qrels[query].add(article)
    return records, queries, qrels
