"""What an answer's record says is read back as it was, and what cannot be so is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from test_rag_records import CITED

from onrecord.rag.recorded import MALFORMED, recorded
from onrecord.rag.records import answer_record
from onrecord.rag.understand import understand
from onrecord.rag.understood import Understood


class Archive:
    def outlets(self) -> list[str]:
        return ["The Harbour Courier", "The Courier"]

    def authors(self) -> list[str]:
        return ["Nadia Brückner"]

    def sections(self) -> list[str]:
        return ["Sport"]


def record_of(understood: Understood) -> dict[str, Any]:
    answer = replace(CITED, question=understood.question, query=understood.query, understood=understood)
    return dict(json.loads(json.dumps(answer_record(answer))))


def understood_of(question: str) -> Understood:
    return understand(question, asked=date(2025, 8, 6), archive=Archive())


@pytest.mark.parametrize(
    "question",
    [
        "Why was the bridge closed?",
        "How many people has the Harbour Courier said were hurt since March?",
        "What did the Courier report after 4 July 2025, according to Nadia Brückner?",
        "Who said “open the bridge” in June or until 1 August?",
        "What is the latest on the strike?",
    ],
)
def test_what_was_understood_is_read_back(question: str) -> None:
    understood = understood_of(question)
    told = recorded(record_of(understood))
    assert told.understood == replace(understood, anchors=(), leans=False, choices=(), subject=None)


def test_the_first_records_say_it_in_words_alone() -> None:
    record = record_of(understood_of("What happened in June?"))
    assert recorded(record | {"understood": None}).understood is None
    first = {name: record["understood"][name] for name in ("query", "kind", "decisions")}
    assert recorded(record | {"understood": first}).understood is None


TIME = {"start": 0, "end": 4, "first": "2025-06-01", "last": None}
NAMED = {"start": 0, "end": 4, "what": "outlet", "names": ["The Courier"]}


@pytest.mark.parametrize(
    "damage",
    [
        {"query": None},
        {"times": {}},
        {"times": [{**TIME, "end": 4_000}]},
        {"times": [{**TIME, "start": 4}]},
        {"times": [{**TIME, "first": "in June"}]},
        {"times": [{**TIME, "last": 20250601}]},
        {"mentions": [{**NAMED, "what": "owner"}]},
        {"mentions": [{**NAMED, "names": "The Courier"}]},
        {"mentions": [{**NAMED, "names": [1]}]},
        {"exact": [[0]]},
        {"exact": [[0, "4"]]},
        {"exact": None},
    ],
)
def test_what_cannot_have_been_understood_is_refused(damage: dict[str, Any]) -> None:
    record = record_of(understood_of("What happened in June?"))
    with pytest.raises(MALFORMED):
        recorded(record | {"understood": record["understood"] | damage})


def test_a_kind_that_is_not_known_is_no_fault() -> None:
    record = record_of(understood_of("Who won?"))
    told = recorded(record | {"understood": record["understood"] | {"kind": "whence"}})
    assert told.understood is not None
    assert told.understood.kind == "what"
