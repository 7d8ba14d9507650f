"""The conversations that are kept, as the panel beside the page shows them. Pure but for one look at a folder."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Literal, TypedDict

from onrecord.rag.conversations import Conversations, Listed
from onrecord.rag.exporting import Form
from onrecord.rag.kept import Kept
from onrecord.ui.words import count, day

__all__ = ["SHOWN", "KeptView", "ListView", "asked_last", "file_name", "list_view", "unwritable"]

SHOWN = 100
"""How many conversations are listed; a search finds the others."""

_LONGEST = 48  # characters of a name in the name of a file


class KeptView(TypedDict):
    """One conversation: its name, when it was last asked something, how much was asked, and whether it is open."""

    id: str
    name: str
    about: str
    current: bool


class ListView(TypedDict):
    """The conversations in which ``words`` stand, newest first. ``serial`` tells one view from the next.

    ``found`` says how many there are, ``said`` what was done, ``failed`` what was not and why, ``note`` that nothing
    can be kept, and ``damaged`` which files cannot be read.
    """

    kind: Literal["list"]
    serial: int
    words: str
    kept: list[KeptView]
    found: str
    said: str
    failed: str
    note: str
    damaged: list[str]


def list_view(
    listed: Listed, words: str, current: str, serial: int, *, said: str = "", failed: str = "", note: str = ""
) -> ListView:
    """What was found, and what is to be said with it. ``current`` is the id of the conversation that is open."""
    shown: Sequence[Kept] = listed.kept[:SHOWN]
    return {
        "kind": "list",
        "serial": serial,
        "words": words,
        "kept": [
            {"id": one.id, "name": one.name or one.id, "about": _about(one), "current": one.id == current}
            for one in shown
        ],
        "found": _found(len(listed.kept), bool(words.split())),
        "said": said,
        "failed": failed,
        "note": note,
        "damaged": [f"{one[:1].upper()}{one[1:]}." for one in listed.damaged],
    }


def unwritable(store: Conversations) -> str:
    """That nothing can be kept in the archive's folder, where that is so."""
    folder = store.folder if store.folder.exists() else store.folder.parent
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return ""
    return f"What is asked here is not kept: {folder} cannot be written."


def asked_last(kept: Kept) -> str:
    """The day on which a conversation was last asked something, where this machine is."""
    return day(_date(kept.last))


def file_name(kept: Kept, form: Form) -> str:
    """What an exported conversation is called as a file: its day and the plain letters and digits of its name."""
    words = re.sub(r"[^a-z0-9]+", "-", kept.name.casefold()).strip("-")[:_LONGEST].rstrip("-")
    return f"onrecord-{_date(kept.last)}-{words or kept.id}.{form}"


def _about(kept: Kept) -> str:
    return f"{asked_last(kept)} · {count(len(kept.turns), 'question')}"


def _found(number: int, searched: bool) -> str:
    if not number:
        return "No conversation has these words." if searched else "Nothing was kept yet. Ask, and it is."
    found = count(number, "conversation")
    return f"{found}; the newest {SHOWN} are listed, a search finds the others" if number > SHOWN else found


def _date(moment: datetime) -> str:
    """The day of a moment where this machine is; a moment at either end of all time has one in UTC alone."""
    with suppress(OverflowError, ValueError, OSError):
        moment = moment.astimezone()
    return moment.date().isoformat()
