from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.eval.loaders import load
from onrecord.eval.types import Dataset, Exchange
from onrecord.index.errors import SourceError

FULL = {
    "ID": "p1",
    "Question": "And  when?",
    "Answers": ["in May", "May", "in May"],
    "article": ["a1", "a2"],
    "quote": "It opened\nin May.",
    "asked": "5 July 2025",
    "history": [
        {"question": "What opened?", "answer": "The bridge."},
        "By whom?",
        {"Question": "Where?", "answer": None},
    ],
    "rewrite": "When did the bridge open?",
    "kind": "date",
    "note": "not read",
}
TABLE = """\
Question,answer,answers,article,articles,asked,quote,history,kind,answerable
What opened?,The bridge | the ferry,,a1,,2025-07-05,"The bridge
opened.",,thing,
When?,,May|in May,,a1|a2,,,"[""What opened?""]",,
Who paid?,,,a1,,,,,,
Why?,,,a1,,,,,,yes
"""


def loaded(folder: Path, content: str | list[Any], name: str = "own.jsonl") -> Dataset:
    path = folder / name
    if not isinstance(content, str):
        content = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in content)
    path.write_text(content, encoding="utf-8")
    return load(path)


def test_a_pair_says_all_it_may_say(tmp_path: Path) -> None:
    found = loaded(tmp_path, [FULL])
    assert (found.name, found.form, found.articles, found.rejected) == ("own", "pairs", (), ())
    (question,) = found.questions
    assert (question.id, question.text, question.answers) == ("p1", "And when?", ("in May", "May"))
    assert question.relevant == {"a1": 1, "a2": 1}
    assert (question.quote, question.marks) == ("It opened\nin May.", ())
    assert (question.asked, question.rewrite) == ("2025-07-05", "When did the bridge open?")
    assert question.labels == {"kind": "date", "turn": "4"}
    assert question.group == "What opened?"
    assert question.history == (Exchange("What opened?", "The bridge."), Exchange("By whom?"), Exchange("Where?"))
    assert question.answerable is True


def test_questions_of_one_conversation_are_a_group(tmp_path: Path) -> None:
    first = {"question": "What opened?", "answer": "the bridge"}
    later = {"question": "When?", "answer": "in May", "history": ["What opened?"]}
    found = loaded(tmp_path, [first, later, {"question": "Who paid?", "answer": None}])
    assert [question.group for question in found.questions] == ["What opened?", "What opened?", "Who paid?"]
    assert [question.labels for question in found.questions] == [{"turn": "1"}, {"turn": "2"}, {"turn": "1"}]


def test_a_pair_without_an_id_is_known_by_its_line(tmp_path: Path) -> None:
    found = loaded(tmp_path, ['{"question": "Who?", "answer": "she"}', "", '{"question": "What?", "answer": 40}'])
    assert [(question.id, question.answers) for question in found.questions] == [("1", ("she",)), ("3", ("40",))]


@pytest.mark.parametrize(
    ("said", "answerable"),
    [
        ({"answer": "x"}, True),
        ({"answers": ["x"]}, True),
        ({"answer": None}, False),
        ({"answer": " "}, False),
        ({"answers": []}, False),
        ({"answer": "", "answers": ["x"]}, True),
        ({"article": "a1"}, None),
        ({"article": "a1", "answerable": True}, True),
        ({"answerable": False}, False),
        ({"answerable": "No"}, False),
        ({"answer": None, "answerable": True, "quote": "x"}, True),
    ],
)
def test_whether_a_pair_is_answerable(tmp_path: Path, said: dict[str, Any], answerable: bool | None) -> None:
    assert loaded(tmp_path, [{"question": "Who?", **said}]).questions[0].answerable is answerable


def test_a_table_says_the_same_in_columns(tmp_path: Path) -> None:
    found = loaded(tmp_path, TABLE, "own.csv")
    assert (found.form, found.rejected) == ("pairs", ())
    one, two, three, four = found.questions
    assert (one.id, one.answers, one.quote) == ("2", ("The bridge | the ferry",), "The bridge\nopened.")
    assert (one.relevant, one.asked, one.labels) == ({"a1": 1}, "2025-07-05", {"kind": "thing", "turn": "1"})
    assert (two.id, two.answers, two.relevant) == ("4", ("May", "in May"), {"a1": 1, "a2": 1})
    assert two.history == (Exchange("What opened?"),)
    assert [question.answerable for question in (one, two, three, four)] == [True, True, False, True]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_usual_separator_will_do_and_cells_may_be_left_out(tmp_path: Path, separator: str) -> None:
    rows = [["\ufeff\n question ", "Answer", "id"], ["Who?", "she"], [], ["What?", "bread", "b"]]
    found = loaded(tmp_path, "\r\n".join(separator.join(row) for row in rows), "own.txt")
    assert [(question.id, question.answers) for question in found.questions] == [("3", ("she",)), ("b", ("bread",))]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("{broken", "not JSON"),
        ("3", "a pair must be an object, not 3"),
        ({"question": ""}, "the field question must hold text, not ''"),
        ({"answer": "x"}, "the field question must hold text, not None"),
        ({"question": "Who?"}, "nothing is said of its answer"),
        ({"question": "Who?", "answer": {"a": 1}}, "the field answer must be text or a list of texts"),
        ({"question": "Who?", "answer": "x", "asked": "5/7/2025"}, "'5/7/2025' is not a date"),
        ({"question": "Who?", "answer": "x", "asked": 3}, "the field asked must hold text, not 3"),
        ({"question": "Who?", "answer": "x", "answerable": "maybe"}, "the field answerable must be true or false"),
        ({"question": "Who?", "answer": "x", "answerable": False}, "it is called unanswerable and has the answer 'x'"),
        ({"question": "Who?", "answer": "x", "history": "What?"}, "the field history must be a list of turns"),
        ({"question": "Who?", "answer": "x", "history": [3]}, "a turn of the history must be an object, not 3"),
        ({"question": "Who?", "answer": "x", "id": "1"}, "a question before it has the id '1' already"),
        ({"question": "Who?", "answer": "x", "id": ["p"]}, "the field id must hold an id"),
    ],
)
def test_a_malformed_pair_is_passed_over(tmp_path: Path, broken: Any, reason: str) -> None:
    found = loaded(tmp_path, [{"question": "When?", "answer": "now"}, broken, {"question": "Where?", "answer": "here"}])
    assert [question.text for question in found.questions] == ["When?", "Where?"]
    (rejected,) = found.rejected
    assert rejected.where == "own.jsonl line 2"
    assert rejected.reason.startswith(reason)


def test_malformed_rows_are_passed_over_with_the_line_they_begin_on(tmp_path: Path) -> None:
    rows = 'question,answer,history\n"When\nwas it?",now,\nWho?,a,b,c\nWhy?,x,[\nWhere?,here,\n'
    found = loaded(tmp_path, rows, "own.csv")
    assert [question.id for question in found.questions] == ["2", "6"]
    assert [one.where for one in found.rejected] == ["own.csv line 4", "own.csv line 5"]
    assert found.rejected[0].reason == "the row has 4 cells and the header 3: 'c' is too many"
    assert found.rejected[1].reason.startswith("not JSON")


def test_a_table_that_breaks_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is not CSV from line 3 on"):
        loaded(tmp_path, 'question,answer\nWho?,she\n"When?,now\n', "own.csv")
