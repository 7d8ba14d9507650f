from __future__ import annotations

from itertools import pairwise

import pytest
from house import Make

from onrecord.eval.stories import known
from onrecord.index import Article, Filters, NewsIndex
from onrecord.rag import Assistant
from onrecord.rag.story import MOST, nearest, story

KNOWN = [sorted(one, key=lambda name: name.split("-2025-")[1]) for one in known()]
BRIDGE, FERRY = KNOWN[0], KNOWN[2]


def article(index: NewsIndex, article_id: str) -> Article:
    found = index.article(article_id)
    assert found is not None
    return found


def ids(index: NewsIndex, seed: str, **given: object) -> set[str]:
    """The articles of the story that begins from one, copies included."""
    found = story(index.snapshot(), article(index, seed), **given)  # type: ignore[arg-type]
    return {one.id for report in found for one in (report.article, *report.also)}


def test_the_stories_of_the_sample_archive_are_found(sample_index: NewsIndex) -> None:
    """Of every known story, begun from its second report: F1 over all of their reports."""
    found = [(ids(sample_index, known[1]), set(known)) for known in KNOWN]
    right = sum(len(taken & known) for taken, known in found)
    f1 = 2 * right / sum(len(taken) + len(known) for taken, known in found)
    assert len(KNOWN) == 11
    assert f1 > 0.92


def test_reports_come_in_order_of_publication_and_are_quotes(sample_index: NewsIndex) -> None:
    found = story(sample_index.snapshot(), article(sample_index, FERRY[0]), "Who resigned?")
    assert len(found) > 5
    assert all((one.article.published or "") <= (other.article.published or "") for one, other in pairwise(found))
    for report in found:
        held = sample_index.article(report.article.id, report.revision)
        assert held is not None
        assert held.text[report.start : report.end] == report.quote
        assert len(report.quote.split()) > 5


def test_copies_are_one_report_that_names_them(make: Make) -> None:
    index = make()
    text = "The Tollgate Bridge in Port Halvard was closed on Monday, said Marit Oyelaran, the city engineer."
    outlets = ("The Courier", "The Chronicle", "The Ledger")
    index.add(
        Article(outlet, "Tollgate Bridge closed", text, outlet=outlet, published=f"2025-07-0{place}")
        for place, outlet in enumerate(outlets, start=1)
    )
    (one,) = story(index.snapshot(), article(index, "The Ledger"))
    assert (one.article.id, [also.id for also in one.also]) == ("The Courier", ["The Chronicle", "The Ledger"])


def test_an_article_that_stands_alone_is_a_story_of_one(sample_index: NewsIndex) -> None:
    alone = "harbour-courier-2025-06-25-tram-fares"
    assert ids(sample_index, alone) == {alone}


def test_filters_limit_a_story_but_not_what_it_begins_from(sample_index: NewsIndex) -> None:
    within = ids(sample_index, BRIDGE[0], filters=Filters(outlets=("Lindholt Chronicle",)))
    assert BRIDGE[0] in within
    assert {one.split("-2025")[0] for one in within - {BRIDGE[0]}} == {"lindholt-chronicle"}


def test_what_answers_the_same_question_is_of_the_story(sample_index: NewsIndex) -> None:
    march = "harbour-courier-2025-06-12-bridge-shuttle-boat-traders"
    assert ids(sample_index, march, answering={BRIDGE[0]}) >= ids(sample_index, march) | {BRIDGE[0]}


def test_no_more_reports_than_can_be_read(make: Make) -> None:
    index = make()
    text = "The Tollgate Bridge was closed in Port Halvard, said Marit Oyelaran, number {}, of the city {}."
    index.add(
        Article(str(n), "Tollgate Bridge closed", text.format(n * 7919, "abcdefgh"[n % 8] * 9), published="2025-07-04")
        for n in range(MOST + 20)
    )
    found = story(index.snapshot(), article(index, "3"))
    assert "3" in {one.article.id for one in found} | {also.id for one in found for also in one.also}
    assert len(found) <= MOST


@pytest.mark.parametrize(
    ("subject", "about"),
    [("Tollgate Bridge", "Tollgate"), ("What happened to the astrolabe?", "astrolabe"), ("norovirus", "norovirus")],
)
def test_a_subject_is_found_by_its_name(subject: str, about: str, assistant: Assistant) -> None:
    found = nearest(assistant.retriever, subject)
    assert found is not None
    assert about in found.title + found.text


@pytest.mark.parametrize("subject", ["Taylor Swift", "interest rates", "qwertz", "???", " "])
def test_what_nothing_is_about_is_not_found(subject: str, assistant: Assistant) -> None:
    assert nearest(assistant.retriever, subject) is None
