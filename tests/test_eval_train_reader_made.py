"""Questions that are made: of what one article tells and others tell too, and of statements, for yes or no."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from onrecord.eval.train_reader.data import example, passage, tokenizer
from onrecord.eval.train_reader.retold import questions_of, read
from onrecord.eval.train_reader.whether import turned, whether
from onrecord.eval.types import Question
from onrecord.index import Article
from onrecord.index.weights import CROSS_ENCODER

LEAD = "Angela Merkel opened the rebuilt Tollgate Bridge over the river on Monday afternoon."
RETOLD = "The rebuilt Tollgate Bridge is open: Angela Merkel cut its ribbon in the rain. Many came."
LATER = "The Tollgate Bridge over the river was busy on Monday, a day after it was rebuilt and opened."


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three reports of one story, one of them long after, and thirty of other things."""
    told = [
        ("a", LEAD, "2022-03-01"),
        ("b", RETOLD, "2022-03-02"),
        ("c", LATER, "2022-03-03"),
        ("d", RETOLD, "2022-09-01"),
    ]
    told += [(f"x{n}", f"It rained in the {n}th district. The council met.", "2022-03-02") for n in range(30)]
    rows = [{"id": i, "title": i, "text": text, "published": day, "outlet": "The Courier"} for i, text, day in told]
    (tmp_path / "articles.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    query = {"_id": "q", "text": "Who rained?", "metadata": {"asked": "2022-03-03", "answer": "nobody"}}
    (tmp_path / "queries.jsonl").write_text(json.dumps(query))
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\ta\t1\n")
    return tmp_path


def test_a_name_in_a_lead_is_asked_for() -> None:
    found = dict(questions_of(Article("a", "Open", LEAD), random.Random(1)))  # noqa: S311
    who = "Who opened the rebuilt Tollgate Bridge over the river on Monday afternoon?"
    assert found[who] == ("Angela Merkel", "Merkel")


def test_other_reports_of_those_days_answer_and_what_lacks_the_name_does_not(archive: Path) -> None:
    texts, questions = read(archive, "2023-01-01", most=50, seed=1)
    asked = [one for one in questions if one.text.startswith("Who opened the rebuilt")]
    by_article = {one.given[0].partition(":")[0]: one for one in asked}
    (mark,) = by_article["b"].marks
    assert texts["b:0"][mark.start : mark.end] == "Angela Merkel"
    assert not by_article["c"].answerable
    assert not by_article["c"].marks
    assert "a" not in by_article, "the report it was made of"
    assert "d" not in by_article, "half a year later"
    assert len({one.group for one in asked}) == 1


def test_nothing_is_made_of_what_comes_later(archive: Path) -> None:
    assert read(archive, "2022-01-01", most=50, seed=1) == ({}, [])


@pytest.mark.parametrize(
    ("statement", "question"),
    [
        ("In May the mayor opened the new bridge, which had cost twice as much.", "Did the mayor open the new bridge?"),
        ("The ferry was sold to a company in Oslo.", "Was the ferry sold to a company in Oslo?"),
        ("The two clubs will meet again in the autumn.", "Will the two clubs meet again in the autumn?"),
        ("The old harbour is home to forty boats.", "Is the old harbour home to forty boats?"),
    ],
)
def test_a_statement_is_turned_into_a_question(statement: str, question: str) -> None:
    assert turned(statement) == question


@pytest.mark.parametrize(
    "text",
    [
        "Who would have thought that of the mayor and her bridge?",
        "The mayor did not open the new bridge in May.",
        "She opened the new bridge in the month of May.",
        "It rained.",
        'The mayor said: "I opened the new bridge in May."',
    ],
)
def test_what_is_not_plain_is_left_alone(text: str) -> None:
    assert turned(text) is None


def test_the_statement_answers_its_question() -> None:
    cutter = tokenizer(CROSS_ENCODER.locate() / "tokenizer.json")
    passages = [passage("The ferry was sold to a company in Oslo.", cutter)]
    given = [example("made", "t", Question("q", "What was sold?"), 0, passages, cutter)]
    (one,) = whether(given, passages, 5, cutter, seed=1)
    assert one.question.text == "Was the ferry sold to a company in Oslo?"
    assert one.question.answers == ("The ferry was sold to a company in Oslo",)
    (span,) = one.spans
    assert passages[0].text[slice(*passages[0].characters(*span))] == one.question.answers[0]
    assert list(whether(given, passages, 0, cutter, seed=1)) == []
