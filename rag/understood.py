"""What was understood of a question, as plain facts: each with the words it was taken from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from onrecord.rag.kinds import Kind
from onrecord.rag.mentions import Mention
from onrecord.rag.when import Anchor, Time

__all__ = ["ASPECTS", "Aspect", "Choice", "Decision", "Subject", "Understood"]

Aspect = Literal["follow-up", "time", "outlet", "author", "section", "exact"]
ASPECTS: tuple[Aspect, ...] = ("follow-up", "time", "outlet", "author", "section", "exact")


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing understood: ``query[start:end]`` was taken to mean ``meaning``, words for a person."""

    aspect: Aspect
    start: int
    end: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One way in which an unclear question can be meant: ``words``, shown to choose from, and the ``question`` that is
    asked in its place."""

    words: str
    question: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What was talked about.

    Args:
        said: questions, as they were asked, and answers, empty where declined; oldest first.
        words: the questions of the turns before, as they were asked of the archive.
        articles: ids of those quoted, each with the log odds by which its passages are likelier to answer.
    """

    said: tuple[tuple[str, str], ...] = ()
    words: str = ""
    articles: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is asked of an archive.

    Args:
        question: as a person put it.
        query: the same, standing alone; offsets of all that follows refer to it.
        kind: of answer.
        times: it states, as days.
        anchors: events it reckons from, which only the archive can date.
        mentions: outlets, authors and sections of the archive that it names as its source.
        exact: where its numbers and quoted words stand.
        latest: whether it asks for the newest there is.
        leans: whether the question does not stand alone.
        choices: its readings, where several are about as likely.
        subject: what was talked about before it; None where nothing was, or it is not to count.
    """

    question: str
    query: str
    kind: Kind
    times: tuple[Time, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    mentions: tuple[Mention, ...] = ()
    exact: tuple[tuple[int, int], ...] = ()
    latest: bool = False
    leans: bool = False
    choices: tuple[Choice, ...] = ()
    subject: Subject | None = None

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """The questions and answers that the question leans on."""
        return self.subject.said if self.subject and self.leans else ()

    @property
    def pulls(self) -> dict[str, float]:
        """By id, what having been talked about speaks for an article's passages, in log odds."""
        return dict(self.subject.articles) if self.subject else {}

    def names(self, what: Literal["outlet", "author", "section"]) -> tuple[str, ...]:
        """The outlets, authors or sections that are named as a source, as they are stored."""
        return tuple(name for one in self.mentions if one.what == what for name in one.names)

    def decisions(self) -> Iterator[Decision]:
        """What was understood, in the order of its words; an event counts once it is dated."""
        if self.query != self.question:
            yield Decision("follow-up", 0, len(self.query), self.query)
        found = [Decision("time", time.start, time.end, _days(time)) for time in self.times]
        found += [Decision(one.what, one.start, one.end, " or ".join(one.names)) for one in self.mentions]
        found += [Decision("exact", start, end, f"“{self.query[start:end]}”") for start, end in self.exact]
        yield from sorted(found, key=lambda decision: decision.start)


def _days(time: Time) -> str:
    """The days of a time, for a person."""
    first, last = (date.fromisoformat(day) if day else None for day in (time.first, time.last))
    if first and last:
        return _day(first) if first == last else f"{_day(first)} to {_day(last)}"
    return f"from {_day(first)}" if first else f"until {_day(last)}" if last else "any time"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
