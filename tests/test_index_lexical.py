"""Words: what is found, in which order, within which limits; whatever was written and asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from passages import LIMITS, entries_of, left_by
from texts import texts

from onrecord.index.entries import Entry
from onrecord.index.lexical import LexicalIndex, LexicalWriter, terms
from onrecord.index.limits import EVERYTHING, Limits

ENTRIES = [
    Entry(1, "Bridge shut\nThe Tollgate Bridge was closed on Monday.", "2025-07-04", "The Courier", "en", since=1),
    Entry(2, "Vaccine\nThe norovirus vaccine works.", "2025-07-06", "Österreich heute", "de-at", since=2),
    Entry(3, "Weather\nIt rained on the bridge.", None, "", since=3),
]


def written(folder: Path, entries: Iterable[Entry], previous: Path | None = None, remove: Iterable[int] = ()) -> Path:
    writer = LexicalWriter(folder, previous)
    writer.remove(remove)
    writer.add(entries)
    writer.commit()
    return folder


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    return LexicalIndex(written(tmp_path / "first", ENTRIES))


def found(index: LexicalIndex, text: str, limits: Limits = EVERYTHING, k: int = 10) -> list[int]:
    return [name for name, _ in index.search(text, k, limits)]


# ---- words -----------------------------------------------------------------------------------------------------------


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


def test_a_word_asked_twice_counts_once(lexical: LexicalIndex) -> None:
    assert lexical.search("bridge bridge rained", 9) == lexical.search("bridge rained", 9)


def test_accents_do_not_matter(tmp_path: Path) -> None:
    assert found(LexicalIndex(written(tmp_path / "a", [Entry(1, "Réka Varga", None, "")])), "reka") == [1]


def test_words_are_lower_case_stems_without_stop_words() -> None:
    assert terms("The Bridges of Köln, closing!") == ["bridg", "koln", "close"]


@pytest.mark.parametrize("k", [0, -1])
def test_no_places_nothing_found(lexical: LexicalIndex, k: int) -> None:
    assert found(lexical, "bridge", k=k) == []


def test_more_places_than_passages_give_each_once(lexical: LexicalIndex) -> None:
    assert sorted(found(lexical, "bridge vaccine", k=10**15)) == [1, 2, 3]


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    index = LexicalIndex(written(tmp_path / "a", []))
    assert (len(index), index.ids(), found(index, "bridge")) == (0, [], [])


@settings(max_examples=20)
@given(texts)
def test_any_text_can_be_indexed_and_asked(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("lexical") / "index"
    index = LexicalIndex(written(folder, [Entry(1, text, None, text[:99], text), Entry(2, "bridge", None, "")]))
    assert len(index) == 2
    assert set(found(index, text)) <= {1, 2}
    assert set(found(index, text, Limits(outlets=(text.lower(),), languages=(text,)))) <= {1, 2}
    assert 2 in found(index, "bridge")


@settings(max_examples=15)
@given(st.sampled_from(re.findall(r"[a-z]{5,}", " ".join(entry.text for entry in ENTRIES).lower())))
def test_every_longer_word_finds_its_passage(tmp_path_factory: pytest.TempPathFactory, word: str) -> None:
    index = LexicalIndex(written(tmp_path_factory.mktemp("lexical") / "index", ENTRIES))
    assert set(found(index, word)) == {entry.id for entry in ENTRIES if word in entry.text.lower()}


# ---- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "ids"),
    [
        (Limits(first=20250704), [1, 2]),
        (Limits(first=20250705), [2]),
        (Limits(last=20250705), [1]),
        (Limits(first=20250704, last=20250704), [1]),
        (Limits(outlets=("the courier",)), [1]),
        (Limits(outlets=("österreich heute", "nobody")), [2]),
        (Limits(outlets=("nobody",)), []),
        (Limits(languages=("de", "en")), [1, 2]),
        (Limits(first=20250705, outlets=("the courier",)), []),
        (Limits(among=np.array([3, 99])), [3]),
        (Limits(known=2), [1, 2]),
        (Limits(published_by=20250704, added_by=3), [1, 3]),
        (Limits(published_by=20250704, added_by=2), [1]),
    ],
)
def test_limits_leave_what_they_say(lexical: LexicalIndex, limits: Limits, ids: list[int]) -> None:
    assert sorted(found(lexical, "bridge vaccine rained", limits)) == ids


def test_limits_do_not_change_scores(lexical: LexicalIndex) -> None:
    bare = dict(lexical.search("bridge", 10))
    several = Limits(outlets=("the courier",), first=20250101, known=3, among=np.array([1, 2]))
    assert lexical.search("bridge", 10, several) == [(1, pytest.approx(bare[1]))]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[LexicalIndex, list[Entry]]:
    """A thousand passages, of which those that limits leave are seldom the best."""
    texts = ["bridge bridge", "bridge of the town, long closed", "a bridge"]
    entries = [
        Entry(e.id, texts[n % 3], e.day, e.outlet, e.language, e.since, e.until) for n, e in enumerate(entries_of(1000))
    ]
    return LexicalIndex(written(tmp_path_factory.mktemp("many") / "index", entries)), entries


@pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS)
def test_limits_leave_the_same_as_of_vectors_and_apply_before_ranking(
    many: tuple[LexicalIndex, list[Entry]], limits: Limits
) -> None:
    index, entries = many
    allowed = {entry.id for entry in entries if left_by(limits, entry)}
    assert set(found(index, "bridge", limits, k=1000)) == allowed
    every = [name for name in found(index, "bridge", k=1000) if name in allowed]
    scores = dict(index.search("bridge", 1000))
    assert [score for _, score in index.search("bridge", 10, limits)] == [scores[name] for name in every[:10]]


# ---- changing --------------------------------------------------------------------------------------------------------


def test_a_new_state_shares_files_and_leaves_the_old_one(tmp_path: Path, lexical: LexicalIndex) -> None:
    second = LexicalIndex(written(tmp_path / "second", [Entry(4, "A bridge", None, "")], tmp_path / "first", [1]))
    assert sorted(found(second, "bridge")) == [3, 4]
    assert sorted(found(lexical, "bridge")) == [1, 3]
    assert (len(second), len(lexical)) == (3, 3)
    assert (second.ids(), lexical.ids()) == ([2, 3, 4], [1, 2, 3])
    inodes = [{file.stat().st_ino for file in (tmp_path / name).iterdir()} for name in ("first", "second")]
    assert inodes[0] & inodes[1], "what did not change is linked, not copied"


def test_an_old_state_can_be_opened_after_a_new_one_was_made(tmp_path: Path, lexical: LexicalIndex) -> None:
    written(tmp_path / "second", [], tmp_path / "first", [1, 3])
    assert sorted(found(LexicalIndex(tmp_path / "first"), "bridge")) == [1, 3]


def test_what_is_not_there_is_taken_out_harmlessly(tmp_path: Path, lexical: LexicalIndex) -> None:
    assert len(LexicalIndex(written(tmp_path / "second", [], tmp_path / "first", [-1, 99, 10**15]))) == 3


def test_everything_can_be_taken_out_and_put_in_again(tmp_path: Path, lexical: LexicalIndex) -> None:
    written(tmp_path / "second", [], tmp_path / "first", [1, 2, 3])
    assert len(LexicalIndex(tmp_path / "second")) == 0
    assert found(LexicalIndex(written(tmp_path / "third", ENTRIES, tmp_path / "second")), "norovirus") == [2]


def test_many_changes_do_not_leave_many_files(tmp_path: Path) -> None:
    folder = written(tmp_path / "0", [Entry(n, f"bridge {n}", None, "") for n in range(50)])
    for n in range(1, 13):
        folder = written(tmp_path / str(n), [Entry(100 + n, f"ferry {n}", None, "")], folder, [n])
    assert len(list(folder.iterdir())) < 60
    assert len(LexicalIndex(folder)) == 50


def test_the_files_named_are_all_that_is_needed_and_anybody_may_read_them(tmp_path: Path) -> None:
    first = written(tmp_path / "first", ENTRIES)
    writer = LexicalWriter(tmp_path / "second", first)
    writer.remove([2])
    named = writer.commit()
    (tmp_path / "copy").mkdir()
    for name in named:
        (tmp_path / "copy" / name).write_bytes((tmp_path / "second" / name).read_bytes())
        assert (tmp_path / "second" / name).stat().st_mode & 0o444 == first.stat().st_mode & 0o444
    assert LexicalIndex(tmp_path / "copy").ids() == [1, 3]


def test_an_abandoned_change_leaves_what_was_there(tmp_path: Path, lexical: LexicalIndex) -> None:
    writer = LexicalWriter(tmp_path / "second", tmp_path / "first")
    writer.add([Entry(9, "bridge", None, "")])
    writer.abandon()
    assert len(LexicalIndex(tmp_path / "first")) == 3


def test_a_folder_that_holds_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text(json.dumps({"segments": "none"}))
    with pytest.raises(ValueError, match=r"."):
        LexicalIndex(tmp_path)
