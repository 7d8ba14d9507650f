"""What an article states of itself, as people read it: when, by whom, how long, and where it can be read. Pure."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from urllib.parse import urlsplit

from onrecord.ui.words import count, day, listing

__all__ = ["by", "length", "link", "moment", "sentence", "since"]

_PACE = 238  # words a minute, silently, of what is not fiction: Brysbaert, Journal of Memory and Language 109 (2019)


def moment(iso: str | None) -> str:
    """``2025-07-04T18:30:00+02:00`` as ``4 July 2025, 18:30 (UTC+02:00)``, as it was stated: no clock is put to another
    place. A day stays a day, nothing is nothing, and text that is no date stands as it is."""
    if not iso or len(iso) <= len("2025-07-04"):
        return day(iso)
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return day(iso)
    zone = f" ({when.tzname()})" if when.tzinfo else ""
    return f"{day(iso)}, {when:%H:%M}{zone}"


def since(when: datetime) -> str:
    """A moment of the archive itself, in UTC."""
    return moment(when.astimezone(UTC).replace(tzinfo=None).isoformat())


def by(authors: tuple[str, ...]) -> str:
    """``By Ana Lind and Peter Moro``; empty where nobody is named."""
    named = [name.strip() for name in authors if name.strip()]
    return f"By {listing(named)}" if named else ""


def length(text: str) -> str:
    """``412 words, 2 minutes``: how long a text is, and about how long it takes to read; empty without words."""
    words = len(text.split())
    return f"{count(words, 'word')}, {count(math.ceil(words / _PACE), 'minute')}" if words else ""


def link(url: str) -> tuple[str, str]:
    """An address that may be followed and its host, or two empty strings: only http and https with a host are."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    return (url.strip(), host) if parts.scheme in ("http", "https") and host else ("", "")


def sentence(words: str) -> str:
    """Words as a sentence: with a capital, and one stop at the end."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
