from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import platformdirs
import pytest

from onrecord.index import Article, NewsIndex
from onrecord.rag.places import default_folder, sample_folder, user_folder


def test_the_index_is_where_the_environment_says_or_in_the_users_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_INDEX", "/somewhere")
    assert default_folder() == Path("/somewhere")
    monkeypatch.setenv("ONRECORD_INDEX", "")
    assert default_folder() == user_folder()
    assert "onrecord" in user_folder().parts


def test_the_sample_index_is_built_once_and_again_when_it_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path / "cache"))
    taken: list[str] = []

    def some(articles: Iterable[Article]) -> Iterable[Article]:
        for article in list(articles)[:2]:
            taken.append(article.id)
            yield article

    folder = sample_folder(some)
    assert sample_folder(some) == folder
    assert len(taken) == 2
    with NewsIndex.open(folder) as index:
        assert len(index) == 2
    (folder / "catalog.sqlite").write_bytes(b"")
    assert sample_folder(some) == folder
    assert len(taken) == 4
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
