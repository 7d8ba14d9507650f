"""What a reader is taught beside the reading sets: passages that a search brings up, and names that are another's."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.eval.train_reader.changed import changed, with_another
from onrecord.eval.train_reader.config import Config
from onrecord.eval.train_reader.data import example, gather, passage, tokenizer
from onrecord.eval.train_reader.news import read
from onrecord.eval.types import Question
from onrecord.index.weights import CROSS_ENCODER

CRACK = "Engineers found a crack in the Tollgate Bridge. It was closed on Monday."
COST = "The Tollgate Bridge was closed on Monday. Nobody said what was found there."


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two articles about one story and one about another; a question of 2022, one of 2023."""
    articles = [
        {"id": "a", "title": "Bridge shut", "text": CRACK, "published": "2022-03-01", "outlet": "The Courier"},
        {"id": "b", "title": "A crack?", "text": COST, "published": "2022-03-02", "outlet": "The Courier"},
        {"id": "c", "title": "Rain", "text": "It rained.", "published": "2022-03-02", "outlet": "The Courier"},
    ]
    queries = [
        {
            "_id": "q1",
            "text": "What was found in the bridge?",
            "metadata": {"asked": "2022-03-03", "answer": "A crack"},
        },
        {"_id": "q2", "text": "What was found later?", "metadata": {"asked": "2023-03-03", "answer": "rust"}},
    ]
    (tmp_path / "articles.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in articles))
    (tmp_path / "queries.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in queries))
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\t1\nq1\tb\t1\nq2\tc\t1\n")
    return tmp_path


def test_a_passage_with_the_words_answers_and_one_without_does_not(archive: Path) -> None:
    texts, questions = read(archive, "2023-01-01")
    assert {question.group for question in questions} == {"q1"}
    by_passage = {question.given[0]: question for question in questions}
    (mark,) = by_passage["a:0"].marks
    assert texts["a:0"][mark.start : mark.end] == "a crack"
    assert texts["a:0"] == f"Bridge shut\n{CRACK}"
    assert by_passage["a:0"].answerable


def test_words_in_the_title_alone_are_no_answer(archive: Path) -> None:
    _, questions = read(archive, "2023-01-01")
    assert "b:0" not in {question.given[0] for question in questions}


def test_its_answers_come_back_out_of_the_tokens(archive: Path) -> None:
    cutter = tokenizer(CROSS_ENCODER.locate() / "tokenizer.json")
    config = replace(Config.read().data, squad=[], qamr=[], news=["."])
    passages, examples = gather(archive, config, cutter)
    (one,) = [example for example in examples if example.spans]
    found = passages[one.passage]
    assert [found.text[slice(*found.characters(*span))] for span in one.spans] == ["a crack"]
    assert len(examples) == 1


def test_a_share_of_questions_is_asked_again_with_another_name(archive: Path) -> None:
    cutter = tokenizer(CROSS_ENCODER.locate() / "tokenizer.json")
    passages = [passage("Marsh spoke of the bridge.", cutter), passage("Odell was silent.", cutter)]
    questions = [Question(f"q{n}", f"What did {name} do?") for n, name in enumerate(("Marsh", "Odell"))]
    given = [example("made", "t", one, n, passages, cutter) for n, one in enumerate(questions)]
    given = [replace(one, spans=((1, 1),)) for one in given]
    made = list(changed(given, passages, 1.0, cutter, 1))
    assert {(one.question.text, one.passage) for one in made} <= {("What did Odell do?", 0), ("What did Marsh do?", 1)}
    assert made
    assert all(one.spans == () and cutter.decode(one.ids.tolist()) == one.question.text.lower() for one in made)
    assert list(changed(given, passages, 0.0, cutter, 1)) == []


def test_another_name_takes_the_place_of_one() -> None:
    changed = with_another("What did Marsh say?", "Marsh spoke.", ["Where is Odell?"], chance(1))
    assert changed == "What did Odell say?"


def test_a_name_that_the_passage_has_is_not_put_in() -> None:
    assert with_another("What did Marsh say?", "Marsh met Odell.", ["Where is Odell?"], chance(1)) is None


def test_a_number_gives_way_to_a_number_alone() -> None:
    others = ["Who is Odell?", "Why 31?"]
    found = {with_another("Why did 12 leave?", "12 left.", others, chance(seed)) for seed in range(20)}
    assert found <= {"Why did 31 leave?", None}
    assert "Why did 31 leave?" in found


def test_a_question_without_names_stays_as_it_is() -> None:
    assert with_another("what was said?", "It rained.", ["Who is Odell?"], chance(1)) is None
