"""What somebody is quoted as saying: the sentences of a text that hold a quotation and name its speaker. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.index.lexical import terms

__all__ = ["statements"]

Span = tuple[int, int]

_OPENS, _CLOSES = "“", "”"
_SHORTEST = 3  # words of a quotation that is a statement and not a name


def statements(text: str, names: Sequence[str], sentences: Sequence[Span]) -> Iterator[Span]:
    """The quoted words of each statement, with their marks, as offsets.

    A statement is somebody's whose name stands in its sentence, or in the one before or after it in the same paragraph;
    anybody's where no name is given.

    Args:
        text: a passage.
        names: of the speaker, as words of the index.
        sentences: of the passage, in order.
    """
    wanted = set(names)
    told = [wanted.intersection(terms(text[start:end])) for start, end in sentences]
    for place, (start, end) in enumerate(sentences):
        begin, stop = text.find(_OPENS, start, end), text.rfind(_CLOSES, start, end)
        if begin < 0 or stop < begin or text.count(" ", begin, stop) < _SHORTEST - 1:
            continue
        near = [place, *(other for other in (place - 1, place + 1) if _beside(text, sentences, place, other))]
        if not wanted or any(told[other] for other in near):
            yield begin, stop + 1


def _beside(text: str, sentences: Sequence[Span], one: int, other: int) -> bool:
    """Whether there is such a sentence, and no paragraph ends between the two."""
    if not 0 <= other < len(sentences):
        return False
    first, second = sorted((one, other))
    return "\n" not in text[sentences[first][1] : sentences[second][0]]
