"""The packaged reader's network: windows, titles, and where logits stand."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.rag.network import Network
from onrecord.rag.spans import spans

QUESTION = "What was found in the bridge?"
TEXT = "The Tollgate Bridge was closed on Monday after engineers found a crack in a girder."


@pytest.fixture(scope="module")
def network() -> Network:
    return Network()


def words(network: Network, title: str, text: str, question: str = QUESTION) -> str:
    (windows,) = network.read([question], [(title, text)])
    best = spans(windows, 1)[0]
    return text[best.start : best.end]


def test_the_answer_is_where_the_logits_say(network: Network) -> None:
    assert "crack" in words(network, "Bridge shut", TEXT)
    assert "Monday" in words(network, "Bridge shut", TEXT, "When was the Tollgate Bridge closed?")


def test_a_logit_for_each_token_of_the_text_and_none_for_its_title(network: Network) -> None:
    (windows,) = network.read([QUESTION], [("A long title with many words", TEXT)])
    (one,) = windows
    assert len(one.start) == len(one.end) == len(one.offsets)
    assert one.offsets[0].tolist() == [0, 3]
    assert TEXT[slice(*one.offsets[-1])] == "."
    assert np.isfinite([one.nowhere, one.no_answer, one.relevance, *one.start, *one.end]).all()


def test_a_text_alone_and_among_others_agree(network: Network) -> None:
    texts = [("", TEXT), ("Weather", "It rained. " * 30), ("", "x")]
    together = network.read([QUESTION] * len(texts), texts)
    for text, windows in zip(texts, together, strict=True):
        (alone,) = network.read([QUESTION], [text])
        assert np.allclose(alone[0].start, windows[0].start, atol=1.0)


def test_a_long_text_is_read_in_windows_to_its_end(network: Network) -> None:
    text = "Nothing else was reported that day. " * 150 + TEXT
    (windows,) = network.read([QUESTION], [("Bridge shut", text)])
    assert len(windows) > 3
    covered = np.unique(np.concatenate([one.offsets[:, 0] for one in windows]))
    (whole,) = Network(max_tokens=5000)._encoded([text])
    assert len(covered) == len(whole.ids)
    assert "crack" in words(network, "Bridge shut", text)


@pytest.mark.parametrize("question", ["", "why " * 500, "\u202e<|endoftext|>", "😀"])
def test_any_question_and_text_are_read(network: Network, question: str) -> None:
    found = network.read([question] * 4, [("", ""), ("word " * 400, "a"), ("", "\n"), ("", "é" * 3000)])
    assert [bool(windows) for windows in found] == [False, True, False, True]


def test_no_text_nothing_read(network: Network) -> None:
    assert network.read([], []) == []
