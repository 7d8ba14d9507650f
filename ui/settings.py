"""What a reader wishes of every answer, kept in their browser and sent with each question; and what the panel shows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypedDict

from onrecord.index import Filters, NewsIndex
from onrecord.rag.risk import RISK
from onrecord.ui.asked import NotAsked, checked_filters
from onrecord.ui.words import count, span

__all__ = ["LISTED", "QUOTES", "RISKS", "Level", "Settings", "SettingsView", "checked_settings", "settings_view"]

LISTED = 200
"""Outlets to choose from: those with most articles."""

QUOTES = (1, 3, 6)
"""How many quotes an answer may have at most, to choose from."""


class Level(TypedDict):
    """A risk that can be chosen: the share of answers that may be wrong, a word for it, and what it means."""

    risk: float
    word: str
    meaning: str


RISKS: tuple[Level, ...] = (
    {"risk": 0.05, "word": "Strict", "meaning": "At most one answer in twenty is wrong; most questions are declined."},
    {"risk": 0.1, "word": "Careful", "meaning": "At most one answer in ten is wrong; more is declined."},
    {"risk": RISK, "word": "Usual", "meaning": "At most one answer in four is wrong."},
    {"risk": 0.4, "word": "Bold", "meaning": "Two answers in five may be wrong; little is declined."},
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What every question is asked with. ``quotes`` is how many there are at most; None leaves it to the question.
    ``filters`` are what a new conversation's questions are limited to, until that is changed."""

    risk: float = RISK
    quotes: int | None = None
    filters: Filters = field(default_factory=Filters)


class SettingsView(TypedDict):
    """What there is to choose from, and which archive this is. ``levels`` and ``quotes`` are offered as they stand."""

    levels: list[Level]
    usual: float
    quotes: list[int]
    outlets: list[str]
    first: str
    last: str
    name: str
    place: str
    holds: str


def checked_settings(sent: Any, outlets: Sequence[str]) -> Settings:
    """The settings that a browser kept. What is not offered, or is offered no longer, is left out.

    Args:
        sent: what came from the page, whatever it is.
        outlets: those of the archive.
    """
    chosen = sent.get("chosen") if isinstance(sent, dict) else None
    if not isinstance(chosen, dict):
        return Settings()
    risk, quotes, named = (chosen.get(name) for name in ("risk", "quotes", "outlets"))
    known = set(outlets)
    limited = tuple(name for name in named if name in known) if isinstance(named, list) and _are_names(named) else ()
    after, before = (day if isinstance(day, str) else "" for day in (chosen.get("after"), chosen.get("before")))
    filters = Filters(outlets=limited)
    with suppress(NotAsked):
        filters = checked_filters(after, before, limited)
    return Settings(
        risk=risk if type(risk) is float and any(risk == level["risk"] for level in RISKS) else RISK,
        quotes=quotes if type(quotes) is int and quotes in QUOTES else None,
        filters=filters,
    )


def settings_view(index: NewsIndex) -> SettingsView:
    """What the panel offers for an archive."""
    days = index.days()
    outlets = index.outlets()
    held = [count(len(index), "article"), count(len(outlets), "outlet"), *([span(*days)] if days else [])]
    return {
        "levels": list(RISKS),
        "usual": RISK,
        "quotes": list(QUOTES),
        "outlets": outlets[:LISTED],
        "first": days[0] if days else "",
        "last": days[1] if days else "",
        "name": index.folder.resolve().name,
        "place": str(index.folder.resolve()),
        "holds": " · ".join(held),
    }


def _are_names(sent: list[Any]) -> bool:
    return all(isinstance(name, str) for name in sent)
