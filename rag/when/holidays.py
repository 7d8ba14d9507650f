"""What comes once a year and has a name: seasons and holidays.

Seasons are those of the northern hemisphere's meteorologists (spring is March to May), and a winter bears the year in
which it begins. Holidays are those of the United States where countries differ.
"""

from __future__ import annotations

from collections.abc import Callable

from onrecord.rag.when.calendar import Cycle, Interval, day, days, months, nth_of_month, yearly

__all__ = ["HOLIDAYS", "SEASONS"]


def _season(month: int) -> Callable[[int], Interval | None]:
    return lambda year: months(year * 12 + month - 1, 3)


SEASONS = {
    "spring": yearly(_season(3)),
    "summer": yearly(_season(6)),
    "autumn": yearly(_season(9)),
    "fall": yearly(_season(9)),
    "winter": Cycle(_season(12), lambda today: today.year - (today.month <= 6), yearly=True),
}


def _fixed(month: int, number: int) -> Cycle:
    return yearly(lambda year: day(year, month, number))


def _moving(month: int, number: int, weekday: int, later: int = 0) -> Cycle:
    def of(year: int) -> Interval | None:
        found = nth_of_month(year, month, number, weekday)
        return days(found.toordinal() + later, 1) if found else None

    return yearly(of)


def _easter(later: int) -> Cycle:
    return yearly(lambda year: days(_easter_sunday(year) + later, 1))


def _easter_sunday(year: int) -> int:
    """Easter of the western churches, by the Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, number = divmod(epact + weekday - 7 * correction + 114, 31)
    found = day(year, month, number + 1)
    return found.first.toordinal() if found else 0


HOLIDAYS = {
    "new year's day": _fixed(1, 1),
    "martin luther king day": _moving(1, 3, 0),
    "valentine's day": _fixed(2, 14),
    "st patrick's day": _fixed(3, 17),
    "good friday": _easter(-2),
    "easter": _easter(0),
    "easter sunday": _easter(0),
    "easter monday": _easter(1),
    "memorial day": _moving(5, -1, 0),
    "juneteenth": _fixed(6, 19),
    "independence day": _fixed(7, 4),
    "labor day": _moving(9, 1, 0),
    "halloween": _fixed(10, 31),
    "election day": _moving(11, 1, 0, later=1),
    "veterans day": _fixed(11, 11),
    "thanksgiving": _moving(11, 4, 3),
    "thanksgiving day": _moving(11, 4, 3),
    "christmas eve": _fixed(12, 24),
    "christmas": _fixed(12, 25),
    "christmas day": _fixed(12, 25),
    "boxing day": _fixed(12, 26),
    "new year's eve": _fixed(12, 31),
}
