"""What speaks for an answer and what against it, as far as it can be seen in the answer itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.index import Article
from onrecord.index.lexical import terms
from onrecord.rag.fits import fits
from onrecord.rag.lacking import unmentioned
from onrecord.rag.types import Answer

__all__ = ["Support", "support"]

_SHORTEST = 4  # characters of words that are looked for elsewhere; "two" stands everywhere


@dataclass(frozen=True, slots=True)
class Support:
    """What is known of the first quote of an answer.

    Args:
        passages: that were read; none is known of a conversation taken up again.
        articles: these are of.
        looked: whether its answering words were looked for in the other articles.
        agreeing: the other articles, of those read, in whose passages the answering words stand, too.
        copies: other articles that print the quoted passage.
        unmentioned: names and numbers of the question that the quoted article does not have, as they stand in it.
        fits: whether the answering words look like what the question asks for.
        differing: the numbers of further quotes that have other answering words.
    """

    passages: int
    articles: int
    looked: bool
    agreeing: tuple[Article, ...]
    copies: tuple[Article, ...]
    unmentioned: tuple[str, ...]
    fits: bool
    differing: tuple[int, ...]


def support(answer: Answer) -> Support | None:
    """What speaks for the first quote and against it; None where nothing is quoted."""
    if not answer.citations:
        return None
    first, *others = answer.citations
    said = terms(first.answering)
    looked = first.focus is not None and sum(map(len, said)) >= _SHORTEST
    agreeing: dict[str, Article] = {}
    for hit in answer.hits:
        if looked and hit.article.id != first.article.id and _within(said, terms(hit.text)):
            agreeing.setdefault(hit.article.id, hit.article)
    kind = answer.understood.kind if answer.understood else "what"
    return Support(
        passages=len(answer.hits),
        articles=len({hit.article.id for hit in answer.hits}),
        looked=looked,
        agreeing=tuple(agreeing.values()),
        copies=first.also,
        unmentioned=tuple(unmentioned(answer.query, [first.article])),
        fits=first.focus is None or fits(kind, first.answering),
        differing=tuple(one.number for one in others if one.focus and first.focus and terms(one.answering) != said),
    )


def _within(words: list[str], text: list[str]) -> bool:
    """Whether the words stand in a text, one after another."""
    return any(text[place : place + len(words)] == words for place in range(len(text) - len(words) + 1))
