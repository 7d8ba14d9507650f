from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from house import Make

from onrecord.index import Article
from onrecord.rag import Assistant, Retriever, Turn
from onrecord.rag.understand import latest, understand
from onrecord.rag.understood import Aspect, Understood

FRIDAY = date(2025, 7, 4)
QUESTION = "What did The Courier report on Monday about the “second hanger” and its 3 cracks?"


class Archive:
    def outlets(self) -> list[str]:
        return ["The Courier", "The Ledger"]

    def authors(self) -> list[str]:
        return ["Ana Lind"]

    def sections(self) -> list[str]:
        return ["Sport"]


def decided(question: str, ignore: tuple[Aspect, ...] = ()) -> list[tuple[str, str, str]]:
    found = understand(question, asked=FRIDAY, archive=Archive(), ignore=ignore)
    return [(one.aspect, found.query[one.start : one.end], one.meaning) for one in found.decisions()]


def test_every_decision_names_its_words_and_what_they_were_taken_to_mean() -> None:
    assert decided(QUESTION) == [
        ("outlet", "The Courier", "The Courier"),
        ("time", "Monday", "30 June 2025"),
        ("exact", "second hanger", "“second hanger”"),
        ("exact", "3", "“3”"),
    ]


@pytest.mark.parametrize("aspect", ["outlet", "time", "exact"])
def test_each_aspect_can_be_switched_off(aspect: Aspect) -> None:
    assert {one[0] for one in decided(QUESTION, (aspect,))} == {"outlet", "time", "exact"} - {aspect}


def test_a_follow_up_is_understood_as_it_was_completed_or_left_as_it_is() -> None:
    history = [Turn("When was the Tollgate Bridge closed?", "Monday")]
    completed = understand("Why?", history, asked=FRIDAY)
    assert "Tollgate Bridge" in completed.query
    assert next(completed.decisions()).aspect == "follow-up"
    left = understand("Why?", history, asked=FRIDAY, ignore=("follow-up",))
    assert (left.query, list(left.decisions())) == ("Why?", [])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the latest on the strike?", True),
        ("Which is the most recent poll?", True),
        ("Who designed the latest model?", False),
        ("Who was late?", False),
    ],
)
def test_asking_for_the_newest(question: str, expected: bool) -> None:
    assert latest(question) is expected


def dated(make: Make, question: str, **options: object) -> Understood:
    index = make()
    index.add(
        [
            Article("verdict", "Verdict", "The jury gave its verdict on the mayor.", "", "The Courier", "2025-05-12"),
            Article("rain", "Rain", "It rained on the harbour.", "", "The Ledger", "2025-06-01"),
        ]
    )
    return Retriever(index, rerank=0).understand(question, as_of="2025-07-04", **options)  # type: ignore[arg-type]


def test_an_event_is_reckoned_from_on_the_day_on_which_the_archive_has_it(make: Make) -> None:
    (time,) = dated(make, "What did the mayor say two days after the verdict?").times
    assert (time.first, time.last) == ("2025-05-14", "2025-05-14")


def test_an_event_that_the_archive_does_not_have_gives_no_time(make: Make) -> None:
    assert dated(make, "What did the mayor say two days after the coronation?").times == ()


def test_an_answer_keeps_what_was_understood(make: Make) -> None:
    index = make()
    index.add([Article("a", "Bridge", "The bridge was closed on Monday.", "", "The Courier", "2025-06-30")])
    assistant = Assistant(index)
    question = "What did the Courier report last Monday about the bridge?"
    answer = assistant.ask(question, as_of="2025-07-04")
    assert answer.understood is not None
    assert {one.aspect for one in answer.understood.decisions()} == {"outlet", "time"}
    ignoring = assistant.ask(question, as_of="2025-07-04", ignore=("time", "outlet"))
    assert ignoring.understood == replace(answer.understood, times=(), mentions=())


def test_what_is_no_aspect_cannot_be_ignored() -> None:
    with pytest.raises(ValueError, match="'dates' is nothing that is understood of a question; name one of follow-up"):
        understand("Why?", asked=FRIDAY, ignore=("dates",))  # type: ignore[arg-type]
