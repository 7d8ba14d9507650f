from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from onrecord.ui.stated import by, length, link, moment, sentence, since


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("2025-07-04", "4 July 2025"),
        ("2025-07-04T18:30:00+02:00", "4 July 2025, 18:30 (UTC+02:00)"),
        ("2025-07-04T18:30:00Z", "4 July 2025, 18:30 (UTC)"),
        ("2025-07-04T18:30", "4 July 2025, 18:30"),
        ("last Friday", "last Friday"),
        ("2025-07-04 at noon", "4 July 2025"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_moment_is_told_as_it_was_stated(stated: str | None, told: str) -> None:
    assert moment(stated) == told


def test_a_moment_of_the_archive_is_told_in_utc() -> None:
    east = timezone(timedelta(hours=2))
    assert since(datetime(2025, 7, 4, 1, 5, tzinfo=east)) == "3 July 2025, 23:05"
    assert since(datetime(2025, 7, 4, 1, 5, tzinfo=UTC)) == "4 July 2025, 01:05"


def test_authors_are_named_in_a_line() -> None:
    assert by(("Ana Lind", " ", "Peter Moro")) == "By Ana Lind and Peter Moro"
    assert by(()) == by(("  ",)) == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [(0, ""), (1, "1 word, 1 minute"), (238, "238 words, 1 minute"), (239, "239 words, 2 minutes")],
)
def test_how_long_it_takes_to_read(words: int, told: str) -> None:
    """238 words a minute."""
    assert length("word " * words) == told


def test_words_as_a_sentence() -> None:
    assert sentence("a newer one has these words too") == "A newer one has these words too."
    assert sentence("Remarked: it was Friday.") == "Remarked: it was Friday."


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example/x",
        "file:///etc/passwd",
        "https://",
        "http://[broken",
        "courier.example/call",
        "",
    ],
)
def test_only_web_addresses_are_linked(url: str) -> None:
    assert link(url) == ("", "")


def test_a_web_address_is_linked_with_its_host() -> None:
    assert link(" https://courier.example:8443/call?x=1 ") == (
        "https://courier.example:8443/call?x=1",
        "courier.example",
    )
