"""A story as the page shows it: when it was printed, by whom, and what each outlet says to one question. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Literal, NotRequired, TypedDict

from onrecord.index import Article
from onrecord.rag import Citation
from onrecord.rag.sides import Side
from onrecord.rag.story import Report
from onrecord.ui.plot import PlotView, plot_view
from onrecord.ui.source import Piece, pieces
from onrecord.ui.words import also, count, day, span

__all__ = [
    "DayView",
    "EmptyView",
    "QuotedView",
    "SideView",
    "StoryView",
    "empty_view",
    "gathering_view",
    "side_views",
    "story_view",
]


class QuotedView(TypedDict):
    """Words of an article and where they stand: ``article``, ``revision``, ``start`` and ``end`` open them.

    ``number`` is what the answer cites them as; 0 where it does not.
    """

    article: str
    revision: int
    start: int
    end: int
    number: int
    pieces: list[Piece]
    title: str
    outlet: str
    day: str
    also: str


class DayView(TypedDict):
    """The reports of one day. ``year`` where it is another than the day's before; ``day`` is empty for the undated."""

    iso: str
    day: str
    year: str
    reports: list[QuotedView]


class SideView(TypedDict):
    """An outlet, and what it says: ``says`` with the answering ``words`` and their quote, ``silent``, ``waiting`` to be
    asked, or ``left`` because there was no time."""

    outlet: str
    stage: Literal["waiting", "says", "silent", "left"]
    reports: str
    words: NotRequired[str]
    quote: NotRequired[QuotedView]


class StoryView(TypedDict):
    """A story, as far as it was gathered. ``own`` where its reader named the subject, and it is not the conversation's.

    ``question`` is what the ``sides`` answer, empty where the subject is no question.
    """

    kind: Literal["story"]
    stage: Literal["gathering", "comparing", "told"]
    serial: int
    subject: str
    own: bool
    extent: NotRequired[str]
    around: NotRequired[QuotedView]
    plot: NotRequired[PlotView]
    question: NotRequired[str]
    sides: NotRequired[list[SideView]]
    days: NotRequired[list[DayView]]


class EmptyView(TypedDict):
    """That there is no story, and why: nothing was asked yet, nothing is on record, or it could not be searched."""

    kind: Literal["empty"]
    serial: int
    subject: str
    own: bool
    heading: str
    message: str


def empty_view(heading: str, message: str, serial: int, *, subject: str = "", own: bool = False) -> EmptyView:
    """That there is no story of a subject, or no subject yet."""
    return {"kind": "empty", "serial": serial, "subject": subject, "own": own, "heading": heading, "message": message}


def gathering_view(subject: str, serial: int, *, own: bool) -> StoryView:
    """The subject, while its reports are looked for."""
    return {"kind": "story", "stage": "gathering", "serial": serial, "subject": subject, "own": own}


def story_view(
    reports: Sequence[Report],
    subject: str,
    serial: int,
    *,
    own: bool,
    question: str = "",
    cited: Sequence[Citation] = (),
) -> StoryView:
    """A whole story, its outlets not asked yet.

    Args:
        reports: in order of publication.
        subject: what it is the story of, in its reader's words.
        serial: tells one story from the next.
        own: whether its reader named the subject here.
        question: what outlets are to be asked; empty for nothing.
        cited: what the answer quotes, which stands in the place of those articles' own sentences.
    """
    quotes: dict[str, Citation] = {}
    for one in cited:
        quotes.setdefault(one.article.id, one)
    days = []
    year = ""
    for iso, some in groupby(reports, key=lambda report: report.article.day or ""):
        shown = [_reported(report, quotes.get(report.article.id)) for report in some]
        stated = day(iso)
        days.append(_day_view(iso, stated, year, shown))
        year = iso[:4]
    return {
        "kind": "story",
        "stage": "comparing" if question else "told",
        "serial": serial,
        "subject": subject,
        "own": own,
        "extent": _extent(reports),
        "plot": plot_view(reports),
        "question": question,
        "sides": [],
        "days": days,
    }


def side_views(outlets: Sequence[Side], *, done: bool) -> list[SideView]:
    """The outlets of a story in order, as far as they were asked; ``done`` when no more will be."""
    return [_side_view(side, done) for side in outlets]


def _side_view(side: Side, done: bool) -> SideView:
    outlet = side.outlet.strip() or "Outlet unknown"
    reports = count(len(side.articles), "report")
    if side.answer is None:
        return {"outlet": outlet, "stage": "left" if done else "waiting", "reports": reports}
    if not side.answer.citations:
        return {"outlet": outlet, "stage": "silent", "reports": reports}
    first = side.answer.citations[0]
    return {"outlet": outlet, "stage": "says", "reports": reports, "words": _words(first), "quote": _cited(first, 0)}


def _words(citation: Citation) -> str:
    """The answering words; nothing where they are the whole quote, which is not said twice."""
    return "" if citation.focus in (None, (citation.start, citation.end)) else citation.answering


def _day_view(iso: str, stated: str, year: str, shown: list[QuotedView]) -> DayView:
    now = iso[:4]
    short = stated.removesuffix(f" {now}") if now else ""
    return {"iso": iso[:10], "day": short, "year": now if now != year else "", "reports": shown}


def _reported(report: Report, citation: Citation | None) -> QuotedView:
    if citation is not None:
        return _cited(citation, citation.number)
    span = report.start, report.end
    return _quoted(report.article, report.revision, span, None, 0, report.also)


def _cited(citation: Citation, number: int) -> QuotedView:
    span = citation.start, citation.end
    return _quoted(citation.article, citation.revision, span, citation.focus, number, citation.also)


def _quoted(
    article: Article,
    revision: int,
    span: tuple[int, int],
    focus: tuple[int, int] | None,
    number: int,
    copies: Sequence[Article],
) -> QuotedView:
    return {
        "article": article.id,
        "revision": revision,
        "start": span[0],
        "end": span[1],
        "number": number,
        "pieces": pieces(article.text, *span, span, focus),
        "title": article.title.strip() or "Untitled article",
        "outlet": article.outlet.strip() or "Outlet unknown",
        "day": day(article.published) or "undated",
        "also": also(copies),
    }


def _extent(reports: Sequence[Report]) -> str:
    """``7 reports in 2 outlets, 3 June – 5 August 2025``."""
    articles = [article for report in reports for article in (report.article, *report.also)]
    outlets = len({article.outlet for article in articles})
    days = sorted(article.day for article in articles if article.day)
    stated = f"{count(len(articles), 'report')} in {count(outlets, 'outlet')}"
    return f"{stated}, {span(days[0], days[-1])}" if days else stated
