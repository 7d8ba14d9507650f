from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from onrecord.ui.changes import Changes, Run, changes, words_of

TEXTS = st.lists(
    st.sampled_from(
        ["It rained. ", "It snowed. ", "The mayor left on Monday. ", "The mayor left.\n\n", " ", "é😀", "\n"]
    ),
    max_size=12,
).map("".join)


def earlier(found: Changes) -> str:
    return "".join(run["text"] for run in found.runs if run["kind"] != "added")


def later(found: Changes) -> str:
    return "".join(run["text"] for run in found.runs if run["kind"] != "removed")


def told(runs: list[Run]) -> list[tuple[str, str]]:
    return [(run["kind"], run["text"]) for run in runs]


@given(TEXTS, TEXTS, st.integers(0, 300))
def test_both_texts_are_there_to_the_character_whatever_the_steps(before: str, after: str, steps: int) -> None:
    for found in (changes(before, after), changes(before, after, steps)):
        assert earlier(found) == before
        assert later(found) == after
        assert all(run["text"] for run in found.runs)


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert told(changes(text, text).runs) == ([("same", text)] if text else [])


def test_changes_are_words_where_a_sentence_stays_and_sentences_where_it_does_not() -> None:
    before = "It prevented 81 percent of cases. The trial ran for a year. Nobody died."
    after = "It prevented 61 percent of cases. The trial ran for a year. Its chief has resigned over the figures."
    assert told(changes(before, after).runs) == [
        ("same", "It prevented "),
        ("removed", "81"),
        ("added", "61"),
        ("same", " percent of cases. The trial ran for a year. "),
        ("removed", "Nobody died."),
        ("added", "Its chief has resigned over the figures."),
    ]


def test_a_sentence_put_in_is_put_in_alone() -> None:
    found = changes("One came. Three left.", "One came. Two stayed for the night. Three left.")
    assert told(found.runs) == [
        ("same", "One came. "),
        ("added", "Two stayed for the night. "),
        ("same", "Three left."),
    ]


def test_words_that_changed_next_to_each_other_are_one_change() -> None:
    found = changes("The bridge opens on 29 August at noon.", "The bridge opens on 12 September at noon.")
    assert ("removed", "29 August") in told(found.runs)
    assert ("added", "12 September") in told(found.runs)


def test_words_are_counted_by_kind() -> None:
    found = changes("It is 9.30 at St-Luc's.", "It is 10.45 at St-Luc's, they say.")
    assert (words_of(found.runs, "removed"), words_of(found.runs, "added")) == (1, 3)


def test_where_the_steps_do_not_suffice_that_is_told_and_nothing_is_lost() -> None:
    before, after = "the cat sat on the mat " * 200, "the mat sat on the cat " * 200
    found = changes(before, after, 1_000)
    assert found.whole
    assert (earlier(found), later(found)) == (before, after)
    assert not changes("One came.", "Two came.").whole


def test_a_long_article_that_was_changed_in_every_sentence_takes_no_time_to_speak_of() -> None:
    """The steps are bounded, whatever stands in the texts; the seconds allow for a machine that has much else to do."""
    words = ["harbour", "the", "council", "said", "on", "ferry", "repairs", "would", "cost", "more", "than", "planned"]
    drawn = [words[place * place * 7 % 31 % len(words)] for place in range(50_400)]
    sentences = [" ".join(drawn[at : at + 18]).capitalize() + f" {at}. " for at in range(0, len(drawn), 18)]
    before, after = "".join(sentences), "".join(one.replace("harbour", "port") for one in sentences)
    hostile = [
        ("It rained. " * 20_000, "It rained. " * 19_999),
        ("!?" * 50_000, "?!" * 50_000),
        ("a" * 10**6, "a" * 9**6),
    ]
    for one, other in ((before, after), (before, "".join(reversed(sentences))), *hostile):
        began = time.perf_counter()
        found = changes(one, other)
        assert time.perf_counter() - began < 15
        assert (earlier(found), later(found)) == (one, other)
