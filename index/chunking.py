"""Sentences and passages with exact offsets. Pure: text in, ``(start, end)`` out.

A passage is whole sentences within a token budget, and begins with the last sentence of the one before, so that a
statement and its pronoun are found together at least once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sentencex import get_sentence_boundaries

from onrecord.index.tokens import count, token_ends

__all__ = ["ChunkSettings", "indexed_text", "is_heading", "passages", "sentences"]

Span = tuple[int, int]

# A full stop after one of these does not end a sentence in news; sentencex splits after them.
_ABBREVIATED = re.compile(
    r"(?:^|[\s(“\"'])(?:Ms|Mrs|Mr|Dr|Prof|Gen|Lt|Col|Sgt|Capt|Rev|Hon|Sen|Rep|Gov|Pres|St|Mt|Ft|No|Nos|vs|Jan|Feb|Mar|Apr"
    r"|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|est|cf|al|[A-Z])\.$"
)
_LIST_NUMBER = re.compile(r"^\d{1,3}\.$")
_ENDS_SENTENCE = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_CLAUSE = re.compile(r"[,;:–—][\"'”’)\]]*\s")
_INK = re.compile(r"\S")
_RUN = 1_000  # characters without a blank
# Sentencex looks back to a blank at every stop. Where there is none, as in a Chinese book on one line, it would take
# time in proportion to the square of the length: such a run is given to it in parts, which end at a stop if they can.
_LONG_RUN = re.compile(rf"\S{{{_RUN + 1},}}")
_PART = re.compile(rf"\S{{1,{_RUN}}}(?<=[。！？．｡])|\S{{1,{_RUN}}}")
_REACH = 4  # characters a token of the budget that are looked at first: about what a token of English has


@dataclass(frozen=True, slots=True)
class ChunkSettings:
    """How articles are cut. ``budget`` is in cl100k_base tokens of the passage's own text; ``python -m
    onrecord.eval.budget`` chose it, ARCHITECTURE.md has the figures. ``overlap`` is in sentences."""

    budget: int = 192
    overlap: int = 1

    def __post_init__(self) -> None:
        if self.budget < 16 or self.overlap not in (0, 1):
            raise ValueError(
                f"passages need a budget of 16 tokens or more and an overlap of 0 or 1 sentence, not {self}"
            )


def sentences(text: str) -> list[Span]:
    """The sentences of a text in order, without the blanks around them; none crosses a line end.

    >>> sentences("Ms. Lee left. She won.")
    [(0, 13), (14, 22)]
    """
    found: list[Span] = []
    for start, end in _lines(text):
        found += _of_line(text, start, end)
    return found


def passages(text: str, settings: ChunkSettings | None = None) -> list[Span]:
    """The passages of a text, in order. Together they cover every sentence; each starts and ends with one, except
    where a single sentence is over the budget and is cut at a clause or, failing that, between tokens. A heading never
    ends a passage that goes on after it."""
    settings = settings or ChunkSettings()
    units = [part for span in sentences(text) for part in _within(text, span, settings.budget)]
    costs = [count(text[start:end]) + 1 for start, end in units]
    gaps = [max(1, count(text[a:b])) - 1 for (_, a), (b, _) in pairwise([(0, 0), *units])]
    heads = [is_heading(text, span) for span in units]
    found: list[Span] = []
    first = 0
    while first < len(units):
        last, used = first, costs[first]
        while last + 1 < len(units) and used + gaps[last + 1] + costs[last + 1] <= settings.budget:
            last += 1
            used += gaps[last] + costs[last]
        while last + 1 < len(units) and heads[last] and last > first:
            last -= 1
        found.append((units[first][0], units[last][1]))
        if last + 1 == len(units):
            break
        following = last + 1
        both = costs[last] + gaps[following] + costs[following]
        fits = last > first and both <= settings.budget and not heads[following]
        first = following - (settings.overlap if fits else 0)
    return found


def indexed_text(title: str, passage: str) -> str:
    """What is embedded, and searched by words, of a passage: its article's title stands before it."""
    return f"{title}\n{passage}" if title else passage


def _lines(text: str) -> Iterator[Span]:
    for line in re.finditer(r"[^\n]+", text):
        start, end = _trim(text, *line.span())
        if start < end:
            yield start, end


def _of_line(text: str, start: int, end: int) -> Iterator[Span]:
    held: int | None = None
    for begin, right in _bounds(text, start, end):
        left = held if held is not None else begin
        if right < end and _goes_on(text, left, right, end):
            held = left
            continue
        held = None
        yield left, right
    if held is not None:
        yield _trim(text, held, end)


def _bounds(text: str, start: int, end: int) -> Iterator[Span]:
    """What sentencex takes for the sentences of a line."""
    at = start
    for cut in (*_cuts(text, start, end), end):
        for bound in get_sentence_boundaries("en", text[at:cut]):
            left, right = _trim(text, at + bound["start_index"], at + bound["end_index"])
            if left < right and not bound["is_paragraph_break"]:
                yield left, right
        at = cut


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    for run in _LONG_RUN.finditer(text, start, end):
        parts = [part.end() for part in _PART.finditer(text, *run.span())]
        yield from parts[:-1]


def _goes_on(text: str, left: int, right: int, end: int) -> bool:
    following = _INK.search(text, right, end)
    tail = text[max(left, right - 12) : right]
    lower = following is not None and following[0].islower()
    return lower or bool(_ABBREVIATED.search(tail)) or bool(_LIST_NUMBER.match(text[left:right]))


def is_heading(text: str, span: Span) -> bool:
    """Whether a sentence is a heading: short, alone on its line, and without a full stop."""
    start, end = span
    alone = (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")
    return alone and end - start <= 100 and not _ENDS_SENTENCE.search(text[start:end])


def _within(text: str, span: Span, budget: int) -> Iterator[Span]:
    """The sentence, or pieces of it that fit the budget."""
    start, end = span
    if len(text[start:end].encode()) < budget:  # a token has a byte or more
        yield start, end
        return
    while start < end:
        ends = _first_ends(text, start, end, budget)
        if len(ends) < budget:
            yield start, end
            return
        cut = start + ends[budget - 2]
        clauses = [start + m.end() for m in _CLAUSE.finditer(text[start:cut])]
        blank = text.rfind(" ", start + 1, cut)
        if clauses and clauses[-1] - start > (cut - start) // 2:
            cut = clauses[-1]
        elif blank > start:
            cut = blank
        yield _trim(text, start, cut)
        start, _ = _trim(text, cut, end)


def _first_ends(text: str, start: int, end: int, budget: int) -> list[int]:
    """Token ends of as much of a sentence as a budget of tokens takes, or of all of it. Looking at the whole of a very
    long one for each of its pieces would take time in proportion to the square of its length."""
    reach = budget * _REACH
    ends = token_ends(text[start : min(end, start + reach)])
    while len(ends) < budget and start + reach < end:
        reach *= 2
        ends = token_ends(text[start : min(end, start + reach)])
    return ends


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
