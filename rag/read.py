"""Finding the words that answer, in passages that were found.

``SentenceReader`` is the first version: the cross-encoder scores each sentence, and the answering words inside it are
narrowed by the kind of answer the question asks for. A trained span reader takes its place behind ``Reader``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from onrecord.index import Hit
from onrecord.index.chunking import is_heading, sentences
from onrecord.index.lexical import terms
from onrecord.rag.expect import expected, focus
from onrecord.rag.rerank import Reranker

__all__ = ["WEIGHTS", "Evidence", "Reader", "SentenceReader", "Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """A quote that may answer: ``hit.article.text[start:end]``, with the answering words in ``focus`` (offsets into the
    article, too) where they could be told apart. ``score`` is the log odds that it answers."""

    hit: Hit
    start: int
    end: int
    focus: tuple[int, int] | None
    score: float


class Reader(Protocol):
    """What an assistant asks of a reader: quotes from the hits, best first, with scores that compare across passages
    and mean something (log odds of answering)."""

    @property
    def name(self) -> str: ...  # noqa: D102
    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one sentence: the cross-encoder's ``logit`` for it (with its title), the ``focus`` words of the
    kind the question asks for, if it asks for a kind (``typed``), and ``echo``, the share of the question's words that
    stand in it."""

    hit: Hit
    start: int
    end: int
    focus: tuple[int, int] | None
    typed: bool
    logit: float
    echo: float

    @property
    def text(self) -> str:
        """The sentence."""
        return self.hit.article.text[self.start : self.end]

    def features(self) -> tuple[float, float, float, float]:
        """What the log odds are made of, in the order of ``WEIGHTS``."""
        return self.logit, self.echo, float(self.focus is not None), float(self.typed and self.focus is None)


_ASKS = re.compile(r"\?[\"'”’)\]]*$")  # a question in an article answers nothing
_ASKING = frozenset(
    terms("what which who whom whose when where how why did do does has have had can could would should much many long")
)

# Intercept, then one for each feature; fitted by eval/fit_sentences.py on training questions.
WEIGHTS = (-2.557, 0.208, 1.887, 0.085, -1.264)


class SentenceReader:
    """Sentences of the best passages, scored by the cross-encoder.

    Args:
        scorer: the cross-encoder.
        passages: how many of the hits are read, from the best.
    """

    name = "sentences"

    def __init__(self, scorer: Reranker, *, passages: int = 5) -> None:
        self.scorer = scorer
        self._passages = passages

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """Every sentence of the passages read, best first."""
        spans = []
        for found in self.evidence(question, hits):
            odds = WEIGHTS[0] + sum(w * f for w, f in zip(WEIGHTS[1:], found.features(), strict=True))
            spans.append(Span(found.hit, found.start, found.end, found.focus, odds))
        return sorted(spans, key=lambda span: -span.score)

    def evidence(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """What is known of each sentence of the passages read."""
        places = _sentences(hits[: self._passages])
        scores = self.scorer.score(question, [f"{hit.article.title}\n{hit.article.text[s:e]}" for hit, s, e in places])
        kind = expected(question)
        asked = set(terms(question)) - _ASKING
        found = []
        for (hit, start, end), score in zip(places, scores, strict=True):
            text = hit.article.text[start:end]
            words = focus(question, text, kind)
            place = (start + words[0], start + words[1]) if words else None
            echo = len(asked & set(terms(text))) / max(1, len(asked))
            found.append(Evidence(hit, start, end, place, bool(kind), score, echo))
        return found


def _sentences(hits: Sequence[Hit]) -> list[tuple[Hit, int, int]]:
    """The sentences of the passages, each once, though passages overlap."""
    found: dict[tuple[str, int], tuple[Hit, int, int]] = {}
    for hit in hits:
        for start, end in sentences(hit.text):
            first, last = hit.passage.start + start, hit.passage.start + end
            if not is_heading(hit.article.text, (first, last)) and not _ASKS.search(hit.text[start:end]):
                found.setdefault((hit.article.id, first), (hit, first, last))
    return list(found.values())
