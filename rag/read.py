"""Finding the words that answer, in passages that were found: quotes, and how likely each is to answer.

Of every passage the network reads what has to do with the question, below its title, and gives the likeliest answers in
it. That, and what else is known of them, is weighed together into the log odds that a quote answers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from onrecord.index import Hit
from onrecord.rag.evidence import Evidence, weighed
from onrecord.rag.excerpt import rarity, stretch
from onrecord.rag.kinds import kind
from onrecord.rag.network import Network
from onrecord.rag.said import spoken
from onrecord.rag.spans import spans

__all__ = ["INTERCEPT", "WEIGHTS", "Reader", "Span", "SpanReader"]

WEIGHTS = (
    (0.211, 0.106),  # margin
    (0.022, -0.167),  # open
    (0.102, 0.096),  # relevance
    (0.071, 0.000),  # rerank
    (0.306, 0.049),  # gain
    (1.285, 0.559),  # subject
    (0.896, 0.000),  # echo
    (0.124, 0.000),  # misfit
    (-0.150, 0.000),  # asked
    (-0.697, -0.689),  # names
    (1.123, 0.033),  # names here
    (-0.807, -0.868),  # numbers
    (1.447, 0.377),  # support
    (-1.967, -2.531),  # shortened
    (0.000, 0.390),  # follows
)
"""What each of the features counts where quotes are ranked, and in the log odds of the first; fitted by ``python -m
onrecord.eval.fit_reader`` on training questions."""

INTERCEPT = -1.044
"""Of the log odds."""

_STATED = 1.5  # of a statement in quotation marks where one is asked for; training questions ask for too few to fit it
_WHOLE = 4  # passages that are read whole, from the best; of the others the stretch that has most of the question
_WORDS = 840  # that are read in all, about
_LEAST = 60  # of one, however many there are


@dataclass(frozen=True, slots=True)
class Span:
    """A quote that may answer: ``hit.article.text[start:end]``, with the answering words in ``focus`` (offsets into the
    article, too), or None where the whole quote is the answer. ``score`` is the log odds that it answers."""

    hit: Hit
    start: int
    end: int
    focus: tuple[int, int] | None
    score: float


class Reader(Protocol):
    """What an assistant asks of a reader: quotes from the hits, best first, with scores that compare across passages
    and mean something (log odds of answering). ``said`` are the questions and answers before, oldest first, that the
    question leans on; they concern the hits that a search has marked as of what was talked about."""

    @property
    def name(self) -> str: ...  # noqa: D102
    def read(  # noqa: D102
        self, question: str, hits: Sequence[Hit], said: Sequence[tuple[str, str]] = ()
    ) -> list[Span]: ...


class SpanReader:
    """The packaged reader. Safe to use from several threads.

    Args:
        network: reads; default the packaged one, loaded when first needed.
        passages: how many of the hits are read, from the best.
    """

    name = "spans"

    def __init__(self, network: Network | None = None, *, passages: int = 10) -> None:
        self._network = network
        self._passages = passages

    @property
    def network(self) -> Network:
        """The network, loaded when first asked for."""
        if self._network is None:
            self._network = Network()
        return self._network

    def read(self, question: str, hits: Sequence[Hit], said: Sequence[tuple[str, str]] = ()) -> list[Span]:
        """The likeliest answers of each passage read, best first; each quote once, though passages overlap. To a
        question for yes or no, the whole quote is the answer."""
        whole = kind(question) == "yes/no"
        ranked = sorted(self.evidence(question, hits, said), key=lambda one: -_weighed(one, 0))
        found: dict[tuple[str, int, int], Span] = {}
        odds = math.inf
        for one in ranked:
            odds = min(odds, INTERCEPT + _weighed(one, 1))  # what stands behind another is no likelier than that
            place = one.hit.article.id, one.start, one.end
            found.setdefault(place, Span(one.hit, one.start, one.end, None if whole else one.focus, odds))
        return list(found.values())

    def evidence(self, question: str, hits: Sequence[Hit], said: Sequence[tuple[str, str]] = ()) -> list[Evidence]:
        """What is known of the likeliest answers of each passage read."""
        read = hits[: self._passages]
        parts = _parts(question, read)
        pieces = [(hit.article.title, hit.text[start:end]) for hit, (start, end) in zip(read, parts, strict=True)]
        told = spoken(question, said)
        logits = self.network.read([told if _talked_about(hit) else question for hit in read], pieces)
        found = [
            (hit, [one.moved(start) for one in spans(windows)])
            for hit, (start, _), windows in zip(read, parts, logits, strict=True)
        ]
        return weighed(question, found, follows=bool(said))


def _talked_about(hit: Hit) -> bool:
    """Whether a passage is of what was talked about: one of something else makes no sense beside what was said."""
    return any(name.endswith("subject") for name in hit.signals)


def _parts(question: str, hits: Sequence[Hit]) -> list[tuple[int, int]]:
    """What is read of each passage: all of the best ones, since the words that answer need not be near the question's,
    and of the others as much as there is time for."""
    whole, others = hits[:_WHOLE], hits[_WHOLE:]
    left = _WORDS - sum(hit.text.count(" ") for hit in whole)
    worth = rarity(question, (hit.text for hit in hits))
    return [
        *((0, len(hit.text)) for hit in whole),
        *(stretch(hit.text, worth, max(_LEAST, left // len(others))) for hit in others),
    ]


def _weighed(one: Evidence, column: int) -> float:
    """The features by one of the two columns of weights."""
    return _STATED * one.stated + sum(w[column] * value for w, value in zip(WEIGHTS, one.features, strict=True))
