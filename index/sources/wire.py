"""What the agencies' formats share: dates, bylines, rights, corrections, and the word that an item must not be used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from onrecord.index.dates import to_moment
from onrecord.index.errors import DateError
from onrecord.index.sources.sniff import unread_remark

__all__ = [
    "NO_END",
    "authors",
    "code",
    "dated",
    "gone",
    "later",
    "reason",
    "remarks",
    "richest",
    "statement",
    "untitled",
]

NO_END = "until further notice"
"""The end of an embargo that states none: it is no date, so no search finds the article."""

_GONE = re.compile(r"cancell?ed|withheld|kill|killed|killnotice|withdraw|withdrawn|withdrawal|retracted|retraction")
_CORRECTS = re.compile(
    r"(?i)\bcorrect(?:s|ed|ion|ions|ing|if)\b|\bcorrig|\brectific|\bcorrecc|\bberichtig|\bkorrig|\bkorrekt|\berrat(?:um|a)\b"
)
_SAYS_SO = re.compile(r"(?i)\W*(?:correction|berichtigung|corrigendum|correctif|erratum)\b")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:000000)?(?:Z|[+-]\d\d:?\d\d)?")
_RUN_ON = re.compile(r"(\d{8})(\d{6}(?:Z|[+-]\d{4})?)")
_AND = {"by": "and", "von": "und", "par": "et", "por": "y|e", "di": "e", "door": "en", "av": "och|og"}
_BY = re.compile(rf"({'|'.join(_AND)})\b[:\s]\s*(?=\S)", re.I)
_ROLE = re.compile(r"(?i)\b(?:staff|correspondent|reporter|writer|editor|redaktion)\b")
_MARKED_ENOUGH = 0.8


def code(name: str) -> str:
    """The last part of a code or its URI, in small letters: ``canceled`` of ``stat:canceled``."""
    return re.split(r"[:/#]", name.strip().rstrip("/"))[-1].lower()


def gone(name: str) -> bool:
    """Whether a status or a signal says that an item must not be used: canceled, killed, or withheld until further
    notice. A later version that is usable brings a withheld item back."""
    return bool(_GONE.fullmatch(re.sub(r"[\s_-]", "", code(name))))


def reason(status: str, notes: Iterable[str]) -> str:
    """Why an item is withdrawn, in the agency's words where it gives any."""
    told = " ".join(notes)
    return f"{code(status)} by the agency: {told}" if told else f"{code(status)} by the agency"


def remarks(notes: Iterable[str], signalled: bool, text: str) -> tuple[str, ...]:
    """What is to be known of a version: what it corrects, in those of the agency's notes that speak of a correction,
    all of them where it is marked as one; and how much of its text could not be read."""
    told = [note for note in notes if signalled or _CORRECTS.search(note)]
    if signalled and not told:
        told = ["Correction: the agency does not say of what."]
    corrected = tuple(note if _SAYS_SO.match(note) else f"Correction: {note}" for note in told)
    return (*corrected, *unread_remark(text.count("\ufffd")))


def dated(*stated: str) -> str | None:
    """The first of several dates that can be read, in ISO 8601; else the first that is stated, as it is; None without.

    >>> dated("", "20260704T183000+0200"), dated("20260704000000-0400"), dated("2026-07", "20260704")
    ('2026-07-04T18:30:00+02:00', '2026-07-04', '2026-07-04')
    """
    texts = [text for text in map(str.strip, stated) if text]
    return next(filter(None, map(_iso, texts)), None) or next(iter(texts), None)


def later(one: str | None, other: str | None) -> bool:
    """Whether one date is after another; a day is not after a time on it. What cannot be read is after nothing."""
    if not one or not other:
        return False
    try:
        return one[:10] > other[:10] if len(one) == 10 or len(other) == 10 else to_moment(one) > to_moment(other)
    except DateError:
        return False


def authors(byline: str, outlet: str = "") -> tuple[str, ...]:
    """The names in a byline: ``By Ana Lind and Peter Moro, Staff Writers`` has two. The outlet is not an author.

    The word for "by" tells the language, and with it the word that joins two names.
    """
    text = " ".join(byline.split())
    by = _BY.match(text)
    joint = _AND[by[1].lower()] if by else "and|und|et"
    names = re.split(rf"\s*[,;/&|]\s*|\s+(?:{joint})\s+", text[by.end() if by else 0 :])
    names = [re.sub(rf"^(?:{joint})\s+", "", name).strip(" .") for name in names]
    return tuple(name for name in names if name and name.casefold() != outlet.casefold() and not _ROLE.search(name))


def statement(*parts: str) -> str:
    """Several statements of rights as one text; what another already says is left out."""
    told = [" ".join(part.split()) for part in parts]
    kept = [
        part
        for at, part in enumerate(told)
        if part and not any(part in other for other in told[:at] + told[at + 1 :] if other != part)
    ]
    return "; ".join(dict.fromkeys(kept))


def richest(texts: Iterable[tuple[str, bool]]) -> str:
    """Of several texts of one item, with whether markup gave their paragraphs, the one to take: the longest, but one
    with paragraphs before a plain one that says little more."""
    known = list(texts)
    most = max((len(text) for text, _ in known), default=0)
    marked = [text for text, paragraphs in known if paragraphs and len(text) >= _MARKED_ENOUGH * most]
    return max(marked or [text for text, _ in known], key=len, default="")


def untitled(text: str, title: str) -> str:
    """The text without the headline, where it begins with it."""
    opening, _, rest = text.partition("\n")
    same = " ".join(opening.split()).casefold() == " ".join(title.split()).casefold()
    return rest.lstrip() if same and rest.strip() else text


def _iso(text: str) -> str | None:
    day = _DAY.fullmatch(text)
    if day:
        text = f"{day[1]}-{day[2]}-{day[3]}"
    run_on = _RUN_ON.fullmatch(text)
    if run_on:
        text = f"{run_on[1]}T{run_on[2]}"
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return text if day else moment.isoformat()
