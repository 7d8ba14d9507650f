"""The page stays quick, whatever is in it. The bounds are three times what is promised, as no machine is always quiet;
``python tests/e2e/quick.py`` says what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from embedders import HashingEmbedder
from quick import interactive, opening, prepared, scrolling, taking_up

pytestmark = [pytest.mark.browser, pytest.mark.alone]

Open = Any


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with prepared(tmp_path_factory.mktemp("quick") / "archive", HashingEmbedder()) as served:
        yield served


def test_a_question_can_be_typed_soon(address: str, open_page: Open) -> None:
    open_page(address)
    assert interactive(open_page(address)) < 3 * 1_500


def test_a_long_article_opens_soon_and_scrolls_smoothly(address: str, open_page: Open) -> None:
    visit = open_page(address)
    turn = visit.ask("Who rose?")
    opening(visit, turn)
    assert min(opening(visit, turn) for _ in range(3)) < 3 * 150
    assert scrolling(visit, "#source .article-body") < 3 * 34


def test_a_thousand_turns_are_taken_up_soon_and_scroll_smoothly(address: str, open_page: Open) -> None:
    visit = open_page(address)
    assert taking_up(visit) < 3 * 2_000
    assert scrolling(visit, "html") < 3 * 34
