"""What a question says of itself: what it leans on, when, whose report, which words, what kind of answer.

Nothing here searches and nothing is guessed: an aspect that the words do not state is left out. Every decision names
the words it was taken from, so that it can be shown, and each aspect can be switched off.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from onrecord.rag.exact import exact
from onrecord.rag.followups import Followed, follow
from onrecord.rag.kinds import kind
from onrecord.rag.mentions import Names, mentions
from onrecord.rag.subject import subject
from onrecord.rag.types import Turn
from onrecord.rag.understood import ASPECTS, Aspect, Understood
from onrecord.rag.when import anchors, times

__all__ = ["latest", "understand"]

_LATEST = re.compile(
    r"\b(?:the latest (?:on|in|about|with|from|news)|latest (?:news|report|update|figures|numbers|poll|count|toll)"
    r"|most recent(?:ly)?|newest (?:report|figures|poll)|so far|right now|at the moment|currently)\b",
    re.I,
)


def understand(
    question: str,
    history: Sequence[Turn] = (),
    *,
    asked: date,
    archive: Names | None = None,
    ignore: Collection[Aspect] = (),
) -> Understood:
    """What a question says.

    Args:
        question: in words.
        history: the turns before it, oldest first.
        asked: the day of asking, from which "last Friday" is reckoned.
        archive: whose names count as outlets, authors and sections; None for none.
        ignore: aspects that are not looked for.

    Raises:
        ValueError: what is to be ignored is no aspect.
    """
    for name in ignore:
        if name not in ASPECTS:
            raise ValueError(f"{name!r} is nothing that is understood of a question; name one of {', '.join(ASPECTS)}")
    followed = Followed(question) if "follow-up" in ignore else follow(question, history)
    query = followed.query
    timed = "time" not in ignore
    stated = times(query, asked) if timed else []
    events = anchors(query) if timed else []
    named = [one for one in mentions(query, archive) if one.what not in ignore] if archive else []
    besides = [(one.start, one.end) for some in (stated, events, named) for one in some]
    return Understood(
        question,
        query,
        kind(query),
        tuple(stated),
        tuple(events),
        tuple(named),
        () if "exact" in ignore else tuple(exact(query, besides)),
        timed and latest(query),
        followed.leans,
        followed.choices,
        subject([*history, *followed.back]) if history and "follow-up" not in ignore else None,
    )


def latest(query: str) -> bool:
    """Whether the newest is asked for: "the latest on the strike", "most recent poll"; not "latest model"."""
    return _LATEST.search(query) is not None
