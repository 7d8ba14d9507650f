from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.eval.loaders import load
from onrecord.eval.types import Dataset, Mark
from onrecord.index.errors import SourceError

HARBOUR = "The harbour bridge opened on 4 May 1931. It cost nine million crowns."
FERRY = "The ferry stopped the same week."


def qa(name: Any, question: Any = "When did it open?", *answers: tuple[Any, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "question": question,
        "answers": [{"text": text, "answer_start": start} for text, start in answers],
        **more,
    }


def document(*entries: Any, version: str = "1.1") -> dict[str, Any]:
    return {"version": version, "data": list(entries)}


def entry(*paragraphs: tuple[Any, list[Any]], title: Any = "Harbour_Bridge") -> dict[str, Any]:
    return {"title": title, "paragraphs": [{"context": text, "qas": qas} for text, qas in paragraphs]}


def loaded(folder: Path, *entries: Any, version: str = "1.1") -> Dataset:
    path = folder / "set.json"
    path.write_text(json.dumps(document(*entries, version=version)), encoding="utf-8")
    return load(path)


def test_every_paragraph_is_an_article_and_every_answer_a_mark_in_it(tmp_path: Path) -> None:
    whole = qa("q1", " When did  it open?", ("4 May 1931", 29), ("May 1931", 31), ("4 May 1931", 29))
    found = loaded(tmp_path, entry((HARBOUR, [whole]), (FERRY, [qa("q2", "When?", ("same week", 22))])))
    assert (found.form, found.rejected) == ("squad", ())
    assert [(article.id, article.title, article.text) for article in found.articles] == [
        ("Harbour_Bridge#1", "Harbour Bridge", HARBOUR),
        ("Harbour_Bridge#2", "Harbour Bridge", FERRY),
    ]
    question = found.questions[0]
    assert (question.id, question.text, question.answerable) == ("q1", "When did it open?", True)
    assert question.answers == ("4 May 1931", "May 1931")
    assert question.marks == (Mark("Harbour_Bridge#1", 29, 39), Mark("Harbour_Bridge#1", 31, 39))
    assert (question.given, question.relevant) == (("Harbour_Bridge#1",), {"Harbour_Bridge#1": 1})
    assert question.group == "Harbour_Bridge#1"


def test_one_answer_in_two_places_is_one_answer_with_two_marks(tmp_path: Path) -> None:
    found = loaded(tmp_path, entry(("Mist, and mist.", [qa("q", "What?", ("ist", 1), ("ist", 11))])))
    assert found.questions[0].answers == ("ist",)
    assert [mark.start for mark in found.questions[0].marks] == [1, 11]


def test_marks_are_offsets_into_the_text_as_it_is_stored(tmp_path: Path) -> None:
    raw = "  Cafe\u0301 Nord\r\nopened in June. "
    found = loaded(
        tmp_path, entry((raw, [qa("q", "When?", (" June", raw.index(" June"))), qa("r", "Who?", ("Cafe", 2))]))
    )
    assert found.articles[0].text == "Café Nord\nopened in June."
    words = [found.articles[0].text[one.marks[0].start : one.marks[0].end] for one in found.questions]
    assert words == ["June", "Café"]
    assert [question.answers for question in found.questions] == [("June",), ("Café",)]


def test_a_title_that_is_a_url_tells_url_outlet_and_day(tmp_path: Path) -> None:
    url = "https://www.example.com/2015/1/04/sports/a-race.html"
    odd = "http://example.org/1999/99/99/x"
    found = loaded(
        tmp_path, entry((FERRY, [qa("q", "When?", ("week", 27))]), title=url), entry((HARBOUR, []), title=odd)
    )
    first, second = found.articles
    assert (first.id, first.title, first.url, first.outlet, first.day) == (
        f"{url}#1",
        "",
        url,
        "example.com",
        "2015-01-04",
    )
    assert (second.outlet, second.published) == ("example.org", None)


def test_entries_of_one_title_and_of_none_keep_ids_of_their_own(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        entry((FERRY, [qa("q", "When?", ("week", 27))]), title="A"),
        entry((HARBOUR, []), title="A  "),
        entry((HARBOUR, []), title=None),
    )
    assert [article.id for article in found.articles] == ["A#1", "A (2)#1", "data[2]#1"]
    assert found.articles[2].title == ""


@pytest.mark.parametrize("version", ["v2.0", "2.0", "subset"])
def test_version_two_has_questions_that_cannot_be_answered(tmp_path: Path, version: str) -> None:
    plausible = [{"text": "nine", "answer_start": 49}]
    found = loaded(
        tmp_path,
        entry(
            (
                HARBOUR,
                [
                    qa("q1", "When?", ("1931", 35), is_impossible=False),
                    qa("q2", "Who drew it?", is_impossible=True, plausible_answers=plausible),
                    qa("q3", "Who paid?"),
                    qa("q4", "Who?", ("nine", 49), is_impossible=True),
                ],
            )
        ),
        version=version,
    )
    assert [question.answerable for question in found.questions] == [True, False, False, False]
    for question in found.questions[1:]:
        assert (question.answers, question.marks, question.relevant) == ((), (), {})
        assert question.given == ("Harbour_Bridge#1",)
    assert found.rejected == ()


def test_in_version_one_a_question_without_answers_is_rejected(tmp_path: Path) -> None:
    found = loaded(tmp_path, entry((FERRY, [qa("q1", "When?", ("week", 27)), qa("q2", "Who?")])))
    assert [(one.where, one.reason) for one in found.rejected] == [
        ("data[0].paragraphs[0].qas[1]", "question 'q2' has no answers, which a file of version 1.1 must give")
    ]


def test_an_answer_that_does_not_stand_where_it_should_goes_and_the_last_takes_its_question(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        entry(
            (HARBOUR, [qa("q1", "When?", ("1931", 34), ("1931", 35)), qa("q2", "When?", ("1932", 35), ("1931", 990))]),
        ),
    )
    assert [question.id for question in found.questions] == ["q1"]
    assert found.questions[0].answers == ("1931",)
    assert [(one.where, one.reason) for one in found.rejected] == [
        ("data[0].paragraphs[0].qas[0].answers[0]", "'1931' does not stand at 34:38; ' 193' does"),
        ("data[0].paragraphs[0].qas[1].answers[0]", "'1932' does not stand at 35:39; '1931' does"),
        ("data[0].paragraphs[0].qas[1].answers[1]", "the span 990:994 is not in its text of 69 characters"),
        ("data[0].paragraphs[0].qas[1]", "none of the answers of question 'q2' can be used"),
    ]


def test_malformed_records_are_passed_over_with_their_places_and_what_leans_on_them(tmp_path: Path) -> None:
    good = qa("q", "When?", ("week", 27))
    found = loaded(
        tmp_path,
        "no entry",
        {"title": "no paragraphs"},
        entry((FERRY, [good])),
        entry(("  ", [qa("x", "Who?"), qa("y", "Who?")]), (7, []), title="B"),
        {"title": "C", "paragraphs": ["no paragraph", {"context": FERRY}]},
        entry(
            (
                FERRY,
                [
                    good,
                    "no question",
                    qa("", "When?"),
                    qa("z", " "),
                    {"id": "u", "question": "?", "answers": "week"},
                    {"id": "v", "question": "?", "answers": [{"text": "week", "answer_start": "27"}, 3, {"text": ""}]},
                    qa("w", "When?", ("week", 27), is_impossible="no"),
                ],
            ),
            title="D",
        ),
        entry((FERRY, []), title=["E"]),
    )
    assert [question.id for question in found.questions] == ["q"]
    assert [article.id for article in found.articles] == ["Harbour_Bridge#1", "D#1"]
    reasons = {one.where: one.reason for one in found.rejected}
    assert list(reasons) == [
        "data[0]",
        "data[1]",
        "data[3].paragraphs[0]",
        "data[3].paragraphs[0].qas[0]",
        "data[3].paragraphs[0].qas[1]",
        "data[3].paragraphs[1]",
        "data[4].paragraphs[0]",
        "data[4].paragraphs[1]",
        *(f"data[5].paragraphs[0].qas[{number}]" for number in range(5)),
        *(f"data[5].paragraphs[0].qas[5].answers[{number}]" for number in range(3)),
        "data[5].paragraphs[0].qas[5]",
        "data[5].paragraphs[0].qas[6]",
        "data[6]",
    ]
    assert reasons["data[0]"] == "an entry must be an object, not 'no entry'"
    assert reasons["data[3].paragraphs[0].qas[1]"].startswith("its paragraph was rejected: the field context")
    assert reasons["data[5].paragraphs[0].qas[0]"] == "a question before it has the id 'q' already"
    assert "not '27'" in reasons["data[5].paragraphs[0].qas[5].answers[0]"]


def test_a_file_without_a_question_that_can_be_used_says_what_was_wrong_with_the_first(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"set\.json looks like squad and has no question that can be used.*qas\[0\]"):
        loaded(tmp_path, entry((FERRY, [qa("q", "When?", ("month", 27))])))
