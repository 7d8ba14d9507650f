"""What is known of words that may answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hits import hit

from onrecord.index import Hit, Passage
from onrecord.rag.evidence import FEATURES, Evidence, weighed
from onrecord.rag.spans import Answering

TEXT = "Ida Marsh closed the Tollgate Bridge on Monday. A crack was found. Who will pay?"


def answering(text: str, words: str, margin: float = 4.0, no_answer: float = -2.0) -> Answering:
    start = text.index(words)
    return Answering(start, start + len(words), margin, no_answer, 3.0)


def known(question: str, found: Hit, words: str) -> dict[str, float]:
    """The features of one answer, by name."""
    (one,) = weighed(question, [(found, [answering(found.text, words)])])
    return dict(zip(FEATURES, one.features, strict=True))


def test_what_the_network_and_the_search_said_is_taken_over() -> None:
    features = known("Who closed it?", hit(1, TEXT, rerank=5.0, gain=1.5), "Ida Marsh")
    told = {name: features[name] for name in ("margin", "open", "relevance", "rerank", "gain", "support")}
    assert told == {"margin": 4.0, "open": -2.0, "relevance": 3.0, "rerank": 5.0, "gain": 1.5, "support": 0.0}


def test_an_article_that_was_talked_about_counts_as_far_as_it_seems_to_answer() -> None:
    """Margins of 0 and no-answer logits of 0 are an even chance: half of the pull is left."""
    found = hit(1, TEXT, subject=4.0)
    (even,) = weighed("Who closed it?", [(found, [answering(TEXT, "Ida Marsh", margin=0.0, no_answer=0.0)])])
    (never,) = weighed("Who closed it?", [(found, [answering(TEXT, "Ida Marsh", margin=-12.0, no_answer=6.0)])])
    place = FEATURES.index("subject")
    assert even.features[place] == pytest.approx(2.0)
    assert never.features[place] < 0.01


def test_the_questions_words_in_quote_and_title() -> None:
    """Of "closed", "tollgate" and "harbour" two stand in the quote, none in the title "Title 1"."""
    features = known("Who closed the Tollgate in the harbour?", hit(1, TEXT), "Ida Marsh")
    assert features["echo"] == pytest.approx(2 / 3)


def test_words_of_another_kind_and_the_questions_own() -> None:
    assert known("When was it closed?", hit(1, TEXT), "Ida Marsh")["misfit"] == 1
    assert known("When was it closed?", hit(1, TEXT), "on Monday")["misfit"] == 0
    assert known("Who is Ida Marsh?", hit(1, TEXT), "Ida Marsh")["asked"] == 1


def test_names_and_numbers_that_the_article_or_the_passage_lacks() -> None:
    features = known("Did Jo Strand close the Tollgate Bridge in 2019?", hit(1, TEXT), "crack")
    assert features["names"] == pytest.approx(0.5)  # jo and strand, of four
    assert features["numbers"] == 1
    whole = hit(1, TEXT)
    later = replace(whole, passage=Passage(1, "a1", 1, TEXT.index("A crack"), TEXT.index(" Who")))
    features = known("Did Ida Marsh close it?", later, "crack")
    assert (features["names"], features["names here"]) == (0, 1)


def test_another_article_that_says_the_same_supports_it_and_its_own_does_not() -> None:
    one, other = hit(1, "Ida Marsh did it. Ida Marsh, again."), hit(2, "It was mayor Ida Marsh.")
    own = [answering(one.text, "Ida Marsh"), answering(one.text, "Ida Marsh, again")]
    found = weighed("Who?", [(one, own), (other, [answering(other.text, "mayor Ida Marsh")])])
    support = [evidence.features[FEATURES.index("support")] for evidence in found]
    # sigmoid(4 / 2 + 2), in both articles: one has a word more, one a word less. The longer has nobody beside it.
    assert support == pytest.approx([0.982, 0.0, 0.982], abs=0.001)


def test_words_that_another_answer_has_more_of_are_shortened() -> None:
    one, other = hit(1, "Marsh did it. Strand knew."), hit(2, "It was mayor Ida Marsh.")
    own = [answering(one.text, "Marsh"), answering(one.text, "Strand")]
    found = weighed("Who?", [(one, own), (other, [answering(other.text, "Ida Marsh")])])
    assert [evidence.features[FEATURES.index("shortened")] for evidence in found] == [1, 0, 0]


def test_headings_and_questions_are_left_out() -> None:
    found = hit(1, f"A crack in the bridge\n\n{TEXT}")
    answers = [answering(found.text, words) for words in ("crack in the bridge", "Who", "A crack was")]
    assert [evidence_text(one) for one in weighed("What?", [(found, answers)])] == ["A crack was found."]


def evidence_text(one: Evidence) -> str:
    return one.hit.article.text[one.start : one.end]


def test_offsets_are_those_of_the_article() -> None:
    start = TEXT.index("A crack")
    later = replace(hit(1, TEXT), passage=Passage(1, "a1", 1, start, len(TEXT)))
    (one,) = weighed("What was found?", [(later, [answering(later.text, "crack")])])
    assert TEXT[slice(*one.focus)] == "crack"
    assert evidence_text(one) == "A crack was found."


def test_nothing_read_nothing_known() -> None:
    assert weighed("Who?", []) == []
    assert weighed("", [(hit(1, TEXT), [])]) == []


def test_a_question_for_what_was_said_has_statements_among_its_answers() -> None:
    """A statement whose sentence the network marks is as likely as that; another, a logit less than the least likely
    of what it marks."""
    text = "“We will mend it before the winter comes,” Marsh said. “No bridge lasts for ever,” said Marsh. It rained."
    found = hit(1, text)
    marked = [answering(text, "the winter", 2.0), answering(text, "rained", -3.0)]
    asked = weighed("What did Marsh say about the bridge?", [(found, marked)])
    stated = {text[slice(*one.focus)]: one.features[FEATURES.index("margin")] for one in asked if one.stated}
    assert stated == {"“We will mend it before the winter comes,”": 2.0, "“No bridge lasts for ever,”": -4.0}
    assert not [one for one in weighed("When did it rain?", [(found, marked)]) if one.stated]
