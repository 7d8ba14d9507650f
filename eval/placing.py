"""A data set's questions and the articles that are in fact asked: quotes become marks, and what none of them answers is
known to have no answer there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from onrecord.eval.types import Dataset, Mark, Question
from onrecord.index import Article, Rejected
from onrecord.index.normalise import normalise_text

__all__ = ["Lookup", "placed", "within"]

Lookup = Callable[[str], Article | None]
"""An article's id to the article that is asked."""


def placed(dataset: Dataset, article: Lookup) -> Dataset:
    """The data set with each question's ``quote`` marked wherever it stands in its articles. A question with an article
    that is not there, or a quote that is in none of its articles, is passed over and reported."""
    kept: list[Question] = []
    rejected: list[Rejected] = []
    for question in dataset.questions:
        try:
            kept.append(_placed(question, article))
        except LookupError as error:
            rejected.append(Rejected(f"{dataset.name} question {question.id}", str(error.args[0])))
    return replace(dataset, questions=tuple(kept), rejected=(*dataset.rejected, *rejected))


def within(dataset: Dataset, article: Lookup) -> Dataset:
    """The data set as other articles can answer it: a question with judged articles none of which is there cannot be
    answered, and its answers and marks are left out."""
    return replace(dataset, questions=tuple(_within(question, article) for question in dataset.questions))


def _placed(question: Question, article: Lookup) -> Question:
    quote = re.compile(re.escape(normalise_text(question.quote)))
    marks = []
    for name in question.relevant:
        found = article(name)
        if found is None:
            raise LookupError(f"there is no article {name!r} to ask")
        if question.quote:
            marks += [Mark(name, at.start(), at.end()) for at in quote.finditer(found.text)]
    if question.quote and not marks:
        raise LookupError(
            f"the quote {question.quote!r} is not in {', '.join(question.relevant) or 'any article named'}"
        )
    return replace(question, marks=(*question.marks, *marks))


def _within(question: Question, article: Lookup) -> Question:
    here = {name: grade for name, grade in question.relevant.items() if article(name) is not None}
    if question.relevant and not here:
        return replace(question, relevant={}, answers=(), marks=(), distractors=(), given=(), answerable=False)
    return replace(
        question,
        relevant=here,
        given=tuple(name for name in question.given if article(name) is not None),
        marks=tuple(mark for mark in question.marks if article(mark.article_id) is not None),
        distractors=tuple(mark for mark in question.distractors if article(mark.article_id) is not None),
    )
