"""Citations against the spans that people marked. A span is ``(article_id, start, end)``, ``text[start:end]``."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["citation_precision", "citation_recall", "hits_mark", "marked_word"]

Span = tuple[str, int, int]


def hits_mark(span: Span, marks: Sequence[Span]) -> bool:
    """Whether the span shares at least one character with one of the marks, in the same article.

    >>> hits_mark(("a1", 0, 5), [("a1", 4, 9)]), hits_mark(("a1", 0, 5), [("a1", 5, 9), ("a2", 0, 5)])
    (True, False)

    Raises:
        ValueError: a span without characters.
    """
    return any(_shared(span, mark) for mark in marks)


def marked_word(span: Span, text: str, marks: Sequence[Span]) -> bool:
    """Whether a word of the text that stands at ``span`` lies whole within one of the marks.

    >>> [marked_word(("a1", 10, 19), "red boats", [("a1", 12, end)]) for end in (19, 17)]
    [True, False]

    Raises:
        ValueError: a span without characters.
    """
    article, start, _ = span
    words = [(article, start + word.start(), start + word.end()) for word in re.finditer(r"\w+", text)]
    return any(len(_shared(word, mark)) == word[2] - word[1] for word in words for mark in marks)


def citation_precision(cited: Sequence[Span], marks: Sequence[Span]) -> float:
    """The share of cited spans that hit a mark. Without marks, none does: 0.0. After ALCE's citation precision (Gao et
    al., EMNLP 2023), with people's marks in place of an entailment model.

    >>> citation_precision([("a1", 0, 5), ("a1", 20, 25)], [("a1", 4, 9)])
    0.5

    Raises:
        ValueError: nothing is cited, or a span without characters.
    """
    if not cited:
        raise ValueError("nothing is cited, so there is no share of it; leave such an answer out")
    return sum(hits_mark(span, marks) for span in cited) / len(cited)


def citation_recall(cited: Sequence[Span], marks: Sequence[Span]) -> float:
    """How much of a mark the citations cover together, a character cited twice counted once. Marks are alternatives, so
    that of the mark covered best: the largest ``|mark ∩ union(cited)| / |mark|``. Nothing cited covers nothing: 0.0.

    Of the first mark characters 0 to 3 and 3 to 6 are cited of ten, of the second none.

    >>> citation_recall([("a1", 0, 4), ("a1", 3, 6)], [("a1", 0, 10), ("a2", 0, 4)])
    0.6

    Raises:
        ValueError: there are no marks, or a span without characters.
    """
    if not marks:
        raise ValueError("nothing is marked, so there is no share of it; leave such a question out")
    return max(len(set[int]().union(*(_shared(mark, span) for span in cited))) / len(_places(mark)) for mark in marks)


def _shared(one: Span, other: Span) -> range:
    """The places of the characters that both spans have."""
    here, there = _places(one), _places(other)
    if one[0] != other[0]:
        return range(0)
    return range(max(here.start, there.start), min(here.stop, there.stop))


def _places(span: Span) -> range:
    article, start, end = span
    if not 0 <= start < end:
        raise ValueError(f"{start} to {end} of article {article!r} is no span: it needs 0 <= start < end")
    return range(start, end)
