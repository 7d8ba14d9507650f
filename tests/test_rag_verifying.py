"""Whether what was quoted once still stands, and what is said of it where it does not."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import Any

import pytest
from house import Make
from hypothesis import given
from hypothesis import strategies as st
from talked import BRIDGE, COPY, STORM, assistant, cited, declined, said

from onrecord.index import Article, NewsIndex
from onrecord.index.types import Withdrawal
from onrecord.rag import Conversation
from onrecord.rag.exporting import exported
from onrecord.rag.records import answer_record
from onrecord.rag.verifying import Checked, told_in, verify

MAY = "It reopens in May."


@pytest.fixture
def index(make: Make) -> NewsIndex:
    index = make()
    index.add([BRIDGE, STORM, COPY])
    return index


@pytest.fixture
def record(index: NewsIndex) -> dict[str, Any]:
    return answer_record(said("When?", cited(index, "a1", MAY, "May"), cited(index, "b2", "Storm Ilse", number=2)))


def check(index: NewsIndex, *answers: object) -> list[Checked]:
    content = "\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers).encode()
    return list(verify(told_in(content, "told.json"), index))


def verdicts(index: NewsIndex, *answers: object) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.verdict, one.notes) for one in check(index, *answers)]


STANDS: tuple[str, tuple[str, ...]] = ("stands", ())


# ---- what becomes of a quote -----------------------------------------------------------------------------------------


def test_a_quote_stands_where_it_was_quoted(index: NewsIndex, record: dict[str, Any]) -> None:
    assert verdicts(index, record) == [STANDS, STANDS]


def test_a_removed_article_is_gone(index: NewsIndex, record: dict[str, Any]) -> None:
    index.remove("a1")
    assert verdicts(index, record) == [("gone", ("article a1 is not in the archive any more",)), STANDS]


def test_a_withdrawn_article_is_gone(index: NewsIndex, record: dict[str, Any]) -> None:
    index.add([Withdrawal("a1", "killed")])
    assert verdicts(index, record)[0] == ("gone", ("article a1 is not in the archive any more",))


def test_a_revision_that_is_not_kept_is_named(index: NewsIndex, record: dict[str, Any]) -> None:
    for revision in (7, 2**70):
        record["citations"][0]["revision"] = revision
        (verdict, (note,)), _ = verdicts(index, record)
        assert verdict == "gone"
        assert f"revision {revision} of article a1" in note


@pytest.mark.parametrize(
    ("changed", "note"),
    [
        ({"quote": "It reopens in June."}, "at character 47 the quote has “June.”, and revision 1 has “May.”"),
        ({"quote": "It reopens in May. "}, "at character 51 the quote has “ ”, and revision 1 has nothing"),
        ({"quote": "It reopens in Ma"}, "at character 49 the quote has nothing, and revision 1 has “y.”"),
        ({"start": 34, "focus": None}, "at character 34 the quote has “It reopens in May.”, and revision 1 has “t reo"),
        ({"end": 9_999}, "18 characters are said to stand at 33 to 9999"),
        ({"start": 10**30, "end": 10**30, "focus": None}, f"at character {10**30} the quote has “It reopens in May.”"),
    ],
)
def test_other_words_are_shown_from_the_first_difference(
    index: NewsIndex, record: dict[str, Any], changed: dict[str, Any], note: str
) -> None:
    record["citations"][0].update(changed)
    (verdict, notes), after = verdicts(index, record)
    assert (verdict, after) == ("gone", STANDS)
    assert [one[: len(note)] for one in notes] == [note]


@given(at=st.integers(0, len(MAY) - 1), character=st.characters(codec="utf-8", exclude_categories=["Cs"]))
def test_one_changed_character_is_always_found_at_its_place(index: NewsIndex, at: int, character: str) -> None:
    record = answer_record(said("When?", cited(index, "a1", MAY)))
    record["citations"][0]["quote"] = MAY[:at] + character + MAY[at + 1 :]
    (one,) = check(index, record)
    if MAY[at] == character:
        assert (one.verdict, one.notes) == STANDS
    else:
        assert one.verdict == "gone"
        assert one.notes[0].startswith(f"at character {BRIDGE.text.index(MAY) + at} ")


def test_a_newer_revision_with_these_words_is_said(index: NewsIndex, record: dict[str, Any]) -> None:
    index.add([replace(BRIDGE, text=f"Update. {BRIDGE.text}")])
    assert verdicts(index, record)[0] == ("stands", ("a newer revision has these words too",))


def test_a_newer_revision_without_these_words_is_a_change(index: NewsIndex, record: dict[str, Any]) -> None:
    index.add([replace(BRIDGE, text="It reopens in June.")])
    assert verdicts(index, record)[0] == ("changed", ("a newer revision has not these words",))


def test_a_correction_since_is_a_change_and_one_that_was_told_is_not(index: NewsIndex) -> None:
    before = answer_record(said("When?", cited(index, "a1", MAY)))
    index.add([replace(BRIDGE, remarks=("Correction: in June.",))])
    corrected = ("a newer revision has these words too", "remarked since: Correction: in June.")
    assert verdicts(index, before) == [("changed", corrected)]
    after = answer_record(said("When?", cited(index, "a1", MAY)))
    assert verdicts(index, after) == [STANDS]


def test_an_embargo_is_a_change(index: NewsIndex, record: dict[str, Any]) -> None:
    index.add([replace(BRIDGE, embargo="2999-01-01T00:00:00+00:00")])
    verdict, notes = verdicts(index, record)[0]
    assert (verdict, notes[-1]) == ("changed", "under an embargo until 2999-01-01T00:00:00+00:00")


def test_a_damaged_article_is_told_apart_and_the_others_are_checked(index: NewsIndex, record: dict[str, Any]) -> None:
    index._store.catalog.db.execute("UPDATE revision SET text = 'x' || text WHERE article_id = 'a1'")
    (verdict, (note,)), after = verdicts(index, record)
    assert (verdict, after) == ("damaged", STANDS)
    assert "the article a1 is not what was stored" in note


# ---- what is read ----------------------------------------------------------------------------------------------------


def test_answers_a_line_are_numbered(index: NewsIndex, record: dict[str, Any]) -> None:
    found = check(index, record, answer_record(declined("Why?")), record)
    assert [(one.told.answer, one.told.quoted.number) for one in found] == [(1, 1), (1, 2), (3, 1), (3, 2)]


def test_line_ends_inside_of_quotes_end_no_line(index: NewsIndex) -> None:
    """U+2028 is a line end to some, and is printed as it is."""
    record = answer_record(said("When?", cited(index, "a1", MAY)))
    record["reason"] = "a\u2028b\x85c"
    assert verdicts(index, record, record) == [STANDS, STANDS]


def test_a_conversation_is_read_as_it_is_exported(index: NewsIndex) -> None:
    conversation = Conversation(assistant(index, said("When?", cited(index, "a1", MAY)), declined("Why?")))
    conversation.ask("When?")
    conversation.ask("Why?")
    told = told_in(exported(conversation.kept(), "json", index).encode(), "told.json")
    assert [one.verdict for one in verify(told, index)] == ["stands"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_text_is_read_as_shells_write_it(index: NewsIndex, record: dict[str, Any], encoding: str) -> None:
    content = (json.dumps(record) + "\r\n" + json.dumps(record) + "\r\n").encode(encoding)
    assert [one.verdict for one in verify(told_in(content, "told.json"), index)] == ["stands"] * 4


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"null",
        b"7",
        b"[]",
        b'"turns"',
        b"{}",
        b'{"turns": 1}',
        b'{"turns": [{}]}',
        b'{"turns": [{"answer": []}]}',
        b'{"citations": {}}',
        b'{"citations": [{}]}',
        b'{"citations": [[]]}',
        b'{"citations": [{"article_id": "\\ud800", "revision": 1, "start": 0, "end": 1, "quote": "x"}]}',
        b'{"citations": [{"article_id": "a", "revision": true, "start": 0, "end": 1, "quote": "x"}]}',
        b'{"citations": [{"article_id": "a", "revision": 1, "start": -1, "end": 1, "quote": "x"}]}',
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b"\x80\x81",
        b"id,quote\n1,it rained\n",
        b'{"version": 1, "turns": [',
    ],
)
def test_what_is_none_of_these_is_named(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"^told\.json holds no answers as `onrecord ask --json`"):
        told_in(content, "told.json")


def test_a_broken_line_among_others_is_named(record: dict[str, Any]) -> None:
    line = json.dumps(record)
    with pytest.raises(ValueError, match=r"line 2: "):
        told_in(f"{line}\n{line[:-9]}\n{line}".encode(), "told.json")


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert told_in(content, "told.json") == []


@given(cut=st.integers(0, 2_000))
def test_a_file_that_ends_too_soon_is_refused(index: NewsIndex, cut: int) -> None:
    line = json.dumps(answer_record(said("When?", cited(index, "a1", MAY)))).encode()
    with pytest.raises(ValueError, match="holds no answers"):
        told_in(line[: cut % (len(line) - 1)], "told.json")


def test_ids_are_taken_as_they_are(index: NewsIndex) -> None:
    odd = Article("x' OR '1'='1", "T", "It rained.")
    index.add([odd])
    record = answer_record(said("Why?", cited(index, odd.id, "It rained.")))
    assert verdicts(index, record) == [STANDS]
    record["citations"][0]["article_id"] = "y' OR '1'='1"
    assert verdicts(index, record)[0][0] == "gone"
