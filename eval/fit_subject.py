"""Fits how much the article quoted last counts for the next question.

Run over conversations made of training questions::

    python -m onrecord.eval.fit_subject ../shared/data

The paragraphs of SQuAD 2.0's and SQuADShifts' training parts are the archive; questions about one paragraph are asked
one after another as somebody would go on asking, and half of the conversations turn to another paragraph. The history
is right throughout. A listwise logistic regression over each turn's candidates, reranked, weighs what
``onrecord.rag.subject`` knows of the article quoted last beside their scores. Printed: the weights, as ``PULL`` has
them, and how often a passage of the right paragraph stands first: without the subject, by weights fitted to the other
half of the conversations, and as the system has it; for follow-ups, for later questions as they were, and at a change
of subject.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import track

from onrecord.eval.archive import built
from onrecord.eval.listwise import listwise
from onrecord.eval.made_talks import Said, made_talks
from onrecord.index import Article, Hit
from onrecord.rag import Retriever, Turn
from onrecord.rag.subject import PULL, features, subject
from onrecord.rag.understood import Subject, Understood

__all__ = ["main"]

Floats = npt.NDArray[np.float64]
_PARTS = ("always", "leans", "nameless", "names lacking", "words lacking")
_L2 = 0.01
_LITTLE = 1e-6  # a pull that brings an article's passages among the candidates and speaks for none
_errors = Console(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True)
class _Turn:
    """One turn's candidates: scores without the subject (n,), features of those of an article quoted before (n, 5),
    zero for the others, and which are of the right paragraph."""

    talk: int
    kind: str
    scores: Floats
    known: Floats
    right: npt.NDArray[np.bool_]

    @property
    def own(self) -> Floats:
        """The scores as the system has them."""
        own: Floats = self.scores + np.maximum(0.0, self.known @ np.array(PULL))
        return own


def main() -> None:
    """Parse the arguments, gather, fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--talks", type=int, default=160, help="conversations")
    asked = parser.parse_args()
    articles, talks = made_talks(asked.data, asked.talks)
    turns: list[_Turn] = []
    with built(articles) as (index, _):
        retriever = Retriever(index, remember=0)
        texts = {article.id: article for article in articles}
        for number, talk in enumerate(track(talks, console=_errors, transient=True)):
            turns += _gathered(retriever, texts, number, talk)
    weights = _fit(turns)
    print(f"{len(turns)} turns of {len(talks)} conversations\n")
    for name, weight in zip(_PARTS, weights, strict=True):
        print(f"{name:14} {weight:6.2f}")
    halves = [[turn for turn in turns if turn.talk % 2 == half] for half in (0, 1)]
    fitted = [
        (turn, turn.scores + np.maximum(0.0, turn.known @ _fit(other)))
        for some, other in (halves, halves[::-1])
        for turn in some
    ]
    print()
    _report("without", [(turn, turn.scores) for turn in turns])
    _report("fitted", fitted)
    _report("as it is", [(turn, turn.own) for turn in turns])


def _gathered(retriever: Retriever, articles: dict[str, Article], number: int, talk: Sequence[Said]) -> Iterator[_Turn]:
    history: list[Turn] = []
    for said in talk:
        understood = retriever.understand(said.question, history)
        if understood.subject is not None:
            hits = _hits(retriever, understood)
            fading = dict(subject(history).articles)
            known = np.array([_known(said.question, understood.leans, hit.article, fading) for hit in hits])
            right = np.array([hit.article.id == said.article for hit in hits], bool)
            kind = "change" if said.opens else "follow-up" if said.question != said.of.text else "as it was"
            yield _Turn(number, kind, np.array([hit.score for hit in hits]), known, right)
        if said.of.answerable:
            history.append(said.turn(understood.query, articles[said.article]))


def _hits(retriever: Retriever, understood: Understood) -> list[Hit]:
    before = understood.subject or Subject()
    little = replace(before, articles=tuple((name, _LITTLE) for name, _ in before.articles))
    asked = replace(understood, subject=little)
    found = retriever.candidates(asked, count=retriever.rerank)
    return [hit for hit in retriever.best(asked, found, retriever.rerank) if "rerank" in hit.signals]


def _known(question: str, leans: bool, article: Article, fading: dict[str, float]) -> list[float]:
    weight = fading.get(article.id, 0.0)
    return [weight * value for value in features(question, leans, article)] if weight else [0.0] * len(_PARTS)


def _fit(turns: Sequence[_Turn]) -> Floats:
    rows = [(np.column_stack([turn.scores / 4, turn.known]), turn.right) for turn in turns]
    weights = listwise(rows, _L2)
    scaled: Floats = weights[1:] / (weights[0] / 4)
    return scaled


def _report(name: str, scored: Sequence[tuple[_Turn, Floats]]) -> None:
    print(f"{name:10}", end="")
    for kind in ("follow-up", "as it was", "change"):
        first = [bool(turn.right[np.argmax(scores)]) for turn, scores in scored if turn.kind == kind and len(scores)]
        print(f"  {kind} {np.mean(first) if first else float('nan'):.3f} (of {len(first)})", end="")
    print()


if __name__ == "__main__":
    main()
