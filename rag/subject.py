"""What a conversation is about before a question: what was said, and the articles that were quoted. Pure.

The articles are the first place to look for the next answer, unless the question has words that they have not: then
somebody may have turned to something else. How much that counts is judged. ``python -m onrecord.eval.fit_subject``
finds, on conversations made of training questions, which name what they are about, that more pull does follow-ups good
and changes of subject no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from onrecord.index import Article
from onrecord.index.lexical import terms
from onrecord.rag.clauses import AUXILIARIES, PREPOSITIONS, QUESTION_WORDS
from onrecord.rag.lacking import lacking, named, told
from onrecord.rag.recalled import query_of
from onrecord.rag.types import Answer, Turn
from onrecord.rag.understood import Subject

__all__ = ["PULL", "features", "pulled", "subject"]

PULL = (3.0, 2.0, 1.0, -4.0, -1.0)
"""Log odds that a passage of the article quoted last answers, over one of another article: always, where the question
leans on the history, where it names nothing, times the share of its names that the article lacks, and of its other
words."""

_TURNS = 3  # whose articles are looked at
_TOLD = 2  # that the reader is told of: the third tells it no more, and may mislead
_FADE = 0.5  # of an article for every turn since it was quoted
_NEAREST = 0.5  # of an article that was about the question and did not answer
_WORDS = 24  # of an answer that are told
_NO_WORDS = frozenset(
    word for some in (AUXILIARIES, PREPOSITIONS, QUESTION_WORDS) for one in some for word in terms(one)
)


def subject(history: Sequence[Turn]) -> Subject:
    """What the last turns were about, each article with its fading weight, 1 for the last."""
    last = history[-_TURNS:]
    articles: dict[str, float] = {}
    for back, turn in enumerate(reversed(last)):
        if isinstance(turn.answer, Answer):
            for article, worth in _about(turn.answer):
                articles.setdefault(article.id, worth * _FADE**back)
    said = tuple((turn.question, _short(turn)) for turn in last[-_TOLD:])
    return Subject(said, " ".join(query_of(turn) for turn in last), tuple(articles.items()))


def pulled(found: Subject, question: str, leans: bool, article: Callable[[str], Article | None]) -> Subject:
    """The same with what each article's being quoted speaks for its passages, where it speaks for them.

    Args:
        found: of :func:`subject`.
        question: as it was put.
        leans: whether it leans on the history.
        article: by id; None for one that is there no more.
    """
    gains = []
    for name, fading in found.articles:
        held = article(name)
        if held is not None:
            gain = sum(w * x for w, x in zip(PULL, features(question, leans, held), strict=True))
            gains.append((name, fading * max(0.0, gain)))
    return replace(found, articles=tuple(gains))


def features(question: str, leans: bool, article: Article) -> tuple[float, ...]:
    """What ``PULL`` weighs, in its order."""
    held = told(article)
    names, numbers = named(question)
    words = set(terms(question)) - _NO_WORDS - {*names, *numbers}
    return 1.0, float(leans), float(not names), lacking((*names, *numbers), held), lacking(words, held)


def _about(answer: Answer) -> Iterator[tuple[Article, float]]:
    """The article that was quoted first; where nothing was, the one that came nearest, if it is about the question."""
    for citation in answer.citations[:1]:
        yield citation.article, 1.0
    if answer.cause == "silent":
        for hit in answer.hits[:1]:
            yield hit.article, _NEAREST


def _short(turn: Turn) -> str:
    answer = turn.answer.text if isinstance(turn.answer, Answer) else turn.answer
    return " ".join(answer.split()[:_WORDS])
