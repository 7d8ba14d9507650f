from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.eval.loaders import load
from onrecord.index.errors import OnRecordError, StoreError
from onrecord.rag.feedback import Feedback, Judged, Said, pairs

RIGHT = Judged(
    conversation="0123456789ab", turn=2, at="2025-07-05T10:00:00+00:00", verdict="right", nothing=False, note="",
    question="How long was it?", query="How long was the call?", asked="2025-07-05", abstained=False,
    answer="forty minutes", quote="The call lasted forty minutes.", article="call", revision=1,
    history=(Said("Who spoke?", "the two leaders"), Said("Why?", "")),
)  # fmt: skip
DECLINED = replace(RIGHT, turn=3, abstained=True, answer="", quote="", article="", revision=0)


def test_what_was_said_is_read_again(tmp_path: Path) -> None:
    store = Feedback(tmp_path)
    assert store.read() == []
    hostile = replace(DECLINED, note="<script>alert(1)</script>\n${alert(1)} \u202e {{7*7}}")
    store.keep(RIGHT)
    store.keep(hostile)
    assert Feedback(tmp_path).read() == [RIGHT, hostile]


def test_the_last_word_on_an_answer_counts_and_can_be_taken_back(tmp_path: Path) -> None:
    store = Feedback(tmp_path)
    store.keep(RIGHT)
    store.keep(DECLINED)
    store.keep(replace(RIGHT, verdict="wrong"))
    assert [(one.turn, one.verdict) for one in store.read()] == [(3, "right"), (2, "wrong")]
    store.take_back(RIGHT.conversation, 2)
    store.take_back(RIGHT.conversation, 9)
    assert [one.turn for one in store.read()] == [3]


def test_it_is_for_its_owner_alone_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    store = Feedback(tmp_path)
    store.keep(RIGHT)
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert sorted(path.name for path in store.folder.iterdir() if path.suffix != "") == ["judged.jsonl"]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        '{"version": 2}',
        '{"version": 1}',
        "\ud800".encode("utf-16", "surrogatepass").decode("latin-1"),
    ],
)
def test_a_damaged_file_is_named_and_not_written_over(tmp_path: Path, line: str) -> None:
    store = Feedback(tmp_path)
    store.keep(RIGHT)
    damaged = store.file.read_text(encoding="utf-8") + line + "\n"
    store.file.write_text(damaged, encoding="utf-8")
    with pytest.raises(StoreError, match=r"line 2 of .*judged\.jsonl"):
        store.read()
    with pytest.raises(OnRecordError):
        store.keep(DECLINED)
    assert store.file.read_text(encoding="utf-8") == damaged


@pytest.mark.parametrize(
    ("judged", "known"),
    [
        (RIGHT, {"answers": ["forty minutes"], "article": ["call"], "quote": RIGHT.quote}),
        (replace(RIGHT, verdict="wrong"), None),
        (replace(RIGHT, verdict="wrong", nothing=True), {"answerable": False}),
        (DECLINED, {"answerable": False}),
        (replace(DECLINED, verdict="wrong"), {"answerable": True}),
    ],
)
def test_what_is_known_of_an_answer(judged: Judged, known: dict[str, object] | None) -> None:
    pair = pairs(judged)
    if known is None:
        assert pair is None
    else:
        assert pair is not None
        assert known.items() <= pair.items()


def test_pairs_are_what_an_evaluation_reads(tmp_path: Path) -> None:
    given = [RIGHT, DECLINED, replace(DECLINED, turn=4, verdict="wrong")]
    file = tmp_path / "pairs.jsonl"
    file.write_text("".join(json.dumps(pairs(one)) + "\n" for one in given), encoding="utf-8")
    loaded = load(file)
    first, declined, missed = loaded.questions
    assert (first.text, first.rewrite, first.answers, first.asked) == (
        RIGHT.question, RIGHT.query, ("forty minutes",), "2025-07-05",
    )  # fmt: skip
    assert [(turn.question, turn.answer) for turn in first.history] == [("Who spoke?", "the two leaders"), ("Why?", "")]
    assert first.relevant == {"call": 1}
    assert (declined.answerable, missed.answerable) == (False, True)
    assert not loaded.rejected
