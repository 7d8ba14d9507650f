from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.eval.loaders import load
from onrecord.eval.types import Dataset, Mark
from onrecord.index.errors import SourceError

FIRST = {"Adv": "Otters, long absent, returned in May.", "Ele": "Otters came back in May."}
SECOND = {"Adv": "Anglers object to them.", "Ele": " Anglers do not like it. "}
RIGHT = ["In May", "In June", "Never", "Last year"]


def level(text: str, *critical: list[Any], distractor: Any = ()) -> dict[str, Any]:
    return {"text": text, "critical": list(critical), "distractor": list(distractor)}


def line(paragraph: Any = 0, place: Any = 0, levels: Any = None, **changed: Any) -> dict[str, Any]:
    levels = levels or {
        "Adv": level(FIRST["Adv"], [22, 36], distractor=[[8, 19]]),
        "Ele": level(FIRST["Ele"], [12, 23]),
    }
    whole = {"article": "otters", "title": "Otters  return", "paragraph": paragraph, "q_index": place}
    return {**whole, "question": "When did they return?", "answers": RIGHT, "levels": levels, **changed}


def second(place: int = 0, adv: str = SECOND["Adv"]) -> dict[str, Any]:
    return line(1, place, {"Adv": level(adv, [0, 7]), "Ele": level(SECOND["Ele"], [1, 8])}, question="Who objects?")


def loaded(folder: Path, *lines: Any) -> Dataset:
    path = folder / "set.jsonl"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines), encoding="utf-8")
    return load(path)


def test_each_level_of_an_article_is_an_article_of_its_paragraphs_in_order(tmp_path: Path) -> None:
    found = loaded(tmp_path, second(), line())
    assert (found.form, found.rejected) == ("onestopqa", ())
    assert [(article.id, article.title, article.text) for article in found.articles] == [
        ("otters/Adv", "Otters return", "Otters, long absent, returned in May.\n\nAnglers object to them."),
        ("otters/Ele", "Otters return", "Otters came back in May.\n\nAnglers do not like it."),
    ]


def test_a_line_is_a_question_with_the_spans_of_all_levels(tmp_path: Path) -> None:
    found = loaded(tmp_path, line(), line(place=1), second(2))
    assert [question.id for question in found.questions] == ["otters#0#0", "otters#0#1", "otters#1#2"]
    first, _, last = found.questions
    assert (first.text, first.answers, first.answerable) == ("When did they return?", ("In May",), True)
    assert first.given == ("otters/Adv", "otters/Ele")
    assert first.relevant == {"otters/Adv": 1, "otters/Ele": 1}
    assert (first.group, last.group) == ("otters#0", "otters#1")
    assert first.distractors == (Mark("otters/Adv", 8, 19),)
    texts = {article.id: article.text for article in found.articles}
    words = [[texts[mark.article_id][mark.start : mark.end] for mark in one.marks] for one in (first, last)]
    assert words == [["returned in May"[1:], "back in May"], ["Anglers", "Anglers"]]


def test_a_paragraph_with_another_text_than_before_is_rejected(tmp_path: Path) -> None:
    found = loaded(tmp_path, line(), second(), second(1, adv="Anglers welcome them."), second(2))
    assert [question.id for question in found.questions] == ["otters#0#0", "otters#1#0", "otters#1#2"]
    (rejected,) = found.rejected
    assert rejected.where == "set.jsonl line 3"
    assert rejected.reason == (
        "paragraph 1 of 'otters' has another text at level Adv than on a line before: 'Anglers welcome them.'"
    )


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "a line must be an object"),
        (line(question=" "), "the field question must hold text"),
        (line(answers=[" ", "x"]), "the first of the field answers must be the right answer"),
        (line(answers="x"), "the field answers must be a list"),
        (line(paragraph="one"), "the field paragraph must be a whole number, not 'one'"),
        (line(article=None), "the field article must hold an id"),
        (line(levels={"Adv": {"text": ""}}), "the field text must hold text"),
        (line(levels=[1]), "the field levels must be an object, not [1]"),
        (line(levels={"Adv": level(FIRST["Adv"], [3, 2])}), "the span 3:2 is not in its text of 37 characters"),
        (line(levels={"Adv": level(FIRST["Adv"], [3])}), "a critical span must be a start and an end, not [3]"),
        (line(), "a question before it has the id 'otters#0#0' already"),
    ],
)
def test_a_malformed_line_is_passed_over(tmp_path: Path, broken: Any, reason: str) -> None:
    found = loaded(tmp_path, line(), broken, second())
    assert [question.id for question in found.questions] == ["otters#0#0", "otters#1#0"]
    (rejected,) = found.rejected
    assert rejected.where == "set.jsonl line 2"
    assert rejected.reason.startswith(reason)


def test_a_set_of_nothing_but_broken_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="looks like onestopqa and has no question that can be used"):
        loaded(tmp_path, line(answers=[]))
