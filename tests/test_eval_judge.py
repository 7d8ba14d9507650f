"""What counts as right: worked out by hand on small articles, for each measure and for each reason to leave it out."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from onrecord.eval.judge import Found, Given, Judge, articles_of, ranking_scores
from onrecord.eval.measures import MEASURES
from onrecord.eval.types import Mark, Question

TEXTS = {
    "bridge": "The Tollgate was shut on Monday. Engineers had found a crack in a girder. It reopens on Friday.",
    "opinion": "Nobody missed the Tollgate on Monday. A crack in a girder is no surprise.",
    "ferry": "The ferry ran late.",
}
WHY = "Why was the Tollgate shut?"
SQUAD, COQA, PAIRS = Judge("squad"), Judge("coqa"), Judge("pairs")


def place(article: str, words: str) -> tuple[int, int]:
    start = TEXTS[article].index(words)
    return start, start + len(words)


def found(article: str, words: str) -> Found:
    return Found(article, *place(article, words), words)


def mark(article: str, words: str) -> Mark:
    return Mark(article, *place(article, words))


def given(*quotes: Found, text: str | None = None) -> Given:
    """An answer with these quotes, the first of which is the best; all of it answers, or the words named."""
    best = quotes[0] if quotes else None
    said = text if text is not None else best.text if best else ""
    return Given(said if quotes else "", quotes, best, said)


def declined(best: Found | None, text: str = "") -> Given:
    return Given("", (), best, text or (best.text if best else ""))


CRACK = found("bridge", "Engineers had found a crack in a girder.")
MONDAY = found("bridge", "The Tollgate was shut on Monday.")
FRIDAY = found("bridge", "It reopens on Friday.")
SURPRISE = found("opinion", "A crack in a girder is no surprise.")
LATE = found("ferry", "The ferry ran late.")
MARKED = Question(
    "q", WHY, answers=("a crack in a girder",), relevant={"bridge": 1}, marks=(mark("bridge", "crack in a girder"),)
)
UNMARKED = Question("q", WHY, answers=("a crack in a girder", "cracked"), relevant={"bridge": 1})
IMPOSSIBLE = Question("q", "Who paid?", answerable=False)


# ---- what can be answered, and what answers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "able"),
    [
        (MARKED, True),
        (UNMARKED, True),
        (IMPOSSIBLE, False),
        (Question("q", WHY, marks=MARKED.marks), True),
        (Question("q", WHY, answerable=True), True),
        (Question("q", WHY, answers=("unknown",), answerable=False), False),
        (Question("q", WHY, relevant={"bridge": 1}), None),
    ],
)
def test_a_question_can_be_answered_if_the_set_says_so_or_has_an_answer(question: Question, able: bool | None) -> None:
    assert Judge.able(question) is able


def test_one_character_of_a_marked_span_is_enough() -> None:
    start, end = place("bridge", "crack in a girder")
    text = TEXTS["bridge"]
    for first, last, expected in ((start - 9, start + 1, True), (end - 1, end + 5, True), (start - 9, start, False)):
        assert SQUAD.answers(MARKED, Found("bridge", first, last, text[first:last])) is expected


def test_in_an_article_with_marks_the_answers_words_elsewhere_do_not_answer() -> None:
    question = Question("q", "When?", answers=("Monday",), marks=(mark("opinion", "Monday"),))
    repeated = Found("opinion", 0, 5, "Monday")
    assert not SQUAD.answers(question, repeated)
    assert SQUAD.answers(question, MONDAY), "the bridge article has no marks"


def test_in_an_article_without_marks_any_reference_answer_does() -> None:
    assert SQUAD.answers(UNMARKED, CRACK)
    assert SQUAD.answers(UNMARKED, SURPRISE)
    assert not SQUAD.answers(UNMARKED, MONDAY)


def test_of_peoples_own_pairs_only_the_articles_they_name_answer_wherever_the_words_stand() -> None:
    question = Question(
        "q", "When?", answers=("Monday", "Friday"), relevant={"bridge": 1}, marks=(mark("bridge", "Monday"),)
    )
    assert PAIRS.answers(question, MONDAY)
    assert PAIRS.answers(question, FRIDAY), "beside the quote, in the article named"
    assert not PAIRS.answers(question, found("opinion", "Nobody missed the Tollgate on Monday."))


def test_a_pair_that_names_no_article_is_answered_by_any() -> None:
    assert PAIRS.answers(Question("q", "When?", answers=("Monday",)), found("opinion", "on Monday"))


def test_what_cannot_be_answered_is_answered_by_nothing() -> None:
    question = Question("q", WHY, answers=("girder",), answerable=False, marks=MARKED.marks)
    for judge in (SQUAD, COQA, PAIRS):
        assert not judge.answers(question, CRACK)
        assert not judge.relevant(question, CRACK)


@pytest.mark.parametrize("answer", ["yes", "No"])
def test_yes_and_no_are_right_by_the_place_and_never_by_the_letters(answer: str) -> None:
    question = Question("q", "Is it a surprise?", answers=(answer,), marks=(mark("opinion", "is no surprise"),))
    assert COQA.answers(question, SURPRISE)
    assert not COQA.answers(question, Found("ferry", 0, 9, f"“{answer}!”"))


def test_a_passage_is_relevant_if_it_answers_and_its_article_was_judged_to() -> None:
    assert SQUAD.relevant(UNMARKED, CRACK)
    assert not SQUAD.relevant(UNMARKED, SURPRISE)
    assert not SQUAD.relevant(UNMARKED, MONDAY)
    assert SQUAD.relevant(Question("q", WHY, answers=UNMARKED.answers), SURPRISE), "no article was judged"


# ---- an answer -------------------------------------------------------------------------------------------------------


def test_a_right_answer_scores_on_everything_that_applies() -> None:
    """Answering words "a crack" against "a crack in a girder": 1 of 1 words but for articles, of 3: F1 2 * 1 / 4."""
    scores = SQUAD.answer(MARKED, given(CRACK, text="a crack"))
    assert scores == {
        "right": 1.0,
        "em": 0.0,
        "f1": 0.5,
        "hasans-em": 0.0,
        "hasans-f1": 0.5,
        "f1-undeclined": 0.5,
        "cited@1": 1.0,
        "cited@any": 1.0,
        "sentence": 1.0,
        "article@1": 1.0,
        "article@any": 1.0,
        "marked@1": 1.0,
        "citation-precision": 1.0,
        "citation-recall": 1.0,
    }


def test_only_the_first_quote_makes_an_answer_right() -> None:
    scores = SQUAD.answer(UNMARKED, given(LATE, SURPRISE, CRACK))
    assert (scores["right"], scores["sentence"]) == (0.0, 0.0)
    assert (scores["cited@1"], scores["cited@any"]) == (0.0, 1.0)
    assert (scores["article@1"], scores["article@any"]) == (0.0, 1.0)


def test_a_right_string_from_another_article_is_cited_and_not_from_a_relevant_one() -> None:
    scores = SQUAD.answer(UNMARKED, given(SURPRISE))
    assert (scores["cited@1"], scores["article@1"]) == (1.0, 0.0)


def test_a_declined_answer_is_wrong_and_what_was_held_back_is_scored_apart() -> None:
    scores = SQUAD.answer(MARKED, declined(CRACK, "a crack in a girder"))
    assert scores == {
        "right": 0.0,
        "em": 0.0,
        "f1": 0.0,
        "hasans-em": 0.0,
        "hasans-f1": 0.0,
        "f1-undeclined": 1.0,
        "cited@1": 0.0,
        "cited@any": 0.0,
        "sentence": 1.0,
        "article@1": 0.0,
        "article@any": 0.0,
    }


def test_where_nothing_was_found_at_all_nothing_is_right() -> None:
    scores = SQUAD.answer(MARKED, declined(None))
    assert set(scores.values()) == {0.0}


def test_declining_what_cannot_be_answered_is_right() -> None:
    right = {"right": 1.0, "em": 1.0, "f1": 1.0, "noans-em": 1.0, "noans-f1": 1.0, "f1-undeclined": 0.0}
    assert SQUAD.answer(IMPOSSIBLE, declined(CRACK)) == right
    assert SQUAD.answer(IMPOSSIBLE, declined(None)) == right
    assert SQUAD.answer(IMPOSSIBLE, given(CRACK)) == dict.fromkeys(right, 0.0)


def test_where_nobody_said_what_is_right_only_the_article_is_judged() -> None:
    question = Question("q", WHY, relevant={"bridge": 2})
    assert SQUAD.answer(question, given(CRACK)) == {"article@1": 1.0, "article@any": 1.0}
    assert SQUAD.answer(Question("q", WHY), given(CRACK)) == {}


def test_a_yes_or_no_is_compared_as_words_and_never_looked_for_in_a_quote() -> None:
    question = Question(
        "q", "Is it?", answers=("no",), relevant={"opinion": 1}, marks=(mark("opinion", "is no surprise"),)
    )
    scores = COQA.answer(question, given(SURPRISE, text="no"))
    assert (scores["right"], scores["em"], scores["sentence"]) == (1.0, 1.0, 1.0)
    assert not {"cited@1", "cited@any"} & set(scores)


@pytest.mark.parametrize(
    "question",
    [
        Question("q", "Is it?", answers=("no",), relevant={"opinion": 1}),
        Question("q", "Is it?", answerable=True, relevant={"opinion": 1}),
        Question("q", "Is it?", answers=("!",), relevant={"opinion": 1}),
    ],
    ids=["a yes or no without a place", "known to be answerable and no more", "an answer without a word"],
)
@pytest.mark.parametrize("judge", [SQUAD, PAIRS], ids=["squad", "pairs"])
def test_what_nothing_could_answer_rightly_is_not_counted_as_wrong(judge: Judge, question: Question) -> None:
    """It can be answered, but what is known of it tells no right quote from a wrong one: whatever a system says,
    ``right`` and ``sentence`` would be 0."""
    scores = judge.answer(question, given(SURPRISE))
    assert not {"right", "sentence"} & set(scores)
    assert scores["article@1"] == 1.0


# ---- marked spans ----------------------------------------------------------------------------------------------------


def test_citations_against_marks_and_distractors() -> None:
    """Two of three quotes touch a mark: 2/3. "crack in a girder" is covered whole, of "on Friday" nothing: 1."""
    question = Question(
        "q",
        WHY,
        answers=("crack",),
        marks=(mark("bridge", "crack in a girder"), mark("opinion", "A crack")),
        distractors=(mark("bridge", "on Monday"),),
    )
    scores = SQUAD.answer(question, given(CRACK, SURPRISE, MONDAY))
    assert scores["marked@1"] == 1.0
    assert scores["citation-precision"] == pytest.approx(2 / 3)
    assert scores["citation-recall"] == 1.0
    assert scores["distracted@1"] == 0.0


def test_part_of_a_mark_is_recalled_in_part() -> None:
    """5 of the 17 characters of "crack in a girder"."""
    scores = SQUAD.answer(MARKED, given(found("bridge", "found a crack")))
    assert scores["citation-recall"] == pytest.approx(5 / 17)


def test_a_first_quote_that_was_tempting_and_wrong_is_distracted() -> None:
    astray = Question("q", WHY, answers=("crack",), marks=MARKED.marks, distractors=(mark("bridge", "on Monday"),))
    assert SQUAD.answer(astray, given(MONDAY, CRACK))["distracted@1"] == 1.0
    assert SQUAD.answer(astray, given(LATE))["distracted@1"] == 0.0
    both = Found("bridge", 0, len(TEXTS["bridge"]), TEXTS["bridge"])
    assert SQUAD.answer(astray, given(both))["distracted@1"] == 0.0
    assert "distracted@1" not in SQUAD.answer(MARKED, given(MONDAY))


def test_without_a_quote_or_a_mark_citations_are_not_scored() -> None:
    measures = {"marked@1", "citation-precision", "citation-recall", "distracted@1"}
    assert not measures & set(SQUAD.answer(MARKED, declined(CRACK)))
    assert not measures & set(SQUAD.answer(UNMARKED, given(CRACK)))


def test_what_cannot_be_answered_has_no_mark_to_touch() -> None:
    """One of three people found a reason, two said that there is none."""
    question = Question("q", WHY, answers=("unknown", "unknown", "a crack"), answerable=False, marks=MARKED.marks)
    assert not {"marked@1", "citation-precision", "citation-recall"} & set(COQA.answer(question, given(CRACK)))


def test_a_rationale_is_quoted_where_the_first_quote_has_a_word_of_it() -> None:
    """What is declined quotes nothing, and the end of a word is not a word."""
    question = Question("q", WHY, answers=("cracked",), answerable=True, marks=(mark("bridge", "girder"),))
    for quotes, expected in (((CRACK, LATE), 1.0), ((LATE, CRACK), 0.0), ((MONDAY,), 0.0), ((SURPRISE,), 0.0)):
        assert COQA.answer(question, given(*quotes))["rationale@1"] == expected
    torn = Question("q", WHY, answers=("cracked",), answerable=True, marks=(mark("bridge", "der."),))
    assert COQA.answer(torn, given(CRACK))["rationale@1"] == 0.0
    assert COQA.answer(question, declined(CRACK))["rationale@1"] == 0.0
    unknown = Question("q", WHY, answers=("unknown",) * 2, answerable=False, marks=question.marks)
    assert "rationale@1" not in COQA.answer(unknown, given(CRACK))
    assert "rationale@1" not in COQA.answer(UNMARKED, given(CRACK)), "nobody said where it is from"
    assert "rationale@1" not in SQUAD.answer(MARKED, given(CRACK)), "its marks are the answers"


# ---- CoQA's own scoring ----------------------------------------------------------------------------------------------


def test_who_declines_has_said_unknown_to_coqa() -> None:
    """Single scores of "unknown" are 1, 1, 0: with any one left out the best is 1."""
    question = Question("q", WHY, answers=("unknown", "unknown", "a crack"), answerable=False, relevant={"bridge": 1})
    scores = COQA.answer(question, declined(CRACK))
    assert scores == {"right": 1.0, "em": 1.0, "f1": 1.0, "noans-em": 1.0, "noans-f1": 1.0, "f1-undeclined": 0.0}


def test_a_person_who_did_not_know_counts_for_one_who_declines() -> None:
    """Single scores 0, 1, 0: left out in turn 1, 0, 1, so 2/3; it stays a question that can be answered."""
    question = Question("q", WHY, answers=("a crack", "unknown", "cracks"), answerable=True, marks=MARKED.marks)
    scores = COQA.answer(question, declined(CRACK, "a crack"))
    assert scores["hasans-em"] == scores["em"] == pytest.approx(2 / 3)
    assert scores["right"] == 0.0
    assert "noans-em" not in scores


def test_a_person_who_did_not_know_gave_no_words_to_look_for() -> None:
    question = Question("q", WHY, answers=("a crack", "unknown", "cracks"), answerable=True, relevant={"bridge": 1})
    shrug = Found("ferry", 0, 30, "The cause is unknown, he said.")
    assert not COQA.answers(question, shrug)
    scores = COQA.answer(question, given(shrug))
    assert (scores["right"], scores["cited@1"]) == (0.0, 0.0)
    assert COQA.retrieval(question, [shrug], lambda _: [])["answer-recall@1"] == 0.0


def test_what_no_article_at_hand_answers_is_scored_in_a_coqa_set_too() -> None:
    question = Question("q", WHY, answerable=False)
    assert COQA.answer(question, declined(LATE))["right"] == 1.0
    assert COQA.answer(question, declined(LATE))["f1"] == 1.0
    assert COQA.answer(question, given(LATE))["f1"] == 0.0


# ---- rankings --------------------------------------------------------------------------------------------------------


def cut(*pieces: tuple[str, str]) -> dict[str, list[Found]]:
    found_in: dict[str, list[Found]] = {}
    for article, words in pieces:
        found_in.setdefault(article, []).append(found(article, words))
    return found_in


def retrieval(question: Question, ranked: list[Found], passages: Mapping[str, list[Found]]) -> dict[str, float]:
    return SQUAD.retrieval(question, ranked, lambda name: passages.get(name, []))


def test_articles_stand_where_their_best_passage_does() -> None:
    assert articles_of([LATE, CRACK, LATE, MONDAY, SURPRISE]) == ["ferry", "bridge", "opinion"]


def test_finding_articles() -> None:
    """The articles are ferry, bridge, opinion; bridge (grade 2) and opinion (1) are relevant. MRR 1/2; average
    precision (1/2 + 2/3) / 2; nDCG (2/log2 3 + 1/log2 4) / (2/log2 2 + 1/log2 3) = 1.76186 / 2.63093."""
    question = Question("q", WHY, relevant={"bridge": 2, "opinion": 1})
    scores = retrieval(question, [LATE, CRACK, LATE, MONDAY, SURPRISE], {})
    assert [scores[f"recall@{k}"] for k in (1, 3, 5, 10, 20)] == [0.0, 1.0, 1.0, 1.0, 1.0]
    assert scores["mrr@10"] == 0.5
    assert scores["map"] == pytest.approx(7 / 12)
    assert scores["ndcg@10"] == pytest.approx(0.66967, abs=1e-5)
    assert len(scores) == 8, "no answer, so nothing of passages and words"


def test_passages_that_answer_are_counted_in_the_systems_own_cut() -> None:
    """The article is one passage for one system and three for another; both have found the one that answers, behind
    another of the same article, so the articles' scores are 1 and the passages' are not."""
    ranked = [MONDAY, CRACK]
    scores = retrieval(UNMARKED, ranked, cut(("bridge", MONDAY.text), ("bridge", CRACK.text), ("bridge", FRIDAY.text)))
    assert (scores["mrr@10"], scores["passage-mrr@10"]) == (1.0, 0.5)
    assert (scores["passage-recall@1"], scores["passage-recall@3"], scores["passage-map"]) == (0.0, 1.0, 0.5)
    whole = [found("bridge", TEXTS["bridge"])]
    assert retrieval(UNMARKED, whole, {"bridge": whole})["passage-recall@1"] == 1.0
    assert retrieval(UNMARKED, [CRACK], {"bridge": [CRACK, *whole]})["passage-recall@20"] == 0.5


def test_a_passage_of_an_article_not_judged_is_no_find_though_it_holds_the_words() -> None:
    scores = retrieval(UNMARKED, [SURPRISE, CRACK], cut(("bridge", CRACK.text), ("opinion", SURPRISE.text)))
    assert scores["passage-mrr@10"] == 0.5
    assert scores["answer-recall@1"] == 1.0


def test_the_answers_words_are_looked_for_in_the_first_passages() -> None:
    scores = retrieval(UNMARKED, [LATE, MONDAY, SURPRISE], {})
    assert [scores[f"answer-recall@{k}"] for k in (1, 3, 5, 10, 20)] == [0.0, 1.0, 1.0, 1.0, 1.0]
    assert {scores[f"answer-recall@{k}"] for k in (1, 20)} == {0.0, 1.0}
    assert set(retrieval(UNMARKED, [LATE], {}).values()) == {0.0}


def test_nothing_found_scores_nothing() -> None:
    assert set(retrieval(UNMARKED, [], {"bridge": [CRACK]}).values()) == {0.0}


def test_a_passage_measure_is_left_out_where_no_passage_answers() -> None:
    """By the system's own cut no passage holds the answer: there is nothing to find, and no system can be blamed."""
    scores = retrieval(UNMARKED, [CRACK], {"bridge": [MONDAY, FRIDAY]})
    assert not any(name.startswith("passage-") for name in scores)


def test_finding_what_cannot_be_answered_is_not_scored() -> None:
    question = Question("q", WHY, answers=("unknown", "unknown"), answerable=False, relevant={"bridge": 1})
    scores = COQA.retrieval(question, [Found("ferry", 0, 7, "Unknown")], lambda _: [CRACK])
    assert not any(name.startswith(("passage-", "answer-")) for name in scores)


def test_a_yes_or_no_is_not_looked_for_in_passages() -> None:
    question = Question(
        "q", "Is it?", answers=("no",), relevant={"opinion": 1}, marks=(mark("opinion", "is no surprise"),)
    )
    scores = retrieval(question, [SURPRISE], {"opinion": [SURPRISE]})
    assert scores["passage-recall@1"] == 1.0
    assert not any(name.startswith("answer-") for name in scores)


def test_every_score_is_a_measure_that_is_explained() -> None:
    question = Question(
        "q", WHY, answers=("crack",), relevant={"bridge": 1}, marks=MARKED.marks, distractors=MARKED.marks
    )
    named = {
        *SQUAD.answer(question, given(CRACK)),
        *SQUAD.answer(IMPOSSIBLE, given(CRACK)),
        *retrieval(question, [CRACK], {"bridge": [CRACK]}),
        *ranking_scores("passage-", ["a"], {"a": 1}),
    }
    assert named <= set(MEASURES)
