"""What is right: a passage, a quote, an answer, judged by what the data set knows of the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.eval.metrics import (
    average_precision,
    citation_precision,
    citation_recall,
    coqa_exact_match,
    coqa_f1,
    exact_match,
    f1,
    hits_mark,
    holds,
    marked_word,
    ndcg,
    recall,
    reciprocal_rank,
)
from onrecord.eval.types import Mark, Question

__all__ = ["DEPTHS", "Found", "Given", "Judge", "articles_of", "ranking_scores"]

DEPTHS = (1, 3, 5, 10, 20)

Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of an article of the data set, wherever it was found: ``article.text[start:end]`` is ``text``."""

    article_id: str
    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.article_id, self.start, self.end

    @property
    def name(self) -> str:
        """What a judgement calls it."""
        return f"{self.article_id}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Given:
    """What a system said: the answering words and its quotes, both empty where it declined; and the quote and words it
    would have given had nothing been declined (``best`` is None where it found nothing at all)."""

    text: str
    quotes: Sequence[Found]
    best: Found | None
    best_text: str


class Judge:
    """Judges one data set by its own rules: CoQA's scoring for CoQA, SQuAD's for the others. CoQA's marks are
    rationales: what an answer was drawn from, whatever its words. Of people's own pairs the articles named are taken to
    be all that answer, wherever in them the answer stands.

    Args:
        form: the data set's format.
    """

    def __init__(self, form: str) -> None:
        coqa = form == "coqa"
        self._rationales = coqa
        self._pairs = form == "pairs"
        self._exact: Callable[[str, Sequence[str]], float] = coqa_exact_match if coqa else exact_match
        self._f1: Callable[[str, Sequence[str]], float] = coqa_f1 if coqa else f1
        self._nothing = "unknown" if coqa else ""  # what a system that declines has said

    @staticmethod
    def able(question: Question) -> bool | None:
        """Whether the question can be answered: as the set says, else yes where it has an answer, else unknown."""
        if question.answerable is not None:
            return question.answerable
        return True if question.answers or question.marks else None

    def judges(self, question: Question) -> bool:
        """Whether a right quote can be told from a wrong one: something is marked, or a reference answer can stand in a
        text (yes and no cannot), or nothing answers."""
        return self.able(question) is False or bool(question.marks) or bool(self._findable(question))

    def _findable(self, question: Question) -> list[str]:
        """The reference answers that can stand in a text; what a set says of a question without an answer cannot."""
        if question.answerable is False:
            return []
        return [answer for answer in question.answers if answer != self._nothing and holds(answer, answer)]

    def answers(self, question: Question, found: Found) -> bool:
        """Whether a piece of text answers: it touches a marked span; or, in an article without marks, it holds a
        reference answer."""
        if self.able(question) is False:
            return False
        if self._pairs and question.relevant and found.article_id not in question.relevant:
            return False
        marks = _spans(question.marks, found.article_id)
        if marks and hits_mark(found.span, marks):
            return True
        return (self._pairs or not marks) and any(holds(found.text, answer) for answer in self._findable(question))

    def relevant(self, question: Question, found: Found) -> bool:
        """Whether a passage counts as relevant: it answers, and its article was judged to, where articles are."""
        return (not question.relevant or found.article_id in question.relevant) and self.answers(question, found)

    def retrieval(
        self,
        question: Question,
        ranked: Sequence[Found],
        passages: Callable[[str], Sequence[Found]],
    ) -> dict[str, float]:
        """Scores of a ranking of passages: of the articles they come from, of the passages, and whether a reference
        answer stands in the first ones.

        Args:
            question: with its judgements.
            ranked: best first.
            passages: all passages of an article as this system cuts it; those that answer are what should be found.
        """
        scores: dict[str, float] = {}
        if question.relevant:
            scores |= ranking_scores("", articles_of(ranked), question.relevant)
        if question.answers or question.marks:
            judged = {p.name: 1 for name in question.relevant for p in passages(name) if self.relevant(question, p)}
            if judged:
                scores |= ranking_scores("passage-", list(dict.fromkeys(p.name for p in ranked)), judged)
        findable = self._findable(question)
        if findable:
            first = next((rank for rank, p in enumerate(ranked, 1) if any(holds(p.text, a) for a in findable)), None)
            scores |= {f"answer-recall@{k}": float(first is not None and first <= k) for k in DEPTHS}
        return scores

    def answer(self, question: Question, given: Given) -> dict[str, float]:
        """Scores of an answer and its citations; what does not apply to the question is left out."""
        able = self.able(question)
        scores: dict[str, float] = {}
        if able is not None and self.judges(question):
            right = bool(given.quotes) and self.answers(question, given.quotes[0])
            scores["right"] = float(right if able else not given.quotes)
            if able:
                scores["sentence"] = float(given.best is not None and self.answers(question, given.best))
        if question.answers or able is False:
            scores |= self._words(list(question.answers), given, able=bool(able))
        findable = self._findable(question)
        if findable:
            held = [any(holds(quote.text, answer) for answer in findable) for quote in given.quotes]
            scores |= {"cited@1": float(any(held[:1])), "cited@any": float(any(held))}
        if question.relevant and able is not False:
            cited = [quote.article_id in question.relevant for quote in given.quotes]
            scores |= {"article@1": float(any(cited[:1])), "article@any": float(any(cited))}
        if self._rationales and question.marks and able:
            marks, first = _spans(question.marks), given.quotes[:1]
            scores["rationale@1"] = float(any(marked_word(quote.span, quote.text, marks) for quote in first))
        return scores | self._citations(question, given)

    def _words(self, references: list[str], given: Given, *, able: bool) -> dict[str, float]:
        said = given.text if given.quotes else self._nothing
        references = references or [self._nothing]
        exact, overlap = self._exact(said, references), self._f1(said, references)
        kind = "hasans" if able else "noans"
        undeclined = self._f1(given.best_text, references) if able and given.best else 0.0
        scores = {"em": exact, "f1": overlap, f"{kind}-em": exact, f"{kind}-f1": overlap}
        return scores | {"f1-undeclined": undeclined}

    @staticmethod
    def _citations(question: Question, given: Given) -> dict[str, float]:
        marks = _spans(question.marks)
        if not marks or not given.quotes or question.answerable is False:
            return {}
        cited = [quote.span for quote in given.quotes]
        scores = {
            "marked@1": float(hits_mark(cited[0], marks)),
            "citation-precision": citation_precision(cited, marks),
            "citation-recall": citation_recall(cited, marks),
        }
        if question.distractors:
            astray = hits_mark(cited[0], _spans(question.distractors)) and not hits_mark(cited[0], marks)
            scores["distracted@1"] = float(astray)
        return scores


def ranking_scores(prefix: str, ranking: Sequence[str], relevant: Mapping[str, int]) -> dict[str, float]:
    """The measures of one ranking; ``prefix`` says of what."""
    return {
        **{f"{prefix}recall@{k}": recall(ranking, relevant, k) for k in DEPTHS},
        f"{prefix}ndcg@10": ndcg(ranking, relevant, 10),
        f"{prefix}mrr@10": reciprocal_rank(ranking, relevant, 10),
        f"{prefix}map": average_precision(ranking, relevant),
    }


def articles_of(ranked: Sequence[Found]) -> list[str]:
    """The articles of a ranking of passages, each at its best passage's place."""
    return list(dict.fromkeys(found.article_id for found in ranked))


def _spans(marks: Sequence[Mark], article_id: str | None = None) -> list[Span]:
    return [(m.article_id, m.start, m.end) for m in marks if article_id in (None, m.article_id)]
