"""What was understood of a question, as chips that a reader can take away: one for each aspect. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal, TypedDict

from onrecord.rag.understood import Aspect, Understood
from onrecord.rag.when import Time
from onrecord.ui.words import day, listing, span

__all__ = ["CHIPS", "ChipView", "chips"]

CHIPS: tuple[Aspect, ...] = ("time", "outlet", "author", "section", "exact")
"""The aspects that have a chip, in the order in which they are shown. A follow-up has a line of its own."""

_MARKS = '“”"'
_WHAT = {
    "time": "When",
    "outlet": "Reported by",
    "author": "Written by",
    "section": "In the section",
    "exact": "With the words",
}
_WITHOUT = {
    "time": "Without a time",
    "outlet": "From any outlet",
    "author": "By anybody",
    "section": "From any section",
    "exact": "In any words",
}


class ChipView(TypedDict):
    """An aspect of a question: ``what`` it is and what it ``says``; where it was left out, ``what`` says so alone.

    ``act`` is what its button does: ``leave`` it out, or ``put`` it back.
    """

    aspect: Aspect
    what: str
    says: str
    act: Literal["leave", "put"]


def chips(understood: Understood | None, ignored: Collection[Aspect] = ()) -> list[ChipView]:
    """The chips of a question.

    Args:
        understood: of the question; None where nothing is known of it.
        ignored: the aspects that were not to be understood.
    """
    found: list[ChipView] = []
    for aspect in CHIPS:
        if aspect in ignored:
            found.append({"aspect": aspect, "what": _WITHOUT[aspect], "says": "", "act": "put"})
        elif understood and (says := "; ".join(_says(understood, aspect))):
            found.append({"aspect": aspect, "what": _WHAT[aspect], "says": says, "act": "leave"})
    return found


def _says(understood: Understood, aspect: Aspect) -> Iterator[str]:
    if aspect == "time":
        for time in understood.times:
            yield f"{understood.query[time.start : time.end]} · {_days(time)}"
        if understood.latest and not understood.times:
            yield "the newest"
    elif aspect == "exact":
        for start, end in understood.exact:
            yield f"“{understood.query[start:end].strip(_MARKS)}”"
    elif aspect != "follow-up":
        for one in understood.mentions:
            if one.what == aspect:
                yield listing(one.names, "or")


def _days(time: Time) -> str:
    if time.first and time.last:
        return span(time.first, time.last)
    return f"from {day(time.first)}" if time.first else f"until {day(time.last)}" if time.last else "any time"
