from __future__ import annotations

import pytest

from onrecord.rag.askable import askable


def asked(text: str) -> dict[str, str]:
    """Questions of a text, with what answers them."""
    return {one.question: text[one.start : one.end] for one in askable(text)}


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("Marit Oyelaran ordered the closure of the Tollgate Bridge.",
         "Who ordered the closure of the Tollgate Bridge?", "Marit Oyelaran"),
        ("Marit Oyelaran, the city engineer, ordered the closure of the bridge.",
         "Who is Marit Oyelaran?", "the city engineer"),
        ("Seven people were hurt in Port Halvard.", "How many people were hurt in Port Halvard?", "Seven"),
        ("The prosecution in Lindholt intends to call 31 witnesses.",
         "How many witnesses does the prosecution in Lindholt intend to call?", "31"),
        ("The repair of the Tollgate Bridge will cost €7.4 million.",
         "How much will the repair of the Tollgate Bridge cost?", "7.4 million"),
        ("The Tollgate Bridge was closed on 2 June.", "When was the Tollgate Bridge closed?", "2 June"),
        ("The Tollgate Bridge reopened on 29 August.", "When did the Tollgate Bridge reopen?", "29 August"),
        ("The Tollgate Bridge was closed because inspectors found a crack.",
         "Why was the Tollgate Bridge closed?", "inspectors found a crack"),
        ("Four suspects from Kestria were arrested in Paris.",
         "Where were four suspects from Kestria arrested?", "Paris"),
        ("The Maren Linde is 98 metres long.", "How long is the Maren Linde?", "98 metres"),
        ("The minister said that the wall of Port Halvard would cost €95 million.",
         "How much would the wall of Port Halvard cost?", "95 million"),
    ],
)  # fmt: skip
def test_a_statement_becomes_the_question_it_answers(sentence: str, question: str, answer: str) -> None:
    assert asked(sentence).get(question, "").endswith(answer), asked(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "She ordered the closure of the Tollgate Bridge.",  # nobody knows who she is
        "It was closed on 2 June.",
        "This bridge in Port Halvard was closed on 2 June.",
        "“We closed the Tollgate Bridge on 2 June,” said the engineer.",
        "Was the Tollgate Bridge closed on 2 June?",
        "Closed since 2 June, with cracks in its main span.",
        "The Tollgate Bridge: closed on 2 June (again).",
        "Verlaine Béton, a family-owned firm, built it.",  # a firm is nobody
        "It rained.",
        "",
        "<script>alert(1)</script> ${alert(1)} {{7*7}}",
    ],
)
def test_what_does_not_stand_alone_is_left(sentence: str) -> None:
    assert asked(sentence) == {}


def test_a_day_that_means_another_by_now_is_not_in_a_question() -> None:
    made = asked("Amara Solheim became mayor of Port Halvard on Monday.")
    assert "Who became mayor of Port Halvard?" in made
    assert not any("Monday" in question for question in made)


def test_a_verb_that_goes_on_is_left_off() -> None:
    made = asked("The Maren Linde was built in 1998 and belongs to Sorrel Line.")
    assert made["When was the Maren Linde built?"] == "1998"
    assert not any("belongs" in question for question in made)


def test_a_word_that_only_began_its_sentence_loses_its_capital() -> None:
    text = "Norovirus infects 310,000 people in Kestria. A cure for norovirus is not known."
    assert asked(text)["How many people does norovirus infect in Kestria?"] == "310,000"


def test_offsets_are_those_of_the_article() -> None:
    text = "A heading\n\nIt rained.\n\nThe Tollgate Bridge reopened on 29 August."
    (one,) = askable(text)
    assert text[one.start : one.end] == "29 August"


def test_a_text_of_one_endless_line_is_left() -> None:
    assert list(askable("word " * 20_000)) == []
