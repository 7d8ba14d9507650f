from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import texts

from onrecord.index import Filters
from onrecord.index.lexical import LexicalIndex
from onrecord.index.staging import Entry

ENTRIES = [
    Entry(1, "Bridge shut\nThe Tollgate Bridge was closed on Monday.", "2025-07-04", "The Courier"),
    Entry(2, "Vaccine\nThe norovirus vaccine works.", "2025-07-06", "Österreich heute"),
    Entry(3, "Weather\nIt rained on the bridge.", None, ""),
]


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    LexicalIndex.write(tmp_path / "first", None, [], ENTRIES)
    return LexicalIndex(tmp_path / "first")


def found(index: LexicalIndex, text: str, filters: Filters | None = None, k: int = 10) -> list[int]:
    return [name for name, _ in index.search(text, k, filters)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("norovirus", [2]),
        ("VACCINES", [2]),
        ("the Tollgate bridge", [1, 3]),
        ("bridges", [1, 3]),
        ("the of and", []),
        ("", []),
        ("submarine", []),
        ('bridge" OR text:vaccine)) NOT *', [1, 2, 3]),
    ],
)
def test_passages_with_any_of_the_words_are_found(lexical: LexicalIndex, text: str, ids: list[int]) -> None:
    assert sorted(found(lexical, text)) == ids


def test_the_rarer_word_counts_more(lexical: LexicalIndex) -> None:
    assert found(lexical, "rained on the bridge") == [3, 1]


def test_accents_do_not_matter(tmp_path: Path) -> None:
    LexicalIndex.write(tmp_path / "a", None, [], [Entry(1, "Réka Varga", None, "")])
    assert found(LexicalIndex(tmp_path / "a"), "reka") == [1]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(after="2025-07-04"), [1, 2]),
        (Filters(after="2025-07-05"), [2]),
        (Filters(before="2025-07-05"), [1]),
        (Filters(after="2025-07-04", before="2025-07-04"), [1]),
        (Filters(outlets=("the courier",)), [1]),
        (Filters(outlets=("ÖSTERREICH HEUTE", "nobody")), [2]),
        (Filters(outlets=("nobody",)), []),
        (Filters(after="2025-07-05", outlets=("The Courier",)), []),
    ],
)
def test_filters_limit_by_day_and_outlet(lexical: LexicalIndex, filters: Filters, ids: list[int]) -> None:
    assert sorted(found(lexical, "bridge vaccine rained", filters)) == ids


def test_filters_do_not_change_scores(lexical: LexicalIndex) -> None:
    bare = dict(lexical.search("bridge", 10))
    assert lexical.search("bridge", 10, Filters(outlets=("The Courier",))) == [(1, pytest.approx(bare[1]))]


def test_a_new_generation_shares_files_and_leaves_the_old_one(tmp_path: Path, lexical: LexicalIndex) -> None:
    LexicalIndex.write(tmp_path / "second", tmp_path / "first", [1], [Entry(4, "A bridge", None, "")])
    second = LexicalIndex(tmp_path / "second")
    assert sorted(found(second, "bridge")) == [3, 4]
    assert sorted(found(lexical, "bridge")) == [1, 3]
    assert (len(second), len(lexical)) == (3, 3)


def test_no_places_nothing_found(lexical: LexicalIndex) -> None:
    assert found(lexical, "bridge", k=0) == []


@given(texts)
def test_any_text_can_be_indexed_and_asked(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("lexical") / "index"
    LexicalIndex.write(folder, None, [], [Entry(1, text, None, text), Entry(2, "bridge", None, "")])
    index = LexicalIndex(folder)
    assert len(index) == 2
    assert set(found(index, text)) <= {1, 2}
    assert 2 in found(index, "bridge")


@given(st.sampled_from(re.findall(r"[a-z]{5,}", " ".join(entry.text for entry in ENTRIES).lower())))
def test_every_longer_word_finds_its_passage(tmp_path_factory: pytest.TempPathFactory, word: str) -> None:
    folder = tmp_path_factory.mktemp("lexical") / "index"
    LexicalIndex.write(folder, None, [], ENTRIES)
    assert set(found(LexicalIndex(folder), word)) == {entry.id for entry in ENTRIES if word in entry.text.lower()}
