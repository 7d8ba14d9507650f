from __future__ import annotations

import json
from dataclasses import replace

from onrecord.index import Article, Hit, Passage
from onrecord.rag import Answer, Citation, show
from onrecord.rag.records import answer_record, hit_record

ARTICLE = Article("a1", "Bridge shut", "It was closed.\nIt reopens in May.", "u", "The Courier", "2025-07-04T10:00:00")
HIT = Hit(Passage(3, "a1", 2, 0, 14), ARTICLE, 1.23456, {"dense": 0.98765})
CITED = Answer(
    "When?",
    "When does it reopen?",
    "May",
    (Citation(1, ARTICLE, 2, 15, 33, (29, 32)),),
    0.87654,
    False,
    "",
    (HIT,),
    {"read": 0.12345},
)
DECLINED = Answer("When?", "When?", "", (), 0.1, True, "Nothing says this.", (HIT,))


def test_a_citation_as_data_holds_its_place_and_its_words() -> None:
    record = answer_record(CITED)
    (citation,) = record["citations"]
    assert citation["quote"] == ARTICLE.text[citation["start"] : citation["end"]] == "It reopens in May."
    assert citation["answering"] == ARTICLE.text[slice(*citation["focus"])] == "May"
    assert (citation["article_id"], citation["revision"], citation["number"]) == ("a1", 2, 1)
    assert (record["query"], record["confidence"], record["nearest"]) == ("When does it reopen?", 0.8765, [])
    assert record["timings"] == {"read": 0.1235}


def test_an_abstention_as_data_holds_the_nearest_passages() -> None:
    record = answer_record(DECLINED)
    assert (record["abstained"], record["text"], record["citations"]) == (True, "", [])
    assert record["nearest"] == [hit_record(HIT)]


def test_records_are_plain_json() -> None:
    for answer in (CITED, DECLINED):
        record = answer_record(answer)
        assert json.loads(json.dumps(record)) == record


def test_a_hit_as_data() -> None:
    assert hit_record(HIT) == {
        "article_id": "a1",
        "revision": 2,
        "title": "Bridge shut",
        "outlet": "The Courier",
        "published": "2025-07-04T10:00:00",
        "url": "u",
        "start": 0,
        "end": 14,
        "text": "It was closed.",
        "remarks": [],
        "score": 1.2346,
        "signals": {"dense": 0.9877},
        "also": [],
    }


def test_an_answer_on_a_terminal() -> None:
    assert show.answer(CITED) == (
        "Understood as: When does it reopen?\n\nMay\n\n"
        "[1] It reopens in May.\n    The Courier · 2025-07-04 · Bridge shut"
    )


def test_a_correction_is_said_with_the_quote_and_told_as_data() -> None:
    corrected = replace(ARTICLE, remarks=("Correction: it reopens in June.",))
    answer = replace(CITED, citations=(replace(CITED.citations[0], article=corrected),))
    assert show.answer(answer).endswith("Bridge shut\n    note: Correction: it reopens in June.")
    assert answer_record(answer)["citations"][0]["remarks"] == ["Correction: it reopens in June."]


def test_an_abstention_on_a_terminal() -> None:
    assert show.answer(DECLINED) == (
        "Nothing says this.\n\nNearest passages, which do not answer:\n\n"
        "1. The Courier · 2025-07-04 · Bridge shut\n   a1 0-14  score 1.23\n   It was closed."
    )


def test_articles_are_listed_in_columns() -> None:
    assert show.article(ARTICLE) == "a1\t2025-07-04\tThe Courier\tBridge shut"
    assert show.article(Article("a", "", "x")) == "a\t\t\t"
    assert show.source(Article("a", "", "x")) == ""


COPY = Article("b7", "Bridge closed", "It was closed.", "w", "The Ledger", "2025-07-05")


def test_where_else_a_passage_stands_is_said_and_told_as_data() -> None:
    copied = replace(HIT, also=(COPY,))
    assert hit_record(copied)["also"] == [
        {"article_id": "b7", "title": "Bridge closed", "outlet": "The Ledger", "published": "2025-07-05", "url": "w"}
    ]
    assert show.hit(1, copied).endswith("It was closed.\n   also in The Ledger · 2025-07-05")
    assert show.also([COPY] * 5) == f"also in {'; '.join(['The Ledger · 2025-07-05'] * 3)}; 2 more"
    assert show.also([Article("x", "", "y")]) == "also in x"
    cited = replace(CITED, citations=(replace(CITED.citations[0], also=(COPY,)),))
    assert answer_record(cited)["citations"][0]["also"][0]["article_id"] == "b7"
    assert show.answer(cited).endswith("\n    also in The Ledger · 2025-07-05")
