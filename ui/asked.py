"""What may be asked: the checks that the chat and the HTTP interface share, each refusal in words for a person."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.index import Filters
from onrecord.index.errors import DateError
from onrecord.ui.words import day, listing

__all__ = ["LONGEST_QUESTION", "NotAsked", "checked_filters", "checked_question"]

LONGEST_QUESTION = 1_000
"""Characters. A question is a sentence or two; a pasted article is a mistake, and slow to read."""


class NotAsked(ValueError):
    """A question or a limit on it that cannot be used as it is. The message says what to change."""


def checked_question(stated: str) -> str:
    """The question as one line, without the space around it.

    Raises:
        NotAsked: nothing but space, or more than ``LONGEST_QUESTION`` characters.
    """
    question = " ".join(stated.split())
    if not question:
        raise NotAsked("Type a question first.")
    if len(question) > LONGEST_QUESTION:
        raise NotAsked(
            f"That question has {len(question):,} characters; at most {LONGEST_QUESTION:,} can be asked. Shorten it."
        )
    return question


def checked_filters(
    after: str | None, before: str | None, outlets: Sequence[str], known: Sequence[str] | None = None
) -> Filters:
    """Filters for a search. ``known`` are the outlets of the archive; None leaves their names unchecked.

    Raises:
        NotAsked: text that is no date, a first day after the last, or an outlet that is not in the archive.
    """
    try:
        filters = Filters(after=after or None, before=before or None, outlets=tuple(outlets))
    except DateError as error:
        raise NotAsked(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    first, last = (str(bound) if bound else "" for bound in (filters.after, filters.before))
    if first and last and first > last:
        raise NotAsked(f"The first day, {day(first)}, is after the last, {day(last)}. Change one of them.")
    if known is not None:
        names = {name.casefold() for name in known}
        missing = [name for name in filters.outlets if name.casefold() not in names]
        if missing:
            raise NotAsked(f"No outlet in this archive is called {listing(missing)}.")
    return filters
