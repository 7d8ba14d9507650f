"""Lines as they stand on printed pages, to the paragraphs they were set from.

Nothing says where a paragraph ends. It is taken to end where the line is followed by more space than others, where the
next is indented or of another size, and where the next one's first word would still have fitted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["HYPHEN", "Line", "paragraphs"]

HYPHEN = "\x02"
"""The hyphen at the end of a line whose last word goes on in the next."""

_EDGE = 2  # lines at the top and at the foot of a page, among which are running heads
_PAGE_NUMBER = re.compile(r"(?:page|p\.|seite)?\W*\d{1,4}\W*(?:(?:of|/|von)\W*\d{1,4})?\W*", re.I)
_NUMBER = re.compile(r"\d+")
_ENDED = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_LAST_PART = re.compile(r"[^\W\d_]+$")
_FIRST_PART = re.compile(r"[^\W\d_]+")
_AT_HYPHEN = re.compile(rf"\w*{HYPHEN}\n\w*")
_OPEN = re.compile(r"\w-$")
_PREFIXES = frozenset(["anti", "co", "cross", "ex", "inter", "mid", "multi", "non", "post", "pre", "pro", "re", "self"])


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print. Places are in points from the lower left corner; ``size`` is the height of its letters."""

    text: str
    left: float
    right: float
    base: float
    size: float


class _Run:
    """Lines that stand below each other in one column."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self._edges: dict[int, tuple[float, float]] = {}
        for line in lines:
            left, right = self._edges.get(round(line.size), (line.left, line.right))
            self._edges[round(line.size)] = min(left, line.left), max(right, line.right)

    def edges(self, line: Line) -> tuple[float, float]:
        """How far lines with letters as large as this one's go to the left and the right."""
        return self._edges[round(line.size)]


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[tuple[str, float]]:
    """The paragraphs of a document in reading order, each with the size of its letters.

    Lines are joined by a blank. A hyphen at the end of a line goes where the word was only broken, and stays where it
    may be part of it. What stands at the top or foot of several pages, and page numbers there, are left out.
    """
    runs = [run for page in _without_heads(pages) for run in _runs(page)]
    words = _Words([line.text for run in runs for line in run.lines])
    leading = _leading(runs)
    found: list[tuple[list[Line], float]] = []
    before: tuple[_Run, Line] | None = None
    for run in runs:
        for line in run.lines:
            if before and not _ends(before, (run, line), leading):
                found[-1][0].append(line)
            else:
                found.append(([line], line.size))
            before = run, line
    return [(words.joined([line.text for line in lines]), size) for lines, size in found]


# ---- what is no text -------------------------------------------------------------------------------------------------


def _without_heads(pages: Sequence[Sequence[Line]]) -> Iterator[list[Line]]:
    edges = [_at_edges(page) for page in pages]
    seen = Counter(key for edge in edges for key in {_key(line) for line in edge})
    often = max(2, len(pages) // 4)
    for page, edge in zip(pages, edges, strict=True):
        dropped = {line for line in edge if seen[_key(line)] >= often or _is_page_number(line, page)}
        kept = [line for line in page if line not in dropped]
        yield kept or list(page)


def _at_edges(page: Sequence[Line]) -> set[Line]:
    heights = sorted({round(line.base) for line in page})
    outer = {*heights[:_EDGE], *heights[-_EDGE:]}
    return {line for line in page if round(line.base) in outer}


def _is_page_number(line: Line, page: Sequence[Line]) -> bool:
    """Whether a line is one number and stands alone."""
    alone = all(other is line or abs(other.base - line.base) > 2 * line.size for other in page)
    return alone and bool(_PAGE_NUMBER.fullmatch(line.text))


def _key(line: Line) -> tuple[str, int]:
    return _NUMBER.sub("#", line.text), round(line.base / 4)


# ---- where paragraphs end --------------------------------------------------------------------------------------------


def _runs(page: Sequence[Line]) -> Iterator[_Run]:
    run: list[Line] = []
    for line in page:
        if run and not _below(run[-1], line):
            yield _Run(run)
            run = []
        run.append(line)
    if run:
        yield _Run(run)


def _below(upper: Line, lower: Line) -> bool:
    near = 0 < upper.base - lower.base < 4 * max(upper.size, lower.size)
    return near and lower.left < upper.right and upper.left < lower.right


def _leading(runs: Sequence[_Run]) -> dict[int, float]:
    """For letters of each size, how far one line of a paragraph is usually below the other."""
    gaps: dict[int, list[float]] = {}
    for run in runs:
        for upper, lower in zip(run.lines, run.lines[1:], strict=False):
            if _alike(upper, lower):
                gaps.setdefault(round(lower.size), []).append(upper.base - lower.base)
    return {size: sorted(found)[len(found) // 4] for size, found in gaps.items()}


def _alike(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) < 0.1 * max(one.size, other.size)


def _ends(before: tuple[_Run, Line], after: tuple[_Run, Line], leading: dict[int, float]) -> bool:
    """Whether a paragraph ends between two lines."""
    (run, upper), (next_run, lower) = before, after
    if upper.text.endswith(HYPHEN):
        return False
    if not _alike(upper, lower):
        return True
    if run is not next_run:  # another column or page: a sentence goes on there
        return bool(_ENDED.search(upper.text)) and not lower.text[:1].islower()
    left, right = run.edges(upper)
    if upper.base - lower.base > 1.25 * leading.get(round(lower.size), lower.size * 1.5):
        return True
    edge = left + 0.6 * lower.size
    if lower.left > edge >= upper.left:
        return True
    return not lower.text[:1].islower() and _would_fit(lower, right - upper.right)


def _would_fit(line: Line, room: float) -> bool:
    first = line.text.partition(" ")[0]
    letter = (line.right - line.left) / max(1, len(line.text))
    return room > letter * (len(first) + 1) * 1.3


# ---- words ----------------------------------------------------------------------------------------------------------


class _Words:
    """The words of a document, to tell by them what a hyphen at the end of a line was."""

    def __init__(self, lines: Sequence[str]) -> None:
        text = _AT_HYPHEN.sub(" ", "\n".join(lines).lower())
        self._whole = set(_WORD.findall(text))
        self._compound = set(_COMPOUND.findall(text))

    def joined(self, lines: Sequence[str]) -> str:
        """Lines as one."""
        text = ""
        for line in lines:
            if text.endswith(HYPHEN):
                text = text[:-1] + ("" if self._broken(text[:-1], line) else "-") + line
            elif _OPEN.search(text) and line[:1].isalnum():
                text += line
            elif text:
                text = f"{text} {line}"
            else:
                text = line
        return text.replace(HYPHEN, "-")

    def _broken(self, text: str, line: str) -> bool:
        """Whether a word was only broken here, so that its hyphen is none."""
        one, other = _LAST_PART.search(text), _FIRST_PART.match(line)
        if not one or not other or not other[0].islower():
            return False
        first, second = one[0].lower(), other[0]
        if f"{first}-{second}" in self._compound:
            return False
        if first + second in self._whole:
            return True
        return not (second in self._whole and (first in self._whole or first in _PREFIXES))
