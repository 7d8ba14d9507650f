"""The dates an article states: which are trusted, and what is said of the others."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index import Article
from onrecord.index.dated import FOREVER, dated
from onrecord.index.dates import to_moment

NOW = datetime(2025, 7, 4, 18, 30, tzinfo=UTC)


def kept(**stated: str | None) -> tuple[str | None, str | None, str | None, tuple[str, ...]]:
    return dated(Article("a", "t", "x", **stated), NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2025-07-04", "2025-07-04"),
        ("2025-07-05", "2025-07-05"),
        ("2025-07-04T00:00:00", "2025-07-04"),
        ("2025-07-04T00:00:00Z", "2025-07-04T00:00:00+00:00"),
        ("2025-07-04T18:30:00.250-04:00", "2025-07-04T18:30:00-04:00"),
        ("Fri, 04 Jul 2025 18:30:00 EST", "2025-07-04T18:30:00-05:00"),
        ("July 4, 2025, 6:30 p.m. ET", "2025-07-04T18:30:00-04:00"),
        ("Jan. 4, 2025, 6:30 p.m. ET", "2025-01-04T18:30:00-05:00"),
        ("1605-01-01", "1605-01-01"),
        (date(2025, 7, 4), "2025-07-04"),
        ("", None),
        (None, None),
    ],
)
def test_a_date_that_can_be_right_is_kept_and_nothing_is_remarked(stated: str | None, expected: str | None) -> None:
    assert kept(published=stated, modified=stated) == (expected, expected, None, ())


@pytest.mark.parametrize(
    ("stated", "fault"),
    [
        ("31 February 2025", "that is no date"),
        ("04/07/2025", "that is no date"),
        ("2025-07-04T18:30:00+19:00", "that is no date"),
        ("x" * 9_999_999, "that is no date"),
        ("2025-07-06", "that had not come when it was added"),
        ("2025-07-05T18:30:01Z", "that had not come when it was added"),
        ("2031-01-01T00:00:00", "that had not come when it was added"),
        ("1599-12-31", "that is before 1600"),
        ("0001-01-01T00:00:00Z", "that is before 1600"),
    ],
)
def test_a_date_that_cannot_be_right_is_kept_as_stated_and_not_trusted(stated: str, fault: str) -> None:
    published, modified, _, remarks = kept(published=stated, modified=stated)
    assert (published, modified) == (None, None)
    assert remarks == tuple(f"{name} as stated: {stated[:60]}; {fault}" for name in ("published", "modified"))


def test_a_time_without_a_zone_is_taken_as_utc() -> None:
    assert kept(published="2025-07-04 18:30", modified="4 July 2025, 18:31 IST") == (
        "2025-07-04T18:30:00+00:00",
        "2025-07-04T18:31:00+00:00",
        None,
        (),
    )


@pytest.mark.parametrize(
    ("stated", "ends"),
    [
        ("2025-07-04T18:30:00+02:00", "2025-07-04T16:30:00+00:00"),
        ("2031-07-04T18:30:00.5Z", "2031-07-04T18:30:00.500000+00:00"),
        ("2025-07-04", "2025-07-04T12:00:00+00:00"),
        ("4 July 2025, 18:30", "2025-07-05T06:30:00+00:00"),
        ("4 July 2025, 18:30 IST", "2025-07-05T06:30:00+00:00"),
        ("until the speech", FOREVER),
        ("31 February 2025", FOREVER),
    ],
)
def test_an_embargo_ends_when_its_time_has_come_everywhere(stated: str, ends: str) -> None:
    _, _, embargo, remarks = kept(embargo=stated)
    assert to_moment(embargo or "") == to_moment(ends)
    assert all(f"embargo as stated: {stated}; " in remark for remark in remarks)
    assert bool(remarks) == ("T18:30:00" not in stated)
    again = dated(Article("a", "t", "x", embargo=embargo, remarks=remarks), NOW)
    assert again[2:] == (embargo, remarks)


@given(st.text(max_size=150), st.text(max_size=30), st.text(st.sampled_from("0123456789:/-., +TZJulMon"), max_size=30))
def test_whatever_is_stated_is_a_date_a_remark_or_nothing(published: str, modified: str, embargo: str) -> None:
    first = kept(published=published, modified=modified, embargo=embargo)
    for stated, found in zip((published, modified, embargo), first, strict=False):
        assert found or not stated.strip() or any("as stated" in remark for remark in first[3])
        assert found is None or to_moment(found)
    assert kept(published=first[0], modified=first[1], embargo=first[2])[:3] == first[:3]
