from __future__ import annotations

import pytest

from onrecord.index import Article
from onrecord.index.lexical import terms
from onrecord.rag import Answer, Citation, Turn
from onrecord.rag.followups import follow
from onrecord.rag.press import is_outlet, outlets_named

TEXT = "The bundle of 50 votes was found in a drawer. Two clerks had counted it twice, said the mayor."
FOUND = Article("a", "Recount", TEXT, "", "The Ledger", "2025-07-04")
CITED = Citation(1, FOUND, 1, 0, 45, (4, 10))
ASKED = "Who counted the ballots in Sele?"
HISTORY = [Turn(ASKED, Answer(ASKED, ASKED, "", (CITED,), 0.9, False))]
KNOWN = set(terms("Ledger & Lens"))


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("the Evening Post", (), True),
        ("The Harbour Courier", (), True),
        ("Ledger & Lens", KNOWN, True),
        ("Ledger & Lens", set(terms("Ledger")), False),
        ("the Senate", (), False),
        ("the", {"the"}, False),
        ("", (), False),
    ],
)
def test_which_names_are_outlets(name: str, known: set[str], expected: bool) -> None:
    assert is_outlet(name, known) is expected


def test_outlets_are_found_where_they_are_named() -> None:
    question = "What did the Chronicle and Ledger & Lens say of Mayor Strand?"
    assert [found[0] for found in outlets_named("Did the Chronicle print it?", ())] == ["the Chronicle"]
    assert [found[0] for found in outlets_named("What did Ledger & Lens say of Strand?", KNOWN)] == ["Ledger & Lens"]
    assert list(outlets_named(question.lower(), ())) == []


def test_whose_report_is_asked_for_says_not_what_it_is_about() -> None:
    asked = follow("What does the Chronicle say about the bundle?", HISTORY)
    assert asked.leans
    assert asked.query == "What does the Chronicle say about the bundle? (the ballots in Sele)"


@pytest.mark.parametrize(
    "question",
    [
        "What does the Chronicle say about the strike in Bonn?",
        "What did Eva Lind say about the bundle?",
        "What does the Chronicle say about the tram fares?",
    ],
)
def test_who_names_what_it_is_about_or_speaks_of_something_else_is_taken_at_the_word(question: str) -> None:
    assert follow(question, HISTORY).query == question
