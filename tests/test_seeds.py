"""The sample archive is what its README says."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest
from house import Make

from onrecord.index import NewsIndex
from onrecord.index.sources import read
from onrecord.seeds import ARTICLES, QUESTIONS

FIELDS = {"id", "title", "text", "url", "published", "outlet", "authors", "note"}


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    return [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]


def test_there_are_articles_enough_each_with_every_field(records: list[dict[str, Any]]) -> None:
    assert len(records) >= 60
    assert all(set(record) == FIELDS for record in records)
    assert all(record[name] for record in records for name in FIELDS - {"authors"})


def test_ids_and_addresses_are_unique_and_invented(records: list[dict[str, Any]]) -> None:
    assert len({record["id"] for record in records}) == len(records)
    assert len({record["url"] for record in records}) == len(records)
    assert all(re.match(r"https://[\w.-]+\.example/", record["url"]) for record in records)


def test_three_outlets_over_three_months(records: list[dict[str, Any]]) -> None:
    assert set(Counter(record["outlet"] for record in records)) == {
        "The Harbour Courier",
        "Lindholt Chronicle",
        "Ledger & Lens",
    }
    days = sorted(record["published"][:10] for record in records)
    assert (days[0], days[-1]) == ("2025-05-20", "2025-08-16")


def test_every_record_says_that_it_was_written_for_the_project(records: list[dict[str, Any]]) -> None:
    assert all("written for the onrecord project" in record["note"] for record in records)
    retold = [record["id"] for record in records if "restates" in record["note"]]
    assert retold == ["lindholt-chronicle-2025-07-05-zelenskyy-trump-air-defence-call"]


def test_there_is_one_correction_and_what_it_corrects(records: list[dict[str, Any]]) -> None:
    names = [record["id"] for record in records if "correction" in record["id"]]
    assert names == ["ledger-lens-2025-06-12-correction-helvane-efficacy"]
    assert "ledger-lens-2025-06-10-helvane-norovirus-results" in {record["id"] for record in records}


def test_the_readme_names_every_article(records: list[dict[str, Any]]) -> None:
    told = ARTICLES.with_name("README.md").read_text(encoding="utf-8")
    assert f"holds {len(records)} news articles" in told
    assert [record["id"] for record in records if f"`{record['id']}`" not in told] == []


def test_every_article_is_taken(make: Make, records: list[dict[str, Any]]) -> None:
    index: NewsIndex = make()
    report = index.add(read(ARTICLES))
    assert (report.added, report.rejected) == (len(records), ())
    for record in records:
        stored = index.article(record["id"])
        assert stored is not None
        assert (stored.text, stored.title, stored.day) == (record["text"], record["title"], record["published"][:10])


def test_there_are_questions_to_begin_with() -> None:
    assert len(set(QUESTIONS)) >= 5
