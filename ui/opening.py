"""An article opened by its place in the archive, as another part of the page or an address names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from onrecord.index import Article, NewsIndex
from onrecord.index.errors import OnRecordError
from onrecord.index.limits import embargoed
from onrecord.ui.marks import Mark
from onrecord.ui.places import NotThere, Place, place_of
from onrecord.ui.revised import revised
from onrecord.ui.source import SourceView, source_view
from onrecord.ui.stated import moment, sentence
from onrecord.ui.words import count

__all__ = ["MissingView", "opened"]

_LONGEST = 80  # characters of a name that is said again


class MissingView(TypedDict):
    """That something is not there, why, and what can be opened in its place, if anything."""

    kind: Literal["missing"]
    serial: int
    label: str
    message: str
    instead: dict[str, Any] | None


def opened(index: NewsIndex, told: Mapping[str, Any], serial: int) -> SourceView | MissingView:
    """The article at the place that is named (``places.place_of``), with its range marked; or why it is not shown."""
    label = "From a link" if told.get("link") else "Article"
    try:
        place = place_of(told)
        article, revision = _found(index, place)
    except NotThere as missing:
        instead = missing.instead.told if missing.instead else None
        return {"kind": "missing", "serial": serial, "label": label, "message": str(missing), "instead": instead}
    except OnRecordError as error:
        message = sentence(f"the article could not be read: {error}")
        return {"kind": "missing", "serial": serial, "label": label, "message": message, "instead": None}
    notes, revisions = revised(index, article, revision, place.quote)
    marks = [Mark(*place.quote)] if place.quote else []
    return source_view(article, revision, marks, label=label, serial=serial, notes=notes, revisions=revisions)


def _found(index: NewsIndex, place: Place) -> tuple[Article, int]:
    """The article and the number of its revision.

    Raises:
        NotThere: the archive has no such article, not this revision of it, or not so long a text.
        OnRecordError: what the archive has cannot be read.
    """
    history = {one.number: one.article for one in index.history(place.article)}
    if not history:
        raise NotThere(f"There is no article “{_short(place.article)}” in this archive.")
    newest = max(history)
    revision = place.revision or newest
    if embargoed(history[newest]):
        raise NotThere(f"This article is under an embargo until {moment(history[newest].embargo)}.")
    if revision not in history:
        raise NotThere(f"Revision {revision} of this article is not in this archive.", Place(place.article))
    article = history[revision]
    if place.quote and place.quote[1] > len(article.text):
        raise NotThere(
            f"The link points at characters {place.quote[0]:,} to {place.quote[1]:,}, and this text ends after"
            f" {count(len(article.text), 'character')}.",
            Place(place.article, revision),
        )
    return article, revision


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
