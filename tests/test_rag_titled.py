"""Whom "the minister" means in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.titled import titled


@pytest.mark.parametrize(
    ("noun", "text", "names"),
    [
        ("engineer", "said Marit Oyelaran, the city engineer, who closed it", ["Marit Oyelaran"]),
        ("minister", "Finance Minister Jo Strand resigned. Strand said so.", ["Jo Strand"]),
        ("company", "Helvane Biosciences, the company behind it, fell.", ["Helvane Biosciences"]),
        ("mayor", "Mayor Gustav Thorsby met Amara Solheim, who is the new mayor.", ["Gustav Thorsby", "Amara Solheim"]),
        ("mayor", "On 12 August, the mayor spoke.", []),
        ("minister", "the administration of Ludvík Harrer", []),
        ("judge", "The judge, Per Öhrn, left.", ["Per Öhrn"]),
        ("judge", "The judge, Per Öhrn, and the clerk left.", []),
        ("coastguard", "Jo Strand, the coastguard captain, left.", []),
        ("coastguard", "Coastguard Captain Jo Strand left.", []),
        ("accident", "The Marine Accident Board met.", []),
    ],
)
def test_names_stand_beside_what_somebody_is(noun: str, text: str, names: list[str]) -> None:
    assert titled(noun, [text]) == names


def test_a_fuller_name_stands_for_the_shorter() -> None:
    assert titled("minister", ["Minister Strand spoke.", "Minister Jo Strand spoke."]) == ["Jo Strand"]


@given(st.text(max_size=30), st.lists(st.text(max_size=200), max_size=3))
def test_any_text_gives_names_out_of_it(noun: str, texts: list[str]) -> None:
    assert all(any(name in text for text in texts) for name in titled(noun, texts))
