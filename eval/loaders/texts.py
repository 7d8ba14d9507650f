"""Offsets into a text as a data set brings it, to offsets into the text as the index stores it."""

from __future__ import annotations

from onrecord.eval.loaders.fields import shown
from onrecord.index.errors import SourceError
from onrecord.index.normalise import normalise_text

__all__ = ["RawText"]


class RawText:
    """A text as it came. ``text`` is what the index stores of it, and ``span`` says where a piece of it stands there.

    Storing composes characters (NFC), makes every line end one character, drops control characters and the blanks
    around. None of that has to keep offsets, so they are counted anew: an offset maps to the length of what is stored
    of the text before it.
    """

    __slots__ = ("_formed", "_lead", "raw", "text")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.text = normalise_text(raw)
        self._formed = _formed(raw)
        self._lead = len(self._formed) - len(self._formed.lstrip())

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where ``raw[start:end]`` stands in ``text``, without blanks at its ends; None where nothing is left of it.

        An edge inside what is stored as one character (an ``e`` and its accent, the two characters of a line end) is
        moved outward, so that a piece is always of whole characters.

        Raises:
            SourceError: offsets that are not in the text.
        """
        if not 0 <= start <= end <= len(self.raw):
            raise SourceError(f"the span {start}:{end} is not in its text of {len(self.raw)} characters")
        if start == end:
            return None
        first, last = self._stored(start, -1), self._stored(end, 1)
        piece = self.text[first:last]
        first += len(piece) - len(piece.lstrip())
        last = first + len(piece.strip())
        return (first, last) if first < last else None

    def marked(self, start: int, end: int, words: str) -> tuple[int, int] | None:
        """``span``, of a piece that the data set gives the words of too; blanks may differ.

        Raises:
            SourceError: offsets that are not in the text, or other words there.
        """
        found = self.span(start, end)
        if self.raw[start:end].split() != words.split():
            raise SourceError(f"{shown(words)} does not stand at {start}:{end}; {shown(self.raw[start:end])} does")
        return found

    def _stored(self, offset: int, step: int) -> int:
        if self.raw != self._formed:
            while 0 < offset < len(self.raw) and not self._parts(offset):
                offset += step
            offset = len(_formed(self.raw[:offset]))
        return min(max(offset - self._lead, 0), len(self.text))

    def _parts(self, offset: int) -> bool:
        """Whether the text is stored the same when it is cut in two here."""
        return _formed(self.raw[:offset]) + _formed(self.raw[offset:]) == self._formed


def _formed(raw: str) -> str:
    """The text in its stored form with the blanks around it kept: a full stop on either side, which no character
    composes with, guards them."""
    return normalise_text(f".{raw}.")[1:-1]
