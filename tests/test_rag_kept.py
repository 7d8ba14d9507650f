"""The form in which a conversation is kept: what is written is read back, and what is damaged is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talked import BRIDGE, declined, kept, moment, turn

from onrecord.index import Filters
from onrecord.index.errors import StoreError
from onrecord.index.normalise import normalise_line
from onrecord.rag import Answer, Citation
from onrecord.rag.kept import Kept, KeptTurn, kept_of, kept_record, kept_text, read_kept
from onrecord.rag.records import answer_record
from onrecord.rag.types import Choice

ANSWER = Answer(
    "When?",
    "When does it reopen?",
    "May",
    (Citation(1, BRIDGE, 2, 33, 51, (47, 50), (BRIDGE,)),),
    0.5,
    False,
    "",
    choices=(Choice("May", "In May?"),),
)
WHOLE = kept(
    KeptTurn(
        "When?",
        moment(1),
        answer_record(ANSWER),
        Filters("2025-07-01", outlets=("The Courier",)),
        "2025-07-08",
        ("time",),
    ),
    KeptTurn("Why?", moment(2), answer_record(declined("Why?", BRIDGE))),
)
LINES = st.text().map(normalise_line)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "000000000001.json"
    path.write_text(kept_text(WHOLE), encoding="utf-8")
    return path


def test_what_is_written_is_read_back(path: Path) -> None:
    assert read_kept(path) == WHOLE
    stated = json.loads(path.read_bytes())
    assert (stated["version"], stated["started"]) == (1, "2025-07-08T12:00:00+00:00")
    assert stated["turns"][0]["filters"] == {"after": "2025-07-01", "outlets": ["The Courier"]}
    assert stated["turns"][0]["answer"] == answer_record(ANSWER)
    assert stated["turns"][0]["ignored"] == ["time"]


def test_where_nothing_is_said_of_it_nothing_was_ignored(path: Path) -> None:
    stated = json.loads(path.read_bytes())
    del stated["turns"][0]["ignored"]
    stated["turns"][1]["ignored"] = ["exact", "what a later version knows", "time"]
    assert [turn.ignored for turn in kept_of(stated).turns] == [(), ("time", "exact")]


def test_what_a_record_has_beside_what_is_known_of_it_is_kept(path: Path) -> None:
    grown = kept(turn(answered_by="a later version"))
    path.write_text(kept_text(grown), encoding="utf-8")
    assert read_kept(path).turns[0].answer["answered_by"] == "a later version"


@given(
    name=LINES,
    asked=st.lists(st.tuples(LINES, st.text(st.characters(codec="utf-8"))), max_size=4),
    outlets=st.lists(LINES.filter(bool), max_size=2),
)
def test_any_text_comes_back_as_it_was(name: str, asked: list[tuple[str, str]], outlets: list[str]) -> None:
    turns = [
        KeptTurn(question, moment(0), turn(reason=reason).answer, Filters(outlets=tuple(outlets)))
        for question, reason in asked
    ]
    whole = kept(*turns, name=name)
    assert kept_of(json.loads(kept_text(whole).encode())) == whole


# ---- damage ----------------------------------------------------------------------------------------------------------


def with_changed(where: tuple[str | int, ...], value: Any) -> str:
    """The conversation with something else in one place, or, of ``...``, without it."""
    stated = json.loads(kept_text(WHOLE))
    inside = stated
    for step in where[:-1]:
        inside = inside[step]
    if value is ...:
        del inside[where[-1]]
    else:
        inside[where[-1]] = value
    return json.dumps(stated)


CITATION = ("turns", 0, "answer", "citations", 0)
NEAR = ("turns", 1, "answer", "nearest", 0)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("version",), "1"),
        (("version",), ...),
        (("id",), 7),
        (("name",), None),
        (("name",), "\ud800"),
        (("started",), "yesterday"),
        (("started",), "0001-01-01T00:00:00+14:00"),
        (("turns",), {"a": 1}),
        (("turns",), 5),
        (("turns", 0), "Why?"),
        (("turns", 0, "question"), ["Why?"]),
        (("turns", 0, "asked"), 0),
        (("turns", 0, "filters"), {"colour": "red"}),
        (("turns", 0, "filters"), {"outlets": [1]}),
        (("turns", 0, "filters"), {"after": "soon"}),
        (("turns", 0, "as_of"), "soon"),
        (("turns", 0, "answer"), []),
        (("turns", 0, "answer", "abstained"), "no"),
        (("turns", 0, "answer", "citations"), ...),
        (("turns", 0, "answer", "citations"), {}),
        (("turns", 0, "answer", "confidence"), "high"),
        (("turns", 0, "answer", "confidence"), 10**400),
        (("turns", 0, "answer", "choices"), [1]),
        ((*CITATION, "article_id"), 1),
        ((*CITATION, "start"), -1),
        ((*CITATION, "start"), True),
        ((*CITATION, "end"), 1.5),
        ((*CITATION, "quote"), None),
        ((*CITATION, "focus"), [0, 3]),
        ((*CITATION, "focus"), [47]),
        ((*CITATION, "focus"), 47),
        ((*CITATION, "remarks"), "a remark"),
        ((*CITATION, "also"), ["a1"]),
        ((*CITATION, "published"), 2025),
        ((*NEAR, "signals"), [1]),
        ((*NEAR, "score"), ...),
        ((*NEAR, "text"), ...),
    ],
)
def test_what_is_not_as_it_was_written_is_one_error_that_names_the_file(
    path: Path, where: tuple[str | int, ...], value: Any
) -> None:
    path.write_text(with_changed(where, value), encoding="utf-8")
    with pytest.raises(StoreError, match=r"000000000001\.json is not a conversation as onrecord writes it"):
        read_kept(path)


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 100, b"[]", b"null", b"7", b"{" * 5, b"[" * 200_000, b'{"version": 1}', b"\xff\xfe{"]
)
def test_another_file_is_one_error_that_names_it(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"000000000001\.json is not a conversation as onrecord writes it"):
        read_kept(path)


def test_a_file_that_ends_too_soon_is_never_taken_for_whole(path: Path) -> None:
    content = path.read_bytes()
    for end in range(0, len(content) - 2, 37):
        path.write_bytes(content[:end])
        with pytest.raises(StoreError, match="is not a conversation"):
            read_kept(path)


@given(at=st.integers(0, len(kept_text(WHOLE)) - 1), bit=st.integers(0, 7))
def test_a_changed_bit_is_an_error_or_a_conversation(path: Path, at: int, bit: int) -> None:
    content = bytearray(kept_text(WHOLE).encode())
    content[at % len(content)] ^= 1 << bit
    path.write_bytes(content)
    try:
        found: Kept | str = read_kept(path)
    except StoreError as error:
        found = str(error)
    assert isinstance(found, Kept) or "000000000001.json" in found


def test_what_a_newer_version_wrote_is_left_to_it(path: Path) -> None:
    path.write_text(json.dumps({**kept_record(WHOLE), "version": 2}), encoding="utf-8")
    with pytest.raises(StoreError, match=r"000000000001\.json cannot be read: it was written by a newer onrecord"):
        read_kept(path)


def test_what_is_no_file_is_named(path: Path) -> None:
    path.unlink()
    with pytest.raises(FileNotFoundError):
        read_kept(path)
    path.mkdir()
    with pytest.raises(StoreError, match=r"000000000001\.json cannot be read"):
        read_kept(path)
