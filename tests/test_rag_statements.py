from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.index.chunking import sentences
from onrecord.rag.statements import statements

TEXT = (
    "The strike ended on Friday. “It is a good deal more than we were offered,” Ms. Achterberg said.\n\n"
    "The line was pleased. “We can sail again tomorrow,” Lund said. It rained on the “Maren Linde”."
)


def said(*names: str, text: str = TEXT) -> list[str]:
    return [text[start:end] for start, end in statements(text, names, sentences(text))]


def test_a_statement_is_that_of_whoever_is_named_beside_it() -> None:
    assert said("achterberg") == ["“It is a good deal more than we were offered,”"]
    assert said("lund") == ["“We can sail again tomorrow,”"]


def test_a_name_in_another_paragraph_makes_no_statement() -> None:
    assert said("strike", text="The strike went on.\n\n“Nobody asked us at all,” she said.") == []


def test_without_a_name_all_statements_and_no_names_in_marks() -> None:
    assert said() == ["“It is a good deal more than we were offered,”", "“We can sail again tomorrow,”"]


def test_nobody_of_that_name_said_anything() -> None:
    assert said("marsh") == []


@given(st.text(st.sampled_from("ab .?!\n“”"), max_size=120))
def test_a_statement_begins_and_ends_with_its_marks(text: str) -> None:
    assert all(words[0] == "“" and words[-1] == "”" for words in said(text=text))
