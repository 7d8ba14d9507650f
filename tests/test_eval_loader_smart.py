from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.eval.loaders import load
from onrecord.index.errors import SourceError

DOCUMENTS = """\
*TEXT 017 01/04/63 PAGE 020

THE BRIDGE AT NORD IS SHUT . FERRIES, SAID

THE MAYOR, WILL RUN .

*TEXT 019  08/30 63  PAGE 026

FERRIES RAN .

*TEXT 020 13/45/63 PAGE 026

RAIN FELL .

*STOP

NOT READ .
"""
QUERIES = (
    "*FIND      1\n\n SHUT BRIDGES\n\nAND WHY .\n\n*FIND      2\n\n FERRIES .\n\n*FIND 3\n\nNOT JUDGED .\n\n*STOP\n"
)
JUDGEMENTS = "1  1\n\n2  1   2\n\n"
FILES = {"A": DOCUMENTS, "B": QUERIES, "C": JUDGEMENTS, "STOPWORDS": "A\n\nABOUT\n\n"}


def made(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in (FILES | files).items():
        if content:
            (folder / name).write_text(content)
    return folder


def test_documents_are_known_by_their_place_in_the_file(tmp_path: Path) -> None:
    found = load(made(tmp_path / "old"))
    assert (found.name, found.form, found.rejected) == ("old", "smart", ())
    assert [(article.id, article.day) for article in found.articles] == [
        ("1", "1963-01-04"),
        ("2", "1963-08-30"),
        ("3", None),
    ]
    first = found.articles[0]
    assert (first.text, first.title, first.outlet) == (
        "THE BRIDGE AT NORD IS SHUT . FERRIES, SAID THE MAYOR, WILL RUN .",
        "",
        "TIME",
    )
    assert found.articles[2].text == "RAIN FELL ."
    assert [(question.id, question.text, question.relevant) for question in found.questions] == [
        ("1", "SHUT BRIDGES AND WHY .", {"1": 1}),
        ("2", "FERRIES .", {"1": 1, "2": 1}),
    ]


def test_two_places_are_counted_for_the_story_that_swallowed_two_headings(tmp_path: Path) -> None:
    documents = "*TEXT 504   11/15/63  PAGE 046\n\nONE .\n\n*TEXT 507 11/15/63 PAGE 048\n\nTWO .\n"
    found = load(made(tmp_path, A=documents, C="1 1\n2 4\n"))
    assert [article.id for article in found.articles] == ["1", "4"]
    assert found.rejected == ()


def test_malformed_records_are_passed_over_with_file_and_line(tmp_path: Path) -> None:
    found = load(
        made(
            tmp_path,
            A=DOCUMENTS.replace("*STOP", "*TEXT\n\nNO NUMBER .\n\n*TEXT 030 01/01/63\n\n*TEXT 031 01/01/63\n\nSIX ."),
            B=QUERIES.replace("*STOP", "*FIND\n\nX .\n\n*FIND 1\n\nY .\n\n*FIND 9\n"),
            C=JUDGEMENTS + "3 none\n3 6 9\n8 1\n",
        )
    )
    assert [article.id for article in found.articles] == ["1", "2", "3", "6"]
    assert found.questions[2].relevant == {"6": 1}
    assert [(one.where, one.reason) for one in found.rejected] == [
        ("A line 15", "a heading needs a number, as in *TEXT 017 01/04/63, not '*TEXT'"),
        ("A line 19", "the article has no text"),
        ("B line 15", "a heading needs a number, as in *FIND 1, not '*FIND'"),
        ("B line 19", "a query before it has the number 1 already"),
        ("B line 23", "query 9 has no text"),
        ("C line 5", "a line must hold a query's number and its documents', not '3 none'"),
        ("C line 7", "judgements that name a query not in the set: 1; the first: '8'"),
        ("C line 6", "judgements that name an article not in the set: 1; the first: '9'"),
    ]


@pytest.mark.parametrize(("gone", "message"), [("B", "queries under .FIND"), ("C", "judgements, lines of")])
def test_a_missing_member_is_named(tmp_path: Path, gone: str, message: str) -> None:
    with pytest.raises(SourceError, match=f"must have one file of {message}.* it has none"):
        load(made(tmp_path, **{gone: ""}))


def test_two_files_of_a_kind_are_too_many(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="it has them in B, D"):
        load(made(tmp_path, D=QUERIES))
