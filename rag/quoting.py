"""How much is quoted around the words that answer, so that the quote reads well alone. Pure.

Whole sentences. A statement in quotation marks is not broken off while it goes on, and a sentence that opens with a
word for somebody named before ("He said ...") brings the sentence before it along.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.index.chunking import is_heading

__all__ = ["quote"]

Span = tuple[int, int]

_MOST = 90  # words of a quote that was made longer
_LEANS = re.compile(
    r"[“\"‘'(\[–—\s]*(?:(?:and|but|so|yet|then|still|also|however|meanwhile|instead)\b[\s,]*)?"
    r"(?:he|she|they|him|her|his|hers|their|theirs|it|its|this|that|these|those|both|the (?:former|latter|two|pair))\b",
    re.I,
)
_OPENS, _CLOSES = "“", "”"


def quote(text: str, focus: Span, sentences: Sequence[Span]) -> Span:
    """Where the quote begins and ends.

    Args:
        text: a passage.
        focus: the words in it that answer.
        sentences: of the passage, in order.
    """
    touched = [i for i, (start, end) in enumerate(sentences) if start < focus[1] and focus[0] < end]
    if not touched:
        return focus
    first, last = touched[0], touched[-1]
    while last + 1 < len(sentences) and _open(text[sentences[first][0] : sentences[last][1]]):
        if not _fits(text, sentences[first][0], sentences[last + 1][1]):
            break
        last += 1
    if _starts_inside(text[sentences[first][0] : sentences[last][1]]) and _may_go_back(text, sentences, first, last):
        first -= 1
    if _LEANS.match(text, *sentences[first]) and _may_go_back(text, sentences, first, last):
        first -= 1
    return sentences[first][0], sentences[last][1]


def _open(words: str) -> bool:
    """Whether a quotation is opened and not closed."""
    return words.rfind(_OPENS) > words.rfind(_CLOSES)


def _starts_inside(words: str) -> bool:
    """Whether a quotation is closed that was opened before."""
    close, start = words.find(_CLOSES), words.find(_OPENS)
    return close >= 0 and (start < 0 or close < start)


def _may_go_back(text: str, sentences: Sequence[Span], first: int, last: int) -> bool:
    """Whether the sentence before belongs to the same paragraph, or the one before it, and there is room for it."""
    if first == 0 or is_heading(text, sentences[first - 1]):
        return False
    between = text[sentences[first - 1][1] : sentences[first][0]]
    return between.count("\n") <= 2 and _fits(text, sentences[first - 1][0], sentences[last][1])


def _fits(text: str, start: int, end: int) -> bool:
    return text.count(" ", start, end) < _MOST
