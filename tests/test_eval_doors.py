"""What is made to measure the doors goes through them whole."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from onrecord.eval import doors
from onrecord.eval.door_material import numbered, pages
from onrecord.eval.made_warc import Generated, archive
from onrecord.index import Article
from onrecord.index.sources import read
from onrecord.index.sources.warc import read_warc
from onrecord.seeds import ARTICLES


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return numbered(list(read(ARTICLES))[:3], 4)


@pytest.mark.parametrize("name", doors.DOORS)
def test_articles_in_every_form_go_through_their_door(name: str, articles: list[Article]) -> None:
    files = doors.made_for(name, articles)[:4]
    passed = doors.through(doors.DOORS[name], files, 1e-9)
    assert passed.articles
    assert not passed.rejected
    assert passed.bytes == sum(len(content) for _, content in files)


@pytest.mark.parametrize("packed", [False, True])
def test_a_made_web_archive_has_the_size_and_the_pages_it_should_have(packed: bool, articles: list[Article]) -> None:
    made = Generated(archive(pages(articles), 30_000_000, packed=packed))
    found = list(read_warc(io.BufferedReader(made), "a.warc"))
    assert [item.id for item in found if isinstance(item, Article)] == [
        f"https://news.example/{article.id}" for article in articles
    ]
    assert len(found) == len(articles)
    assert 30_000_000 < made.given < 36_000_000


def test_the_command_prints_a_line_a_kind_of_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "x"}\n{}\n', encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["doors", str(tmp_path)])
    doors.main()
    header, line = capsys.readouterr().out.splitlines()
    assert header.split() == ["door", "articles", "rejected", "MB/s", "articles/s"]
    assert line.split()[:3] == [".jsonl", "1", "1"]
