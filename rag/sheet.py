"""What a document of a conversation says, as plain text that is not yet escaped for any form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.index.sources.links import absolute

__all__ = ["Asked", "Cited", "Sheet", "followed", "seen"]

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote. ``words`` are those before the answering ones, these, and those after; joined they are the quote."""

    number: int
    words: tuple[str, str, str]
    source: str
    url: str
    place: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, when and how it was asked, and what was answered. ``answer`` is empty where nothing was."""

    question: str
    notes: tuple[str, ...]
    answer: str
    reason: str
    choices: tuple[str, ...] = ()
    quotes: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A conversation."""

    name: str
    about: str
    asked: tuple[Asked, ...]


def seen(text: str) -> str:
    """A text in which nothing is unseen or turns the direction: no stored article has such characters, but a file that
    somebody has edited may have."""
    return _UNSEEN.sub("\ufffd", text)


def followed(url: str) -> bool:
    """Whether an address may be made a link: one of the web, and none that a mark could end."""
    return absolute(url) == url != "" and not set(url) & set("<>\"'\\`")
