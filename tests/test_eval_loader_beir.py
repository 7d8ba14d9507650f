from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.eval.loaders import load
from onrecord.index.errors import SourceError

ARTICLES = [
    {
        "_id": "a1",
        "title": "Bridge shut",
        "text": "The bridge is shut.",
        "metadata": {"outlet": "The Courier", "url": "x"},
    },
    {"id": "a2", "title": "Ferry runs", "text": " The ferry runs\r\nagain. ", "published": "4 July 2025"},
    {"id": 3, "text": "Rain is due."},
]
QUERIES = [
    {"_id": "q1", "text": "Is the  bridge open?", "metadata": {"asked": "2025-07-05", "answer": "no", "outlet": "CNN"}},
    {"_id": "q2", "text": "What runs again?", "metadata": {"answers": ["the ferry", "ferry", "the ferry"]}},
    {"_id": "q3", "text": "Will it rain?"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\ta1\t2\nq1\ta2\t0\nq3\t3\t1\n"


def lines(records: list[Any]) -> str:
    return "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in records)


def made(folder: Path, **files: str | list[Any]) -> Path:
    """A BEIR folder; a double underscore in a name is a folder, a single one the dot before the ending."""
    given: dict[str, str | list[Any]] = {"articles_jsonl": ARTICLES, "queries_jsonl": QUERIES, "qrels__test_tsv": QRELS}
    for name, content in (given | files).items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        if content:
            path.write_text(content if isinstance(content, str) else lines(content), encoding="utf-8")
    return folder


def test_articles_queries_and_judgements_come_together(tmp_path: Path) -> None:
    found = load(made(tmp_path / "news"))
    assert (found.name, found.form, found.rejected) == ("news", "beir", ())
    first, second, third = found.articles
    assert (first.id, first.outlet, first.url) == ("a1", "The Courier", "x")
    assert (second.text, second.published, third.id) == ("The ferry runs\nagain.", "2025-07-04", "3")
    one, two, three = found.questions
    assert (one.id, one.text, one.asked, one.answers) == ("q1", "Is the bridge open?", "2025-07-05", ("no",))
    assert (one.relevant, one.labels, one.answerable) == ({"a1": 2}, {"outlet": "CNN"}, None)
    assert (two.answers, two.relevant) == (("the ferry", "ferry"), {})
    assert (three.answers, three.relevant, three.given, three.group) == ((), {"3": 1}, (), "")


def test_a_query_without_judgement_and_answer_is_left_out_silently(tmp_path: Path) -> None:
    found = load(made(tmp_path, queries_jsonl=[*QUERIES, {"_id": "q9", "text": "Of another split?"}]))
    assert [question.id for question in found.questions] == ["q1", "q2", "q3"]
    assert found.rejected == ()


def test_a_query_judged_with_nothing_relevant_is_a_question(tmp_path: Path) -> None:
    found = load(made(tmp_path, qrels__test_tsv="q3\ta1\t0\nq3\ta2\t-1\n"))
    assert [(question.id, question.relevant) for question in found.questions] == [("q1", {}), ("q2", {}), ("q3", {})]


def test_metadata_may_say_that_a_query_cannot_be_answered(tmp_path: Path) -> None:
    found = load(
        made(tmp_path, queries_jsonl=[*QUERIES, {"_id": "q9", "text": "?", "metadata": {"answerable": False}}])
    )
    assert found.questions[-1].answerable is False


def test_only_short_labels_under_known_names_are_taken(tmp_path: Path) -> None:
    metadata = {"outlet": "x" * 61, "kind": "quiz", "domain": 3, "gold": "yes", "answer": 1994}
    found = load(
        made(tmp_path, queries_jsonl=[{"id": 7, "text": "When?", "metadata": metadata}], qrels__test_tsv="7 a1 1\n")
    )
    (question,) = found.questions
    assert (question.id, question.labels, question.answers) == ("7", {"kind": "quiz"}, ("1994",))


def test_packed_files_are_unpacked_and_a_corpus_is_a_corpus_by_either_name(tmp_path: Path) -> None:
    plain = load(made(tmp_path / "plain"))
    folder = made(tmp_path / "packed", articles_jsonl="", queries_jsonl="", qrels__test_tsv="")
    for name, content in (
        ("corpus.jsonl", lines(ARTICLES)),
        ("queries.jsonl", lines(QUERIES)),
        ("qrels/dev.tsv", QRELS),
    ):
        (folder / f"{name}.gz").write_bytes(gzip.compress(content.encode()))
    packed = load(folder)
    assert (packed.articles, packed.questions) == (plain.articles, plain.questions)


def test_of_several_judgements_the_test_split_is_taken_then_dev_then_the_only_one(tmp_path: Path) -> None:
    folder = made(tmp_path, qrels__dev_tsv="q2\ta2\t1\n", qrels__train_tsv="q2\ta1\t1\n")
    assert [one.relevant for one in load(folder).questions] == [{"a1": 2}, {}, {"3": 1}]
    (folder / "qrels" / "test.tsv").unlink()
    assert [one.relevant for one in load(folder).questions] == [{}, {"a2": 1}]
    (folder / "qrels" / "dev.tsv").unlink()
    assert [one.relevant for one in load(folder).questions] == [{}, {"a1": 1}]
    (folder / "qrels" / "more.tsv").write_text("q1\ta1\t1\n")
    with pytest.raises(SourceError, match=r"needs qrels/test\.tsv, .* it has qrels/more\.tsv, qrels/train\.tsv"):
        load(folder)


def test_judgements_of_what_is_not_in_the_set_are_summed_up(tmp_path: Path) -> None:
    found = load(made(tmp_path, qrels__test_tsv="q1\ta1\t1\nq8\ta1\t1\nq9\ta1\t1\nq1\ta7\t1\nq3\ta8\t1\nq3\ta9\t1\n"))
    assert [question.id for question in found.questions] == ["q1", "q2"]
    assert [(one.where, one.reason) for one in found.rejected] == [
        ("qrels/test.tsv line 2", "judgements that name a query not in the set: 2; the first: 'q8'"),
        ("qrels/test.tsv line 4", "judgements that name an article not in the set: 3; the first: 'a7'"),
        (
            "qrels/test.tsv line 5",
            "queries left out, for no article judged for them is in the set: 1; the first: 'q3'",
        ),
    ]


def test_malformed_records_are_passed_over_with_file_and_line(tmp_path: Path) -> None:
    found = load(
        made(
            tmp_path,
            articles_jsonl=[
                *ARTICLES,
                "{broken",
                [1],
                {"id": "a4", "title": "no text"},
                "",
                {"id": "a1", "text": "Again."},
            ],
            queries_jsonl=[
                *QUERIES,
                {"_id": "q1", "text": "Again?"},
                {"text": "no id"},
                {"_id": "q5", "text": ""},
                {"_id": "q6", "text": "?", "metadata": {"asked": "5/7/2025"}},
                {"_id": "q7", "text": "?", "metadata": {"answer": {"no": 1}}},
                {"_id": "q8", "text": "?", "metadata": {"answerable": "no"}},
                {"_id": "q9", "text": "?", "metadata": 3},
            ],
            qrels__test_tsv=QRELS + "q1\ta1\nq1\ta2\tmuch\nq1\ta1\t2\nq1\ta1\t1\n",
        )
    )
    assert len(found.articles) == len(found.questions) == 3
    reasons = {one.where: one.reason for one in found.rejected}
    assert list(reasons) == [
        *(f"articles.jsonl line {number}" for number in (4, 5, 6, 8)),
        *(f"queries.jsonl line {number}" for number in range(4, 11)),
        *(f"qrels/test.tsv line {number}" for number in (5, 6, 8)),
    ]
    assert reasons["articles.jsonl line 8"] == "an article before it has the id 'a1' already"
    assert reasons["queries.jsonl line 4"] == "a query before it has the id 'q1' already"
    assert "'5/7/2025' is not a date" in reasons["queries.jsonl line 7"]
    assert reasons["qrels/test.tsv line 5"] == "a judgement has 3 columns, not 'q1\\ta1'"
    assert reasons["qrels/test.tsv line 6"] == "a grade must be a whole number, not 'much'"
    assert reasons["qrels/test.tsv line 8"] == "query 'q1' has another grade for 'a1' already"


@pytest.mark.parametrize(
    ("gone", "message"),
    [
        ("articles_jsonl", "neither articles.jsonl nor corpus.jsonl"),
        ("queries_jsonl", "has no queries.jsonl"),
        ("qrels__test_tsv", "needs qrels/test.tsv"),
    ],
)
def test_a_missing_member_is_named(tmp_path: Path, gone: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        load(made(tmp_path, **{gone: ""}))
