"""Who is named as the speaker of quoted words, in the sentences that news is written in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.index.chunking import sentences
from onrecord.rag.quoting import quote
from onrecord.rag.speakers import Named, speakers

TEXT = """The Tollgate Bridge was closed on Monday after a 14-centimetre crack was found in a girder.

“I would rather answer for a closed bridge than for an open one,” said Marit Oyelaran, the city engineer, who \
ordered the closure herself. “It is on the tension side of the girder.”

Nothing was visible in November, Ms. Oyelaran said. The deck is 412 metres long.

Piet Lanting, the transport commissioner, said a boat should start “within a week”. He would not say who pays. \
“It is a first number, and first numbers are too small,” he said.

The council estimated the damage at €310 million. Tests show fatigue, according to Teodor Wray, a professor of \
metallurgy. "You can count the marks like rings in a tree," he said.

The minister, who resigned in June, said the mayor had asked for €12 million. The strike went on after the union \
warned that talks had failed.

“Nobody asked us at all,” she said."""


def named(words: str) -> list[Named]:
    start = TEXT.index(words)
    focus = start, start + len(words)
    return speakers(TEXT, quote(TEXT, focus, sentences(TEXT)), focus)


def names(words: str) -> list[str]:
    return [TEXT[slice(*one.focus)] for one in named(words)]


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("a closed bridge", "Marit Oyelaran, the city engineer"),
        ("the tension side", "Marit Oyelaran, the city engineer"),
        ("within a week", "Piet Lanting, the transport commissioner"),
        ("€310 million", "The council"),
        ("show fatigue", "Teodor Wray, a professor of metallurgy"),
        ("rings in a tree", "Teodor Wray"),
        ("first numbers are too small", "Piet Lanting"),
        ("€12 million", "The minister"),
        ("talks had failed", "the union"),
    ],
)
def test_the_attribution_names_the_speaker(words: str, who: str) -> None:
    assert names(words)[:1] == [who]


@pytest.mark.parametrize("words", ["14-centimetre crack", "412 metres", "resigned in June", "The strike went on"])
def test_words_of_the_article_itself_are_nobody_elses(words: str) -> None:
    assert named(words) == []


def test_she_is_nobody_where_nobody_was_named_near() -> None:
    alone = "It rained.\n\n“Nobody asked us at all,” she said."
    assert speakers(alone, (12, len(alone))) == []


def test_a_surname_is_told_in_full_from_where_it_was_introduced() -> None:
    assert names("visible in November") == ["Ms. Oyelaran", "Marit Oyelaran"]
    assert "the city engineer" in TEXT[named("visible in November")[1].start : named("visible in November")[1].end]


def test_the_quote_and_its_attribution_are_shown_together() -> None:
    (one,) = named("rings in a tree")
    shown = TEXT[one.start : one.end]
    assert shown.startswith("Tests show fatigue, according to Teodor Wray")
    assert shown.endswith('"You can count the marks like rings in a tree," he said.')


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["“", "”", '"', "she said", "Ana Lind", "said", "according to", ", ", ". ", "\n\n", "It rained"]
        ),
        max_size=14,
    ).map(" ".join),
    st.data(),
)
def test_offsets_are_true_of_any_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for one in speakers(text, (start, end)):
        assert 0 <= one.start <= one.focus[0] < one.focus[1] <= one.end <= len(text)
