"""What was taken out of a text and what was put in, by sentence and then by word. Pure.

``difflib`` looks at every pair of equal elements to find the longest run that two sequences share, then again on both
sides of it: that takes long where little is unique. So its steps are counted. Where they come to too many, sentences
are compared one with one if there are as many on both sides, and else shown as a whole; the rest is compared as ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import Match, SequenceMatcher
from itertools import accumulate, pairwise, takewhile
from typing import Literal, NamedTuple, TypedDict

from onrecord.index.chunking import sentences

__all__ = ["STEPS", "Changes", "Run", "changes", "words_of"]

STEPS = 1_000_000
"""Steps that one comparison may take: about half a second."""

_STEPS_OF_A_STRETCH = 250_000
_TOKENS = re.compile(r"\w+(?:[-'’.,]\w+)*|\s+|[^\w\s]")
_WORDS = re.compile(r"\w+(?:[-'’.,]\w+)*")
_RELATED = 0.3  # where less than this share of the shorter side stays, all of it is called new

Kind = Literal["same", "removed", "added"]


class Run(TypedDict):
    """Text that stands in both, in the earlier text alone, or in the later one alone."""

    kind: Kind
    text: str


class Changes(NamedTuple):
    """Both texts in order: what is the same or removed joins to the earlier one, what is the same or added to the later
    one. ``whole`` where some sentences could not be compared word by word in the steps allowed."""

    runs: list[Run]
    whole: bool


def changes(before: str, after: str, steps: int = STEPS) -> Changes:
    """What changed from one text to another, within a number of steps."""
    return _Comparison(steps).of(before, after)


def words_of(runs: Iterable[Run], kind: Kind) -> int:
    """How many words are of this kind."""
    return sum(len(_WORDS.findall(run["text"])) for run in runs if run["kind"] == kind)


class _TooLong(Exception):
    """The steps are used up."""


class _Counted(SequenceMatcher[str]):
    """Compares two sequences, and counts its steps. Blanks are never where a run begins."""

    b2j: dict[str, list[int]]  # where each element stands in the second sequence

    def __init__(self, one: Sequence[str], other: Sequence[str], steps: int) -> None:
        super().__init__(str.isspace, one, other, autojunk=False)
        pairs = (1 + len(self.b2j.get(element, ())) for element in one)
        self._reckoned = list(accumulate(pairs, initial=0))
        self.steps = steps - len(one) - len(other)

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """As difflib does. Raises _TooLong where that would take more steps than are left."""
        self.steps -= self._reckoned[-1 if ahi is None else ahi] - self._reckoned[alo]
        if self.steps < 0:
            raise _TooLong
        return super().find_longest_match(alo, ahi, blo, bhi)


class _Comparison:
    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.whole = False

    def of(self, before: str, after: str) -> Changes:
        one, other = _sentences(before), _sentences(after)
        try:
            runs = [run for block in self._blocks(one, other, self.steps) for run in self._stretch(*block)]
        except _TooLong:
            self.whole = True
            runs = _replaced(before, after)
        return Changes(_readable(runs), self.whole)

    def _blocks(
        self, one: Sequence[str], other: Sequence[str], steps: int
    ) -> list[tuple[Sequence[str], Sequence[str]]]:
        """The two cut into stretches that are the same and stretches that are not."""
        counted = _Counted(one, other, steps)
        try:
            codes = counted.get_opcodes()
        finally:
            self.steps -= steps - max(counted.steps, 0)
        return [(one[a:b], other[c:d]) for _, a, b, c, d in codes]

    def _stretch(self, one: Sequence[str], other: Sequence[str]) -> Iterator[Run]:
        """The changes of some sentences, word by word where the steps suffice."""
        before, after = "".join(one), "".join(other)
        if before == after or not before or not after:
            yield from _replaced(before, after)
            return
        try:
            blocks = self._blocks(_tokens(before), _tokens(after), min(self.steps, _STEPS_OF_A_STRETCH))
        except _TooLong:
            if 1 < len(one) == len(other):
                for pair in zip(one, other, strict=True):
                    yield from self._stretch(pair[:1], pair[1:])
                return
            self.whole = True
            yield from _replaced(before, after)
            return
        runs = [run for a, b in blocks for run in _replaced("".join(a), "".join(b))]
        yield from runs if _related(runs, before, after) else _replaced(before, after)


def _sentences(text: str) -> list[str]:
    """The sentences with the blanks after them; joined they are the text."""
    starts = [start for start, _ in sentences(text)]
    return [text[a:b] for a, b in pairwise([0, *starts[1:], len(text)])] if text else []


def _tokens(text: str) -> list[str]:
    return _TOKENS.findall(text)


def _replaced(before: str, after: str) -> list[Run]:
    if before == after:
        return [{"kind": "same", "text": before}] if before else []
    removed: list[Run] = [{"kind": "removed", "text": before}] if before else []
    return [*removed, {"kind": "added", "text": after}] if after else removed


def _related(runs: Iterable[Run], before: str, after: str) -> bool:
    stays = sum(len(run["text"].replace(" ", "")) for run in runs if run["kind"] == "same")
    return stays >= _RELATED * min(len(before.replace(" ", "")), len(after.replace(" ", "")))


def _readable(runs: Iterable[Run]) -> list[Run]:
    """The same changes in fewer pieces: what stays between two larger changes and is shorter than each of them, a blank
    or a single word, is taken out and put in with them."""
    found: list[list[str]] = []  # same, removed, added, in turn
    for run in runs:
        if run["kind"] == "same" and (not found or found[-1][1] or found[-1][2]):
            found.append([run["text"], "", ""])
            continue
        if not found:
            found.append(["", "", ""])
        found[-1][("same", "removed", "added").index(run["kind"])] += run["text"]
    joined: list[list[str]] = []
    for same, removed, added in found:
        last = joined[-1] if joined else None
        if last and (last[1] or last[2]) and (removed or added) and _between(last, same, removed, added):
            last[1] += same + removed
            last[2] += same + added
        else:
            joined.append([same, removed, added])
    kinds: tuple[Kind, ...] = ("same", "removed", "added")
    flat: list[Run] = []
    for one in joined:
        blank = _blank_end(one[1], one[2])
        parts = (one[0], one[1][: len(one[1]) - blank], one[2][: len(one[2]) - blank])
        flat += [{"kind": kind, "text": text} for kind, text in zip(kinds, parts, strict=True) if text]
        flat += [{"kind": "same", "text": one[1][len(one[1]) - blank :]}] if blank else []
    return _merged(flat)


def _blank_end(removed: str, added: str) -> int:
    """How many blanks both end with: those stay."""
    ends = takewhile(
        lambda pair: pair[0] == pair[1] and pair[0].isspace(), zip(removed[::-1], added[::-1], strict=False)
    )
    return sum(1 for _ in ends)


def _merged(runs: Iterable[Run]) -> list[Run]:
    """The same runs, none next to one of its kind."""
    found: list[Run] = []
    for run in runs:
        if found and found[-1]["kind"] == run["kind"]:
            found[-1]["text"] += run["text"]
        else:
            found.append(run)
    return found


def _between(last: Sequence[str], same: str, removed: str, added: str) -> bool:
    """Whether what stays is no more than a gap in one change."""
    return "\n" not in same and len(same) <= min(max(len(last[1]), len(last[2])), max(len(removed), len(added)))
