from __future__ import annotations

import pytest

from onrecord.rag.names import base, parse
from onrecord.rag.stated import Clause, spoken


def clause(sentence: str) -> Clause:
    found = Clause.of(parse(sentence))
    assert found is not None
    return found


def words(tokens: object) -> str:
    return " ".join(token.text for token in tokens)  # type: ignore[attr-defined]


def test_a_statement_in_its_parts() -> None:
    found = clause("The Tollgate Bridge was closed by the city on 2 June, a Monday.")
    assert words(found.subject) == "The Tollgate Bridge"
    assert (found.first.text, words(found.middle)) == ("was", "closed")
    assert words(found.rest) == "by the city on 2 June"
    assert words(found.undated()) == "by the city"


def test_what_is_said_to_be_so_is_the_statement() -> None:
    assert clause("The union said that the port would lose 40 ships.").root.text == "lose"


@pytest.mark.parametrize("fragment", ["No.", "To be or not to be.", "Go home!", "What now?", "", "${alert(1)}"])
def test_what_states_nothing_has_no_parts(fragment: str) -> None:
    assert Clause.of(parse(fragment)) is None


def test_a_question_has_its_verb_before_its_subject_and_in_its_base_form() -> None:
    found = clause("The bridge stopped creaking.")
    assert found.asked("When", []) == "When did the bridge stop creaking?"
    assert clause("The bridge will creak.").asked("When", []) == "When will the bridge creak?"


def test_words_keep_the_blanks_they_have() -> None:
    document = parse("Ostrand's chief isn't here.")
    assert spoken("Who knows", *document[:3]) == "Who knows Ostrand's chief?"


def test_base_forms() -> None:
    document = parse("She stopped, ran and is paying.")
    assert [base(token) for token in document if token.pos_ == "VERB"] == ["stop", "run", "pay"]
