"""The nouns of an answer. A citation is offsets into a stored revision; its quote is cut out, never searched for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from onrecord.index import Article, Hit
from onrecord.rag.understood import Choice, Understood

__all__ = ["Act", "Answer", "Cause", "Choice", "Citation", "Turn"]

Act = Literal[
    "greeting", "thanks", "about", "sources", "sure", "published", "speaker", "more", "another outlet", "newer"
]
"""What was said that asks nothing new of the archive: a courtesy, a question about onrecord itself, or something to be
done with the last answer."""

Cause = Literal["nothing", "elsewhere", "filtered", "silent", "unclear", "talk"]
"""Why nothing is quoted. ``nothing``: no passage is about the question. ``elsewhere``: what comes nearest is about
somebody, somewhere or some number else. ``filtered``: a filter left out what answers. ``silent``: passages are about it
and do not say. ``unclear``: the question can be meant in several ways (``choices``). ``talk``: nothing was asked."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote: ``article.text[start:end]`` of that revision.

    ``number`` is what ``[1]`` in an answer refers to. ``focus`` is the answering words inside the quote, as offsets
    into ``article.text`` too, or None where the whole quote is the answer. ``also`` are other articles that print the
    passage as well.
    """

    number: int
    article: Article
    revision: int
    start: int
    end: int
    focus: tuple[int, int] | None = None
    also: tuple[Article, ...] = ()

    @property
    def quote(self) -> str:
        """The quoted words, as they stand in the article."""
        return self.article.text[self.start : self.end]

    @property
    def answering(self) -> str:
        """The words inside the quote that answer, or the whole quote."""
        start, end = self.focus or (self.start, self.end)
        return self.article.text[start:end]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive says to one question.

    ``query`` is what was asked in the end, after a follow-up was completed from its history. ``text`` is the answering
    words of the first citation, and empty when ``abstained``; ``cause`` and ``reason`` then say why, as a fact and in
    words for a person; beside quotes, ``reason`` is what the program itself has to say of them. ``confidence`` is the
    probability that the first quote answers, or would have. ``hits`` are the passages read, best first, shown as the
    nearest when nothing answers. ``timings`` are seconds by step. ``understood`` is what was taken from the words of
    the question. ``act`` is what was done where nothing new was asked. ``choices`` are the ways in which an unclear
    question can be meant.
    """

    question: str
    query: str
    text: str
    citations: tuple[Citation, ...]
    confidence: float
    abstained: bool
    reason: str = ""
    hits: tuple[Hit, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    understood: Understood | None = None
    cause: Cause | None = None
    act: Act | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation and what was answered (or, in an evaluation, the words of a given answer)."""

    question: str
    answer: Answer | str
