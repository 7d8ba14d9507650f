"""What a loader takes and what it passes over, as it goes along."""

from __future__ import annotations

from onrecord.eval.loaders.fields import shown
from onrecord.eval.types import Question
from onrecord.index import Article, Rejected

__all__ = ["Gathered"]


class Gathered:
    """Articles and questions by id, in the order they were taken, and the records that were rejected."""

    def __init__(self) -> None:
        self.articles: dict[str, Article] = {}
        self.questions: dict[str, Question] = {}
        self.rejected: list[Rejected] = []

    def reject(self, where: str, reason: object) -> None:
        """Notes a record that is passed over."""
        self.rejected.append(Rejected(where, str(reason)))

    def article(self, article: Article, where: str) -> bool:
        """Takes an article and returns True; one whose id another has is rejected, and False is returned."""
        if article.id in self.articles:
            self.reject(where, f"an article before it has the id {shown(article.id)} already")
            return False
        self.articles[article.id] = article
        return True

    def question(self, question: Question, where: str) -> bool:
        """Takes a question and returns True; one whose id another has is rejected, and False is returned."""
        if question.id in self.questions:
            self.reject(where, f"a question before it has the id {shown(question.id)} already")
            return False
        self.questions[question.id] = question
        return True
