"""Finding the words that answer, in passages that were found: quotes, and how likely each is to answer.

Of every passage the network reads the stretch that has to do with the question, below its title, and gives the
likeliest answers in it. That, and what else is known of them, is weighed together into the log odds that a quote
answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from onrecord.index import Hit
from onrecord.rag.evidence import Evidence, weighed
from onrecord.rag.excerpt import rarity, stretch
from onrecord.rag.kinds import kind
from onrecord.rag.network import Network
from onrecord.rag.spans import spans

__all__ = ["WEIGHTS", "Reader", "Span", "SpanReader"]

WEIGHTS = (
    -2.531,  # (intercept)
    0.103,  # margin
    -0.084,  # open
    0.180,  # relevance
    0.024,  # rerank
    0.079,  # gain
    0.569,  # echo
    0.305,  # misfit
    0.378,  # asked
    -1.055,  # names
    0.378,  # names here
    -0.730,  # numbers
    0.693,  # support
)
"""What each of the features counts; fitted by ``python -m onrecord.eval.fit_reader`` on training questions."""

_STATED = 1.5  # of a statement in quotation marks where one is asked for; training questions ask for too few to fit it
_WORDS = 110  # of a passage that are read, about: the stretch that has most of the question


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
    and mean something (log odds of answering)."""

    @property
    def name(self) -> str: ...  # noqa: D102
    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]: ...  # noqa: D102


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

    def read(self, question: str, hits: Sequence[Hit]) -> list[Span]:
        """The likeliest answers of each passage read, best first; each quote once, though passages overlap. To a
        question for yes or no, the whole quote is the answer."""
        whole = kind(question) == "yes/no"
        found: dict[tuple[str, int, int], Span] = {}
        for one in self.evidence(question, hits):
            odds = WEIGHTS[0] + sum(w * value for w, value in zip(WEIGHTS[1:], one.features, strict=True))
            odds += _STATED * one.stated
            place = one.hit.article.id, one.start, one.end
            if place not in found or found[place].score < odds:
                found[place] = Span(one.hit, one.start, one.end, None if whole else one.focus, odds)
        return sorted(found.values(), key=lambda span: -span.score)

    def evidence(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """What is known of the likeliest answers of each passage read."""
        read = hits[: self._passages]
        worth = rarity(question, (hit.text for hit in read))
        parts = [stretch(hit.text, worth, _WORDS) for hit in read]
        pieces = [(hit.article.title, hit.text[start:end]) for hit, (start, end) in zip(read, parts, strict=True)]
        logits = self.network.read(question, pieces)
        found = [
            (hit, [one.moved(start) for one in spans(windows)])
            for hit, (start, _), windows in zip(read, parts, logits, strict=True)
        ]
        return weighed(question, found)
