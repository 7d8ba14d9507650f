"""What was said before a question, put before it in words: how the reader is told of a conversation."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["spoken"]


def spoken(question: str, turns: Sequence[tuple[str, str]]) -> str:
    """Questions and answers, oldest first, and then the question.

    >>> spoken("Who found it?", [("What was found?", "A crack")])
    'What was found? A crack. Who found it?'
    """
    before = [f"{asked} {answer.rstrip('.')}." if answer else asked for asked, answer in turns]
    return " ".join([*before, question])
