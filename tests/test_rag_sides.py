from __future__ import annotations

from ui_given import BARE, CALL, answered, assistant, cited, declined

from onrecord.index import Article, Filters
from onrecord.rag import Answer
from onrecord.rag.sides import by_outlet, sides
from onrecord.rag.story import Report

OTHER = Article("other", "A call", "The call took half an hour.", outlet="The Ledger", published="2025-07-05")
COPY = Article("copy", "A call", CALL.text, outlet="The Ledger", published="2025-07-06")
REPORTS = (Report(OTHER, 1, 0, 10), Report(CALL, 1, 0, 10, (COPY,)))


def test_outlets_with_most_reports_come_first_and_copies_count() -> None:
    found = by_outlet(REPORTS)
    assert [(side.outlet, [one.id for one in side.articles]) for side in found] == [
        ("The Ledger", ["other", "copy"]),
        ("The Courier", ["call"]),
    ]
    assert all(side.answer is None for side in found)


def test_each_outlet_is_asked_of_its_own_reports_alone() -> None:
    given = assistant(lambda question: answered(question, cited(CALL, "The call lasted")))
    found = list(sides(given, "How long?", by_outlet(REPORTS), risk=0.1, seconds=60))
    assert [side.outlet for side in found] == ["The Ledger", "The Courier"]
    assert [one["filters"] for one in given.asked] == [Filters(articles=("other", "copy")), Filters(articles=("call",))]  # type: ignore[attr-defined]
    assert {one["risk"] for one in given.asked} == {0.1}  # type: ignore[attr-defined]
    assert all(side.answer is not None and side.answer.citations for side in found)


def test_no_outlet_is_asked_after_the_time_is_over() -> None:
    asked: list[str] = []

    def answer(question: str) -> Answer:
        asked.append(question)
        return declined(question)

    assert list(sides(assistant(answer, CALL, BARE), "How long?", by_outlet(REPORTS), seconds=0)) == []
    assert asked == []
