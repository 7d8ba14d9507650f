"""What is said to a question that was asked back."""

from __future__ import annotations

import pytest
from turns import answered, article, asked_back

from onrecord.rag.replies import chosen, corrected_to

COURT = article("The policewoman, Anna Holm, spoke first. Erik Holm, a shop steward from Ribe, did not.")
BEFORE = answered("Who spoke first?", "Anna Holm", COURT)
BACK = asked_back("How old is Holm?", ("Anna Holm", "How old is Anna Holm?"), ("Erik Holm", "How old is Erik Holm?"))


@pytest.mark.parametrize("reply", ["1", "1.", "Anna", "the policewoman", "Anna Holm please", "I mean Anna"])
def test_one_is_chosen_by_number_name_or_description(reply: str) -> None:
    assert chosen(reply, [BEFORE, BACK]) == "How old is Anna Holm?"


@pytest.mark.parametrize("reply", ["3", "Holm", "What did she say about the harbour in Ribe?", ""])
def test_what_fits_none_or_both_chooses_none(reply: str) -> None:
    assert chosen(reply, [BEFORE, BACK]) is None


@pytest.mark.parametrize("reply", ["and the other one?", "the other", "and Erik?", "what about the shop steward?"])
def test_the_other_can_be_asked_for_afterwards(reply: str) -> None:
    taken = answered("the policewoman", "Anna Holm", COURT, query="How old is Anna Holm?")
    assert chosen(reply, [BEFORE, BACK, taken]) == "How old is Erik Holm?"


def test_a_correction_names_who_is_described() -> None:
    taken = answered("How old is she?", "Anna Holm", COURT, query="How old is Anna Holm?")
    found = corrected_to("no, I meant the steward", [taken])
    assert found is not None
    assert found.query == "How old is Erik Holm?"
    assert corrected_to("How old is she?", [taken]) is None
