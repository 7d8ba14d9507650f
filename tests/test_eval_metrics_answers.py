from __future__ import annotations

import itertools
import string
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.eval.metrics import (
    citation_precision,
    citation_recall,
    coqa_exact_match,
    coqa_f1,
    exact_match,
    f1,
    hits_mark,
    holds,
    normalised,
)

# ---- the rules once more, the slow way -------------------------------------------------------------------------------


def words_by_the_rule(text: str) -> list[str]:
    """Small letters; ASCII punctuation gone; then every a, an and the gone that no letter, digit or _ touches."""
    kept = [sign for sign in text.lower() if sign not in string.punctuation]
    left = ""
    for in_word, run in itertools.groupby(kept, key=lambda sign: sign.isalnum() or sign == "_"):
        piece = "".join(run)
        left += " " if in_word and piece in {"a", "an", "the"} else piece
    return left.split()


def f1_by_the_rule(answer: list[str], reference: list[str]) -> float:
    """Each word of the answer is crossed off the reference at most once."""
    if not (answer and reference):
        return 1.0 if answer == reference else 0.0
    left, same = list(reference), 0
    for word in answer:
        if word in left:
            left.remove(word)
            same += 1
    if same == 0:
        return 0.0
    precision, recalled = same / len(answer), same / len(reference)
    return 2 * precision * recalled / (precision + recalled)


def em_by_the_rule(answer: list[str], reference: list[str]) -> float:
    return 1.0 if answer == reference else 0.0


Pair = Callable[[list[str], list[str]], float]
Score = Callable[[str, Sequence[str]], float]


def squad_by_the_rule(score: Pair, answer: str, references: Sequence[str]) -> float:
    best = []
    for reference in references:
        words = words_by_the_rule(reference)
        if words:
            best.append(score(words_by_the_rule(answer), words))
    return max(best) if best else score(words_by_the_rule(answer), [])


def coqa_by_the_rule(score: Pair, answer: str, references: Sequence[str]) -> float:
    """All choices of all but one reference; of each, the best."""
    words = [words_by_the_rule(reference) for reference in references]
    choices = itertools.combinations(words, max(1, len(words) - 1))
    bests = [max(score(words_by_the_rule(answer), one) for one in choice) for choice in choices]
    return sum(bests) / len(bests)


PIECES = [
    "the",
    "The ",
    "a",
    "an",
    " ",
    "  ",
    "\n",
    ".",
    "-",
    "'",
    "’",
    "“",
    "cat",
    "Cat",
    "dog",
    "3",
    "1,200",
    "$",
    "é",
]
sayings = st.lists(st.sampled_from(PIECES), max_size=7).map("".join) | st.text(
    st.sampled_from("aant heTHE-.,’“”éÉß3 \t_"), max_size=12
)
several = st.lists(sayings, max_size=4)


@given(sayings | st.text(st.characters(max_codepoint=0x7F), max_size=12))
def test_normalisation_is_the_official_rule(text: str) -> None:
    assert normalised(text) == " ".join(words_by_the_rule(text))


@pytest.mark.parametrize(("score", "rule"), [(exact_match, em_by_the_rule), (f1, f1_by_the_rule)])
@given(answer=sayings, references=several)
def test_squad_scores_are_the_official_rule(score: Score, rule: Pair, answer: str, references: list[str]) -> None:
    assert score(answer, references) == pytest.approx(squad_by_the_rule(rule, answer, references))


@pytest.mark.parametrize(("score", "rule"), [(coqa_exact_match, em_by_the_rule), (coqa_f1, f1_by_the_rule)])
@given(answer=sayings, references=several.filter(bool))
def test_coqa_scores_are_the_official_rule(score: Score, rule: Pair, answer: str, references: list[str]) -> None:
    assert score(answer, references) == pytest.approx(coqa_by_the_rule(rule, answer, references))


# ---- worked by hand --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Times", "times"),
        ("a  cat,\n\tan owl and THE dog", "cat owl and dog"),
        ("theatre another banana", "theatre another banana"),
        ("U.S.-led", "usled"),
        ("twenty-five", "twentyfive"),
        ("$1,200.50", "120050"),
        ("don't", "dont"),
        ("don’t", "don’t"),
        ("“the plan”", "“ plan”"),
        ("the", ""),
        ("!?", ""),
        ("", ""),
        ("É", "é"),
    ],
)
def test_normalised(text: str, expected: str) -> None:
    assert normalised(text) == expected


@pytest.mark.parametrize(
    ("answer", "references", "em", "tokens"),
    [
        ("the red boat", ["Red boat."], 1.0, 1.0),
        ("red boat", ["boat"], 0.0, 2 / 3),
        ("twenty-five", ["twenty five"], 0.0, 0.0),
        ("red red boat", ["red boat boat"], 0.0, 2 / 3),  # two shared of three and three, not three
        ("red boat", ["blue ship", "boat", "red boats"], 0.0, 2 / 3),
        ("Yes.", ["yes"], 1.0, 1.0),
        ("no", ["yes"], 0.0, 0.0),
        ("", [], 1.0, 1.0),
        ("boat", [], 0.0, 0.0),
        ("the", [], 1.0, 1.0),  # nothing of it is left, so by the script it is the empty answer
        ("", ["boat"], 0.0, 0.0),
        ("", ["the", "boat"], 0.0, 0.0),  # a reference of which nothing is left is none
        ("", ["the"], 1.0, 1.0),
    ],
)
def test_exact_match_and_f1(answer: str, references: list[str], em: float, tokens: float) -> None:
    assert exact_match(answer, references) == em
    assert f1(answer, references) == pytest.approx(tokens)


def test_with_two_references_coqa_averages_both() -> None:
    """Leaving either out leaves the other: (0 + 1) / 2, and for F1 (2/3 + 1) / 2."""
    assert coqa_exact_match("boat", ["boat", "red boat"]) == pytest.approx(0.5)
    assert coqa_f1("boat", ["boat", "red boat"]) == pytest.approx(5 / 6)


def test_with_one_reference_coqa_scores_plainly() -> None:
    assert coqa_exact_match("unknown", ["unknown"]) == 1.0
    assert coqa_f1("a boat", ["red boat"]) == pytest.approx(2 / 3)


def test_two_who_agree_make_an_answer_fully_right_whoever_is_left_out() -> None:
    assert coqa_exact_match("yes", ["Yes", "yes.", "no"]) == 1.0


@pytest.mark.parametrize("score", [coqa_exact_match, coqa_f1])
def test_coqa_without_references_is_refused(score: Score) -> None:
    with pytest.raises(ValueError, match="reference"):
        score("boat", [])


# ---- holding an answer -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("“Oppenheimer” won seven.", "Oppenheimer"),
        ("Oppenheimer won seven.", "“Oppenheimer”"),
        ("They read Luke’s letter.", "Luke's letter"),
        ("They read Luke's letter.", "Luke’s"),
        ("They read Luke’s letter.", "Luke"),
        ("She won—again—in May.", "again"),
        ("She won…again", "again"),
        ("a 20\u2011year\u2011old boat", "20-year-old"),
        ("from 2019–2020 on", "2020"),
        ("It cost 1,200 crowns.", "1,200"),
        ("It cost 1,200 crowns.", "1200"),
        ("It cost 1200 crowns.", "1,200"),
        ("It cost $5 million.", "$5 million"),
        ("It cost $5 million.", "5 million"),
        ("It cost £5 million.", "£5 million"),
        ("It grew by 1.5%.", "1.5 %"),
        ("The U.S. team", "US"),
        ("The US team", "the U.S."),
        ("a café in Malmö", "Café"),
        ("a cafe\u0301 in Malmö", "caf\u00e9"),
        ("the mayor of the town", "Mayor of a town"),
        ("AT&T bought it", "AT&T"),
        ("Yes Minister was shown", "Yes Minister"),
        ("art", "art"),
        ("new\nline", "new line"),
    ],
)
def test_a_text_holds(text: str, answer: str) -> None:
    assert holds(text, answer)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("It was a party.", "art"),
        ("It was a party.", "part"),
        ("red and blue", "red blue"),
        ("blue red", "red blue"),
        ("a café in Malmö", "cafe"),
        ("a cafe in Malmo", "Malmö"),
        ("It cost 1,200 crowns.", "200"),
        ("It cost 1,200 crowns.", "1"),
        ("It cost 12000 crowns.", "1200"),
        ("It cost £5 million.", "$6 million"),
        ("anything at all", ""),
        ("the the", "the"),
        ("well — then", "—"),
        ("Yes, he said.", "yes"),
        ("No, he said.", "“No.”"),
        ("", "boat"),
    ],
)
def test_a_text_does_not_hold(text: str, answer: str) -> None:
    assert not holds(text, answer)


@given(sayings, sayings, sayings)
def test_what_a_text_is_made_of_is_held_whatever_is_around_it(before: str, answer: str, after: str) -> None:
    if holds(answer, answer):
        assert holds(f"{before} {answer} {after}", answer)


# ---- citations -------------------------------------------------------------------------------------------------------

spans = st.tuples(st.sampled_from("ab"), st.integers(0, 12), st.integers(1, 8)).map(
    lambda given: (given[0], given[1], given[1] + given[2])
)
Spans = list[tuple[str, int, int]]


def signs(*given: tuple[str, int, int]) -> set[tuple[str, int]]:
    return {(article, place) for article, start, end in given for place in range(start, end)}


@given(st.lists(spans, min_size=1, max_size=4), st.lists(spans, min_size=1, max_size=4))
def test_citations_are_measured_by_the_characters_they_share_with_marks(cited: Spans, marks: Spans) -> None:
    hit = [bool(signs(one) & signs(*marks)) for one in cited]
    assert [hits_mark(one, marks) for one in cited] == hit
    assert citation_precision(cited, marks) == pytest.approx(sum(hit) / len(hit))
    covered = [len(signs(mark) & signs(*cited)) / len(signs(mark)) for mark in marks]
    assert citation_recall(cited, marks) == pytest.approx(max(covered))


def test_spans_that_only_touch_share_nothing() -> None:
    assert not hits_mark(("a", 0, 5), [("a", 5, 9)])
    assert hits_mark(("a", 0, 6), [("a", 5, 9)])
    assert not hits_mark(("a", 0, 6), [("b", 0, 6)])


def test_one_mark_wholly_cited_is_enough() -> None:
    assert citation_recall([("a", 10, 20)], [("a", 0, 5), ("a", 12, 15)]) == 1.0


def test_what_has_no_share_is_refused() -> None:
    with pytest.raises(ValueError, match="cited"):
        citation_precision([], [("a", 0, 1)])
    with pytest.raises(ValueError, match="marked"):
        citation_recall([("a", 0, 1)], [])
    assert citation_precision([("a", 0, 1)], []) == 0.0
    assert citation_recall([], [("a", 0, 1)]) == 0.0


@pytest.mark.parametrize("span", [("a", 3, 3), ("a", 4, 3), ("a", -1, 3)])
def test_a_span_without_characters_is_refused(span: tuple[str, int, int]) -> None:
    with pytest.raises(ValueError, match="no span"):
        citation_precision([span], [("a", 0, 1)])
    with pytest.raises(ValueError, match="no span"):
        citation_recall([], [span])
