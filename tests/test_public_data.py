"""Articles that nobody on the project wrote, read from where they are."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from house import Make

from onrecord.index import Rejected
from onrecord.index.sources import read

pytestmark = pytest.mark.data


@pytest.mark.parametrize("name", ["wikinews/articles.jsonl", "realtimeqa/dev/articles.jsonl.gz"])
def test_public_articles_are_read_and_stored_whole(make: Make, data_sets: Path, name: str) -> None:
    if not (data_sets / name).is_file():
        pytest.skip(f"{name} is not among the public data sets in {data_sets}")
    rejects: list[Rejected] = []
    articles = list(islice(read(data_sets / name, rejects), 300))
    index = make()
    report = index.add(articles)
    assert len(articles) > 250
    assert (rejects, report.rejected) == ([], ())
    assert len(index) == len({article.id for article in articles})
    for hit in index.search("said", 200, by="lexical"):
        assert hit.text == hit.article.text[hit.passage.start : hit.passage.end]
        assert hit.article == index.article(hit.article.id, hit.passage.revision)


@pytest.mark.parametrize("name", ["html"])
def test_public_pages_are_read(data_sets: Path, name: str) -> None:
    pages = sorted((data_sets / "article-html" / name).glob("*"))[:12]
    if not pages:
        pytest.skip(f"article-html is not among the public data sets in {data_sets}")
    rejects: list[Rejected] = []
    found = [article for page in pages for article in read(page, rejects)]
    assert len(found) + len(rejects) == len(pages)
    assert len(found) >= 10
