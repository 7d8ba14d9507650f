"""Questions that the sample archive seems to answer and does not: each is an answered one with one thing changed."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from house import ROOT

from onrecord.index import Article
from onrecord.index.normalise import normalise
from onrecord.index.sources import read
from onrecord.seeds import ARTICLES

NEAR_MISSES = ROOT / "eval" / "near_misses.jsonl"
FIELDS = ["id", "question", "of", "answers", "article", "kind", "changed"]
KINDS = {"number", "date", "name", "place", "organisation", "premise"}

Miss = dict[str, Any]


@pytest.fixture(scope="module")
def misses() -> list[Miss]:
    return [json.loads(line) for line in NEAR_MISSES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    """The sample articles as an index stores them, by id."""
    return {article.id: article for article in map(normalise, read(ARTICLES))}


def test_the_file_is_one_object_a_line_with_its_keys_in_order() -> None:
    text = NEAR_MISSES.read_bytes().decode("utf-8")
    assert text.endswith("}\n")
    for line in text.removesuffix("\n").split("\n"):
        miss = json.loads(line)
        assert line == json.dumps(miss, ensure_ascii=False)
        assert list(miss) == FIELDS, miss["id"]


def test_there_are_enough_of_every_kind(misses: list[Miss]) -> None:
    kinds = Counter(miss["kind"] for miss in misses)
    assert len(misses) >= 160
    assert set(kinds) == KINDS
    assert {kind: many for kind, many in kinds.items() if many < 22} == {}


def test_ids_and_questions_are_unique(misses: list[Miss]) -> None:
    assert len({miss["id"] for miss in misses}) == len(misses)
    asked = [miss[which].casefold() for miss in misses for which in ("question", "of")]
    assert len(set(asked)) == len(asked)
    for miss in misses:
        assert miss["id"].startswith("miss-"), miss["id"]
        for which in ("question", "of"):
            assert miss[which] == " ".join(miss[which].split()) != "", miss["id"]
            assert miss[which].endswith("?"), miss["id"]


def test_nearly_every_article_has_a_question_beside_it(misses: list[Miss], articles: dict[str, Article]) -> None:
    named = {name for miss in misses for name in miss["article"]}
    assert named <= set(articles)
    assert len(named) >= 60


def test_every_article_named_answers_the_question_that_was_changed(
    misses: list[Miss], articles: dict[str, Article]
) -> None:
    for miss in misses:
        assert miss["article"], miss["id"]
        assert 1 <= len(miss["answers"]) <= 3, miss["id"]
        for many in (miss["answers"], miss["article"]):
            assert len(set(many)) == len(many), miss["id"]
        for name in miss["article"]:
            text = articles[name].text.casefold()
            assert any(answer.casefold() in text for answer in miss["answers"]), (miss["id"], name)


def test_every_answer_stands_in_an_article_named(misses: list[Miss], articles: dict[str, Article]) -> None:
    for miss in misses:
        texts = [articles[name].text for name in miss["article"]]
        assert [answer for answer in miss["answers"] if not any(answer in text for text in texts)] == [], miss["id"]


def test_what_was_changed_stands_in_one_question_each(misses: list[Miss]) -> None:
    for miss in misses:
        before, after = miss["changed"]
        assert before in miss["of"], miss["id"]
        assert after in miss["question"], miss["id"]
        assert before not in miss["question"], miss["id"]
        assert after not in miss["of"], miss["id"]


def test_nothing_else_was_changed_unless_it_is_the_premise(misses: list[Miss]) -> None:
    for miss in misses:
        if miss["kind"] != "premise":
            assert miss["question"] == miss["of"].replace(*miss["changed"]), miss["id"]


def test_of_the_names_and_places_put_in_some_are_the_archives_own(
    misses: list[Miss], articles: dict[str, Article]
) -> None:
    """Neither what is nowhere in the archive nor what is elsewhere in it is the odd one out."""
    told = "\n".join(article.text for article in articles.values())
    for kind in ("name", "place"):
        put_in = [miss["changed"][1] for miss in misses if miss["kind"] == kind]
        own = sum(words in told for words in put_in)
        assert len(put_in) / 3 <= own <= len(put_in) * 2 / 3, kind
