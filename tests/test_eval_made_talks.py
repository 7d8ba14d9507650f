"""Conversations made of questions about one paragraph."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.eval.made_talks import made_talks

WORDS = ["Merkel", "Scholz", "Spahn", "Macron", "Draghi"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two articles with a paragraph each, about which five questions are asked, and one that it leaves open."""
    text = " ".join(f"{name} paid for lunch number {number}." for number, name in enumerate(WORDS))
    asked = [
        {"id": f"{{}}-{n}", "question": f"Who paid for lunch number {n}?", "answers": [at(text, name)]}
        for n, name in enumerate(WORDS)
    ]
    (tmp_path / "reader-train").mkdir()
    for file in ("squad2.json", "squadshifts-new_wiki.json"):
        articles = []
        for title in ("Lunch", "Dinner"):
            named = [{**one, "id": one["id"].format(f"{file}-{title}"), "is_impossible": False} for one in asked]
            open_one = {"id": f"{file}-{title}-x", "question": "Who cooked it?", "answers": [], "is_impossible": True}
            articles.append({"title": f"{title} {file}", "paragraphs": [{"context": text, "qas": [*named, open_one]}]})
        document = {"version": "v2.0", "data": articles}
        (tmp_path / "reader-train" / file).write_text(json.dumps(document), encoding="utf-8")
    return tmp_path


def at(text: str, answer: str) -> dict[str, object]:
    return {"text": answer, "answer_start": text.index(answer)}


def test_a_conversation_begins_with_a_question_as_it_was_and_goes_in_the_order_of_the_answers(data: Path) -> None:
    articles, talks = made_talks(data, 4)
    texts = {article.id: article for article in articles}
    for talk in talks:
        assert talk[0].opens
        assert talk[0].question == talk[0].of.text
        starts = [said.of.marks[0].start for said in talk if said.article == talk[0].article and said.of.answerable]
        assert starts == sorted(starts)
        for said in talk:
            if said.of.answerable:
                turn = said.turn("asked", texts[said.article])
                assert turn.answer.citations[0].quote == said.of.answers[0]  # type: ignore[union-attr]


def test_some_turn_to_another_paragraph_with_a_question_that_stands_alone(data: Path) -> None:
    talks = [talk for seed in range(4) for talk in made_talks(data, 4, seed=seed)[1]]
    turned = [said for talk in talks for said in talk[1:] if said.opens]
    assert turned
    assert all(said.question == said.of.text for said in turned)


def test_the_same_seed_makes_the_same(data: Path) -> None:
    assert made_talks(data, 4, seed=1)[1] == made_talks(data, 4, seed=1)[1]
