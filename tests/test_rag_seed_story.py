"""The first questions the project was made for, over the article they are about, added as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.index import NewsIndex
from onrecord.index.sources import read
from onrecord.rag import Answer, Assistant, Turn


@pytest.fixture(scope="module")
def seeded(seed_article: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with NewsIndex.open(tmp_path_factory.mktemp("seed") / "archive", create=True) as index:
        index.add(read(seed_article))
        yield Assistant(index)


def quotes(answer: Answer) -> str:
    return " ".join(citation.quote for citation in answer.citations)


def test_how_long_the_call_lasted(seeded: Assistant) -> None:
    answer = seeded.ask("How long did the call last?")
    assert "40 minutes" in answer.text
    assert "40 minutes" in quotes(answer)


def test_who_was_spoken_with_and_what_was_said(seeded: Assistant) -> None:
    who = seeded.ask("Who did Zelenskyy speak with?")
    assert "Trump" in who.text
    what = seeded.ask("What did he say about joint production?", history=[Turn(who.question, who)])
    assert "Zelenskyy" in what.query
    assert "joint" in quotes(what)
    assert "production" in quotes(what)


def test_what_it_does_not_say_is_declined(seeded: Assistant) -> None:
    answer = seeded.ask("How many soldiers were killed?")
    assert answer.abstained
    assert not answer.citations
