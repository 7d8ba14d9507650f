from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hits import hit

from onrecord.rag import SpanReader
from onrecord.rag.network import Network

FILLING = "Officials spoke of the weather, of the harvest, of the price of bread and of the summer that was to come. "


class _Listening(Network):
    """The packaged network, which keeps what it was given to read."""

    def __init__(self) -> None:
        super().__init__()
        self.questions: list[str] = []
        self.texts: list[str] = []

    def read(self, questions: Sequence[str], texts: Sequence[tuple[str, str]]) -> Any:
        self.questions += questions
        self.texts += [text for _, text in texts]
        return super().read(questions, texts)


@pytest.fixture(scope="module")
def network() -> _Listening:
    return _Listening()


def test_of_the_best_passages_all_is_read_and_of_the_others_what_there_is_time_for(network: _Listening) -> None:
    text = "The ferry ran aground on Cutler’s Reef. " + 8 * FILLING
    network.texts.clear()
    SpanReader(network).read("Where did the ferry run aground?", [hit(n, text) for n in range(12)])
    assert network.texts[:4] == [text] * 4
    assert len(network.texts) == 10
    assert all("Cutler’s Reef" in part and len(part) < len(text) / 2 for part in network.texts[4:])
    assert sum(len(part.split()) for part in network.texts) < 1000


def test_an_answer_far_from_the_questions_words_is_found_in_the_best_passage(network: _Listening) -> None:
    text = "The ferry Maren Linde ran aground on a reef, and the ferry lay there. " + 4 * FILLING
    text += "Passengers were led out of the café by Jolanta Weiss, a nurse from Brannick."
    spans = SpanReader(network).read("Who led the people on the ferry Maren Linde out of the café?", [hit(1, text)])
    start, end = spans[0].focus or (0, 0)
    assert text[start:end].startswith("Jolanta Weiss")


def test_only_what_was_talked_about_is_read_with_what_was_said(network: _Listening) -> None:
    network.questions.clear()
    hits = [
        hit(1, "A crack was found.", subject=3.0),
        hit(2, "Rain fell."),
        hit(3, "It is shut.", rerank=1),
    ]
    SpanReader(network).read("Who found it?", hits, [("What was found?", "A crack")])
    assert network.questions == ["What was found? A crack. Who found it?", "Who found it?", "Who found it?"]


def test_no_passages_no_quotes(network: _Listening) -> None:
    assert SpanReader(network).read("Who?", []) == []
