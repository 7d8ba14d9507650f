"""A question as the grammar of times reads it: in plain small letters, with the day it is asked and its tense."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from onrecord.rag.when.said import MONTHS, WEEKDAYS

__all__ = ["Asking"]

_SPACE = re.compile(r"\s")
_HYPHEN = re.compile(rf"\b(?:(early|mid|late)-|({MONTHS}|{WEEKDAYS})-(?=(?:{MONTHS}|{WEEKDAYS})\b))")
_SENTENCE = re.compile(r"[.?!;](?= |$)")
_AHEAD = re.compile(
    r"\b(?:will|won't|shall|upcoming|(?:plans?|hopes|about) to|(?:is|are) (?:[\w-]+ ){0,5}(?:due|scheduled|planned|"
    r"expected|set to|going to)|takes? effect|comes? into force)\b|'ll\b"
)
_BEHIND = re.compile(
    r"\b(?:did|was|were|had|happened|came|went|won|lost|said|told|took|made|got|held|met|fell|rose|gave|left|"
    r"(?<!be )\w{2,20}ed)\b"
)
_GOING_ON = re.compile(r"\b(?:is|are) (?:[\w-]+ )?(?:[\w-]+ )?\w+ing\b")
_IN = re.compile(r"\b(?:in|on|during|from|until) $")
_LAST_WORD = re.compile(r"([\w-]+)\s$")
_NEXT_WORD = re.compile(r"(['’]s)?(?:\s([\w-]+))?")


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, the same in plain small letters, character for character, and the day it is asked."""

    question: str
    text: str
    day: date

    @classmethod
    def of(cls, question: str, day: date) -> Asking:
        """A question as it is read."""
        small = (character.lower() for character in question)
        text = "".join(one if len(one) == 1 else "_" for one in small).replace("’", "'")
        text = _HYPHEN.sub(lambda hyphen: f"{hyphen[1]} " if hyphen[1] else f"{hyphen[2]}–", _SPACE.sub(" ", text))
        return cls(question, text, day)

    def before(self, place: int) -> str:
        """The word that ends at a place, as it is written; nothing where a mark or the beginning is there."""
        found = _LAST_WORD.search(self.question, max(0, place - 20), place)
        return found[1] if found else ""

    def after(self, place: int) -> tuple[str, str]:
        """The 's at a place, and the word behind; nothing where a mark or the end is there."""
        found = _NEXT_WORD.match(self.question, place)
        return (found[1] or "", found[2] or "") if found else ("", "")

    def ahead(self, place: int) -> bool:
        """Whether what is at a place is asked of the future: "will" or the like stands in its sentence, and no verb of
        the past before that when the place is before it too ("said on Monday that he will")."""
        start, end = self._sentence(place)
        will = _AHEAD.search(self.text, start, end)
        if will:
            said = _BEHIND.search(self.text, start, will.start())
            return not said or place > will.start()
        placed = _IN.search(self.text, max(0, place - 8), place)
        return bool(placed and _GOING_ON.search(self.text, start, place) and not _BEHIND.search(self.text, start, end))

    def behind(self, place: int) -> bool:
        """Whether what is at a place is asked of the past."""
        return not self.ahead(place) and bool(_BEHIND.search(self.text, *self._sentence(place)))

    def _sentence(self, place: int) -> tuple[int, int]:
        start = 1 + max(self.text.rfind(mark, 0, place) for mark in (". ", "? ", "! ", "; "))
        mark = _SENTENCE.search(self.text, place)
        return start, mark.start() if mark else len(self.text)
