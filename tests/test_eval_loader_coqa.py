from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.eval.loaders import load
from onrecord.eval.types import Dataset, Exchange

STORY = "Mara keeps bees on the roof. She sold 40 jars in June. Her brother Piet does not like honey."


def said(turn: Any, text: Any, words: str | None = None, **more: Any) -> dict[str, Any]:
    """An answer, with the words of the story it was drawn from."""
    start = STORY.index(words) if words else -1
    span = {"span_start": start, "span_end": start + len(words) if words else -1, "span_text": words or "unknown"}
    return {"turn_id": turn, "input_text": text, **span, **more}


def asked(turn: Any, text: Any) -> dict[str, Any]:
    return {"turn_id": turn, "input_text": text}


QUESTIONS = [asked(1, "What does Mara keep?"), asked(2, "Where?"), asked(3, "Did she sell any?"), asked(4, "Why?")]
ANSWERS = [
    said(1, "Bees.", "keeps bees"),
    said(2, "on the roof", " on the roof. "),
    said(3, "Yes", "She sold 40 jars"),
    said(4, "unknown"),
]
OTHERS = {
    "0": [said(1, "bees", "keeps bees"), said(2, "high up", "roof"), said(3, "40", "40"), said(4, "unknown")],
    "1": [said(1, "bees", "bees"), said(2, "the roof", "roof"), said(3, "yes", "sold"), said(4, "unknown")],
}


def story(**changed: Any) -> dict[str, Any]:
    whole = {"id": "s1", "source": "cnn", "filename": "f.txt", "name": "f.txt", "story": STORY}
    return {**whole, "questions": QUESTIONS, "answers": ANSWERS, "additional_answers": OTHERS, **changed}


def loaded(folder: Path, *stories: Any) -> Dataset:
    path = folder / "set.json"
    path.write_text(json.dumps({"version": "1.0", "canary": "x", "data": stories}), encoding="utf-8")
    return load(path)


def test_a_story_is_an_article_and_every_turn_a_question_with_the_turns_before_it(tmp_path: Path) -> None:
    found = loaded(tmp_path, story())
    assert (found.form, found.rejected) == ("coqa", ())
    (article,) = found.articles
    assert (article.id, article.title, article.outlet, article.text) == ("s1", "", "", STORY)
    assert [question.id for question in found.questions] == ["s1_1", "s1_2", "s1_3", "s1_4"]
    third = found.questions[2]
    assert third.history == (Exchange("What does Mara keep?", "Bees."), Exchange("Where?", "on the roof"))
    assert (third.given, third.relevant, third.group) == (("s1",), {"s1": 1}, "s1")
    assert found.questions[0].history == ()


def test_all_references_are_kept_in_order_and_twice_where_two_people_said_the_same(tmp_path: Path) -> None:
    found = loaded(tmp_path, story())
    assert [question.answers for question in found.questions] == [
        ("Bees.", "bees", "bees"),
        ("on the roof", "high up", "the roof"),
        ("Yes", "40", "yes"),
        ("unknown", "unknown", "unknown"),
    ]


def test_marks_are_the_rationales_of_all_references_each_once(tmp_path: Path) -> None:
    found = loaded(tmp_path, story(story=f"\n{STORY}\n", answers=[], additional_answers={}) | _moved(1))
    words = [[STORY[mark.start : mark.end] for mark in question.marks] for question in found.questions]
    assert words == [["keeps bees", "bees"], ["on the roof.", "roof"], ["She sold 40 jars", "40", "sold"], []]


def _moved(by: int) -> dict[str, Any]:
    """The answers to a story with something put before it."""

    def moved(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            one | {"span_start": one["span_start"] + by, "span_end": one["span_end"] + by}
            if one["span_end"] > 0
            else one
            for one in answers
        ]

    return {"answers": moved(ANSWERS), "additional_answers": {key: moved(given) for key, given in OTHERS.items()}}


def test_labels_say_domain_turn_and_what_kind_of_answer_it_is(tmp_path: Path) -> None:
    found = loaded(tmp_path, story())
    assert [question.labels["kind"] for question in found.questions] == ["span", "span", "yes/no", "unknown"]
    assert found.questions[1].labels == {"domain": "cnn", "turn": "2", "kind": "span"}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("YES!", "yes/no"),
        ("no.", "yes/no"),
        ("bee", "free"),
        ("40 JARS", "span"),
        ("a beekeeper", "free"),
        ("...", "free"),
    ],
)
def test_the_kind_is_told_by_the_first_reference(tmp_path: Path, answer: str, kind: str) -> None:
    found = loaded(tmp_path, story(questions=QUESTIONS[:1], answers=[said(1, answer)], additional_answers={}))
    assert found.questions[0].labels["kind"] == kind


@pytest.mark.parametrize(
    ("references", "answerable"),
    [
        (["unknown"], False),
        (["Unknown.", "unknown", "x"], False),
        (["unknown", "x"], True),
        (["x", "y", "unknown"], True),
    ],
)
def test_a_turn_is_unanswerable_where_most_references_say_unknown(
    tmp_path: Path, references: list[str], answerable: bool
) -> None:
    first, *rest = references
    others = {str(number): [said(1, text)] for number, text in enumerate(rest)}
    found = loaded(tmp_path, story(questions=QUESTIONS[:1], answers=[said(1, first)], additional_answers=others))
    assert found.questions[0].answerable is answerable
    assert found.questions[0].answers == tuple(references)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("mc500.dev.1", ""),
        ("wiki_12_ab", ""),
        ("a/b", ""),
        ("x.story", ""),
        (None, ""),
        ("Bees on the roof", "Bees on the roof"),
    ],
)
def test_a_name_is_a_title_unless_it_is_a_files(tmp_path: Path, name: str | None, title: str) -> None:
    assert loaded(tmp_path, story(name=name)).articles[0].title == title


def test_a_rejected_turn_takes_those_after_it_along(tmp_path: Path) -> None:
    found = loaded(tmp_path, story(answers=[ANSWERS[0], *ANSWERS[2:]]))
    assert [question.id for question in found.questions] == ["s1_1"]
    assert [(one.where, one.reason) for one in found.rejected] == [
        ("data[0].questions[1]", "there is no answer to turn 2"),
        ("data[0].questions[2]", "it leans on questions[1], which was rejected"),
        ("data[0].questions[3]", "it leans on questions[1], which was rejected"),
    ]


def test_a_turn_told_twice_is_rejected_once(tmp_path: Path) -> None:
    found = loaded(tmp_path, story(questions=[QUESTIONS[0], asked(1, "Again?"), QUESTIONS[1]]))
    assert [question.id for question in found.questions] == ["s1_1", "s1_2"]
    assert [(one.where, one.reason) for one in found.rejected] == [
        ("data[0].questions[1]", "a question before it has the id 's1_1' already")
    ]
    assert len(found.questions[1].history) == 1


def test_a_rationale_that_is_not_there_goes_and_its_answer_stays(tmp_path: Path) -> None:
    broken = [
        said(1, "bees", span_start=900, span_end=910),
        said(2, "roof", "roof") | {"span_text": "cellar"},
        said(3, "yes", span_start="3"),
        {"turn_id": 4, "input_text": "because"},
    ]
    found = loaded(tmp_path, story(answers=broken, additional_answers={}))
    assert [question.marks for question in found.questions] == [()] * 4
    assert [one.where for one in found.rejected] == [f"data[0].answers[{number}].span_start" for number in range(3)]
    assert "'cellar' does not stand at" in found.rejected[1].reason


def test_malformed_records_are_passed_over_with_their_places(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        story(),
        "no story",
        story(id="s2", story=" "),
        story(),
        story(id="s3", additional_answers={"0": [said(1, " "), "no answer", said(2, "roof"), said(2, "roof")]}),
        story(id="s4", questions=[asked("1", "What?"), "no turn"]),
        story(id="s5", answers=None),
    )
    assert {question.given[0] for question in found.questions} == {"s1", "s3"}
    reasons = {one.where: one.reason for one in found.rejected}
    assert list(reasons) == [
        "data[1]",
        "data[2]",
        *(f"data[2].questions[{number}]" for number in range(4)),
        "data[3]",
        *(f"data[3].questions[{number}]" for number in range(4)),
        "data[4].additional_answers.0[0]",
        "data[4].additional_answers.0[1]",
        "data[4].additional_answers.0[3]",
        "data[5].questions[0]",
        "data[5].questions[1]",
        "data[6]",
        *(f"data[6].questions[{number}]" for number in range(4)),
    ]
    assert reasons["data[3]"] == "a story before it has the id 's1' already"
    assert reasons["data[3].questions[0]"] == f"its story was rejected: {reasons['data[3]']}"
    assert reasons["data[5].questions[0]"] == "the field turn_id must be a whole number, not '1'"
