from __future__ import annotations

from datetime import date

import pytest

from onrecord.rag.understand import understand
from onrecord.ui.chips import chips


class Archive:
    def outlets(self) -> list[str]:
        return ["The Harbour Courier", "Lindholt Chronicle"]

    def authors(self) -> list[str]:
        return ["Nadia Brückner"]

    def sections(self) -> list[str]:
        return ["Sport"]


def shown(question: str, ignored: frozenset[str] = frozenset()) -> list[tuple[str, str, str]]:
    understood = understand(question, asked=date(2025, 8, 6), archive=Archive(), ignore=ignored)  # type: ignore[arg-type]
    return [(one["what"], one["says"], one["act"]) for one in chips(understood, ignored)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Why was the bridge closed?", []),
        ("What happened last week?", [("When", "last week · 28 July – 3 August 2025", "leave")]),
        ("What has happened since March?", [("When", "since March · 1 March – 6 August 2025", "leave")]),
        ("What happened after 4 July 2025?", [("When", "after 4 July 2025 · from 5 July 2025", "leave")]),
        ("What did the Harbour Courier report?", [("Reported by", "The Harbour Courier", "leave")]),
        ("Who said “open the bridge”?", [("With the words", "“open the bridge”", "leave")]),
    ],
)
def test_what_was_understood_in_peoples_words(question: str, expected: list[tuple[str, str, str]]) -> None:
    assert shown(question) == expected


def test_an_aspect_has_one_chip_and_what_was_left_out_can_be_put_back() -> None:
    question = "What did the Harbour Courier report in June and in July?"
    what, outlet = shown(question)
    assert (what[0], outlet[0]) == ("When", "Reported by")
    assert "1–30 June 2025" in what[1]
    assert shown(question, frozenset({"time"})) == [("Without a time", "", "put"), outlet]


def test_where_nothing_is_known_only_what_was_left_out_is_shown() -> None:
    assert chips(None) == []
    assert [one["act"] for one in chips(None, {"outlet", "follow-up"})] == ["put"]
