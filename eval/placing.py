"""A data set's questions and the articles that are in fact in the index: quotes become marks, and what nothing in the
index answers is known to have no answer there."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.eval.types import Dataset, Mark, Question
from onrecord.index import NewsIndex, Rejected
from onrecord.index.normalise import normalise_text

__all__ = ["placed", "within"]


def placed(dataset: Dataset, index: NewsIndex) -> Dataset:
    """The data set with each question's ``quote`` marked wherever it stands in its articles. A question with an article
    that is not in the index, or a quote that is in none of its articles, is passed over and reported."""
    kept: list[Question] = []
    rejected: list[Rejected] = []
    for question in dataset.questions:
        try:
            kept.append(_placed(question, index))
        except LookupError as error:
            rejected.append(Rejected(f"{dataset.name} question {question.id}", str(error.args[0])))
    return replace(dataset, questions=tuple(kept), rejected=(*dataset.rejected, *rejected))


def within(dataset: Dataset, index: NewsIndex) -> Dataset:
    """The data set as the index can answer it: a question with judged articles none of which is in the index cannot be
    answered there, and its answers and marks are left out."""
    return replace(dataset, questions=tuple(_within(question, index) for question in dataset.questions))


def _placed(question: Question, index: NewsIndex) -> Question:
    quote = re.compile(re.escape(normalise_text(question.quote)))
    marks = []
    for name in question.relevant:
        article = index.article(name)
        if article is None:
            raise LookupError(f"the index has no article {name!r}")
        if question.quote:
            marks += [Mark(name, found.start(), found.end()) for found in quote.finditer(article.text)]
    if question.quote and not marks:
        raise LookupError(
            f"the quote {question.quote!r} is not in {', '.join(question.relevant) or 'any article named'}"
        )
    return replace(question, marks=(*question.marks, *marks))


def _within(question: Question, index: NewsIndex) -> Question:
    here = {name: grade for name, grade in question.relevant.items() if index.article(name) is not None}
    if not question.relevant or here:
        return replace(question, relevant=here)
    return replace(question, relevant={}, answers=(), marks=(), distractors=(), given=(), answerable=False)
