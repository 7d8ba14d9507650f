from __future__ import annotations

from datetime import UTC, datetime

import pytest
from house import Make

from onrecord.index import Article, NewsIndex
from onrecord.rag import Retriever

VERDICT = Article("verdict", "Verdict in the harbour trial", "The court read the verdict.", published="2019-08-14")
FERRY = Article("ferry", "Ferry back in service", "The ferry sails again.", published="2019-09-20")


@pytest.fixture
def index(make: Make) -> NewsIndex:
    made = make()
    made.add([VERDICT, FERRY])
    return made


def days(index: NewsIndex, question: str, as_of: str | None = None) -> list[tuple[str | None, str | None]]:
    return [(time.first, time.last) for time in Retriever(index).understand(question, as_of=as_of).times]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What happened in July?", "2019-07-01", "2019-07-31"),
        ("What happened in October?", "2018-10-01", "2018-10-31"),
        ("What happened on 3 August?", "2019-08-03", "2019-08-03"),
        ("What was said in early September?", "2019-09-01", "2019-09-10"),
    ],
)
def test_a_month_without_a_year_is_the_latest_that_the_archive_reaches(
    index: NewsIndex, question: str, first: str, last: str
) -> None:
    assert days(index, question) == [(first, last)]


def test_who_says_which_day_it_is_or_which_year_is_taken_at_the_word(index: NewsIndex) -> None:
    assert days(index, "What happened in July?", as_of="2024-11-02") == [("2024-07-01", "2024-07-31")]
    assert days(index, "What happened in July 2022?") == [("2022-07-01", "2022-07-31")]
    year = datetime.now(UTC).year
    ((first, _),) = days(index, "What happened last July?")
    assert str(first)[:4] in (str(year), str(year - 1))
    ((_, yesterday),) = days(index, "What happened yesterday?")
    assert str(yesterday) > "2025"


def test_an_archive_without_days_decides_nothing(make: Make) -> None:
    index = make()
    index.add([Article("undated", "Ferry back in service", "The ferry sails again.")])
    ((first, _),) = days(index, "What happened in July?")
    assert str(first) > "2025"


def test_an_event_is_on_the_day_on_which_the_archive_has_it(index: NewsIndex) -> None:
    assert days(index, "What was said two days after the verdict?") == [("2019-08-16", "2019-08-16")]
    assert days(index, "What was said two days after the eruption?") == []
