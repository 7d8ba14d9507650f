"""A text cut where quotes begin and end, so that each can be marked where it stands. By offsets alone; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple, NotRequired, TypedDict

__all__ = ["Mark", "Paragraph", "Piece", "marked", "paragraphs", "pieces"]

_LINE_ENDS = re.compile(r"\n(?:[^\S\n]*\n)*")


class Mark(NamedTuple):
    """A quote to be marked: where it stands, and the answering words inside it. ``number`` is the quote's in its
    answer, 0 where there are no others; the one that is read now is ``current``, and others are marked less."""

    start: int
    end: int
    focus: tuple[int, int] | None = None
    number: int = 0
    current: bool = True


class Piece(TypedDict):
    """Text of one kind: outside all quotes, inside the current one, its answering words, or inside another one.
    ``number`` is the quote's, where it has one."""

    kind: Literal["text", "quote", "focus", "other"]
    text: str
    number: NotRequired[int]


class Paragraph(TypedDict):
    """The pieces of a line that ends, and the line ends after it, which are kept but not drawn."""

    pieces: list[Piece]
    gap: str


def pieces(text: str, low: int, high: int, quote: tuple[int, int], focus: tuple[int, int] | None) -> list[Piece]:
    """``text[low:high]`` cut where one quote and the answering words in it begin and end."""
    return marked(text, low, high, (Mark(*quote, focus),))


def marked(text: str, low: int, high: int, marks: Sequence[Mark]) -> list[Piece]:
    """``text[low:high]`` cut where marks begin and end; the pieces' texts join to that slice. Where marks overlap, the
    text belongs to the current one, else to the first."""
    ordered = sorted(marks, key=lambda mark: not mark.current)
    stops = (stop for mark in ordered for stop in (mark.start, mark.end, *(mark.focus or ())))
    cuts = sorted({low, high, *(stop for stop in stops if low < stop < high)})
    return [_piece(text, start, end, ordered) for start, end in pairwise(cuts)]


def paragraphs(text: str, marks: Sequence[Mark] = ()) -> list[Paragraph]:
    """The whole text, line by line. Pieces and gaps, joined in order, are ``text`` to the character."""
    found: list[Paragraph] = []
    low = 0
    for ends in _LINE_ENDS.finditer(text):
        found.append({"pieces": marked(text, low, ends.start(), marks), "gap": ends[0]})
        low = ends.end()
    if low < len(text):
        found.append({"pieces": marked(text, low, len(text), marks), "gap": ""})
    return found


def _piece(text: str, start: int, end: int, marks: Sequence[Mark]) -> Piece:
    mark = next((one for one in marks if one.start <= start < one.end), None)
    if mark is None:
        return {"kind": "text", "text": text[start:end]}
    inner = mark.focus or (start, start)
    kind: Literal["quote", "focus", "other"] = "focus" if inner[0] <= start < inner[1] else "quote"
    piece: Piece = {"kind": kind if mark.current else "other", "text": text[start:end]}
    return {**piece, "number": mark.number} if mark.number else piece
