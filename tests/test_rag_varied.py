"""The question before with something else in it."""

from __future__ import annotations

import pytest

from onrecord.rag.varied import varied


@pytest.mark.parametrize(
    ("before", "fragment", "query"),
    [
        ("How many people died in Syria?", "in Gaza?", "How many people died in Gaza?"),
        ("How many people died in 2023?", "the year before?", "How many people died in 2022?"),
        ("How many people died in 2023?", "the year after", "How many people died in 2024?"),
        ("How many people died?", "the year before?", "How many people died the year before?"),
        ("What did Angela Merkel say?", "Emmanuel Macron?", "What did Emmanuel Macron say?"),
        ("Why was it shut?", "", "Why was it shut?"),
    ],
)
def test_what_is_like_it_is_replaced(before: str, fragment: str, query: str) -> None:
    assert varied(before, fragment) == query
