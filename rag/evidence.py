"""What is known of words that may answer a question, as numbers that can be weighed. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.index import Hit
from onrecord.index.chunking import is_heading, sentences
from onrecord.index.lexical import terms
from onrecord.rag.fits import fits
from onrecord.rag.kinds import Kind, kind
from onrecord.rag.lacking import lacking, named, told
from onrecord.rag.quoting import quote
from onrecord.rag.spans import Answering
from onrecord.rag.statements import statements

__all__ = ["FEATURES", "Evidence", "weighed"]

FEATURES = (
    "margin",  # of the network's start and end over those of no answer
    "open",  # its logit that the passage leaves the question open
    "relevance",  # its logit that the passage is about it
    "rerank",  # the reranker's logit
    "gain",  # what the passage's ranks, day, place and source speak for it
    "subject",  # what its article's having been talked about speaks for it, as far as the network finds an answer there
    "echo",  # the share of the question's words in the quote and the title
    "misfit",  # 1 where the words are not of the kind asked for
    "asked",  # the share of the words that are the question's own
    "names",  # the share of the question's names that the article lacks
    "names here",  # and that passage and title lack
    "numbers",  # the share of its numbers that the article lacks
    "support",  # how surely other articles say the same
    "shortened",  # 1 where another of the answers says the same in more words
    "follows",  # 1 where the question leans on what was said: it is asked of a story that has been found
)
_SURE = 20.0  # logits further out say no more
_UNMARKED = 1.0  # logits
_UNREAD = -2.0  # the logit of a passage that no reranker read
_MORE = 3  # words by which another answer that says the same may be longer
_ASKS = re.compile(r"\?[\"'”’)\]]*$")  # a question in an article answers nothing
_ASKING = frozenset(
    terms("what which who whom whose when where how why did do does has have had can could would should much many long")
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that may answer, ``focus``, and the quote around them, ``start`` to ``end``, as offsets into the article of
    ``hit``. ``features`` are in the order of ``FEATURES``. ``stated`` where the words are a statement in quotation
    marks that the question asks for."""

    hit: Hit
    start: int
    end: int
    focus: tuple[int, int]
    features: tuple[float, ...]
    stated: bool = False


def weighed(
    question: str, found: Sequence[tuple[Hit, Sequence[Answering]]], *, follows: bool = False
) -> list[Evidence]:
    """What is known of the likeliest answers in each passage, to a question that ``follows`` from what was said, or
    not. Headings and questions in an article are left out."""
    asked = _Asked.of(question)
    articles: dict[tuple[str, int], frozenset[str]] = {}
    candidates: list[_Candidate] = []
    for hit, answers in found:
        key = hit.article.id, hit.passage.revision
        if key not in articles:
            articles[key] = told(hit.article)
        candidates += _candidates(asked, hit, answers, articles[key])
    return [
        Evidence(
            one.hit,
            *one.quote,
            one.focus,
            (*one.features(asked), *_others(one, candidates), float(follows)),
            one.stated,
        )
        for one in candidates
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as far as answers are held against it."""

    kind: Kind
    words: frozenset[str]
    names: tuple[str, ...]
    numbers: tuple[str, ...]

    @classmethod
    def of(cls, question: str) -> _Asked:
        names, numbers = named(question)
        return cls(kind(question), frozenset(terms(question)) - _ASKING, names, numbers)


@dataclass(frozen=True, slots=True)
class _Candidate:
    hit: Hit
    found: Answering
    quote: tuple[int, int]
    title: frozenset[str]
    passage: frozenset[str]
    article: frozenset[str]
    said: tuple[str, ...]
    stated: bool

    @property
    def focus(self) -> tuple[int, int]:
        shift = self.hit.passage.start
        return shift + self.found.start, shift + self.found.end

    def features(self, asked: _Asked) -> tuple[float, ...]:
        """All but what the others say of it."""
        hit, found = self.hit, self.found
        quoted = self.title.union(terms(hit.article.text[slice(*self.quote)]))
        rerank = hit.signals.get("rerank", _UNREAD)
        return (
            max(-_SURE, min(_SURE, found.margin)),
            found.no_answer,
            found.relevance,
            rerank,
            hit.signals.get("gain", 0.0),
            hit.signals.get("subject", 0.0) * _surely(found),
            1 - lacking(asked.words, quoted),
            float(not fits(asked.kind, hit.text[found.start : found.end])),
            sum(word in asked.words for word in self.said) / max(1, len(self.said)),
            lacking(asked.names, self.article),
            lacking(asked.names, self.passage),
            lacking(asked.numbers, self.article),
        )


def _candidates(asked: _Asked, hit: Hit, answers: Sequence[Answering], article: frozenset[str]) -> Iterator[_Candidate]:
    text, shift = hit.text, hit.passage.start
    bounds = sentences(text)
    title = frozenset(terms(hit.article.title))
    passage = title.union(terms(text))
    for one, stated in (*((one, False) for one in answers), *_stated(asked, text, answers, bounds)):
        around = [span for span in bounds if span[0] < one.end and one.start < span[1]]
        if stated or not any(_ASKS.search(text[slice(*span)]) or is_heading(text, span) for span in around):
            start, end = quote(text, (one.start, one.end), bounds)
            said = tuple(terms(text[one.start : one.end]))
            yield _Candidate(hit, one, (shift + start, shift + end), title, passage, article, said, stated)


def _stated(
    asked: _Asked, text: str, answers: Sequence[Answering], bounds: Sequence[tuple[int, int]]
) -> Iterator[tuple[Answering, bool]]:
    """The statements that a question for what was said may mean: a network that was taught to find names and numbers
    marks no whole statements. Each is as likely as the words that it marks in the statement's sentences; where it marks
    none, a little less than the least likely of those it marks."""
    if asked.kind == "what was said" and answers:
        for start, end in statements(text, asked.names, bounds):
            around = [span for span in bounds if span[0] < end and start < span[1]]
            marked = [one.margin for one in answers if one.start < around[-1][1] and around[0][0] < one.end]
            margin = max(marked, default=min(one.margin for one in answers) - _UNMARKED)
            yield answers[0]._replace(start=start, end=end, margin=margin), True


def _others(one: _Candidate, others: Sequence[_Candidate]) -> tuple[float, float]:
    """How surely other articles say the same, if in fewer or more words: the probabilities of the likeliest in each,
    added up, at most 2; and whether any of the answers says it in more."""
    words = set(one.said)
    best: dict[str, float] = {}
    shortened = False
    for other in others:
        name, more = other.hit.article.id, set(other.said)
        same = (words <= more or more <= words) and abs(len(other.said) - len(one.said)) <= _MORE
        if not words or not more or not same:
            continue
        shortened = shortened or (words < more and other.found.margin > 0)
        if name != one.hit.article.id:
            best[name] = max(_surely(other.found), best.get(name, 0.0))
    return min(2.0, sum(best.values())), float(shortened)


def _surely(found: Answering) -> float:
    """How likely the network takes it that words answer, by itself."""
    return 1 / (1 + math.exp(-max(-_SURE, min(_SURE, found.margin / 2 - found.no_answer))))
