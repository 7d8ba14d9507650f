"""An answer as a terminal shows it."""

from __future__ import annotations

from onrecord.index import Article
from onrecord.rag import Answer, Choice, Citation, show
from onrecord.rag.types import Act

BRIDGE = Article("a1", "Bridge shut", "The bridge is shut.", "https://courier.example/a1", "The Courier", "2025-07-04")
WHY = "Is the bridge shut?"


def quoting(question: str, act: Act | None = None, reason: str = "") -> Answer:
    cited = Citation(1, BRIDGE, 1, 0, len(BRIDGE.text), (14, 18))
    return Answer(question, WHY, "shut", (cited,), 0.9, abstained=False, act=act, reason=reason)


def test_what_the_program_says_stands_below_its_quotes() -> None:
    lines = show.answer(quoting("are you sure?", "sure", "The words stand verbatim in The Courier.")).splitlines()
    assert lines[0] == "Understood as: what the last answer rests on"
    assert lines[2] == "shut"
    assert lines[-2:] == ["", "The words stand verbatim in The Courier."]


def test_where_sources_are_asked_for_their_addresses_are_shown() -> None:
    assert BRIDGE.url in show.answer(quoting("sources?", "sources"))
    assert BRIDGE.url not in show.answer(quoting(WHY))


def test_choices_are_numbered_and_nothing_is_taken_as_understood() -> None:
    choices = Choice("Jo Strand", "When did Jo Strand speak?"), Choice("Eva Lund", "When did Eva Lund speak?")
    asks = "Which do you mean: Jo Strand or Eva Lund?"
    given = Answer(
        "When did she speak?", choices[0].question, "", (), 0.0, True, asks, cause="unclear", choices=choices
    )
    assert show.answer(given).splitlines() == [asks, "1. Jo Strand", "2. Eva Lund"]


def test_talk_is_its_reply_alone() -> None:
    thanks = Answer("thanks", "thanks", "", (), 0.0, True, "You are welcome.", cause="talk", act="thanks")
    assert show.answer(thanks) == "You are welcome."
