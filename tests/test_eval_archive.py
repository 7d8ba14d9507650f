"""Indexes over data sets: built once, found again by what is in them, gone on with where they were cut short."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from embedders import HashingEmbedder, RecordingEmbedder

from onrecord.eval.archive import Built, built, cache_folder
from onrecord.index import Article, ChunkSettings

ARTICLES = [
    Article(f"a{n}", f"Gust {n}", f"Gust number {n} took a roof. It was mended.", published="2025-07-04")
    for n in range(90)
]


def build(
    cache: Path, articles: Sequence[Article] = ARTICLES, embedder: HashingEmbedder | None = None, **options: Any
) -> tuple[Built, set[str], str]:
    """What was built, which articles the index has, and the folder it is in."""
    with built(articles, cache=cache, embedder=embedder or HashingEmbedder(), **options) as (index, cost):
        return cost, {article.id for article in index.newest()}, index.folder.parent.name


def test_an_index_over_the_articles_is_built_and_open(tmp_path: Path) -> None:
    with built(ARTICLES, cache=tmp_path, embedder=HashingEmbedder()) as (index, cost):
        assert len(index) == cost.articles == 90
        assert index.passages == cost.passages == 90
        assert index.article("a7") == ARTICLES[7]
        assert index.search("Gust number 7", 1, by="lexical")[0].article.id == "a7"
        assert cost.seconds > 0


def test_the_second_time_nothing_is_embedded_and_what_it_cost_is_still_known(tmp_path: Path) -> None:
    first, again = RecordingEmbedder(), RecordingEmbedder()
    before = build(tmp_path, embedder=first)
    assert len(first.passages) == 90
    assert build(tmp_path, embedder=again) == before
    assert again.passages == []


@pytest.mark.parametrize(
    "changed",
    [
        {"articles": ARTICLES[:-1]},
        {"articles": [replace(ARTICLES[0], text="A roof went."), *ARTICLES[1:]]},
        {"articles": [replace(ARTICLES[0], title="Roof"), *ARTICLES[1:]]},
        {"articles": [replace(ARTICLES[0], published=None), *ARTICLES[1:]]},
        {"settings": ChunkSettings(64, 0)},
    ],
    ids=["an article less", "other text", "another title", "no day", "cut otherwise"],
)
def test_other_articles_or_settings_make_another_index(tmp_path: Path, changed: dict[str, Any]) -> None:
    kept, other = build(tmp_path)[2], build(tmp_path, **changed)[2]
    assert kept != other
    assert {folder.name for folder in tmp_path.iterdir()} == {kept, other}


def test_other_weights_make_another_index(tmp_path: Path) -> None:
    class Other(HashingEmbedder):
        fingerprint = "hashing-64-2"

    assert build(tmp_path)[2] != build(tmp_path, embedder=Other())[2]


def test_other_code_that_cuts_and_stores_makes_another_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = build(tmp_path)[2]
    monkeypatch.setattr("onrecord.eval.archive._DECIDES", ("chunking", "tokens"))
    assert build(tmp_path)[2] != before


def test_what_is_added_is_watched_article_by_article_and_by_name(tmp_path: Path) -> None:
    seen: list[Any] = []
    names: list[str] = []

    def watch(items: Sequence[Any], name: str) -> Iterable[Any]:
        names.append(name)
        for item in items:
            seen.append(item)
            yield item

    with built(ARTICLES, "windows", cache=tmp_path, embedder=HashingEmbedder(), watch=watch):
        pass
    assert seen == ARTICLES
    with built(ARTICLES, "windows", cache=tmp_path, embedder=HashingEmbedder(), watch=watch):
        pass
    assert names == ["windows"], "there is nothing to watch the second time"


def test_a_build_that_is_interrupted_goes_on_where_it_was(tmp_path: Path) -> None:
    """Articles are embedded and kept 64 at a time, so of 90 the last 26 are left."""

    def interrupted(items: Sequence[Any], _: str) -> Iterator[Any]:
        yield from items[:70]
        raise KeyboardInterrupt

    first, second = RecordingEmbedder(), RecordingEmbedder()
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, embedder=first, watch=interrupted)
    cost, names, _ = build(tmp_path, embedder=second)
    assert (cost.articles, names) == (90, {article.id for article in ARTICLES})
    assert len(first.passages) == 64
    assert len(second.passages) == 26


def test_what_a_build_cost_is_what_lies_on_the_disk(tmp_path: Path) -> None:
    """Within a tenth: the last page of a database may be written when it is closed."""
    cost, _, folder = build(tmp_path)
    files = [file for file in (tmp_path / folder / "index").rglob("*") if file.is_file()]
    assert cost.size == pytest.approx(sum(file.stat().st_size for file in files), rel=0.1)


@pytest.mark.parametrize("left", ["nothing", "half a line"])
def test_a_kept_index_whose_files_are_gone_or_torn_is_built_again(tmp_path: Path, left: str) -> None:
    """A cache is what anybody may tidy up, and a machine may stop while anything is written."""
    folder = tmp_path / build(tmp_path)[2]
    if left == "nothing":
        for file in sorted((folder / "index").rglob("*"), reverse=True):
            file.unlink() if file.is_file() else file.rmdir()
    else:
        (folder / "built.json").write_text('{"articles": 9')
    cost, names, _ = build(tmp_path)
    assert (cost.articles, len(names)) == (90, 90)
    assert json.loads((folder / "built.json").read_text())["articles"] == 90


def test_indexes_are_kept_in_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("onrecord.eval.archive.cache_folder", lambda: tmp_path / "cache")
    with built(ARTICLES[:1], embedder=HashingEmbedder()) as (index, _):
        assert index.folder.is_relative_to(tmp_path / "cache")
    assert cache_folder().parts[-2:] == ("onrecord", "eval")
