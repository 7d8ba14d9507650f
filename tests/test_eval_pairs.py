"""The project's own questions over the sample archive are what they claim to be: the articles bear every answer out."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from house import ROOT

from onrecord.index import Article
from onrecord.index.normalise import normalise
from onrecord.index.sources import read
from onrecord.seeds import ARTICLES

PAIRS = ROOT / "eval" / "pairs.jsonl"
FIELDS = ("id", "question", "answers", "article", "quote", "asked", "history", "rewrite", "kind", "note")
ALWAYS = {"id", "question", "answers", "article", "kind"}
AT_LEAST = {
    "fact": 40,
    "number": 20,
    "date": 14,
    "who-said": 16,
    "across": 10,
    "time-bound": 12,
    "follow-up": 24,
    "decline": 36,
}

Pair = dict[str, Any]


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """The sample articles as an index stores them, by id."""
    return {article.id: article for article in map(normalise, read(ARTICLES))}


@pytest.fixture(scope="module")
def answerable(pairs: list[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair["kind"] != "decline"]


def test_the_file_is_one_object_a_line_with_its_keys_in_order() -> None:
    text = PAIRS.read_bytes().decode("utf-8")
    assert text.endswith("}\n")
    for line in text.removesuffix("\n").split("\n"):
        pair = json.loads(line)
        assert line == json.dumps(pair, ensure_ascii=False)
        assert list(pair) == [name for name in FIELDS if name in pair], pair["id"]
        assert set(pair) >= ALWAYS, pair["id"]


def test_there_are_enough_of_every_kind(pairs: list[Pair]) -> None:
    kinds = Counter(pair["kind"] for pair in pairs)
    assert len(pairs) >= 140
    assert set(kinds) == set(AT_LEAST)
    assert {kind: kinds[kind] for kind, least in AT_LEAST.items() if kinds[kind] < least} == {}


def test_ids_and_questions_are_unique(pairs: list[Pair]) -> None:
    assert len({pair["id"] for pair in pairs}) == len(pairs)
    asked = {(pair["question"].casefold(), json.dumps(pair.get("history", []))) for pair in pairs}
    assert len(asked) == len(pairs)
    for pair in pairs:
        assert pair["question"] == " ".join(pair["question"].split()) != "", pair["id"]


def test_every_outlet_and_nearly_every_article_is_asked_about(pairs: list[Pair], articles: dict[str, Article]) -> None:
    named = {name for pair in pairs for name in pair["article"]}
    assert named <= set(articles)
    assert len(named) >= 0.9 * len(articles)
    first = Counter(articles[pair["article"][0]].outlet for pair in pairs if pair["article"])
    assert set(first) == {article.outlet for article in articles.values()}
    assert min(first.values()) >= 30


def test_the_quote_is_the_first_articles_and_holds_the_first_answer(
    answerable: list[Pair], articles: dict[str, Article]
) -> None:
    for pair in answerable:
        assert pair["quote"] in articles[pair["article"][0]].text, pair["id"]
        quoted = [answer for answer in pair["answers"] if answer in pair["quote"]]
        assert quoted, pair["id"]
        assert pair["answers"][0] == min(quoted, key=len), pair["id"]


def test_every_article_named_answers_in_one_of_the_wordings(
    answerable: list[Pair], articles: dict[str, Article]
) -> None:
    for pair in answerable:
        assert pair["answers"], pair["id"]
        assert pair["article"], pair["id"]
        for many in (pair["answers"], pair["article"]):
            assert len(set(many)) == len(many), pair["id"]
        for name in pair["article"]:
            text = articles[name].text.casefold()
            assert any(answer.casefold() in text for answer in pair["answers"]), (pair["id"], name)


def test_every_wording_stands_in_an_article_named(answerable: list[Pair], articles: dict[str, Article]) -> None:
    for pair in answerable:
        texts = [articles[name].text for name in pair["article"]]
        assert [answer for answer in pair["answers"] if not any(answer in text for text in texts)] == [], pair["id"]


def test_a_question_does_not_repeat_the_clause_that_answers_it(answerable: list[Pair]) -> None:
    """No five words of a question stand in a row in its quote."""
    for pair in answerable:
        asked, quote = pair["question"].casefold().split(), f" {' '.join(pair['quote'].casefold().split())} "
        runs = [" ".join(asked[start : start + 5]) for start in range(len(asked) - 4)]
        assert [run for run in runs if f" {run} " in quote] == [], pair["id"]


def test_declined_questions_have_no_answer_and_say_why(pairs: list[Pair]) -> None:
    declined = [pair for pair in pairs if pair["kind"] == "decline"]
    for pair in declined:
        assert pair["answers"] == pair["article"] == [], pair["id"]
        assert "quote" not in pair, pair["id"]
        sort, _, why = pair["note"].partition(": ")
        assert sort in {"absent", "near"}, pair["id"]
        assert why, pair["id"]
    assert sum(pair["note"].startswith("near") for pair in declined) >= 18
    assert sum("history" in pair for pair in declined) >= 3
    assert {pair["kind"] for pair in pairs if "note" in pair} == {"decline"}


def test_a_question_bound_to_a_day_was_asked_when_its_articles_were_out(
    pairs: list[Pair], articles: dict[str, Article]
) -> None:
    days = sorted(article.day for article in articles.values() if article.day)
    last = (date.fromisoformat(days[-1]) + timedelta(days=14)).isoformat()
    for pair in pairs:
        assert pair["kind"] != "time-bound" or "asked" in pair, pair["id"]
        if "asked" not in pair:
            continue
        assert date.fromisoformat(pair["asked"]).isoformat() == pair["asked"], pair["id"]
        assert days[0] <= pair["asked"] <= last, pair["id"]
        for name in pair["article"]:
            day = articles[name].day
            assert day is not None, name
            assert day <= pair["asked"], (pair["id"], name)


def test_every_turn_before_a_follow_up_is_a_line_of_its_own(pairs: list[Pair]) -> None:
    lines = {(pair["question"], json.dumps(pair.get("history", []))): pair for pair in pairs}
    depths: Counter[str] = Counter()
    for pair in pairs:
        assert ("history" in pair) == ("rewrite" in pair), pair["id"]
        assert pair["kind"] != "follow-up" or "history" in pair, pair["id"]
        if "history" not in pair:
            continue
        assert pair["history"], pair["id"]
        assert pair["rewrite"] not in {"", pair["question"]}, pair["id"]
        for turn, said in enumerate(pair["history"]):
            assert set(said) == {"question", "answer"}, pair["id"]
            before = lines[said["question"], json.dumps(pair["history"][:turn])]
            assert said["answer"] == before.get("quote", ""), (pair["id"], turn)
            assert before.get("asked") == pair.get("asked"), (pair["id"], turn)
        first = pair["history"][0]["question"]
        depths[first] = max(depths[first], len(pair["history"]) + 1)
    assert sum(depth in {3, 4} for depth in depths.values()) >= 6
    assert max(depths.values()) <= 4
