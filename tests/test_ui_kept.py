from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.rag.conversations import Conversations, Listed
from onrecord.rag.kept import Kept, KeptTurn
from onrecord.ui.kept import SHOWN, file_name, list_view, unwritable

NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def kept(name: str = "The bridge", turns: int = 1, which: str = "0123456789ab") -> Kept:
    return Kept(which, name, NOON, tuple(KeptTurn("Why?", NOON, {}) for _ in range(turns)))


def test_a_conversation_is_listed_with_its_day_and_size() -> None:
    view = list_view(Listed((kept(turns=2), kept("Tram", which="ba9876543210"))), "", "ba9876543210", 7)
    assert [(one["name"], one["about"], one["current"]) for one in view["kept"]] == [
        ("The bridge", "3 November 2026 · 2 questions", False),
        ("Tram", "3 November 2026 · 1 question", True),
    ]
    assert (view["found"], view["serial"]) == ("2 conversations", 7)


@pytest.mark.parametrize(("words", "said"), [("", "Nothing was kept yet"), ("bridge", "No conversation has these")])
def test_an_empty_list_says_why(words: str, said: str) -> None:
    assert said in list_view(Listed(()), words, "", 1)["found"]


def test_a_long_list_says_that_it_is_cut() -> None:
    view = list_view(Listed(tuple(kept() for _ in range(SHOWN + 1))), "", "", 1)
    assert len(view["kept"]) == SHOWN
    assert f"{SHOWN + 1} conversations" in view["found"]
    assert str(SHOWN) in view["found"].replace(str(SHOWN + 1), "")


def test_damaged_files_are_named() -> None:
    assert list_view(Listed((), ("x.json is damaged",)), "", "", 1)["damaged"] == ["X.json is damaged."]


@pytest.mark.parametrize(
    "name", ["The bridge: why?", "../../etc/passwd", 'a"; filename="b', "x\r\nSet-Cookie: a", "Straße", "…", "ä" * 200]
)
def test_a_file_name_is_plain_whatever_a_conversation_is_called(name: str) -> None:
    assert re.fullmatch(r"onrecord-2026-11-03-[a-z0-9][a-z0-9-]{0,47}\.md", file_name(kept(name), "md"))


def test_a_file_name_says_the_day_and_the_name() -> None:
    assert file_name(kept("The bridge: why?"), "html") == "onrecord-2026-11-03-the-bridge-why.html"
    assert file_name(kept("桥"), "json") == "onrecord-2026-11-03-0123456789ab.json"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    store = Conversations(tmp_path)
    assert unwritable(store) == ""
    store.folder.write_text("in the way")
    assert str(store.folder) in unwritable(store)


@pytest.mark.parametrize("zone", ["America/Anchorage", "Pacific/Kiritimati"])
@pytest.mark.parametrize("moment", [datetime.min, datetime.max])
def test_a_file_with_a_day_at_the_end_of_time_hides_no_other(
    moment: datetime, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    odd = Kept("0123456789ab", "", moment.replace(tzinfo=UTC))
    view = list_view(Listed((odd, kept())), "", "", 1)
    assert [one["name"] for one in view["kept"]] == ["0123456789ab", "The bridge"]
    assert file_name(odd, "md")
    monkeypatch.undo()
    time.tzset()
