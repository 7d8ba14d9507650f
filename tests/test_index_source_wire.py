"""Dates, bylines, rights and notes as the agencies write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import texts

from onrecord.index.sources.wire import (
    authors,
    code,
    dated,
    gone,
    later,
    reason,
    remarks,
    richest,
    statement,
    untitled,
)


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("2026-07-04T18:30:00+02:00", "2026-07-04T18:30:00+02:00"),
        ("2026-07-04T16:30:00Z", "2026-07-04T16:30:00+00:00"),
        ("2026-07-04T16:30:00.250Z", "2026-07-04T16:30:00.250000+00:00"),
        ("20260704T163000Z", "2026-07-04T16:30:00+00:00"),
        ("20260704T183000+0200", "2026-07-04T18:30:00+02:00"),
        ("20260704T183000", "2026-07-04T18:30:00"),
        ("20260704183000-0400", "2026-07-04T18:30:00-04:00"),
        ("20260704000000-0400", "2026-07-04"),
        ("20260704+0100", "2026-07-04"),
        ("20260704", "2026-07-04"),
        ("2026-07-04Z", "2026-07-04"),
        (" 2026-07-04 ", "2026-07-04"),
        ("Saturday", "Saturday"),
        ("20261399T183000Z", "20261399T183000Z"),
        ("", None),
    ],
)
def test_dates_become_iso_with_the_zone_as_stated_or_stay_as_they_are(stated: str, date: str | None) -> None:
    assert dated(stated) == date


def test_of_several_dates_the_first_that_can_be_read_is_taken() -> None:
    assert dated("", "2026-07", "20260704") == "2026-07-04"
    assert dated("soon", "later") == "soon"


@pytest.mark.parametrize(
    ("one", "other", "after"),
    [
        ("2026-07-04T18:30:00+02:00", "2026-07-04T16:29:00+00:00", True),
        ("2026-07-04T18:30:00+02:00", "2026-07-04T16:30:00+00:00", False),
        ("2026-07-05", "2026-07-04T23:00:00+00:00", True),
        ("2026-07-04", "2026-07-04T10:00:00+00:00", False),
        ("soon", "2026-07-04T10:00:00+00:00", False),
        (None, "2026-07-04", False),
        ("2026-07-04", None, False),
    ],
)
def test_one_date_is_after_another(one: str | None, other: str | None, after: bool) -> None:
    assert later(one, other) is after


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ana Lind", ("Ana Lind",)),
        ("BY ANA LIND AND PETER MORO", ("ANA LIND AND PETER MORO",)),
        ("By Ana Lind and Peter Moro", ("Ana Lind", "Peter Moro")),
        ("By Ana Lind, Peter Moro, and Ida Voss", ("Ana Lind", "Peter Moro", "Ida Voss")),
        ("By Ana Lind, NPA", ("Ana Lind",)),
        ("By Ana Lind, Staff Writer", ("Ana Lind",)),
        ("Von Jörg Kühn und Ida Voss, npa", ("Jörg Kühn", "Ida Voss")),
        ("Par Luc Ferrand et Ana Lind", ("Luc Ferrand", "Ana Lind")),
        ("Por José Ortega y Ana Lind", ("José Ortega", "Ana Lind")),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Ana Lind / Peter Moro", ("Ana Lind", "Peter Moro")),
        ("Byron Davis", ("Byron Davis",)),
        ("NPA", ()),
        ("", ()),
    ],
)
def test_names_in_a_byline(byline: str, names: tuple[str, ...]) -> None:
    assert authors(byline, "NPA") == names


@given(texts)
def test_any_byline_is_some_names(byline: str) -> None:
    assert all(name.strip() for name in authors(byline))


@pytest.mark.parametrize(
    ("stated", "is_gone"),
    [
        ("stat:canceled", True),
        ("http://cv.iptc.org/newscodes/pubstatusg2/withheld", True),
        ("Canceled", True),
        ("sig:kill", True),
        ("npasignal:Kill Notice", True),
        ("stat:usable", False),
        ("sig:killing", False),
        ("sig:update", False),
        ("", False),
    ],
)
def test_the_word_that_an_item_must_not_be_used(stated: str, is_gone: bool) -> None:
    assert gone(stated) is is_gone


def test_a_reason_is_given_in_the_agencys_words_where_it_has_any() -> None:
    assert reason("stat:canceled", ["The vote did not take place."]) == (
        "canceled by the agency: The vote did not take place."
    )
    assert reason("Withheld", []) == "withheld by the agency"
    assert code("http://cv.iptc.org/newscodes/signal/Correction/") == "correction"


@pytest.mark.parametrize(
    ("notes", "signalled", "found"),
    [
        (["Corrects spelling of Orsk."], False, ("Correction: Corrects spelling of Orsk.",)),
        (["CORRECTION: it is 12, not 21."], True, ("CORRECTION: it is 12, not 21.",)),
        (["In the third paragraph, 12 is right."], True, ("Correction: In the third paragraph, 12 is right.",)),
        (["Pictures to follow.", "An erratic week."], False, ()),
        ([], True, ("Correction: the agency does not say of what.",)),
        ([], False, ()),
    ],
)
def test_a_correction_is_remarked_in_the_agencys_words(
    notes: list[str], signalled: bool, found: tuple[str, ...]
) -> None:
    assert remarks(notes, signalled, "Rain.") == found


def test_what_could_not_be_read_is_remarked() -> None:
    assert remarks([], False, "Ca\ufffd") == ("1 byte could not be read and stands as \ufffd",)


def test_statements_of_rights_say_things_once() -> None:
    assert statement("NPA", "Copyright 2026  NPA.", "", "Not for sale.", "Not for sale.") == (
        "Copyright 2026 NPA.; Not for sale."
    )


@pytest.mark.parametrize(
    ("contents", "taken"),
    [
        ([], ""),
        ([("a summary", True), ("the whole story in many words", False)], "the whole story in many words"),
        ([("one two three four", True), ("one two three four.", False)], "one two three four"),
        ([("short", True), ("much longer", True)], "much longer"),
    ],
)
def test_of_several_contents_the_richest_is_taken(contents: list[tuple[str, bool]], taken: str) -> None:
    assert richest(contents) == taken


def test_a_headline_that_opens_the_text_is_not_said_twice() -> None:
    assert untitled("Ferries  Stop\n\nRain fell.", "Ferries stop") == "Rain fell."
    assert untitled("Ferries stop", "Ferries stop") == "Ferries stop"
    assert untitled("Ferries stop in Velm\n\nRain.", "Ferries stop") == "Ferries stop in Velm\n\nRain."


@given(st.text(max_size=40))
def test_any_date_is_read_or_kept(stated: str) -> None:
    assert dated(stated) or not stated.strip()
