from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.index.dates import of_number, to_day, to_iso
from onrecord.index.errors import ArticleError, DateError

moments = st.datetimes(
    datetime(1, 1, 2),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-11)), timezone(timedelta(hours=5, minutes=45))]),
)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2025-07-04", "2025-07-04"),
        (" 2025-07-04 ", "2025-07-04"),
        ("20250704", "2025-07-04"),
        ("2025-07-04T18:30:00+02:00", "2025-07-04T18:30:00+02:00"),
        ("2025-07-04T18:30:00Z", "2025-07-04T18:30:00+00:00"),
        ("2025-07-04 18:30", "2025-07-04T18:30:00"),
        ("Fri, 04 Jul 2025 18:30:00 +0200", "2025-07-04T18:30:00+02:00"),
        ("Fri, 4 Jul 2025 18:30:00 GMT", "2025-07-04T18:30:00+00:00"),
        ("4 July 2025", "2025-07-04"),
        ("July 4, 2025", "2025-07-04"),
        ("Jul 4, 2025", "2025-07-04"),
        ("Friday, July 4, 2025", "2025-07-04"),
        ("4.7.2025", "2025-07-04"),
        ("2025/07/04", "2025-07-04"),
        ("2025/7/4 18:30", "2025-07-04T18:30:00"),
        ("2025-07-04t18:30:00z", "2025-07-04T18:30:00+00:00"),
        ("2025-07-04 18:30:00 UTC", "2025-07-04T18:30:00+00:00"),
        ("2025-07-04 18:30:00 +0200", "2025-07-04T18:30:00+02:00"),
        ("20250704183000", "2025-07-04T18:30:00"),
        ("20250704T183000Z", "2025-07-04T18:30:00+00:00"),
        ("2025-07-04T18:30:00.123456789Z", "2025-07-04T18:30:00.123456+00:00"),
        ("Fri, 04 Jul 2025 18:30:00 CEST", "2025-07-04T18:30:00+02:00"),
        ("Fri, 04 Jul 2025 18:30:00 +0200 (CEST)", "2025-07-04T18:30:00+02:00"),
        ("Friday, 04-Jul-25 18:30:00 GMT", "2025-07-04T18:30:00+00:00"),
        ("04 Jul 99 18:30 EST", "1999-07-04T18:30:00-05:00"),
        ("Fri Jul  4 18:30:00 2025", "2025-07-04T18:30:00"),
        ("Fri Jul 04 18:30:00 +0000 2025", "2025-07-04T18:30:00+00:00"),
        ("4 July 2025, 18:30", "2025-07-04T18:30:00"),
        ("4 July 2025 – 18.30", "2025-07-04T18:30:00"),
        ("July 4, 2025 6:30 p.m. EDT", "2025-07-04T18:30:00-04:00"),
        ("July 4, 2025 at 6:30 PM ET", "2025-07-04T18:30:00-04:00"),
        ("Jan. 4, 2025, 12 p.m. ET", "2025-01-04T12:00:00-05:00"),
        ("July 4, 2025, 12:05 a.m.", "2025-07-04T00:05:00"),
        ("4 July 2025 18:30 BST", "2025-07-04T18:30:00+01:00"),
        ("4 July 2025 18:30 IST", "2025-07-04T18:30:00"),
        ("4 July 2025 18:30 UTC+2", "2025-07-04T18:30:00+02:00"),
        ("4th of July 2025", "2025-07-04"),
        ("Seg, 24 Set 2018 19:32:00 -0300", "2018-09-24T19:32:00-03:00"),
        ("Fr, 04 Jul 2025 18:30:00 +0200", "2025-07-04T18:30:00+02:00"),
        ("4. März 2025, 18:30", "2025-03-04T18:30:00"),
        ("vendredi, 1er août 2025", "2025-08-01"),
        ("4 de julio de 2025", "2025-07-04"),
        ("segunda-feira, 24 de setembro de 2018", "2018-09-24"),
        ("Sept. 4, 2025", "2025-09-04"),
        ("4.7.2025 18:30", "2025-07-04T18:30:00"),
        ("4 Jul 2025 23:59:60 Z", "2025-07-04T23:59:59+00:00"),
        (date(2025, 7, 4), "2025-07-04"),
        (datetime(2025, 7, 4, 18, 30, tzinfo=UTC), "2025-07-04T18:30:00+00:00"),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_known_dates(stated: str | date | None, expected: str | None) -> None:
    assert to_iso(stated) == expected
    assert to_day(stated) == (expected[:10] if expected else None)


@pytest.mark.parametrize(
    "stated",
    [
        "04/07/2025",
        "04/07/2025 12:00",
        "04-07-2025",
        "7/4/25",
        "yesterday",
        "2025",
        "2025-07",
        "2025-13-01",
        "2025-02-30",
        "1720000000",
        "Mon, 4 Jul 99999999999999999999 12:00:00 +0000",
        "4 Jul 2025 12:00:00 +99999999999999",
        "2025-07-04T18:30:00+15:00",
        "2025-W27",
        "31 February 2025",
        "4 July 2025 18",
        "4 July 2025 25:00",
        "4 July 2025 18:30 pm",
        "4 July 2025 18:30 foo",
        "4 July 2025 18:30:99",
        "July 4, 2025 2026",
        "25 Jul 04",
        "before 4 July 2025",
        "4 Juillember 2025",
        "Fourth 4, 2025",
        "4 July 2025 " + "9" * 5_000,
    ],
)
def test_what_is_no_date_or_could_be_two_is_refused_by_name(stated: str) -> None:
    with pytest.raises(DateError, match="not a date I can read; write it as 2025-07-04") as caught:
        to_iso(stated)
    assert stated[:30] in str(caught.value)
    assert isinstance(caught.value, ArticleError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1751646600, "2025-07-04T16:30:00+00:00"),
        (1751646600.5, "2025-07-04T16:30:00.500000+00:00"),
        (1751646600000, "2025-07-04T16:30:00+00:00"),
        (1751646600000000, "2025-07-04T16:30:00+00:00"),
        (20250704, "20250704"),
        (20250704183000, "20250704183000"),
        (20259999, "20259999"),
        (2025, "2025"),
        (-1751646600, "-1751646600"),
        (10**17, "100000000000000000"),
    ],
)
def test_a_number_is_a_date_where_it_can_be_no_other(number: float, expected: str) -> None:
    assert of_number(number) == expected


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_any_number_is_text(number: float) -> None:
    assert of_number(number)


@given(moments)
def test_a_date_as_written_here_is_read_the_same(moment: datetime) -> None:
    assert to_iso(moment.isoformat()) == moment.isoformat()
    assert to_iso(moment.date().isoformat()) == moment.date().isoformat()
    assert to_day(moment) == moment.date().isoformat()


@given(moments.filter(lambda moment: moment.year >= 1900))
def test_mail_dates_keep_their_moment(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert datetime.fromisoformat(to_iso(format_datetime(moment)) or "") == moment


@given(st.one_of(st.text(), st.text(st.sampled_from("0123456789:/-., +TZJulMonapET()"))))
@example("0:0")
def test_any_text_is_a_date_that_reads_the_same_again_or_refused(text: str) -> None:
    try:
        found = to_iso(text)
    except DateError:
        return
    assert to_iso(found) == found
    assert found is None or to_day(found) == found[:10]
