"""What nouns and names are called by."""

from __future__ import annotations

import pytest

from onrecord.rag.beings import being, is_group, is_person, is_somebody, woman

STORY = (
    "Anna Keller, 41, the harbour master, closed the port. She had no choice, Mr. Olsen said. Olsen lives in Varde."
    " Trains from Varde ran late. Keller went to Varde."
)


@pytest.mark.parametrize("noun", ["minister", "engineers", "policewoman", "executive", "nurse", "trustee"])
def test_people_are_called_by_what_they_do(noun: str) -> None:
    assert is_person(noun)


@pytest.mark.parametrize("noun", ["tower", "computer", "water", "company", "insurer", "vaccine", "river", "committee"])
def test_things_and_groups_are_no_people(noun: str) -> None:
    assert not is_person(noun)


def test_several_together_are_a_group() -> None:
    assert is_group("jury")
    assert is_group("company")
    assert not is_group("judge")
    assert [being(noun) for noun in ("round", "suburb", "union", "soup")] == ["time", "place", "group", "thing"]


def test_a_text_tells_people_from_places() -> None:
    assert is_somebody("Anna Keller", [STORY]) is True
    assert is_somebody("Varde", [STORY]) is False
    assert is_somebody("Ribe", [STORY]) is None
    assert is_somebody("Sorrel Company", [STORY]) is False


def test_a_text_tells_women_from_men() -> None:
    assert woman("Anna Keller", [STORY]) is True
    assert woman("Olsen", [STORY]) is False
    assert woman("Varde", [STORY]) is None


def test_who_shares_a_name_is_told_by_all_of_it() -> None:
    text = "Anna Keller said that she would go. Jens Keller said that he would stay."
    assert woman("Anna Keller", [text]) is True
    assert woman("Jens Keller", [text]) is False
