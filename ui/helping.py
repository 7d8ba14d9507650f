"""What would help where nothing answers: drawn from why, and from what the archive has. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypedDict

from onrecord.index import Filters, NewsIndex
from onrecord.rag import Answer
from onrecord.ui.words import count, day, limits, listing, span

__all__ = ["Held", "HelpView", "held", "helping"]

_OUTLETS = 6  # that are named


class Held(NamedTuple):
    """What an archive holds: how many articles, its first and last day, its outlets."""

    articles: int
    days: tuple[str, str] | None
    outlets: tuple[str, ...]


class HelpView(TypedDict):
    """One thing that may help: a sentence, and the buttons below it, each with what it asks or where it leads."""

    text: str
    buttons: list[dict[str, Any]]


def held(index: NewsIndex) -> Held:
    """What an archive holds now."""
    return Held(len(index), index.days(), tuple(index.outlets()))


def helping(answer: Answer, filters: Filters, archive: Held) -> list[HelpView]:
    """What may help, likeliest first. Nothing where something is quoted, was asked back or only said."""
    if answer.citations or answer.act or answer.cause in ("unclear", "talk"):
        return []
    return [*_without_filters(answer, filters), *_other_time(answer, archive), *_what_there_is(archive)]


def _without_filters(answer: Answer, filters: Filters) -> Iterator[HelpView]:
    dated = bool(filters.after or filters.before)
    if not dated and not filters.outlets:
        return
    buttons = []
    if dated and filters.outlets:
        buttons = [_wider("On any day", "days"), _wider("In any outlet", "outlets")]
    buttons.append(_wider("Ask without the filters" if not buttons else "Without both", "filters"))
    found = " Without that it is answered." if answer.cause == "filtered" else ""
    yield {"text": f"The search was limited: {limits(filters)}.{found}", "buttons": buttons}


def _wider(says: str, which: str) -> dict[str, Any]:
    return {"says": says, "kind": "wider", "which": which}


def _other_time(answer: Answer, archive: Held) -> Iterator[HelpView]:
    """That a time was asked for in which the archive has nothing."""
    understood = answer.understood
    if understood is None or archive.days is None:
        return
    first, last = archive.days
    for time in understood.times:
        if (time.first and time.first > last) or (time.last and time.last < first):
            words = f"“{understood.query[time.start : time.end]}”"
            meant = f", taken as {span(time.first, time.last)}" if time.first and time.last else ""
            ends = f"ends on {day(last)}" if time.first and time.first > last else f"begins on {day(first)}"
            button = {"says": "Ask without the time", "kind": "leave", "aspect": "time"}
            yield {"text": f"The archive {ends} and has nothing of {words}{meant}.", "buttons": [button]}
            return


def _what_there_is(archive: Held) -> Iterator[HelpView]:
    named = archive.outlets[:_OUTLETS]
    more = [f"{len(archive.outlets) - _OUTLETS} more"] if len(archive.outlets) > _OUTLETS else []
    days = f" of {span(*archive.days)}" if archive.days else ""
    outlets = f", from {listing([*named, *more])}" if named else ""
    yield {
        "text": f"The archive has {count(archive.articles, 'article')}{days}{outlets}.",
        "buttons": [{"says": "Change the question", "kind": "edit"}, {"says": "Add articles", "kind": "add"}],
    }
