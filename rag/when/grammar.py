"""How phrases of time go together: "late" and "last" before one, ranges of two, "since" and "the week before" one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from onrecord.rag.when.asking import Asking
from onrecord.rag.when.calendar import UNITS, Cycle, Interval, beyond, months, part, span
from onrecord.rag.when.doubts import named, stands
from onrecord.rag.when.phrases import Phrase, When
from onrecord.rag.when.relative import AMOUNT, amount

__all__ = ["SHIFT", "Dated", "grown", "joined", "linked"]

_WHICH = re.compile(r"\b(this|last|next|(?:this|the) (?:past|coming)|the (?:last|next)) $")
_PART = re.compile(
    r"(?:\bthe )?\b(?:very )?(?:(?P<third>early|mid|late|beginning of|start of|middle of|end of)(?: in)?|"
    r"(?P<nth>first|second|third|fourth|last|final) (?P<of>half|quarter) of|(?P<edge>first|last|final) (?P<n>\w{1,6}) "
    r"months of|(?P<cut>earlier|later|so far|rest of|remainder of)(?: in)?) $"
)
_THIRDS = {"early": 0, "beginning of": 0, "start of": 0, "mid": 1, "middle of": 1, "late": 2, "end of": 2}
_NTHS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "final": -1}
SHIFT = (
    r"(?:\bthe (?P<one>day|week|month|year|night|evening|morning)"
    rf"|\b(?<!the )(?!a few|few|several){AMOUNT} (?P<unit>day|week|month|year)s?)"
)
_SHIFTED = re.compile(rf"(?:{SHIFT} (?P<way>before|after|following)|\bthe (?P<whole>week|month) of) $")
_RANGE = re.compile(r" ?[-–] ?| (?:up )?(?:to|through|until|till|and) ")
_FROM = re.compile(r"\b(from|between) $")
_LINK = re.compile(r"\b((?:ever )?since|(?:up )?until|up to|till|through|before|prior to|after|by|as of|from) $")
_UNTIL = re.compile(r"\b(?:until|up to|till|through|by|beginning|starting|effective) $")
_ONWARDS = re.compile(r" onwards?\b| on(?=[?,.]|$)")


@dataclass(frozen=True, slots=True)
class Dated:
    """Words at ``start:end`` and the days they mean; None is open."""

    start: int
    end: int
    first: date | None
    last: date | None


def grown(phrase: Phrase, asking: Asking) -> Phrase:
    """A phrase with the words before it that choose one of several or a part of it."""
    which = _WHICH.search(asking.text, max(0, phrase.start - 20), phrase.start)
    if which and isinstance(phrase.when, Cycle):
        phrase = Phrase(which.start(), phrase.end, _chosen(phrase.when, which, asking))
    elif phrase.weak == "unit" and isinstance(phrase.when, Cycle) and asking.text.startswith("the ", phrase.start):
        phrase = replace(phrase, when=phrase.when.this(asking.day))
    for _ in range(3):
        found = _PART.search(asking.text, max(0, phrase.start - 40), phrase.start)
        when = _part(phrase.when, found, asking) if found else None
        if not found or not when:
            break
        phrase = Phrase(found.start(), phrase.end, when)
    return phrase


def _chosen(cycle: Cycle, which: re.Match[str], asking: Asking) -> When:
    """Which one of what comes again "this", "last" or "next" means. "This weekend", in the past tense on a Monday, is
    the one that is over."""
    word, today = which[1], asking.day
    if word == "this":
        this = cycle.this(today)
        behind = this and this.first > today and asking.behind(which.start())
        return _nearest(cycle, today) if behind else this
    if word.endswith("coming") or word == "the next":
        return cycle.following(today)
    return cycle.next(today) if word == "next" else cycle.over(today)


def _nearest(cycle: Cycle, today: date) -> Interval | None:
    """The latest of what comes again, or the next where that is nearer."""
    latest, coming = cycle.latest(today), cycle.coming(today)
    if latest and coming and coming.first - today < today - latest.last:
        return coming
    return latest


def _part(when: When, found: re.Match[str], asking: Asking) -> When:
    if isinstance(when, Cycle):
        if not _of(when.nth(when.near(asking.day)), found, asking):
            return None
        return Cycle(lambda number: _of(when.nth(number), found, asking), when.near, when.yearly)
    return _of(when, found, asking)


def _of(whole: Interval | None, found: re.Match[str], asking: Asking) -> Interval | None:
    """The part of an interval that words like "late" or "the first half of" mean, or None where it has none such."""
    if whole is None:
        return None
    if found["third"]:
        return part(whole, _THIRDS[found["third"]], 3)
    if found["nth"]:
        of = 2 if found["of"] == "half" else 4
        return part(whole, _NTHS[found["nth"]] % of, of)
    if found["edge"]:
        number, after = amount(found["n"]), whole.last.year * 12 + whole.last.month
        first = whole.first.year * 12 + whole.first.month - 1 if found["edge"] == "first" else after - number
        return months(first, number)
    if found["cut"] in ("earlier", "so far"):
        return span(whole.first, min(whole.last, asking.day))
    return span(max(whole.first, asking.day), whole.last)


def joined(found: list[Phrase], asking: Asking) -> list[Phrase]:
    """The phrases, with two that make a range joined to one; only those that are times."""
    chosen: list[Phrase] = []
    for phrase in found:
        one = _range(chosen[-1], phrase, asking) if chosen else None
        if one:
            chosen[-1] = one
        else:
            chosen.append(phrase)
    return [one for one in chosen if one.when and (not one.weak or stands(one, asking))]


def _range(one: Phrase, other: Phrase, asking: Asking) -> Phrase | None:
    gap = asking.text[one.end : other.start]
    if not one.when or not other.when or "unit" in (one.weak, other.weak) or not _RANGE.fullmatch(gap):
        return None
    opening = _FROM.search(asking.text, max(0, one.start - 8), one.start)
    years = one.weak == other.weak == "year"
    if not opening and (gap == " and " or (_open(one) and _open(other) and not years and gap.isalpha())):
        return None
    if gap == " and " and opening and opening[1] == "from":
        return None
    when = _between(one.when, other.when, asking, one.start)
    start = opening.start() if opening else one.start
    return when and Phrase(start, other.end, when, "year" if years and not opening else "")


def _open(phrase: Phrase) -> bool:
    return bool(phrase.weak) and isinstance(phrase.when, Cycle)


def _between(one: When, other: When, asking: Asking, place: int) -> Interval | None:
    """From the first day of one to the last of the other: of what comes again, those that are nearest to each other."""
    if isinstance(other, Cycle):
        other = other.coming(one.first) if isinstance(one, Interval) else _now(other, asking, place)
    if isinstance(one, Cycle) and other:
        one = one.latest(other.first - timedelta(days=1))
    return span(one.first, other.last) if isinstance(one, Interval) and other else None


def _now(when: When, asking: Asking, place: int) -> Interval | None:
    """Which one of what comes again is meant at a place of a question: by the tense, or the nearer one after "until"
    and the like ("cut its prices through July 4")."""
    if not isinstance(when, Cycle):
        return when
    if asking.ahead(place):
        return when.coming(asking.day)
    until = when.yearly and _UNTIL.search(asking.text, max(0, place - 12), place)
    return _nearest(when, asking.day) if until else when.latest(asking.day)


def linked(phrase: Phrase, asking: Asking) -> Dated | None:
    """The time of a phrase, with what "the day after", "since" and the like before it make of it."""
    text, start, end, when = asking.text, phrase.start, phrase.end, _now(phrase.when, asking, phrase.start)
    shifted = _SHIFTED.search(text, max(0, start - 40), start)
    if when and shifted:
        start, when = shifted.start(), _shifted(when, shifted)
    link = _LINK.search(text, max(0, start - 12), start)
    onwards = _ONWARDS.match(text, end) if link and link[1] == "from" else None
    if link and link[1].endswith("since") and isinstance(phrase.when, Cycle):
        when = phrase.when.latest(asking.day)
    if when is None or named(replace(phrase, start=start), asking.question):
        return None
    if onwards:
        end = onwards.end()
    if link and (onwards or link[1] != "from"):
        owned = text.startswith("'s", end)
        return Dated(link.start(), end, *_bounds(when, "since" if onwards else link[1], owned, asking.day))
    return Dated(start, end, *when)


def _bounds(when: Interval, link: str, owned: bool, today: date) -> tuple[date | None, date | None]:
    if link.endswith("since"):
        return when.first, today if when.first <= today else None
    if link in ("before", "prior to"):
        return None, when.last if owned else when.first - timedelta(days=1)
    if link == "after":
        return when.first if owned else when.last + timedelta(days=1), None
    return when if link == "as of" else (None, when.last)


def _shifted(when: Interval, found: re.Match[str]) -> Interval | None:
    if found["whole"]:
        return beyond(when, 0, found["whole"])
    number = 1 if found["one"] else amount(found["n"])
    unit = found["one"] or found["unit"]
    return beyond(when, -number if found["way"] == "before" else number, unit if unit in UNITS else "day")
